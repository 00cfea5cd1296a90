#!/usr/bin/env python3
"""Write a large file of made-up data to measure on: the same arguments give the same file.

    python benchmarks/generate.py OUT --accounts 10000 --order-lines 1000000 --notes 500000

Rows are written in bulk with plain SQL and without a journal, which is fast and fit for nothing but a new file.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from reviewtui.domain.figure_settings import USUAL
from reviewtui.domain.moment import Moment
from reviewtui.domain.template_json import template_to_json
from reviewtui.domain.templates import Question, QuestionType, core_questions
from reviewtui.services.figure_lines import bring_up
from reviewtui.services.templates import packaged_template
from reviewtui.storage.create import create_file
from reviewtui.storage.figures import rebuild_order_days, store_figures
from reviewtui.storage.store import Store

AS_OF = date(2026, 11, 19)
DAYS = 3 * 365
NOW = datetime(2026, 11, 19, 9, tzinfo=UTC)
STAMP = "2026-11-19T09:00:00.000Z"
LINES_PER_ORDER = 3

_FIRST = "Alder Birch Cedar Dorn Eiche Falk Grün Hafen Insel Jäger Kraft Linden Mühl Nord Otter Pfeil Quell Rhein Stein Tann"
_SECOND = (
    "bach berg burg dorf feld furt haus heim hof kamp mark ried see stedt tal wald werk wiese works yard"
)
_KINDS = "GmbH AG KG Ltd S.r.l. B.V. & Söhne Group Partners Systems"
_TRADES = "Machine shop|Bakery|Clinic|Brewery|School|Theatre|Boat yard|Joinery|Hotel|Print shop"
_PLACES = "Esslingen,Germany|Lyon,France|Leeds,United Kingdom|Linz,Austria|Biel,Switzerland|Brescia,Italy|Aarhus,Denmark"
_WORDS = (
    "delivery late early price quote invoice machine second shift order stock visit call promise kept asked "
    "better faster pallet driver Monday budget raised frozen spring autumn new plant people left joined "
    "contract renew rival offer samples test worked failed twice never always quality label box report"
)
_CATEGORIES = 40
_PRODUCTS = 400


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything."""

    accounts: int
    order_lines: int
    notes: int
    reviews: int


def generate(path: Path, size: Size) -> None:
    """Write the file to ``path``, over an earlier one."""
    path.unlink(missing_ok=True)
    create_file(path, Moment(AS_OF, NOW), file_uid="be9c400000000001")
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=OFF")
    db.execute("PRAGMA synchronous=OFF")
    db.execute("PRAGMA cache_size=-200000")
    db.execute("BEGIN")
    settings = [
        ("me", "Robin"),
        ("currency", "EUR"),
        ("first_month", "1"),
        ("sample_as_of", AS_OF.isoformat()),
    ]
    db.executemany("INSERT INTO setting(key, value) VALUES (?, ?)", settings)
    for what, work in (
        ("accounts", lambda: _accounts(db, size)),
        ("orders", lambda: _orders(db, size)),
        ("reviews", lambda: _reviews(db, size)),
        ("notes", lambda: _notes(db, size)),
        ("actions", lambda: _actions(db, size)),
        ("order days", lambda: rebuild_order_days(db)),
        ("figures", lambda: store_figures(db, AS_OF)),
    ):
        started = time.perf_counter()
        work()
        print(f"{what}: {time.perf_counter() - started:.1f} s", file=sys.stderr)
    db.execute("COMMIT")
    db.close()
    started = time.perf_counter()
    _keep_lines(path)
    print(f"lines of figures: {time.perf_counter() - started:.1f} s", file=sys.stderr)


def _keep_lines(path: Path) -> None:
    """As the app does after its first look of a day."""
    store = Store.open(path, Moment(AS_OF, NOW))
    for _ in bring_up(store, AS_OF, USUAL, lambda run: run(store)):
        pass
    store.close()


