"""Captures: marked lines of notes become records at the wrap-up, or at once where no review runs.

While a review runs the note is the source: what is edited or deleted there changes the draft.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from reviewtui.domain.answer_values import canonical
from reviewtui.domain.answers import Answer, with_value
from reviewtui.domain.captures import Capture, CaptureKind, parse_line
from reviewtui.domain.drafts import ANSWER, CHANGED, CONFIRMED, DROPPED, NOTE, Draft, drafts
from reviewtui.domain.errors import Conflict, InvalidInput, NotFound
from reviewtui.domain.moment import Moment
from reviewtui.domain.reviews import Review
from reviewtui.domain.sheets import Slot
from reviewtui.domain.text import normalise, one_line
from reviewtui.services.kept import account_currency, existing_review, kept_answer, kept_question, open_review
from reviewtui.services.making import TABLES, Origin, capture_columns, person_named
from reviewtui.services.typed import add_note, put_answer, put_note

if TYPE_CHECKING:
    from reviewtui.storage.reader import Reader
    from reviewtui.storage.store import Store
    from reviewtui.storage.writer import Writer

__all__ = [
    "Added",
    "Draft",
    "add_line",
    "confirm",
    "drafts",
    "drop",
    "edit_line",
    "undrop",
    "urgent_issue",
]

GENERAL = Slot("")
"""The note of a review that belongs to no question: what the capture bar takes while it runs."""

SEVERITIES = ("minor", "urgent")


@dataclass(frozen=True, slots=True)
class Added:
    """What came of lines: (table, id) of each record, the note that holds the rest, and what was not understood."""

    made: tuple[tuple[str, int], ...] = ()
    note_id: int | None = None
    problems: tuple[str, ...] = ()


def edit_line(
    store: Store,
    review_id: int,
    slot: Slot,
    line_no: int,
    new_line: str,
    base_version: int,
    moment: Moment,
    part: str = NOTE,
) -> int:
    """Edit a draft by editing its line (counted from 1) in its note or text answer; empty deletes the line.

    Returns the new version of that note or answer. Raises Conflict when it is not of ``base_version`` any more,
    InvalidInput for more than one line.
    """
    line = normalise(new_line).rstrip("\n")
    if "\n" in line:
        raise InvalidInput("A draft is one line: write the rest on lines of its own in the note.")
    with store.read() as r:
        text, version = _text_of(r, open_review(r, review_id), slot, part)
        answer = _answer_of(r, review_id, slot) if part == ANSWER else None
    lines = normalise(text).split("\n")
    if version != base_version or not version or not 1 <= line_no <= len(lines):
        raise Conflict(
            "The text was changed meanwhile. Look at it again, then edit the line.",
            theirs=text,
            ours=line,
            version=version,
        )
    lines[line_no - 1 : line_no] = [line] if line.strip() else []
    edited = "\n".join(lines)
    if answer is not None:
        return put_answer(store, review_id, slot, with_value(answer, edited or None, edited), version, moment)
    return put_note(store, review_id, slot, edited, version, moment)


def _answer_of(r: Reader, review_id: int, slot: Slot) -> Answer | None:
    stored = r.reviews.answer(review_id, slot.question, slot.item)
    review = existing_review(r, review_id)
    question = kept_question(r, review.template_version, slot.question)
    return kept_answer(stored, question) if stored is not None else None


def _text_of(r: Reader, review: Review, slot: Slot, part: str) -> tuple[str, int]:
    """The text that holds a line, and its version; empty and 0 where there is none."""
    if part == ANSWER:
        answer = _answer_of(r, review.id, slot)
        said = answer.value if answer is not None else None
        return (said, answer.version) if answer is not None and isinstance(said, str) else ("", 0)
    note = r.reviews.note(review.id, slot.question, slot.item)
    return (note.text, note.version) if note is not None else ("", 0)


def drop(store: Store, review_id: int, draft: Draft, moment: Moment) -> None:
    """Say that a line makes no record; the line stays in its note, a record made of it goes into the bin."""
    with store.write(f"drop “{one_line(draft.capture.line, ' ')[:60]}”", moment) as w:
        if draft.target is not None:
            w.trash(*draft.target)
        gone: dict[str, Any] = {"state": DROPPED, "line": draft.capture.line, "nth": draft.nth}
        if draft.link_id is not None:
            w.change("capture", draft.link_id, target_table="", target_id=None, **gone)
            return
        review = existing_review(w.read, review_id)
        w.add("capture", **_where(w, review, draft), made=_kept({}, draft), **gone)


def undrop(store: Store, review_id: int, draft: Draft, moment: Moment) -> None:
    """Make a dropped line a draft again."""
    with store.write(f"take back “{one_line(draft.capture.line, ' ')[:60]}”", moment) as w:
        existing_review(w.read, review_id)
        if draft.link_id is not None and draft.state == DROPPED:
            w.remove("capture", draft.link_id)


def confirm(store: Store, review_id: int, chosen: Sequence[Draft], moment: Moment) -> int:
    """Make the record of each draft that is open, and return how many were made or changed; one journal entry.

    Lines that are gone from the note, or in which something is missing (a competitor's name), stay drafts.
    """
    wanted = [draft for draft in chosen if draft.open]
    label = "confirm a draft" if len(wanted) == 1 else f"confirm {len(wanted)} drafts"
    with store.write(label, moment) as w:
        return confirm_in(w, existing_review(w.read, review_id), wanted)


def confirm_in(w: Writer, review: Review, chosen: Sequence[Draft]) -> int:
    """Do what ``confirm`` does inside a transaction that does more, such as the finish."""
    linked = {
        (link.note_id, link.made.get("question"), link.line, link.nth)
        for link in w.read.captures.of_review(review.id)
    }
    return sum(_confirm(w, review, draft, linked) for draft in chosen if draft.open)


def _confirm(w: Writer, review: Review, draft: Draft, linked: set[Any]) -> bool:
    line, where = draft.capture.line, _where(w, review, draft)
    key = (where["note_id"], draft.slot.question, line, draft.nth)
    if (
        line not in normalise(_text_of(w.read, review, draft.slot, draft.part)[0]).split("\n")
        or key in linked
    ):
        return False
    origin = Origin(review.account_id, w.moment.as_of, review.id, where["note_id"], line, draft.slot.question)
    columns = capture_columns(w, draft.capture, origin)
    if columns is None:
        return False
    table = TABLES[draft.capture.kind]
    linked.add(key)
    link: dict[str, Any] = {"line": line, "nth": draft.nth, "state": CONFIRMED, "target_table": table}
    if draft.state == CHANGED and draft.link_id is not None and draft.target and draft.target[0] == table:
        before = w.row("capture", draft.link_id)
        _bring_up(w, draft.target, _made(before), {**columns, "source": line})
        w.change("capture", draft.link_id, made=_kept(columns, draft), **link)
        return True
    row_id = w.add(table, **origin.columns, **columns)
    w.add("capture", target_id=row_id, made=_kept(columns, draft), **where, **link)
    return True


def _where(w: Writer, review: Review, draft: Draft) -> dict[str, Any]:
    """What a link carries besides its line."""
    note = (
        w.read.reviews.note(review.id, draft.slot.question, draft.slot.item) if draft.part == NOTE else None
    )
    return {"account_id": review.account_id, "review_id": review.id, "note_id": note.id if note else None}


def _kept(columns: dict[str, Any], draft: Draft) -> str:
    """What a link remembers: the columns as they were made, and the question, for lines of answers."""
    return canonical({"made": columns, "question": draft.slot.question, "item": draft.slot.item})


def _made(link: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(str(link["made"])).get("made", {})
    return made


def _bring_up(w: Writer, target: tuple[str, int], made: dict[str, Any], columns: dict[str, Any]) -> None:
    """Change what the edited line says differently; the day it was first written, and edits elsewhere, stay."""
    kept = ("created_on", "asked_on", "seen_on", "found_on", "confirmed_on", "said_on")
    moved = {k: v for k, v in columns.items() if k not in kept and made.get(k) != v}
    w.change(*target, **moved)


def add_line(
    store: Store,
    account_id: int,
    text: str,
    moment: Moment,
    *,
    review_id: int | None = None,
    order: str = "dmy",
) -> Added:
    """Take lines from the capture bar or the command line: marked ones become records, the rest a note.

    Private lines stay in the note. With ``review_id`` (a review in progress) all of it goes into the review's
    general note, where marked lines are drafts; ``order`` settles ``1/2``. Raises InvalidInput for nothing, NotFound for an unknown account.
    """
    text = normalise(text).strip("\n")
    if not text.strip():
        raise InvalidInput("There is nothing to add. Write a line such as: ! send the quote fri")
    with store.write(f"add “{one_line(text, ' ')[:60]}”", moment) as w:
        if w.read.accounts.get(account_id) is None:
            raise NotFound("This account is not there any more.")
        if review_id is not None:
            return _add_to_review(w, review_id, text)
        return _add_to_account(w, account_id, text, order)


def _add_to_review(w: Writer, review_id: int, text: str) -> Added:
    review = open_review(w.read, review_id)
    note = w.read.reviews.note(review_id, GENERAL.question, GENERAL.item)
    if note is None:
        return Added(note_id=add_note(w, review, GENERAL, text))
    joined = f"{note.text}\n{text}" if note.text else text
    w.change("note", note.id, text=joined, deleted_at=None)
    return Added(note_id=note.id)


def _add_to_account(w: Writer, account_id: int, text: str, order: str) -> Added:
    made: list[tuple[str, int]] = []
    problems: list[str] = []
    rest: list[str] = []
    currency = account_currency(w.read, account_id)
    for line in text.split("\n"):
        capture = parse_line(
            line, as_of=w.moment.as_of, currency=currency, order=order, first_month=w.read.first_month
        )
        record = _made_of(w, account_id, capture) if capture else None
        if record is None:
            rest.append(line)
        else:
            made.append(record)
        if capture is not None and capture.kind is not CaptureKind.PRIVATE:
            problems += [f"{line.strip()}: {problem}" for problem in capture.problems]
    kept = "\n".join(rest).strip("\n")
    note_id = None
    if kept.strip():
        day = w.moment.as_of.isoformat()
        note_id = w.add("note", account_id=account_id, text=kept, written_on=day, author=w.read.me)
    return Added(tuple(made), note_id, tuple(problems))


def _made_of(w: Writer, account_id: int, capture: Capture) -> tuple[str, int] | None:
    origin = Origin(account_id, w.moment.as_of, source=capture.line)
    columns = capture_columns(w, capture, origin)
    if columns is None:
        return None
    table = TABLES[capture.kind]
    return table, w.add(table, **origin.columns, **columns)


def urgent_issue(
    store: Store,
    account_id: int,
    text: str,
    moment: Moment,
    *,
    severity: str = "urgent",
    review_id: int | None = None,
    found_by: str = "them",
    owner: str = "me",
    due: date | None = None,
) -> int:
    """Log something on fire and return its id; ``owner`` sees to it. Raises InvalidInput without a text.

    With ``due`` an action of the highest priority is made for the owner too, so that it stands in the agenda.
    """
    words = normalise(text).strip()
    if not words:
        raise InvalidInput("Write what is on fire.")
    if severity not in SEVERITIES:
        raise InvalidInput(f'"{severity}" is no severity; there is {" and ".join(SEVERITIES)}.')
    with store.write(f"log issue “{one_line(words, ' ')[:60]}”", moment) as w:
        day, person = moment.as_of.isoformat(), person_named(w.read, owner)
        if due is not None:
            w.add(
                "action", account_id=account_id, review_id=review_id, title=f"Solve: {one_line(words, ' ')}",
                owner=person, priority=1, due=due.isoformat(), first_due=due.isoformat(), created_on=day,
            )  # fmt: skip
        return w.add(
            "issue", account_id=account_id, review_id=review_id, text=words, severity=severity,
            opened_on=day, found_by=found_by, owner=person,
        )  # fmt: skip
