"""What the front door asks of the app; imports nothing heavy, so that the door stays quick."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from reviewtui.domain.frozen import frozen


@frozen
class LaunchOptions:
    """How to open the app. ``as_of`` is None for the real date; ``account`` opens that account's review at once.

    ``template`` is the key of the review to start, None for the usual one; ``demo`` a private copy of the sample.
    """

    db: Path
    as_of: date | None = None
    demo: bool = False
    account: str | None = None
    template: str | None = None
    read_only: bool = False
    mouse: bool = True
    ascii: bool = False
