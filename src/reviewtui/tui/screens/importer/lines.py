"""The import as lines: what the file is, what would happen or has happened, which column fills which field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reviewtui.domain.imported import became, orders_taken, these
from reviewtui.domain.money import Money, format_money
from reviewtui.services.transfer.recalled import how_sure
from reviewtui.tui.widgets.cells import fit
from reviewtui.tui.widgets.pager import wrapped

if TYPE_CHECKING:
    from reviewtui.services.transfer.importing import ImportSummary
    from reviewtui.services.transfer.mapping import Column
    from reviewtui.services.transfer.plan import ImportPlan

Parts = list[tuple[str, str]]
VERDICTS = ("new", "changed", "same", "conflict", "rejected", "skipped")
WELCOME = (
    "Accounts, contacts, orders, opportunities, actions, touches and notes come from a file of your CRM, shop or books:",
    "CSV, XLSX, XLS or ODS.",
    "i names the file. What it is, which column fills which field and what would change is shown first;",
    "nothing is written before you say so, and an import can be taken back as a whole.",
)
_SHAPES = {
    "headers": "orders without their lines",
    "lines": "lines of orders that are already here",
    "flat": "order lines, each with its order",
    "mixed": "actions and touches, each row by what it is",
}


def flow(lines: Sequence[tuple[str, str]], width: int) -> list[Parts]:
    """Sentences with a style, each in as many rows as it needs."""
    return [[(row, style)] for text, style in lines for row in wrapped(text, max(10, width))]


def about(plan: ImportPlan) -> Iterator[tuple[str, str]]:
    """What the file is taken for, and why."""
    sheet = f", sheet {plan.table.sheet}" if plan.table.sheet else ""
    what = _SHAPES.get(plan.shape, plan.kind)
    yield f"{plan.path.name}{sheet}: {what}", "bold"
    because = f"{plan.kind}, because {plan.why}. " if plan.why else ""
    yield f"{because}{plan.table.style}, header in row {plan.header.row}, {plan.rows:,} rows.", "dim"
    for note in plan.notes:
        yield f"{note[:1].upper()}{note[1:]}.", "dim"


def outcome(summary: ImportSummary, *, done: bool) -> Iterator[tuple[str, str]]:
    """What would happen, or what has happened."""
    yield "", ""
    yield ("What was done" if done else "What would happen"), "head"
    counts = ", ".join(f"{getattr(summary, verdict):,} {verdict}" for verdict in VERDICTS)
    yield f"{summary.read:,} rows: {counts}", "bold"
    if summary.accounts_made:
        named = f"{accounts(summary.accounts_made)} that only {these(summary.kind)} name"
        yield f"{named}; {'made' if done else 'to be made, after asking'}", "warn"
    if summary.became:
        yield became(summary.became, summary.first_date, summary.last_date), ""
    if summary.orders:
        yield orders_taken(summary.orders, summary.cancelled, summary.first_date, summary.last_date), ""
    if summary.net:
        yield f"net {', '.join(_money(one) for one in summary.net)}", ""
    for sentence in summary.counted:
        yield sentence, "dim"
    if summary.left_out:
        yield "skipped: " + ", ".join(f"{count:,} {what}" for what, count in summary.left_out), "dim"
    if summary.totals:
        yield f"{summary.totals:,} totals in the file agree with its rows", "good"
    for sentence in summary.unequal:
        yield f"Not equal: {sentence}", "bad"
    for reason in summary.reasons:
        yield f"Not taken: {reason}", "warn"
    if summary.alike:
        count = len(summary.alike)
        yield (
            f"{count:,} may be the same as another account, and {'are' if count > 1 else 'is'} not taken for it"
            + ("" if done else "; d shows who"),
            "warn",
        )
    if summary.rejects_file:
        yield f"Rows that were not taken are in {summary.rejects_file.name}, beside the file", "warn"


def next_step(summary: ImportSummary, *, done: bool, taken_back: bool) -> str:
    """What can be done now."""
    if taken_back:
        return "Taken back as a whole. y imports it again, i names another file."
    if done and summary.batch is not None:
        return "Imported. u takes it back as a whole, i names another file, 1 goes to Today."
    if done:
        return "There was nothing to change. i names another file."
    if summary.new or summary.changed:
        return "Nothing is written yet: y imports it, r shows its rows; Enter gives a column another field, c keeps it."
    refused = summary.rejected + summary.conflict
    if refused:
        return "None of it would be taken in; y writes the rows and the reasons into a file beside it."
    return "All of it is here already; there is nothing to import."


def _money(money: Money) -> str:
    code = "" if money.currency else " (no currency)"
    return format_money(money, places=2, code=bool(money.currency)).strip() + code


def column_line(column: Column, width: int) -> Parts:
    """A column of the file: its name, its field, values of it."""
    header, name, sure = _widths(width)
    field = column.field.replace("_", " ") if column.field else "-"
    samples = " | ".join(column.samples[:3])
    room = max(0, width - header - name - sure - 6)
    style = "accent" if column.field else "dim"
    return [(fit(column.header, header), "" if column.field else "dim"), ("  ", ""), (fit(field, name), style),
            ("  ", ""), (fit(how_sure(column), sure), "dim"), ("  ", ""), (fit(samples, room), "dim")]  # fmt: skip


def column_titles(width: int) -> Parts:
    """The heading over the columns."""
    header, name, sure = _widths(width)
    titles = (fit("Column of the file", header), fit("Field", name), fit("How sure", sure))
    return [(f"{'  '.join(titles)}  Values", "head")]


def _widths(width: int) -> tuple[int, int, int]:
    header = max(14, min(40, width // 4))
    return header, max(12, min(24, width // 5)), max(10, min(26, width // 6))


def accounts(count: int) -> str:
    """So many accounts, in words."""
    return "1 account" if count == 1 else f"{count:,} accounts"
