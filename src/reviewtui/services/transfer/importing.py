"""Running an import: read the rows, compare them with what is kept, and make them live in one transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reviewtui.domain.errors import Conflict, DatabaseBusy, ImportProblem, WriteFailed
from reviewtui.domain.frozen import frozen
from reviewtui.domain.moment import Moment
from reviewtui.domain.money import Money
from reviewtui.services.transfer.layouts import remember
from reviewtui.services.transfer.plan import ImportPlan
from reviewtui.services.transfer.rejects import write_rejects
from reviewtui.services.transfer.rows import Rejected, RowReader, Skipped
from reviewtui.services.transfer.sweeping import seldom_swept
from reviewtui.services.transfer.words import counted_as_revenue
from reviewtui.storage.imports.staged import StagedLines

if TYPE_CHECKING:
    from reviewtui.services.transfer.rows import Record
    from reviewtui.storage.imports import ImportSession, Totals
    from reviewtui.storage.imports.matching import Alike
    from reviewtui.storage.imports.seen import Noted, SeenRows
    from reviewtui.storage.imports.session import Staged
    from reviewtui.storage.store import Store

_ATTEMPTS = 3
Progress = Callable[[int, "int | None"], None]


@frozen
class ImportSummary:
    """What an import did, or would do: rows by verdict, orders, net per currency of the accepted rows.

    ``read`` is every row of the file but the header, and always the sum of the six verdicts. ``currency`` of a net
    amount is empty when neither the file, the account nor the settings name one. ``batch`` is None for a dry run
    and when there was nothing to write. ``left_out`` says what the skipped rows are, ``counted`` what was taken for
    revenue, both in words; ``totals`` counts the totals of the file that were compared and agree, ``unequal`` names
    those that do not. ``accounts_made`` are accounts that only the orders, contacts or records name. ``became`` counts the accepted
    rows of a file of records by what each of them is here: action, touch, note, opportunity; ``alike`` are accounts that may be one with another, ``cancelled`` the orders among them that count nowhere.
    """

    kind: str
    read: int
    new: int
    changed: int
    same: int
    conflict: int
    rejected: int
    skipped: int
    orders: int
    net: tuple[Money, ...]
    first_date: date | None
    last_date: date | None
    rejects_file: Path | None
    batch: int | None
    reasons: tuple[str, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    counted: tuple[str, ...] = ()
    totals: int = 0
    unequal: tuple[str, ...] = ()
    accounts_made: int = 0
    became: tuple[tuple[str, int], ...] = ()
    alike: tuple[Alike, ...] = ()
    cancelled: int = 0


@seldom_swept()
def run_import(
    store: Store,
    plan: ImportPlan,
    moment: Moment,
    *,
    dry_run: bool = False,
    rejects: Path | None = None,
    actor: str = "",
    progress: Progress | None = None,
    ignore_totals: bool = False,
    make_accounts: bool = False,
    seen: SeenRows | None = None,
) -> ImportSummary:
    """Import the file of a plan; all of it or, when anything fails, nothing.

    With ``dry_run`` nothing is written and the summary says what would happen. Rows that cannot be taken go to the
    file ``rejects`` (by default beside the imported one). ``progress`` is called with rows done and rows in all.
    With ``ignore_totals`` a total of the file that differs from its rows stops nothing; with ``make_accounts`` orders,
    contacts and records may name accounts that are not here yet, and make them. ``seen`` takes what becomes of each row. Raises ImportDoubt for an open doubt, ImportProblem when the
    file cannot be imported as a whole.
    """
    from reviewtui.storage.imports.golive import MovedMeanwhile
    from reviewtui.storage.imports.matching import Matching
    from reviewtui.storage.imports.session import ImportSession

    plan.require_no_doubt()
    for _ in range(_ATTEMPTS):
        with ImportSession(
            store,
            plan.kind,
            plan.shape,
            moment,
            make_accounts=make_accounts,
            seen=seen,
            matching=Matching(plan.options.match, plan.options.same, plan.remembered_consents),
        ) as session:
            walked = _stage(session, plan, progress or _silent, seen)
            totals = session.compare()
            _check_whole(session, plan, totals)
            summary = _summary(plan, totals, session, walked)
            if dry_run:
                return _with_rejects(summary, session, plan, rejects) if rejects else summary
            if walked.unequal and not ignore_totals:
                raise ImportProblem(_unequal(plan, walked))
            summary = _with_rejects(summary, session, plan, rejects)
            if not totals.new and not totals.changed:
                return summary
            try:
                summary = _go_live(session, plan, summary, actor, progress or _silent)
            except MovedMeanwhile:
                continue
            _keep_layout(store, plan, moment, session.agreed)
            return summary
    raise Conflict(
        f"Accounts or orders kept changing while {plan.path.name} was read; nothing was imported. Try again."
    )


def _keep_layout(store: Store, plan: ImportPlan, moment: Moment, agreed: Sequence[str]) -> None:
    """Remember what was decided by hand; the import stands, whatever becomes of this."""
    entry = store.last_entry
    with suppress(DatabaseBusy, WriteFailed):
        remember(store, plan, moment, agreed)
    store.last_entry = entry


def _silent(_done: int, _total: int | None) -> None:
    return None


@dataclass(slots=True)
class _Walked:
    """What reading the rows showed: how many, what was skipped, and the totals of the file."""

    read: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    agreed: int = 0
    unequal: tuple[str, ...] = ()
    differing: int = 0


def _stage(
    session: ImportSession, plan: ImportPlan, progress: Progress, seen: SeenRows | None = None
) -> _Walked:
    """Hand the rows to the session slice by slice."""
    walked = _Walked()
    reader = RowReader(plan, session.currency, session.moment.as_of, session.me)
    for piece in reader.pieces():
        if isinstance(piece, StagedLines):
            session.take_lines(piece)
            walked.read += len(piece.rows)
        else:
            _take_each(session, piece, walked, seen)
            walked.read += len(piece)
        progress(walked.read, plan.rows)
        del piece
    session.tell_accounts(reader.facts.found)
    check = reader.totals
    walked.agreed, walked.unequal, walked.differing = check.agreed, tuple(check.differences), check.differing
    return walked


def _take_each(
    session: ImportSession, piece: Sequence[Record], walked: _Walked, seen: SeenRows | None
) -> None:
    records: list[Staged] = []
    skipped: list[tuple[int, str, str, str, Sequence[Noted]]] = []
    for record in piece:
        if isinstance(record, Skipped):
            walked.skipped[record.what] += 1
            skipped.append((record.row, "skipped", "", record.what, ()))
        elif isinstance(record, Rejected):
            session.refuse(record.row, record.reason)
        else:
            records.append(record)
    session.take(records)
    if seen is not None:
        seen.put(skipped)


def _unequal(plan: ImportPlan, walked: _Walked) -> str:
    more = (
        f" and {walked.differing - len(walked.unequal)} more"
        if walked.differing > len(walked.unequal)
        else ""
    )
    return (
        f"{plan.path.name}: the totals of the file and its rows differ: {'; '.join(walked.unequal)}{more}. "
        "Nothing was imported; look into the file, or say --ignore-totals to import it all the same."
    )


def _check_whole(session: ImportSession, plan: ImportPlan, totals: Totals) -> None:
    """Stop where no row at all can be taken because another file has to come first."""
    if session.every_order_unknown:
        raise ImportProblem(
            f"{plan.path.name} holds order lines, but none of its orders is known here; "
            "import the file with the order headers (date and account) first. Nothing was imported."
        )
    if session.unmatched and session.accounts == 0 and not totals.new:
        raise ImportProblem(
            f"{plan.path.name} holds {plan.kind}, but there are no accounts yet; import the accounts first, "
            "or say --make-accounts to make them of the names in it. Nothing was imported."
        )


def _summary(plan: ImportPlan, totals: Totals, session: ImportSession, walked: _Walked) -> ImportSummary:
    read, skipped = walked.read, walked.skipped.total()
    counted = totals.new + totals.changed + totals.same + totals.conflict + totals.rejected + skipped
    assert read == counted, f"{read} rows were read and {counted} accounted for"
    reasons = [
        f"row {row}: {reason}" for (row, _, reason), _ in zip(session.problems(), range(5), strict=False)
    ]
    return ImportSummary(
        kind=plan.kind,
        read=read,
        new=totals.new,
        changed=totals.changed,
        same=totals.same,
        conflict=totals.conflict,
        rejected=totals.rejected,
        skipped=skipped,
        orders=totals.orders,
        net=tuple(Money(amount, code) for amount, code in totals.net),
        first_date=date.fromisoformat(totals.first_date) if totals.first_date else None,
        last_date=date.fromisoformat(totals.last_date) if totals.last_date else None,
        rejects_file=None,
        batch=None,
        reasons=tuple(reasons),
        left_out=tuple(walked.skipped.most_common()),
        counted=counted_as_revenue(plan),
        totals=walked.agreed,
        unequal=walked.unequal,
        accounts_made=session.accounts_made,
        became=totals.became,
        alike=session.alike,
        cancelled=totals.cancelled,
    )


def _with_rejects(
    summary: ImportSummary, session: ImportSession, plan: ImportPlan, rejects: Path | None
) -> ImportSummary:
    from dataclasses import replace

    if not summary.rejected and not summary.conflict:
        return summary
    target = rejects or plan.path.with_name(f"{plan.path.stem}.rejects.csv")
    write_rejects(target, plan, session.problems())
    return replace(summary, rejects_file=target)


def _go_live(
    session: ImportSession, plan: ImportPlan, summary: ImportSummary, actor: str, progress: Progress
) -> ImportSummary:
    from dataclasses import replace

    kept = {
        key: getattr(summary, key)
        for key in ("read", "new", "changed", "same", "conflict", "rejected", "skipped")
    }
    batch = session.go_live(
        file=plan.path.name,
        label=f"Import {plan.kind} from {plan.path.name}",
        actor=actor,
        summary=json.dumps(kept),
        progress=lambda: progress(summary.read, plan.rows),
    )
    return replace(summary, batch=batch)
