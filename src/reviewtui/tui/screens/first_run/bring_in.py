"""Taking in a CSV or XLSX: the file is named, its doubts are asked, what would happen is shown, then it happens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewtui.domain.money import format_money
from reviewtui.storage.store import Store
from reviewtui.tui.widgets.dialog import Choose, Confirm, Option, Prompt

if TYPE_CHECKING:
    from textual.app import App

    from reviewtui.services.transfer.importing import ImportSummary
    from reviewtui.services.transfer.plan import ImportPlan
    from reviewtui.tui.session import Session

_VERDICTS = ("new", "changed", "same", "conflict", "rejected", "skipped")


def file_check(text: str) -> str:
    """What stands at the path that is typed."""
    path = Path(text.strip()).expanduser()
    if not text.strip():
        return "? a CSV or XLSX file"
    if path.is_dir():
        return "? that is a folder"
    return f"{path.stat().st_size:,} bytes" if path.is_file() else "? there is no such file"


def ask_file() -> Prompt:
    """The question for the file."""
    text = "Accounts first, then contacts and orders. The same from a shell: reviewtui import FILE"
    return Prompt("Which file?", text, label="File", echo=file_check)


async def bring_in(
    app: App[Any], session: Session, path: Path, tell: Callable[[str], None]
) -> ImportSummary | None:
    """Plan, ask what is in doubt, show, confirm, import. None when the user changed their mind.

    Raises ImportProblem and its kin with a sentence; must run in a worker of the app.
    """
    from reviewtui.services.transfer.plan import ImportOptions, plan_import

    options = ImportOptions()
    plan = await asyncio.to_thread(plan_import, path, options=options)
    while plan.doubts:
        doubt = plan.doubts[0]
        about = f"For example: {', '.join(doubt.samples[:4])}" if doubt.samples else ""
        answers = [Option(answer, answer) for answer in doubt.answers]
        answer = await app.push_screen_wait(Choose(doubt.question, answers, about))
        if answer is None:
            return None
        said: dict[str, Any] = {doubt.key: answer}
        options = replace(options, **said)
        plan = await asyncio.to_thread(plan_import, path, options=options)
    tell("looking ...")
    summary = await asyncio.to_thread(_run, session, plan, True)
    if not summary.new and not summary.changed:
        return summary
    question = Confirm(f"Import {path.name}?", "\n".join(_words(plan, summary)), yes="Import", no="Leave it")
    if not await app.push_screen_wait(question):
        return None
    tell("importing ...")
    return await asyncio.to_thread(_run, session, plan, False)


def _run(session: Session, plan: ImportPlan, dry_run: bool) -> ImportSummary:
    from reviewtui.services.transfer.importing import run_import

    moment = session.moment()
    store = Store.open(session.launch.db, moment)
    try:
        return run_import(store, plan, moment, dry_run=dry_run)
    finally:
        store.close()


def _words(plan: ImportPlan, summary: ImportSummary) -> Sequence[str]:
    """What would happen, in at most seven lines."""
    pairs = ", ".join(f"{column.header} = {column.field}" for column in plan.mapped)
    left = [column.header for column in plan.columns if not column.field]
    lines = [f"{plan.kind}, {plan.rows:,} rows: {counts(summary)}", f"Taken: {pairs}"]
    if left:
        lines.append(f"Left out: {', '.join(left)}")
    if summary.reasons:
        lines.append(f"Rejected: {summary.reasons[0]}")
    return lines


def counts(summary: ImportSummary) -> str:
    """The counts that are not zero, and the money."""
    words = [f"{getattr(summary, v):,} {v}" for v in _VERDICTS if getattr(summary, v)]
    money = [format_money(amount).strip() for amount in summary.net]
    return ", ".join(words or ["nothing in it"]) + (f"; net {', '.join(money)}" if money else "")
