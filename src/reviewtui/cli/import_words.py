"""What an import says: the plan before it, its progress, its summary as text and as JSON."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from reviewtui.cli.faults import say
from reviewtui.cli.output import line as put
from reviewtui.domain.custom import is_custom
from reviewtui.domain.imported import became, counted, orders_taken, these
from reviewtui.domain.money import Money, format_money
from reviewtui.domain.text import safe
from reviewtui.services.transfer.recalled import how_sure

if TYPE_CHECKING:
    from reviewtui.services.transfer.importing import ImportSummary, Progress
    from reviewtui.services.transfer.plan import ImportPlan
    from reviewtui.storage.imports.matching import Alike

_SHAPES = {
    "headers": "orders without their lines",
    "lines": "lines of orders that are already here",
    "flat": "order lines, each with its order",
    "mixed": "actions and touches, each row by what it is",
}
VERDICTS = ("new", "changed", "same", "conflict", "rejected", "skipped")
_SHOW_PROGRESS_AFTER = 0.5
_LEFT_SHOWN = 8
_ALIKE_SHOWN = 10


def show_plan(plan: ImportPlan) -> None:
    """The kind and why, and the mapping with samples, on stderr."""
    what = f"{plan.kind} ({_SHAPES[plan.shape]})" if plan.shape in _SHAPES else plan.kind
    say(
        f"{safe(plan.path.name)}: {what}; {plan.table.style}, header in row {plan.header.row}, {counted(plan.rows, 'row')}."
    )
    if plan.provisional:
        say("  Provisional, by the first part of the file; --dry-run reads all of it.")
    if plan.why:
        say(f"  {plan.kind}, because {safe(plan.why)}.")
    for note in plan.notes:
        say(f"  {safe(note[0].upper() + note[1:])}.")
    left = [column for column in plan.columns if not column.field]
    shown = (*plan.mapped, *left[:_LEFT_SHOWN])
    width = min(32, max((len(safe(column.header)) for column in shown), default=0))
    for column in shown:
        samples = " | ".join(_cut(text) for text in column.samples[:2])
        field, sure = column.field or "(left out)", how_sure(column)
        say(
            f"  {safe(column.header):<{width}}  ->  {safe(field):<15} {samples}{f'  ({safe(sure)})' if sure else ''}"
        )
    if len(left) > _LEFT_SHOWN:
        names = ", ".join(_cut(column.header) for column in left[_LEFT_SHOWN : _LEFT_SHOWN + 12])
        say(f"  left out too: {names}{', ...' if len(left) > _LEFT_SHOWN + 12 else ''}")
    if any(is_custom(column.field) for column in plan.mapped):
        if plan.kind == "orders":
            say("  What is kept is kept of the order: of its rows the first that says something counts.")
        elif plan.kind in ("actions", "touches", "notes"):
            say("  What is kept stands below the text of each, on lines of its own.")


def _cut(text: str) -> str:
    line = safe(text).replace("\n", " ")
    return line if len(line) <= 30 else line[:29] + "…"


@contextmanager
def telling(word: str) -> Iterator[Progress | None]:
    """Rows done and rows in all on one line of stderr, for work that takes longer, at a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    began = last = time.monotonic()
    shown = False

    def tell(done: int, total: int | None) -> None:
        nonlocal last, shown
        now = time.monotonic()
        if now - began < _SHOW_PROGRESS_AFTER or now - last < 0.1:
            return
        last, shown = now, True
        rate = done / (now - began)
        share = f" of {total:,} ({100 * done // max(total, 1)} %)" if total else ""
        left = (total - done) / rate if total and rate else 0.0
        ahead = f", {left:,.0f} s left" if left >= 1 else ""
        click.echo(f"\r{word}: {done:,}{share} rows, {rate:,.0f} a second{ahead}   ", nl=False, err=True)

    try:
        yield tell
    finally:
        if shown:
            click.echo("\r" + " " * 70 + "\r", nl=False, err=True)


def show_summary(summary: ImportSummary, *, dry_run: bool) -> None:
    """The summary on stdout, the talk about it on stderr."""
    for line in summary_lines(summary):
        put(line)
    if dry_run:
        say("Nothing was written (--dry-run).")
    elif summary.batch is None:
        say("There was nothing to change.")
    else:
        say("Done; `reviewtui undo` takes it back as a whole.")
    for reason in summary.reasons:
        say(f"  {safe(reason)}")


