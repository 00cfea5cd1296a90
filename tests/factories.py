"""Stores, accounts, orders and reviews for tests, so that a test says only what it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from reviewtui.domain.answers import Answer, AnswerState, Value, with_value
from reviewtui.domain.moment import Moment
from reviewtui.domain.sheets import Slot
from reviewtui.domain.templates import Template
from reviewtui.domain.text import name_key
from reviewtui.services.templates import packaged_template
from reviewtui.storage.store import Store

AS_OF = date(2026, 11, 20)
"""A Friday in 2026-Q4; the day tests happen on unless they say otherwise."""


def moment(day: date = AS_OF, second: int = 0) -> Moment:
    """A moment on that day, so many seconds after nine in the morning UTC."""
    nine = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return Moment(day, nine + timedelta(seconds=second))


def make_store(folder: Path, *, me: str = "Robin", currency: str = "EUR", first_month: int = 1) -> Store:
    """A new file ``test.db`` in the folder, with the answers of the first run."""
    store = Store.open(folder / "test.db", moment(), create=True)
    with store.write("first run", moment(), journal=False) as w:
        for key, value in (("me", me), ("currency", currency), ("first_month", str(first_month))):
            w.set_setting(key, value)
    return store


def same_file(store: Store) -> Store:
    """A second session on the file of a store."""
    return Store.open(store.path, moment())


def make_account(store: Store, name: str = "Acme", **columns: Any) -> int:
    """An account; other columns as they are named in the table."""
    with store.write("account", moment(), journal=False) as w:
        return w.add("account", name=name, name_key=name_key(name), **columns)


def make_contact(store: Store, account_id: int, name: str = "Kim Olsen", **columns: Any) -> int:
    """A person at an account."""
    with store.write("contact", moment(), journal=False) as w:
        return w.add("contact", account_id=account_id, name=name, **columns)


def make_order(
    store: Store,
    account_id: int,
    day: date,
    amount: int,
    *,
    category: str = "",
    promised: date | None = None,
    delivered: date | None = None,
) -> int:
    """An order over so many whole units, of one line where a category is given; figures follow."""
    from reviewtui.storage.figures import rebuild_order_days

    with store.write("order", moment(), journal=False) as w:
        order_id = w.add(
            "orders", account_id=account_id, number=f"{day}-{amount}", day=day.isoformat(), amount=amount * 10_000,
            has_lines=bool(category), promised_on=promised.isoformat() if promised else None,
            delivered_on=delivered.isoformat() if delivered else None,
        )  # fmt: skip
        if category:
            w.add(
                "order_line", order_id=order_id, product=category, category=category, amount=amount * 10_000
            )
        rebuild_order_days(w.db, [account_id])
        return order_id


def make_action(store: Store, account_id: int, title: str, created: date, **columns: Any) -> int:
    """An action made on a day; ``promise=True`` for a promise. Dates as dates."""
    plain = {k: v.isoformat() if isinstance(v, date) else v for k, v in columns.items()}
    plain.setdefault("first_due", plain.get("due"))
    with store.write("action", moment(), journal=False) as w:
        return w.add("action", account_id=account_id, title=title, created_on=created.isoformat(), **plain)


def make_ask(store: Store, account_id: int, text: str, asked: date, **columns: Any) -> int:
    """An ask made on a day. Dates as dates."""
    plain = {k: v.isoformat() if isinstance(v, date) else v for k, v in columns.items()}
    with store.write("ask", moment(), journal=False) as w:
        return w.add("ask", account_id=account_id, text=text, asked_on=asked.isoformat(), **plain)


def quarterly() -> Template:
    """The quarterly template that ships."""
    return packaged_template("quarterly")


def answered(key: str, value: Value, *, item: str = "", **fields: Any) -> Answer:
    """An answer with a value and sub-fields."""
    found = with_value(Answer(key, item), value)
    return Answer(key, item, AnswerState.ANSWERED, found.value, fields, found.raw)


def give(store: Store, review_id: int, answer: Answer, at: Moment | None = None) -> int:
    """Type an answer into a review, whatever stands there, and return its version."""
    from reviewtui.services.reviews import put_answer

    slot = Slot(answer.question_key, answer.item)
    with store.read() as r:
        stored = r.reviews.answer(review_id, slot.question, slot.item)
    return put_answer(store, review_id, slot, answer, stored.version if stored else 0, at or moment())


def write_note(store: Store, review_id: int, key: str, text: str, at: Moment | None = None) -> int:
    """Type a note into a review, whatever stands there, and return its version."""
    from reviewtui.services.reviews import put_note

    with store.read() as r:
        stored = r.reviews.note(review_id, key)
    return put_note(store, review_id, Slot(key), text, stored.version if stored else 0, at or moment())


def make_review(
    store: Store,
    account_id: int,
    day: date = AS_OF,
    *answers: Answer,
    finished: bool = True,
    notes: dict[str, str] | None = None,
    template: Template | None = None,
) -> int:
    """A review held on a day with these answers and notes by question key, finished unless said."""
    from reviewtui.services.reviews import finish, start_review

    at = moment(day)
    review_id = start_review(store, account_id, template or quarterly(), at)
    for answer in answers:
        give(store, review_id, answer, at)
    for key, text in (notes or {}).items():
        write_note(store, review_id, key, text, at)
    if finished:
        finish(store, review_id, moment=at)
    return review_id
