"""What a walk over the orders of each account found before, where no day and nobody has moved it since.

Walking over all orders is a third of the work of a day's figures, and most accounts order less than daily.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from reviewtui.domain.quarter import quarter_of

if TYPE_CHECKING:
    from reviewtui.domain.figure_settings import FigureSettings
    from reviewtui.domain.known import Walked
    from reviewtui.storage.figure_lines import Frame
    from reviewtui.storage.store import Store

MANY = 200
"""Accounts whose orders moved, above which one walk over all orders is quicker than one over each of theirs."""
AT_ONCE = 500


class Carried:
    """What was found by account, from the lines that are kept: of this day, or of an earlier one of the same quarter.

    ``steps`` reads it in short views of the file. ``after`` is then the frame it comes from, None where everything is
    to be walked over; it holds only while that frame does, for in a frame nobody's orders move.
    """

    def __init__(self, store: Store, name: str, as_of: date, settings: FigureSettings) -> None:
        self.after: Frame | None = None
        self.walked: dict[int, Walked] = {}
        self._store, self._as_of, self._settings = store, as_of, settings
        with store.read() as r:
            frame, month = r.lines.frame, r.first_month
        if frame is None or frame.name[10:] != name[10:]:
            return
        self._since = date.fromisoformat(frame.name[:10])
        if self._since <= as_of and quarter_of(self._since, month) == quarter_of(as_of, month):
            self.after = frame

    def steps(self) -> Iterator[None]:
        """Read what was kept, then walk over the orders of those who ordered, or were delivered to, since."""
        import reviewtui.storage.reads.figures  # noqa: F401 (loaded before the file is held)
        from reviewtui.services.stored_subjects import walked_from

        if self.after is None:
            return
        with self._store.read() as r:
            parts, windows = r.figures.slices(AT_ONCE), r.figures.windows(wide=True)
        with self._store.read() as r:
            unknown = r.lines.unkept()
        for part in parts:
            with self._store.read() as r:
                found = r.lines.walked(*part)
            self.walked.update((one, walked_from(text)) for one, text in found)
            yield
        moved: set[int] = set()
        for window in windows if self._since < self._as_of else ():
            with self._store.read() as r:
                moved |= r.figures.ordered(*window, self._since, self._as_of)
            yield
        if len(moved) + unknown > MANY:
            self.after, self.walked = None, {}
            return
        for one in moved:
            with self._store.read() as r:
                self.walked[one] = r.figures.walked(one, self._as_of, self._settings)
            yield
