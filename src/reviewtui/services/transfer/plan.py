"""What an import would do with a file: its kind, its mapping with samples, its styles, and what is in doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import field, replace
from pathlib import Path

from reviewtui.domain.custom import is_custom
from reviewtui.domain.errors import ImportDoubt, ImportProblem, UsageError
from reviewtui.domain.frozen import frozen
from reviewtui.services.transfer.asking import MATCHES, Doubt, ImportOptions, Styles
from reviewtui.services.transfer.choosing import SAID, choose, kinds_in, listed, opened
from reviewtui.services.transfer.documents import PURCHASES
from reviewtui.services.transfer.headers import Header
from reviewtui.services.transfer.kinds import Recognised
from reviewtui.services.transfer.layout import Layout
from reviewtui.services.transfer.mapping import Column, column_names, fields_in, map_columns
from reviewtui.services.transfer.profile import Profile, profile
from reviewtui.services.transfer.reading import Table
from reviewtui.services.transfer.recalled import (
    BY_HAND,
    STANDING,
    Recall,
    Recalled,
    against_proof,
    custom_under,
    in_words,
)
from reviewtui.services.transfer.recordwords import record_notes
from reviewtui.services.transfer.required import missing
from reviewtui.services.transfer.shapes import LaidOut, lay_out
from reviewtui.services.transfer.styles import settle
from reviewtui.services.transfer.sweeping import seldom_swept
from reviewtui.services.transfer.synonyms import KINDS

__all__ = ["Doubt", "ImportOptions", "ImportPlan", "Styles", "kinds_in", "plan_import"]


# What files and numbers are called that are credits and nothing else.
_CREDITS = re.compile(
    r"credit[ _-]?(?:memo|note)s?(?![a-z])|gutschrift|\bavoirs?\b|nota[ _-]de[ _-]cr", re.IGNORECASE
)


@frozen
class ImportPlan:
    """Everything needed to run an import, and to show it first.

    ``shape`` is the kind, but for orders headers, lines or flat, and mixed for actions and touches in one file; ``rows`` counts the rows below the header.
    ``provisional`` says that it is of the first part of the file only. ``why`` says what the kind was told from, ``notes`` what is peculiar about how the rows are read; both are words.
    """

    path: Path
    table: Table
    kind: str
    shape: str
    header: Header
    columns: tuple[Column, ...]
    styles: Styles
    doubts: tuple[Doubt, ...]
    rows: int
    options: ImportOptions = field(default_factory=ImportOptions)
    layout: Layout = field(default_factory=Layout)
    why: str = ""
    notes: tuple[str, ...] = ()
    kind_said: bool = False
    recalled: Recalled | None = None
    provisional: bool = False

    @property
    def mapped(self) -> tuple[Column, ...]:
        """The columns that fill a field."""
        return tuple(column for column in self.columns if column.field)

    @property
    def remembered_consents(self) -> tuple[str, ...]:
        """The consents that two accounts are one that were given for an earlier file."""
        before = self.recalled.answers.get("same", "") if self.recalled is not None else ""
        return tuple(before.splitlines())

    def require_no_doubt(self) -> None:
        """Raise ImportDoubt with the questions, when any are open."""
        if self.doubts:
            raise ImportDoubt(" ".join(_asked(doubt) for doubt in self.doubts))


def _asked(doubt: Doubt) -> str:
    answers = " or ".join(f"--{doubt.key} {answer}" for answer in doubt.answers)
    return f"{doubt.question} Say {answers}."


@seldom_swept()
def plan_import(
    path: Path,
    *,
    kind: str | None = None,
    maps: Sequence[str] = (),
    options: ImportOptions | None = None,
    recall: Recall | None = None,
) -> ImportPlan:
    """Look at a file and say what it is and how it would be read; nothing is written.

    ``maps`` are ``column=field`` pairs that go before the known names, and before what ``recall`` knows of the header row from
    an earlier import or a mapping file. Raises ImportProblem for a file that
    cannot be imported, ImportDoubt when its kind or its sheet cannot be told, UsageError for a wrong option.
    """
    options = options or ImportOptions()
    if kind is not None and kind not in KINDS:
        raise UsageError(f"There is no kind of file {kind!r}; the kinds are {', '.join(KINDS)}.")
    tables, options = opened(path, options, recall)
    table, header, recognised, recalled = choose(path, tables, kind, maps, recall)
    found_kind = recognised.kind or ""

    def mapped(odd: Sequence[str] = ()) -> tuple[Column, ...]:
        return _mapped(header, found_kind, maps, recalled, odd, keep_rest=options.keep_rest)

    columns, seen = _looked_through(table, header, found_kind, mapped)
    planned = _plan_by(path, table, header, recognised, columns, seen, recalled)
    plan = planned(options)
    if recalled is not None:
        plan = _as_before(plan, planned, recalled, seen)
    _check(plan, kind, seen)
    return plan


def _mapped(
    header: Header,
    kind: str,
    maps: Sequence[str],
    recalled: Recalled | None,
    odd: Sequence[str],
    *,
    keep_rest: bool,
) -> tuple[Column, ...]:
    """The columns with their fields: as said, as before, by their names; the rest is kept when that is wanted.

    ``odd`` are columns whose values are not what their names say.
    """
    names = column_names(header.cells)
    if recalled is None:
        columns = map_columns(names, kind, (*(f"{name}=" for name in odd), *maps))
    else:
        before = recalled.maps(map_columns(names, kind, ()))
        told = {c.index for c in map_columns(names, kind, maps) if c.why == "given"}
        columns = tuple(
            replace(c, why="mapping file" if recalled.whole else "remembered")
            if c.why == "given" and c.index not in told
            else c
            for c in map_columns(names, kind, (*before, *(f"{name}=" for name in odd), *maps))
        )
    columns = tuple(replace(c, why="its values") if c.header in odd else c for c in columns)
    if not keep_rest:
        return columns
    return tuple(
        c if c.field or c.why in BY_HAND else replace(c, field=custom_under(c.header), why="kept")
        for c in columns
    )


def _plan_by(
    path: Path,
    table: Table,
    header: Header,
    recognised: Recognised,
    columns: Sequence[Column],
    seen: Profile,
    recalled: Recalled | None,
) -> Callable[[ImportOptions], ImportPlan]:
    """The plan of a table under some options, once it has been walked."""

    def planned(options: ImportOptions) -> ImportPlan:
        laid = lay_out(recognised.kind or "", header, columns, seen, options.amounts, options.names)
        before = {c.index: c.field for c in columns}
        changed = tuple(
            replace(c, why="its values") if c.field and before.get(c.index, c.field) != c.field else c
            for c in laid.columns
        )
        laid = replace(laid, columns=changed)
        return replace(_planned(path, table, header, recognised, seen, laid, options), recalled=recalled)

    return planned


def _as_before(
    plan: ImportPlan,
    planned: Callable[[ImportOptions], ImportPlan],
    recalled: Recalled,
    seen: Profile,
) -> ImportPlan:
    """The plan with its doubts answered as before, which it says; what the values prove counts more than an answer."""
    standing = [key for key in STANDING if key in recalled.answers and not getattr(plan.options, key)]
    if standing:
        plan = planned(recalled.matched(plan.options))
    options = recalled.answered(plan.doubts, plan.options)
    used = [
        doubt.key for doubt in plan.doubts if getattr(options, doubt.key) != getattr(plan.options, doubt.key)
    ]
    if used:
        plan = planned(options)
    wrong = against_proof(recalled, plan.columns, seen, plan.styles, plan.options)
    # What was proved wrong is not remembered any longer, so that the next doubt is asked about again.
    kept = {key: said for key, said in recalled.answers.items() if key not in wrong}
    notes = (in_words(recalled, [*standing, *used]), *wrong.values(), *plan.notes)
    return replace(plan, notes=notes, recalled=replace(recalled, answers=kept))


def _check(plan: ImportPlan, kind: str | None, seen: Profile) -> None:
    """Stop at a file that lacks what its kind needs, or that is something else after all."""
    path, header = plan.path, plan.header
    lacking = missing(plan.kind, fields_in(plan.columns))
    if lacking:
        raise ImportProblem(
            f'{path.name}, row {header.row}: no column is known as {lacking}; name it with --map "column=field". '
            f"The columns are {listed(header.cells)}."
        )
    if kind is None and seen.orders.only_these(PURCHASES):
        raise ImportDoubt(
            f"{path.name} holds purchases ({', '.join(sorted(seen.orders.documents))}), not orders of customers; "
            f"if they are orders all the same, say: reviewtui import orders {path.name}."
        )
    _check_currency(plan, seen)
    _check_match(plan)
    if plan.kind == "opportunities" and any(is_custom(c.field) for c in plan.columns):
        raise UsageError(
            f"{path.name} holds opportunities, and these keep no custom fields; leave out --keep and --keep-rest."
        )
    if plan.shape == "lines" and any(is_custom(c.field) for c in plan.columns):
        raise UsageError(
            f"{path.name} holds lines of orders that are already here, and lines keep no custom fields; leave out --keep, or "
            "keep them with the orders' own file."
        )


def _check_currency(plan: ImportPlan, seen: Profile) -> None:
    """Stop at amounts whose currencies only the looks of their cells tell apart."""
    for column in plan.columns:
        signs = (
            seen.formats.get(column.index, ())
            if column.field in ("amount", "line_amount", "unit_price")
            else ()
        )
        if len(signs) > 1 and not plan.styles.currency:
            raise ImportProblem(
                f"{plan.path.name}: column {column.header!r} shows amounts in {' and '.join(sorted(signs))} by the format of its "
                "cells alone; write the currency into a column of its own."
            )


def _check_match(plan: ImportPlan) -> None:
    """Stop at a field to match by that there is not, or that no column fills."""
    possible = MATCHES.get(plan.kind, {})
    for wanted in plan.options.match:
        if wanted not in possible:
            raise UsageError(
                f"{plan.kind.capitalize()} cannot be matched by {wanted!r}; --match takes {', '.join(possible) or 'nothing'}."
            )
        if possible[wanted] and possible[wanted] not in fields_in(plan.columns):
            raise UsageError(
                f"{plan.path.name}: no column fills {possible[wanted]}, so --match {wanted} finds nothing; name the column with --map."
            )


def _looked_through(
    table: Table, header: Header, kind: str, mapped: Callable[[Sequence[str]], tuple[Column, ...]]
) -> tuple[tuple[Column, ...], Profile]:
    """Columns and what the rows show of them, without those that only their names make dates or numbers, or that are empty."""
    columns = mapped(())
    seen = profile(table, header, kind, columns)
    # A column of what is done holds days, or a yes and a no, or both.
    odd = [c.header for c in columns if c.index in seen.odd and c.why not in BY_HAND and c.field != "done"]
    wrong = odd + _hollow(columns, seen, lambda headers: mapped((*odd, *headers)))
    others = mapped(wrong) if wrong else columns
    if not wrong or missing(kind, fields_in(others)):
        return columns, seen
    return others, profile(table, header, kind, others)


def _hollow(
    columns: Sequence[Column], seen: Profile, without: Callable[[Sequence[str]], tuple[Column, ...]]
) -> list[str]:
    """The columns that are empty all the way down where another one, that does not fill it yet, could fill their field."""
    by_name = [c for c in columns if c.field and c.why not in BY_HAND]
    empty = [c for c in by_name if not seen.samples.get(c.index)] if seen.rows else []
    filled = fields_in(c for c in columns if seen.samples.get(c.index))
    empty = [c for c in empty if c.field not in filled]
    if not empty:
        return []
    others = fields_in(without([c.header for c in empty]))
    return [c.header for c in empty if c.field in others]


def _are_credits(path: Path, columns: Sequence[Column]) -> bool:
    """Whether the file, or its column of numbers, is called by credits, and no column tells them from others."""
    fields = {c.field: c.header for c in columns}
    named = _CREDITS.search(path.stem) or _CREDITS.search(fields.get("order_id", ""))
    return bool(named) and "doc_type" not in fields


def _planned(
    path: Path,
    table: Table,
    header: Header,
    recognised: Recognised,
    seen: Profile,
    laid: LaidOut,
    options: ImportOptions,
) -> ImportPlan:
    """The plan of a table that is understood, with the doubts that are left."""
    columns = tuple(replace(c, samples=tuple(seen.samples.get(c.index, ()))) for c in laid.columns)
    styles, doubts = settle(columns, laid.shape, seen, options)
    if recognised.kind == "orders" and _are_credits(path, columns):
        styles = replace(styles, all_credits=True)
        laid = replace(laid, notes=(*laid.notes, "it holds credits, so its amounts are negative"))
    if large := [repr(c.header) for c in columns if c.index in styles.thousands]:
        laid = replace(
            laid, notes=(*laid.notes, f"{', '.join(large)}: thousands, so amounts are read times 1,000")
        )
    notes = (
        *filter(None, (table.note,)),
        *laid.notes,
        *record_notes(recognised.kind or "", columns, path.stem),
    )
    if laid.doubt is not None:
        doubts = (*doubts, laid.doubt)
    return ImportPlan(
        path, table, recognised.kind or "", laid.shape, header, columns, styles, doubts, seen.rows, options,
        laid.layout, recognised.why, notes, recognised.why == SAID,
    )  # fmt: skip
