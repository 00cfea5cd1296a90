"""Writing a file for the user whole or not at all, for the user alone, and never over one that is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from reviewtui.domain.errors import DatabaseUnusable
from reviewtui.storage.create import new_part, put_in_place, remove_part


@contextmanager
def new_whole(target: Path) -> Iterator[Path]:
    """A private file (0600) to fill, which becomes ``target`` when the block ends well, and nothing otherwise.

    Raises DatabaseUnusable when something is there already or the place cannot be written.
    """
    if target.exists() or target.is_symlink():
        raise DatabaseUnusable(f"{target} exists already; it was left as it is.")
    try:
        part = new_part(target)
    except OSError as error:
        raise DatabaseUnusable(f"{target} cannot be made: {error.strerror}. Name another place.") from None
    try:
        try:
            yield part
        except OSError as error:
            raise DatabaseUnusable(
                f"{target} cannot be written: {error.strerror}. Nothing was kept."
            ) from error
        put_in_place(part, target)
    finally:
        remove_part(part)


@contextmanager
def write_new(target: Path) -> Iterator[TextIO]:
    """A text stream that becomes the file ``target`` (0600) when the block ends well, and nothing otherwise.

    Raises DatabaseUnusable when something is there already or the place cannot be written.
    """
    with new_whole(target) as part, part.open("w", encoding="utf-8", newline="\n") as out:
        yield out
