"""Keeping the figures of every account as lines, so that a screen and the command line show them without computing.

``bring_up`` computes what is missing, slice by slice, each read in a short view of the file, and leaves the writing to
another thread where there is one. A line is kept only when nothing was written to its account meanwhile.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from reviewtui import __version__
from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.text import harmless_json
from reviewtui.services.carried import Carried

if TYPE_CHECKING:
    from reviewtui.domain.account_figures import AccountFigures
    from reviewtui.domain.known import Known, Walked
    from reviewtui.domain.queue import QueueLine
    from reviewtui.domain.tiers import Standing
    from reviewtui.storage.figure_lines import Frame, KeptLine
    from reviewtui.storage.store import Store

SHAPE = 9
"""Grows whenever a figure, a usual setting, or the form in which a line is kept is another: older lines hold no more."""
FEW = 40
"""Accounts that are computed one by one; where more are stale, all are."""


def frame_name(as_of: date, settings: FigureSettings) -> str:
    """What kept lines must have been computed for to be shown: the date, the settings, the program."""
    told = "usual" if settings == USUAL else repr(settings)
    return f"{as_of.isoformat()} {__version__}.{SHAPE} {told}"


def holding(store: Store, as_of: date, settings: FigureSettings) -> tuple[Frame, dict[int, int]] | None:
    """The frame of the kept lines, and which are stale by account with its number; None where they hold for something else."""
    with store.read() as r:
        frame = r.lines.frame
        if frame is None or frame.name != frame_name(as_of, settings):
            return None
        return frame, r.lines.stale()


def spared(store: Store, as_of: date, real_date: date) -> bool:
    """Whether the lines that are kept are those of the real date, so that a look at another one leaves them alone."""
    if as_of == real_date:
        return False
    with store.read() as r:
        frame = r.lines.frame
    return frame is not None and frame.name.startswith(f"{real_date.isoformat()} {__version__}.{SHAPE} ")


class Following:
    """Follows the kept lines of one date for a screen that stays open: which accounts were written to since it looked."""

    def __init__(self, as_of: date, settings: FigureSettings) -> None:
        self.as_of = as_of
        self.settings = settings
        self._frame: Frame | None = None
        self._stamps: dict[int, int] = {}

    def begin(self, store: Store) -> frozenset[int] | None:
        """The accounts whose lines do not hold; None where they are many, or the lines are for something else."""
        with store.read() as r:
            found = holding(store, self.as_of, self.settings)
            self._stamps = r.lines.stamps()
        self._frame = found[0] if found is not None and len(found[1]) <= FEW else None
        return frozenset(found[1]) if found is not None and self._frame is not None else None

    def since(self, store: Store) -> frozenset[int] | None:
        """The accounts written to since the last look, by whomever; None when one must begin again."""
        with store.read() as r:
            frame, now = r.lines.frame, r.lines.stamps()
        if frame is None or frame != self._frame:
            return None
        moved = frozenset(one for one, stamp in now.items() if self._stamps.get(one, 0) != stamp)
        self._stamps = now
        return moved if len(moved) <= FEW else None

    def line(self, store: Store, account_id: int) -> KeptLine | None:
        """The line of one account as it is now; None when the account is gone."""
        return line_again(store, account_id, self.as_of, self.settings)


def bring_up(
    store: Store,
    as_of: date,
    settings: FigureSettings,
    write: Callable[[Callable[[Store], object]], object],
    *,
    token: str = "",
) -> Iterator[None]:
    """Compute every line that does not hold, a step at a time, and hand it to ``write``.

    ``write`` runs what it is given with a store for writing, now or later, but in the same order. ``token`` tells this
    filling from others; a new one unless said.
    """
    with store.read() as r:
        since = r.lines.moved_together
    found = holding(store, as_of, settings)
    if found is not None and len(found[1]) <= FEW:
        frame, stale = found
        for account_id in stale:
            line = line_again(store, account_id, as_of, settings)
            if line is not None:
                write(_keeping(frame, (line,)))
            yield
        return
    from reviewtui.storage.figure_lines import Frame

    name = frame_name(as_of, settings)
    frame, missing = found or (Frame(name, token or os.urandom(8).hex()), None)
    carried = Carried(store, name, as_of, settings)
    yield from carried.steps()
    if found is None:
        write(_beginning(frame, since, carried.after))
    walked = carried.walked if carried.after is not None else None
    for lines in all_lines(store, as_of, settings, missing, walked):
        if lines:
            write(_keeping(frame, lines))
        yield


def _beginning(frame: Frame, since: int, after: Frame | None) -> Callable[[Store], None]:
    def begin(store: Store) -> None:
        from reviewtui.storage.figure_lines import begin_frame

        with store.summing() as db:
            begin_frame(db, frame, since, after)

    return begin


def _keeping(frame: Frame, lines: Sequence[KeptLine]) -> Callable[[Store], bool]:
    def keep(store: Store) -> bool:
        from reviewtui.storage.figure_lines import keep_lines

        with store.summing() as db:
            return keep_lines(db, frame, lines)

    return keep


def all_lines(
    store: Store,
    as_of: date,
    settings: FigureSettings,
    missing: Collection[int] | None = None,
    carried: Mapping[int, Walked] | None = None,
) -> Iterator[tuple[KeptLine, ...]]:
    """The lines of every slice; with ``missing`` of those that hold one of these accounts.

    What is ``carried`` over saves the walk over all orders.
    """
    from reviewtui.services.figures import slices

    for step in slices(store, as_of, settings, carried):
        if step is None:
            yield ()
            continue
        (first, last), ranked, walked = step
        if missing is None or any(first <= one <= last for one in missing):
            with store.read() as r:
                found = r.figures.known(first, last, as_of, settings, walked=walked)
                stamps = r.lines.stamps(first, last)
            # An account that came after the ranking was made is stale until the next look.
            yield tuple(
                line_of(one, ranked[one.account_id], stamps.get(one.account_id, 0), as_of, settings)
                for one in found
                if one.account_id in ranked
            )


def line_again(store: Store, account_id: int, as_of: date, settings: FigureSettings) -> KeptLine | None:
    """The line of an account that was written to, in a frame whose ranking still holds; None when it is gone.

    In such a frame nobody's orders have moved, so that what a walk over them found is taken from the line before.
    """
    from reviewtui.domain.tiers import standings
    from reviewtui.services.stored_calls import standing_again
    from reviewtui.services.stored_subjects import walked_from

    with store.read() as r:
        frame = r.lines.frame
        holds = frame is not None and frame.name == frame_name(as_of, settings)
        call, before = r.lines.of(account_id) if holds else ("", "")
        walked = {account_id: walked_from(before)} if before else None
        known = r.figures.known(account_id, account_id, as_of, settings, walked=walked)
        stamp = r.lines.stamps(account_id, account_id).get(account_id, 0)
        buyers = () if call else r.figures.buyers(as_of, account_id)
    if not known:
        return None
    standing = (
        standing_again(call, known[0], as_of) if call else standings(buyers, as_of, settings)[account_id]
    )
    return line_of(known[0], standing, stamp, as_of, settings)


def line_of(known: Known, standing: Standing, stamp: int, as_of: date, settings: FigureSettings) -> KeptLine:
    """What is kept of one account."""
    from reviewtui.domain.account_figures import figures_of
    from reviewtui.domain.figured import figured
    from reviewtui.services.stored_calls import call_of, call_text, due_rank
    from reviewtui.services.stored_subjects import subject_text
    from reviewtui.storage.figure_lines import KeptLine

    figures = figures_of(known, standing, as_of, settings)
    call = call_of(figures)
    return KeptLine(
        account_id=known.account_id,
        stamp=stamp,
        points=figures.queue.points,
        due_rank=due_rank(call, as_of, archived=known.archived),
        call=call_text(call, standing),
        queue=queue_text(figures.queue),
        subject=subject_text(figured(figures), known.walked),
        record=record_text(figures),
    )


def queue_text(line: QueueLine) -> str:
    """What ``queue --json`` says of an account beyond its record; empty where nothing speaks for a call."""
    from reviewtui.services.figure_shapes import queue_data

    return _json(queue_data(line)) if line.points > 0 else ""


def record_text(figures: AccountFigures) -> str:
    """An account as one line of ``accounts --json``."""
    from reviewtui.services.figure_shapes import figures_data, line_data

    return _json({**figures_data(figures), **line_data(figures.known)})


def _json(data: Mapping[str, object]) -> str:
    # Made harmless once and here, so that whoever lists the lines writes them out as they are.
    return harmless_json(json.dumps(data, ensure_ascii=False))