def _insert(db: sqlite3.Connection, table: str, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    marks = ", ".join("?" * len(columns.split(",")))
    db.executemany(f"INSERT INTO {table}({columns}) VALUES ({marks})", rows)


def _record(table: int, number: int) -> tuple[str, int, str, str]:
    """uid, version and stamps of a record."""
    return f"{table:04x}{number:012x}", 1, STAMP, STAMP


_RECORD = "uid, version, created_at, changed_at"


def _accounts(db: sqlite3.Connection, size: Size) -> None:
    rng = random.Random(1)
    _insert(
        db, "account",
        f"id, {_RECORD}, name, name_key, external_id, alt_id, owner, industry, website, phone, email, address, city, "
        "region, postal_code, country, currency, note, custom",
        (_account(number, rng) for number in range(1, size.accounts + 1)),
    )  # fmt: skip
    _insert(
        db, "contact",
        f"{_RECORD}, account_id, name, title, email, phone, channel, decides, left, external_id, note",
        (_contact(number, size.accounts) for number in range(2 * size.accounts)),
    )  # fmt: skip


def _account(number: int, rng: random.Random) -> tuple[object, ...]:
    first, second, kinds = _FIRST.split(), _SECOND.split(), _KINDS.split(" ")
    spot = number * 7919
    name = f"{first[spot % 20]}{second[spot // 20 % 20]} {kinds[spot // 400 % len(kinds)]} {number}"
    city, country = _PLACES.split("|")[int(rng.random() * 7)].split(",")
    owner = ("Robin", "Sam", "Ines")[int(rng.random() * 3)]
    trade = _TRADES.split("|")[int(rng.random() * 10)]
    return (
        number, *_record(1, number), name, name.casefold(), f"C{number:05d}", "", owner, trade,
        f"https://c{number}.example", f"+49 221 4710 {number % 1000:03d}", f"office@c{number}.example",
        f"Werkstraße {number % 200 + 1}", city, "", f"{10000 + number % 89999}", country,
        "EUR" if rng.random() < 0.9 else "CHF", "", "{}",
    )  # fmt: skip


def _contact(number: int, accounts: int) -> tuple[object, ...]:
    first, second = _FIRST.split(), _SECOND.split()
    name = f"{first[number * 31 % 20]} {second[number * 17 % 20].title()}"
    mail = f"p{number}@c{number % accounts + 1}.example"
    return (
        *_record(2, number), number % accounts + 1, name, "Purchasing", mail, "", "call", number < accounts, False,
        "", "",
    )  # fmt: skip


def _orders(db: sqlite3.Connection, size: Size) -> None:
    count = size.order_lines // LINES_PER_ORDER
    owners = _weighted(size.accounts, count, random.Random(2))
    rng = random.Random(3)
    _insert(
        db, "orders", "id, account_id, number, day, status, currency, amount, has_lines, promised_on, delivered_on",
        (_order(number, account, rng) for number, account in enumerate(owners, start=1)),
    )  # fmt: skip
    _insert(
        db, "order_line", "order_id, product, nth, category, quantity, amount",
        _lines(count, size.order_lines, random.Random(4)),
    )  # fmt: skip
    db.execute(
        "UPDATE orders SET amount=(SELECT SUM(l.amount) FROM order_line l WHERE l.order_id=orders.id), "
        "currency=(SELECT a.currency FROM account a WHERE a.id=orders.account_id)"
    )


def _weighted(accounts: int, count: int, rng: random.Random) -> Iterator[int]:
    """``count`` account ids, the first ones far more often than the last, as revenue is spread in life."""
    for _ in range(count):
        yield 1 + int(accounts * rng.random() ** 2.2)


def _order(number: int, account: int, rng: random.Random) -> tuple[object, ...]:
    day = AS_OF - timedelta(days=int(rng.random() * DAYS))
    promised = day + timedelta(days=7)
    delivered = promised + timedelta(days=3 if rng.random() < 0.1 else 0)
    status = "cancelled" if rng.random() < 0.01 else "ordered"
    arrived = delivered.isoformat() if delivered <= AS_OF else None
    return (
        number, account, f"SO{number:07d}", day.isoformat(), status, "", None, True, promised.isoformat(), arrived
    )  # fmt: skip


def _lines(orders: int, count: int, rng: random.Random) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        order = number % orders + 1
        nth = number // orders
        product = (order * 131 + nth * 57) % _PRODUCTS
        amount = int(50_000 + rng.random() * 5_000_000)
        sign = -1 if rng.random() < 0.02 else 1
        yield (
            order, f"Product {product:03d}", 1 + nth // 7, f"Category {product % _CATEGORIES:02d}",
            str(1 + number % 40), sign * amount,
        )  # fmt: skip


def _reviews(db: sqlite3.Connection, size: Size) -> None:
    template = packaged_template("quarterly")
    row = (1, template.key, template.name, template.version_hash, template_to_json(template), STAMP)
    _insert(db, "template_version", "id, key, name, hash, body, created_at", [row])
    days = [_review_day(number, size) for number in range(size.reviews)]
    _insert(
        db, "review",
        f"id, {_RECORD}, account_id, template_key, template_version, state, day, channel, person, attendees, "
        "finished_on, elapsed, place",
        (
            (n + 1, *_record(3, n), n % size.accounts + 1, "quarterly", 1, "finished", day, "call", "Robin", "[]",
             day, 1500, "{}")
            for n, day in enumerate(days)
        ),
    )  # fmt: skip
    rng = random.Random(5)
    questions = core_questions(template)
    _insert(
        db, "answer", f"{_RECORD}, review_id, account_id, question_key, item, state, value, fields, raw, unchanged",
        (
            (*_record(4, n * 100 + place), n + 1, n % size.accounts + 1, question.key, "", "answered",
             _value(question, rng), "{}", "", False)
            for n in range(size.reviews) for place, question in enumerate(questions)
        ),
    )  # fmt: skip


def _review_day(number: int, size: Size) -> str:
    """Later rounds of reviews are older; within a round they spread over five months, so that some are due."""
    back = 150 * (number // size.accounts) + number * 37 % 150
    return (AS_OF - timedelta(days=back)).isoformat()


def _value(question: Question, rng: random.Random) -> str:
    if question.type is QuestionType.RATING:
        return str(3 + int(rng.random() * 8))
    if question.type is QuestionType.CHOICE:
        return json.dumps(question.options[int(rng.random() * len(question.options))].key)
    if question.type is QuestionType.PERCENT:
        return json.dumps(str(int(rng.random() * 100)))
    return "[]" if question.type is QuestionType.LIST else json.dumps(_sentence(rng))


def _sentence(rng: random.Random) -> str:
    words = _WORDS.split()
    return (
        " ".join(words[int(rng.random() * len(words))] for _ in range(6 + int(rng.random() * 8))).capitalize()
        + "."
    )


def _notes(db: sqlite3.Connection, size: Size) -> None:
    rng = random.Random(6)
    keys = [question.key for question in packaged_template("quarterly").questions()][:40]
    stock = [_sentence(rng) for _ in range(4000)]
    in_reviews = min(size.notes // 2, size.reviews * len(keys))
    _insert(
        db, "note", f"{_RECORD}, account_id, review_id, question_key, item, text, written_on, author",
        (_note(n, size, keys, stock, rng, n < in_reviews) for n in range(size.notes)),
    )  # fmt: skip


def _note(
    number: int, size: Size, keys: list[str], stock: list[str], rng: random.Random, in_review: bool
) -> tuple[object, ...]:
    text = " ".join(stock[int(rng.random() * len(stock))] for _ in range(1 + number % 3))
    if not in_review:
        day = (AS_OF - timedelta(days=int(rng.random() * DAYS))).isoformat()
        return (*_record(5, number), number % size.accounts + 1, None, "", "", text, day, "Robin")
    review = number % size.reviews
    key = keys[number // size.reviews]
    account = review % size.accounts + 1
    return (*_record(5, number), account, review + 1, key, "", text, _review_day(review, size), "Robin")


def _actions(db: sqlite3.Connection, size: Size) -> None:
    rng = random.Random(7)
    _insert(
        db, "action",
        f"{_RECORD}, account_id, source, title, owner, side, promise, status, due, first_due, done_on, created_on, "
        "slipped, broken, detail",
        (_action(number, size, rng) for number in range(5 * size.accounts)),
    )  # fmt: skip


def _action(number: int, size: Size, rng: random.Random) -> tuple[object, ...]:
    made = AS_OF - timedelta(days=int(rng.random() * 700))
    due = made + timedelta(days=int(rng.random() * 60))
    is_open = due > AS_OF or rng.random() < 0.05
    day = due.isoformat()
    return (
        *_record(6, number), number % size.accounts + 1, "", _sentence(rng), "Robin", "ours", number % 2 == 0,
        "open" if is_open else "done", day, day, None if is_open else day, made.isoformat(), False, False, "",
    )  # fmt: skip


def main() -> int:
    """Read the arguments, write the file, say how large it is."""
    parser = argparse.ArgumentParser(description="Write a large file of made-up data to measure on.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--order-lines", type=int, default=1_000_000)
    parser.add_argument("--notes", type=int, default=500_000)
    parser.add_argument("--reviews", type=int, default=20_000)
    told = parser.parse_args()
    started = time.perf_counter()
    generate(told.out, Size(told.accounts, told.order_lines, told.notes, told.reviews))
    print(
        f"{told.out}: {told.out.stat().st_size / 1e6:.0f} MB in {time.perf_counter() - started:.0f} s",
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
