"""Tables for other programs: accounts, orders, answers and what hangs on accounts, with ids that an import takes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reviewtui.domain.answer_words import display
from reviewtui.domain.answers import Answer
from reviewtui.domain.captures import private_stripped
from reviewtui.domain.custom import PREFIX
from reviewtui.domain.frozen import frozen
from reviewtui.domain.money import Money
from reviewtui.domain.recap import jsonable, public
from reviewtui.services.kept import kept_answer, kept_questions
from reviewtui.services.review_lists import review_lines

if TYPE_CHECKING:
    from reviewtui.domain.records import Note
    from reviewtui.domain.reviews import ReviewLine
    from reviewtui.storage.reader import Reader
    from reviewtui.storage.store import Store

_SLICE = 5000
_NAMES = {
    "accounts": (
        "external_id alt_id name owner industry website phone email address city region postal_code country currency "
        "annual_revenue employees renewal_date archived"
    ),
    "contacts": "account account_name external_id full title email phone decides",
    "orders": "order_id account account_name date status currency amount promised delivered",
    "lines": "order_id account account_name date status currency product category quantity line_amount",
    "answers": (
        "account account_name review date template review_state question item answer_state answer value currency note"
    ),
    "actions": (
        "account account_name title status due priority owner side promise created first_due done detail external_id"
    ),
    "touches": (
        "account account_name date channel topic owner contact minutes text two_way reached planned value_given external_id"
    ),
    "notes": "account account_name date author text external_id",
    "opportunities": (
        "account account_name title kind amount currency chance due next_step status found external_id"
    ),
}
TABLES = tuple(_NAMES)
_AMOUNTS = frozenset({"annual_revenue", "amount", "line_amount"})
_FLAGS = frozenset({"decides", "promise", "two_way", "reached", "planned", "value_given"})
_TEXTS = frozenset({"detail", "text", "topic"})

Cell = str | int | Decimal | Money | bool | None


@frozen
class Shared:
    """A table: names of its columns, and its rows, to be read once. Dates are ISO text, unknown is None."""

    name: str
    columns: tuple[str, ...]
    rows: Iterator[tuple[Cell, ...]]


def shared_table(store: Store, name: str, as_of: date, *, private: bool = False) -> Shared:
    """One of ``TABLES`` as it stands in the file; answers are those of reviews up to ``as_of``.

    Without ``private`` there is no answer to a private question or of our own view, and no private line in a text.
    """
    columns = tuple(_NAMES[name].split())
    if name == "answers":
        return Shared(name, columns, _answers(store, as_of, private))
    with store.read() as r:
        custom = r.shared.custom_names(name)
    titles = (*columns, *(f"{PREFIX}{one}" for one in custom))
    return Shared(name, titles, _rows(store, name, columns, private, custom))


def _rows(
    store: Store, name: str, columns: tuple[str, ...], private: bool, custom: tuple[str, ...]
) -> Iterator[tuple[Cell, ...]]:
    """Slice after slice, each in a view of its own, so that nobody who writes has to wait."""
    with store.read() as r:
        last = r.shared.last_id(name)
    for first in range(1, last + 1, _SLICE):
        with store.read() as r:
            found = r.shared.rows(name, first, first + _SLICE - 1)
            kept = r.shared.custom(name, first, first + _SLICE - 1) if custom else {}
        for number, *row in found:
            texts = kept.get(number, {}) if isinstance(number, int) else {}
            own = _typed(dict(zip(columns, row, strict=True)), private)
            if name == "notes" and not str(own[columns.index("text")]).strip():
                # Nothing of a note that is private as a whole is for others, not even that there is one.
                continue
            yield (*own, *(texts.get(one) for one in custom))


def _typed(row: dict[str, Any], private: bool) -> tuple[Cell, ...]:
    for key in _AMOUNTS & row.keys():
        if row[key] is not None:
            row[key] = Money(row[key], row["currency"])
    if row.get("quantity"):
        row["quantity"] = Decimal(row["quantity"])
    for key in _FLAGS & row.keys():
        row[key] = bool(row[key])
    for key in () if private else _TEXTS & row.keys():
        row[key] = private_stripped(row[key])
    return tuple(row.values())


def _answers(store: Store, as_of: date, private: bool) -> Iterator[tuple[Cell, ...]]:
    with store.read() as r:
        ids = r.shared.external_ids()
    for line in review_lines(store, as_of):
        if line.account_id in ids:
            with store.read() as r:
                yield from list(_of_review(r, line, ids[line.account_id], private))


def _of_review(r: Reader, line: ReviewLine, account: str, private: bool) -> Iterator[tuple[Cell, ...]]:
    review = r.reviews.get(line.id)
    if review is None:
        return
    asked = kept_questions(r, review.template_version)
    notes = {(note.question_key, note.item): note for note in r.reviews.notes(line.id)}
    head = (account, line.account, line.address, line.date.isoformat(), line.template_key,
            str(line.state))  # fmt: skip
    for kept in r.reviews.answers(line.id):
        question = asked.get(kept.question_key)
        note = notes.pop((kept.question_key, kept.item), None)
        if question is None or (question.confidential and not private):
            continue
        answer = kept_answer(kept, question, note.text if note is not None else "")
        answer = answer if private else public(answer)
        if not answer.empty:
            words = display(question, answer)
            yield (*head, question.key, answer.item, str(answer.state), words, *_value(answer), answer.note)
    yield from _notes_alone(
        head, notes, {key for key, one in asked.items() if private or not one.confidential}, private
    )


def _notes_alone(
    head: tuple[str, ...], notes: dict[tuple[str, str], Note], shown: set[str], private: bool
) -> Iterator[tuple[Cell, ...]]:
    """Notes of questions that got no answer."""
    for (key, item), note in notes.items():
        text = note.text if private else private_stripped(note.text)
        if key in shown and text.strip():
            yield (*head, key, item, "open", "", None, "", text)


def _value(answer: Answer) -> tuple[Cell, str]:
    """The bare value for a program, and its currency; None where the words say it all."""
    value = answer.value
    if isinstance(value, Money):
        return value, value.currency
    if isinstance(value, (bool, int, Decimal)):
        return value, ""
    plain = jsonable(value)
    if isinstance(plain, list) and all(isinstance(part, str) for part in plain):
        return " ".join(plain), ""
    return (plain, "") if isinstance(plain, str) else (None, "")
