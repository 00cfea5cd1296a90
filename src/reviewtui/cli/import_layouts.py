"""Layouts and mapping files on the command line: what is known of a file before it is looked at, listed, forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reviewtui.cli.faults import say
from reviewtui.cli.output import line as put
from reviewtui.cli.output import write_json
from reviewtui.cli.session import Session
from reviewtui.domain.errors import UsageError
from reviewtui.domain.text import safe

if TYPE_CHECKING:
    from reviewtui.services.transfer.plan import ImportPlan
    from reviewtui.services.transfer.recalled import Recall
    from reviewtui.storage.reads.layouts import KeptLayout


def recall_for(session: Session, use_map: Path | None, *, no_layout: bool) -> Recall | None:
    """What is known of header rows: from the mapping file, else from earlier imports, else nothing."""
    if use_map is not None:
        from reviewtui.services.transfer.mapfile import read_map

        return read_map(use_map)
    if no_layout or not session.db.exists():
        return None
    from reviewtui.services.transfer.layouts import Remembered, all_layouts

    return Remembered(all_layouts(session.reading()))


def check_fits(plan: ImportPlan, recall: Recall | None) -> None:
    """Raise ImportProblem when a mapping file was named and the file has other columns."""
    if recall is None or plan.recalled is not None:
        return
    if (misfit := recall.misfit(plan.header.cells)) is not None:
        raise misfit


def one_file_only(plans: Sequence[ImportPlan], **said: Path | None) -> None:
    """Raise UsageError when an option that is about one file is said with several."""
    for name, path in said.items():
        if path is not None and len(plans) > 1:
            option = f"--{name.replace('_', '-')}"
            raise UsageError(f"{option} names one file; import the files one by one, or leave it out.")


def list_layouts(session: Session, *, as_json: bool) -> None:
    """The layouts that are remembered, each with the number to forget it by."""
    from reviewtui.services.transfer.layouts import all_layouts

    kept = all_layouts(session.reading())
    if as_json:
        write_json([_as_json(one) for one in kept])
        return
    for one in kept:
        parts = [f"{name} = {field or '(left out)'}" for name, field in one.mapping.items()]
        parts += [f"{key} {said}" for key, said in one.answers.items()]
        put(
            f"{one.id:>4}  {one.used_at[:10]}  {one.kind:<8}  {safe(one.file)}: {safe(', '.join(parts)) or 'its kind'}"
        )
    if not kept:
        say("No layout is remembered yet; one is when you decide on a column or answer a question.")


def _as_json(one: KeptLayout) -> dict[str, object]:
    return {
        "number": one.id,
        "kind": one.kind,
        "file": one.file,
        "used_at": one.used_at,
        "columns": one.mapping,
        "answers": one.answers,
    }


def forget_layout(session: Session, number: int) -> None:
    """Forget one layout; the next file with its headers is read anew."""
    from reviewtui.services.transfer.layouts import forget

    kept = forget(session.writing(), number, session.moment)
    say(f"Forgot how {safe(kept.file)} was read; the next file like it is read anew.")
