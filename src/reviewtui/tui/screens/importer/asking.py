"""What is asked of the user before a file can be read: its sheet, its kind, its doubts, the field of a column."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewtui.domain.custom import PREFIX, is_custom
from reviewtui.domain.errors import ImportDoubt
from reviewtui.tui.screens.importer.running import Wanted
from reviewtui.tui.widgets.dialog import Choose, Option

if TYPE_CHECKING:
    from textual.app import App

    from reviewtui.services.transfer.mapping import Column
    from reviewtui.services.transfer.plan import Doubt, ImportPlan

_ANSWERS = {
    ("dates", "dmy"): "day first: 04/07 is the 4th of July",
    ("dates", "mdy"): "month first: 04/07 is the 7th of April",
    ("decimal", "comma"): "a decimal comma: 1,234 is one and a bit",
    ("decimal", "point"): "a decimal point: 1,234 is one thousand",
    ("discount", "fraction"): "a fraction: 1 is everything",
    ("discount", "percent"): "percent: 1 is one percent",
    ("amounts", "order"): "of the whole order, repeated on each row",
    ("amounts", "line"): "of the line",
    ("names", "above"): "of the customer in the row above",
    ("names", "nobody"): "of nobody: they are not taken",
}
LEAVE_OUT = "leave it out"
KEEP = "keep it as a custom field"


async def settle(app: App[Any], wanted: Wanted) -> tuple[Wanted, ImportPlan] | None:
    """The plan without a doubt left; None when the user turned away. Raises ImportProblem, UsageError.

    Must run in a worker of the app.
    """
    while True:
        try:
            plan = await asyncio.to_thread(wanted.plan)
        except ImportDoubt as doubt:
            found = await _which(app, wanted, str(doubt))
            if found is None:
                return None
            wanted = found
            continue
        if not plan.doubts:
            return wanted, plan
        answer = await _answer(app, plan.doubts[0])
        if answer is None:
            return None
        said: dict[str, Any] = {plan.doubts[0].key: answer}
        wanted = replace(wanted, options=replace(wanted.options, **said))


async def _answer(app: App[Any], doubt: Doubt) -> str | None:
    """One question that the file leaves open, with values of the file."""
    about = f"For example: {', '.join(doubt.samples[:5])}" if doubt.samples else ""
    answers = [Option(one, one, _ANSWERS.get((doubt.key, one), "")) for one in doubt.answers]
    return await app.push_screen_wait(Choose(doubt.question, answers, about))


async def _which(app: App[Any], wanted: Wanted, sentence: str) -> Wanted | None:
    """The sheet when several fit, else the kind. Raises ImportDoubt again when both are said already."""
    if wanted.options.sheet is None and "--sheet" in sentence:
        return await ask_sheet(app, wanted)
    if wanted.kind is None:
        return await ask_kind(app, wanted, _without_shell(sentence))
    raise ImportDoubt(sentence)


async def ask_sheet(app: App[Any], wanted: Wanted) -> Wanted | None:
    """Which sheet of a workbook; each is an import of its own."""
    from reviewtui.services.transfer.plan import kinds_in

    sheets = await asyncio.to_thread(kinds_in, wanted.path, replace(wanted.options, sheet=None))
    options = [Option(sheet, sheet, kind) for sheet, kind in sheets if sheet]
    if not options:
        return None
    text = "Each is an import of its own; accounts first."
    sheet = await app.push_screen_wait(Choose("Which sheet?", options, text))
    if sheet is None:
        return None
    return replace(wanted, kind=None, maps=(), options=replace(wanted.options, sheet=sheet))


async def ask_kind(app: App[Any], wanted: Wanted, text: str = "") -> Wanted | None:
    """What the file holds, when it cannot be told or was told wrongly."""
    options = [
        Option("accounts", "accounts", "one row per customer"),
        Option("contacts", "contacts", "one row per person, with the account's name or id"),
        Option("orders", "orders", "one row per order, or per line of an order"),
        Option("opportunities", "opportunities", "deals: one row each, won and lost ones too"),
        Option("actions", "actions", "tasks; calls and meetings among them are touches"),
        Option("touches", "touches", "calls, visits, meetings, e-mails, one row each"),
        Option("notes", "notes", "one row per note on an account"),
    ]
    kind = await app.push_screen_wait(Choose("What does it hold?", options, text, current=wanted.kind))
    return replace(wanted, kind=kind, maps=(), make_accounts=None) if kind else None


async def ask_field(app: App[Any], wanted: Wanted, kind: str, column: Column) -> Wanted | None:
    """Which field a column fills."""
    from reviewtui.services.transfer.synonyms import fields_of

    about = f"For example: {', '.join(column.samples[:4])}" if column.samples else ""
    options = [
        Option("", LEAVE_OUT),
        Option(PREFIX, KEEP),
        *(Option(name, name.replace("_", " ")) for name in fields_of(kind)),
    ]
    title = f'What is "{column.header}" of {kind}?'
    name = await app.push_screen_wait(
        Choose(title, options, about, current=PREFIX if is_custom(column.field) else column.field or "")
    )
    return None if name is None else wanted.mapped(column.header, name)


def _without_shell(sentence: str) -> str:
    """What an error says, without the advice for a shell."""
    return sentence.partition(";")[0].rstrip(".") + "."


def in_the_app(sentence: str, path: Path) -> str:
    """A fault of a file with the advice that holds here."""
    for shell, here in (
        ("; name it with --map", "; in a shell, name it with --map"),
        ("or say --make-accounts to make them", "or have them made"),
        (f"say: reviewtui import orders {path.name}", "press w"),
        (
            "; name the kind, and columns with --map",
            "; w names what it holds; in a shell, name columns with --map",
        ),
    ):
        sentence = sentence.replace(shell, here)
    return sentence