def summary_as_json(summary: ImportSummary, plan: ImportPlan, *, dry_run: bool) -> dict[str, Any]:
    counts = {verdict: getattr(summary, verdict) for verdict in VERDICTS}
    return {
        "kind": summary.kind,
        "shape": plan.shape,
        "why": plan.why,
        "header_row": plan.header.row,
        "read": summary.read,
        **counts,
        "orders": summary.orders,
        "cancelled": summary.cancelled,
        "net": [
            {"amount": money.to_decimal_string(), "currency": money.currency or None} for money in summary.net
        ],
        "first_date": summary.first_date.isoformat() if summary.first_date else None,
        "last_date": summary.last_date.isoformat() if summary.last_date else None,
        "rejects_file": str(summary.rejects_file) if summary.rejects_file else None,
        "batch": summary.batch,
        "dry_run": dry_run,
        "provisional": plan.provisional,
        "left_out": dict(summary.left_out),
        "revenue": list(summary.counted),
        "totals_agree": summary.totals,
        "totals_differ": list(summary.unequal),
        "accounts_made": summary.accounts_made,
        "became": dict(summary.became),
        "reasons": list(summary.reasons),
        "possible_duplicates": [_alike_as_json(one) for one in summary.alike],
        "layout": plan.recalled.origin if plan.recalled else None,
        "notes": list(plan.notes),
        "columns": [
            {"column": c.header, "field": c.field, "sure": how_sure(c) or None, "samples": list(c.samples)}
            for c in plan.columns
        ],
    }


def _alike_as_json(one: Alike) -> dict[str, Any]:
    """Two accounts that may be one, as JSON; ids are those of the file and of the account here."""
    return {
        "row": one.row,
        "name": one.name,
        "external_id": one.external_id or None,
        "other": one.other_name,
        "other_external_id": one.other_external_id or None,
        "other_is_here": one.other_id > 0,
        "why": one.why,
    }


def _alike_lines(summary: ImportSummary) -> Iterator[str]:
    """Who may be the same, each with the consent that would make it so."""
    if summary.alike:
        are = "is" if len(summary.alike) == 1 else "are"
        yield f"{len(summary.alike):,} may be the same as another account, and {are} not taken for it:"
    for one in summary.alike[:_ALIKE_SHOWN]:
        ids = tuple(f" ({text})" if text else "" for text in (one.external_id, one.other_external_id))
        where = "" if one.other_id > 0 else " further up in the file"
        yield f"  row {one.row}: {safe(one.name)}{safe(ids[0])} and {safe(one.other_name)}{safe(ids[1])}{where}: {safe(one.why)}"
    if len(summary.alike) > _ALIKE_SHOWN:
        yield f"  and {len(summary.alike) - _ALIKE_SHOWN:,} more; --json has all"
    if summary.alike:
        first = summary.alike[0]
        yield safe(f'  --same "{first.name}={first.other_name}" takes the two for one, --same all every pair')


def summary_lines(summary: ImportSummary) -> Iterator[str]:
    """The summary as text."""
    parts = [f"{getattr(summary, verdict):,} {verdict}" for verdict in VERDICTS]
    yield f"{counted(summary.read, 'row')} read: {', '.join(parts)}"
    if summary.left_out:
        yield "skipped: " + ", ".join(f"{count:,} {what}" for what, count in summary.left_out)
    if summary.accounts_made:
        made = counted(summary.accounts_made, "account")
        yield f"{made} that only {these(summary.kind)} name"
    if summary.became:
        yield became(summary.became, summary.first_date, summary.last_date)
    if summary.orders:
        yield orders_taken(summary.orders, summary.cancelled, summary.first_date, summary.last_date)
    elif summary.kind == "orders":
        yield "0 orders"
    for money in summary.net:
        yield f"net {_money(money)}"
    for sentence in summary.counted:
        yield f"  {safe(sentence)}"
    if summary.totals:
        yield f"{summary.totals:,} totals in the file agree with its rows"
    for sentence in summary.unequal:
        yield f"NOT EQUAL {safe(sentence)}"
    yield from _alike_lines(summary)
    if summary.rejects_file:
        yield f"rows not taken are in {summary.rejects_file}"


def _money(money: Money) -> str:
    return format_money(money, places=2, code=bool(money.currency)) + (
        "" if money.currency else " (no currency)"
    )
