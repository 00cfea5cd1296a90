"""Going live: what was staged and compared becomes part of the file, with a record of every row it touched."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from reviewtui.domain.custom import apart
from reviewtui.domain.text import name_key
from reviewtui.storage.figure_lines import all_moved
from reviewtui.storage.figures import figures_date, rebuild_order_days, refresh_figures, store_figures
from reviewtui.storage.imports.accounts import staged

if TYPE_CHECKING:
    from reviewtui.storage.imports.ahead import Ahead

_TEXTS = (
    "owner", "industry", "website", "phone", "email", "address", "city", "region", "postal_code", "country",
    "currency", "external_id", "alt_id", "note",
)  # fmt: skip
_MANY_ACCOUNTS = 3000
Values = dict[str, Any]
Span = tuple[int, int]


def put_accounts(db: sqlite3.Connection, batch: int, stamp: str) -> set[int]:
    """Write the staged accounts and contacts; returns the ids of the accounts touched."""
    touched, ids = put_all_accounts(db, batch, stamp)
    return touched | _put_contacts(db, batch, stamp, ids)


def made_accounts(db: sqlite3.Connection) -> list[tuple[int, Values]]:
    """The accounts that only orders name, those whose orders are taken, with the ids they are staged under."""
    db.execute(
        "DELETE FROM st_account WHERE account_id NOT IN (SELECT account_id FROM st_head WHERE verdict='new')"
    )
    db.execute("CREATE INDEX temp.ix_st_owner ON st_head(account_id)")
    return list(_folded(db).items())


def new_accounts(db: sqlite3.Connection) -> list[tuple[int, Values]]:
    """The staged accounts that are not kept yet, with the ids they are staged under."""
    return [(key, values) for key, values in _folded(db).items() if key < 0]


def tell_owners(db: sqlite3.Connection, ids: Mapping[int, int]) -> None:
    """Tell the staged orders which accounts were made for them."""
    db.executemany(
        "UPDATE st_head SET account_id=? WHERE account_id=?", [(new, old) for old, new in ids.items()]
    )


def _folded(db: sqlite3.Connection) -> dict[int, Values]:
    folded: dict[int, Values] = defaultdict(dict)
    for _, account_id, values in staged(db, "st_account"):
        folded[account_id].update(values)
    return folded


def put_all_accounts(db: sqlite3.Connection, batch: int, stamp: str) -> tuple[set[int], dict[int, int]]:
    """Write the staged accounts; returns the ids of those touched, and the id of each new one by its staged id."""
    folded = _folded(db)
    for account_id, values in folded.items():
        if account_id > 0:
            update_row(db, batch, "account", account_id, _with_key(values), stamp)
    ids = put_new_accounts(db, batch, [(key, values) for key, values in folded.items() if key < 0], stamp)
    return {ids.get(account_id, account_id) for account_id in folded}, ids


def put_new_accounts(
    db: sqlite3.Connection,
    batch: int,
    staged_ones: Iterable[tuple[int, Values]],
    stamp: str,
    deleted_at: str | None = None,
) -> dict[int, int]:
    """Insert accounts, in the bin when ``deleted_at`` says so; returns the id of each by its staged id."""
    ids: dict[int, int] = {}
    last = db.execute("SELECT COALESCE(MAX(id), 0) FROM account").fetchone()[0]
    added: list[tuple[Any, ...]] = []
    for new_id, (staged_id, values) in enumerate(staged_ones, start=last + 1):
        ids[staged_id] = new_id
        added.append((new_id, *_new_account(values, stamp), deleted_at))
    columns = (*_BASE, "name", "name_key", "employees", "annual_revenue", "renewal_date", "custom", *_TEXTS)
    insert_rows(db, batch, "account", (*columns, "deleted_at"), added)
    return ids


_BASE = ("id", "uid", "version", "created_at", "changed_at")


def _stamped(stamp: str) -> tuple[Any, ...]:
    return secrets.token_hex(8), 1, stamp, stamp


def _with_key(values: Values) -> Values:
    return {**values, "name_key": name_key(values["name"])} if "name" in values else values


def _new_account(values: Values, stamp: str) -> tuple[Any, ...]:
    numbers = (values.get("employees"), values.get("annual_revenue"), values.get("renewal_date"))
    texts = (values.get(column, "") for column in _TEXTS)
    return (*_stamped(stamp), values["name"], name_key(values["name"]), *numbers, _custom(values), *texts)


def _custom(values: Values, before: str = "{}") -> str:
    """The custom fields among the values laid over those that were there, as JSON."""
    return json.dumps({**json.loads(before), **apart(values)[1]}, ensure_ascii=False)


def _put_contacts(db: sqlite3.Connection, batch: int, stamp: str, ids: Mapping[int, int]) -> set[int]:
    owner, folded = folded_contacts(db, ids)
    for contact_id, values in folded.items():
        if contact_id > 0:
            update_row(db, batch, "contact", contact_id, values, stamp)
    added = [(owner[key], values) for key, values in folded.items() if key < 0]
    put_new_contacts(db, batch, added, stamp)
    return set(owner.values())


def folded_contacts(
    db: sqlite3.Connection, ids: Mapping[int, int]
) -> tuple[dict[int, int], dict[int, Values]]:
    """The account of each staged contact, and what all its rows say; ``ids`` of new accounts by their staged ones."""
    folded: dict[int, Values] = defaultdict(dict)
    owner: dict[int, int] = {}
    for _, account_id, contact_id, values in staged(db, "st_contact"):
        owner[contact_id] = ids.get(account_id, account_id)
        folded[contact_id].update(values)
    return owner, folded


def put_new_contacts(
    db: sqlite3.Connection,
    batch: int,
    contacts: Iterable[tuple[int, Values]],
    stamp: str,
    deleted_at: str | None = None,
) -> Span:
    """Insert contacts, each with its account, in the bin when ``deleted_at`` says so."""
    last = db.execute("SELECT COALESCE(MAX(id), 0) FROM contact").fetchone()[0]
    added: list[tuple[Any, ...]] = []
    texts = ("title", "email", "phone", "external_id")
    for new_id, (account_id, values) in enumerate(contacts, start=last + 1):
        given = (values.get(column, "") for column in texts)
        decides = bool(values.get("decides", False))
        added.append(
            (new_id, *_stamped(stamp), account_id, values["name"], decides, *given, "", False, "",
             _custom(values), deleted_at)
        )  # fmt: skip
    columns = (*_BASE, "account_id", "name", "decides", *texts, "channel", '"left"', "note", "custom")
    return insert_rows(db, batch, "contact", (*columns, "deleted_at"), added)


def insert_rows(
    db: sqlite3.Connection, batch: int, table: str, columns: Iterable[str], rows: list[tuple[Any, ...]]
) -> Span:
    """Insert rows that begin with their ids, which follow each other, and list them as added; returns the span of ids."""
    names = tuple(columns)
    marks = ",".join("?" * len(names))
    if not rows:
        return 1, 0
    db.executemany(f"INSERT INTO {table}({','.join(names)}) VALUES ({marks})", rows)
    kept = db.execute(f"SELECT * FROM {table} WHERE id >= ?", (rows[0][0],))
    # What waits in the bin is out of it when the batch is live.
    db.executemany(
        "INSERT INTO import_change(batch_id, tbl, row_id, after) VALUES (?,?,?,?)",
        [(batch, table, row["id"], digest({**row, "deleted_at": None})) for row in kept],
    )
    return rows[0][0], rows[-1][0]


def digest(row: Mapping[str, Any] | sqlite3.Row, leave: str = "") -> str:
    """A short sum over what a record says, by which an undo sees whether it was edited since; stamps do not count."""
    said = {key: value for key, value in dict(row).items() if key not in _BASE and key != leave}
    return hashlib.blake2b(json.dumps(said).encode(), digest_size=8).hexdigest()


def update_row(
    db: sqlite3.Connection, batch: int, table: str, row_id: int, values: Values, stamp: str
) -> None:
    """Change columns of a row and list what they were and what they are."""
    before = dict(db.execute(f"SELECT * FROM {table} WHERE id=?", (row_id,)).fetchone())
    own, custom = apart(values)
    if custom:
        own["custom"] = _custom(values, before["custom"])
    after = {key: value for key, value in own.items() if before[key] != value}
    if not after:
        return
    kept = {key: before[key] for key in after}
    sets = ", ".join(f"{key}=?" for key in after)
    db.execute(
        f"UPDATE {table} SET {sets}, version=version+1, changed_at=? WHERE id=?",
        (*after.values(), stamp, row_id),
    )
    db.execute(
        "INSERT INTO import_change(batch_id, tbl, row_id, before, after) VALUES (?,?,?,?,?)",
        (batch, table, row_id, json.dumps(kept), json.dumps(after)),
    )


def put_new_orders(db: sqlite3.Connection, batch: int, first: int, last: int) -> None:
    """Insert the new orders of the slots from ``first`` to ``last`` with their lines, and list them as added.

    No query sees them as long as the batch is being staged.
    """
    after = db.execute("SELECT COALESCE(MAX(id), 0) FROM orders").fetchone()[0]
    span = (first, last)
    db.execute(
        "UPDATE st_head SET order_id = ? + slot - ? + 1 WHERE verdict='new' AND slot BETWEEN ? AND ?",
        (after, first, *span),
    )
    db.execute(
        "INSERT INTO orders(id, account_id, number, day, status, currency, amount, has_lines, promised_on, "
        "delivered_on, batch_id, custom) SELECT h.order_id, h.account_id, h.number, h.day, "
        "COALESCE(h.status, 'ordered'), h.currency, COALESCE(s.amount, h.amount), s.amount IS NOT NULL, "
        "h.promised, h.delivered, ?, COALESCE(h.custom, '{}') FROM st_head h LEFT JOIN (SELECT slot, SUM(amount) AS amount "
        "FROM st_line WHERE slot BETWEEN ? AND ? GROUP BY slot) s ON s.slot = h.slot "
        "WHERE h.verdict='new' AND h.slot BETWEEN ? AND ? ORDER BY h.slot",
        (batch, *span, *span),
    )
    db.execute(
        "INSERT INTO order_line(order_id, product, nth, category, quantity, amount) "
        "SELECT h.order_id, l.product, ROW_NUMBER() OVER (PARTITION BY l.slot, l.product ORDER BY l.row), "
        "COALESCE(l.category, ''), COALESCE(l.quantity, ''), l.amount FROM st_line l JOIN st_head h ON h.slot = l.slot "
        "WHERE h.verdict='new' AND l.amount IS NOT NULL AND h.slot BETWEEN ? AND ? AND l.slot BETWEEN ? AND ? "
        "ORDER BY l.slot, l.product, l.row",
        (*span, *span),
    )
    db.execute(
        "INSERT INTO import_change(batch_id, tbl, row_id) SELECT ?, 'orders', order_id FROM st_head "
        "WHERE verdict='new' AND slot BETWEEN ? AND ? ORDER BY slot",
        (batch, *span),
    )


def forget_new_orders(db: sqlite3.Connection) -> None:
    """Keep of what was staged only what is to change orders that were there, so that finding these takes no time."""
    db.execute("DELETE FROM st_line")
    db.execute(
        "DELETE FROM st_row WHERE verdict NOT IN ('new', 'changed') "
        "OR slot IN (SELECT slot FROM st_head WHERE verdict='new')"
    )
    db.execute(
        "DELETE FROM st_head WHERE verdict='new' "
        "OR (verdict<>'changed' AND slot NOT IN (SELECT slot FROM st_row))"
    )


_ORDER_JSON = (
    "json_object('day', {a}day, 'status', {a}status, 'currency', {a}currency, 'amount', {a}amount, "
    "'has_lines', {a}has_lines, 'promised_on', {a}promised_on, 'delivered_on', {a}delivered_on, 'custom', {a}custom)"
)
_LINE_JSON = "json_object('category', {a}category, 'quantity', {a}quantity, 'amount', {a}amount)"


def change_orders(db: sqlite3.Connection, batch: int) -> None:
    """Bring orders that were there up to date: their own facts, their lines, and the sum of these."""
    db.execute(
        "CREATE TEMP TABLE st_moved AS SELECT o.id, COALESCE(h.day, o.day) AS day, "
        "COALESCE(h.status, o.status) AS status, COALESCE(NULLIF(h.currency, ''), o.currency) AS currency, "
        "CASE WHEN s.amount IS NOT NULL THEN s.amount WHEN o.has_lines THEN o.amount "
        "ELSE COALESCE(h.amount, o.amount) END AS amount, (o.has_lines OR s.amount IS NOT NULL) AS has_lines, "
        "COALESCE(h.promised, o.promised_on) AS promised_on, COALESCE(h.delivered, o.delivered_on) AS delivered_on, "
        "CASE WHEN h.custom IS NULL THEN o.custom ELSE json_patch(o.custom, h.custom) END AS custom, "
        f"{_ORDER_JSON.format(a='o.')} AS before FROM st_head h JOIN main.orders o ON o.id = h.order_id "
        "LEFT JOIN st_sum s ON s.slot = h.slot WHERE h.verdict IN ('same', 'changed')"
    )
    db.execute("CREATE INDEX temp.ix_st_moved ON st_moved(id)")
    db.execute(f"DELETE FROM st_moved WHERE before = {_ORDER_JSON.format(a='')}")
    db.execute(
        "INSERT INTO import_change(batch_id, tbl, row_id, before, after) "
        f"SELECT ?, 'orders', id, before, {_ORDER_JSON.format(a='')} FROM st_moved",
        (batch,),
    )
    db.execute(
        "UPDATE orders SET (day, status, currency, amount, has_lines, promised_on, delivered_on, custom) = (SELECT "
        "m.day, m.status, m.currency, m.amount, m.has_lines, m.promised_on, m.delivered_on, m.custom FROM st_moved m "
        "WHERE m.id = orders.id) WHERE id IN (SELECT id FROM st_moved)"
    )
    _change_lines(db, batch)


def _change_lines(db: sqlite3.Connection, batch: int) -> None:
    after = db.execute("SELECT COALESCE(MAX(id), 0) FROM order_line").fetchone()[0]
    db.execute(
        "INSERT INTO order_line(order_id, product, nth, category, quantity, amount) "
        "SELECT h.order_id, r.product, r.nth, COALESCE(r.category, ''), COALESCE(r.quantity, ''), r.amount "
        "FROM st_row r JOIN st_head h ON h.slot = r.slot WHERE h.verdict IN ('same', 'changed') "
        "AND r.verdict='new' AND r.amount IS NOT NULL ORDER BY h.order_id, r.product, r.nth"
    )
    db.execute(
        "INSERT INTO import_change(batch_id, tbl, row_id) SELECT ?, 'order_line', id FROM order_line WHERE id > ?",
        (batch, after),
    )
    source = (
        "SELECT l.id, COALESCE(r.category, l.category) AS category, COALESCE(r.quantity, l.quantity) AS quantity, "
        f"r.amount, {_LINE_JSON.format(a='l.')} AS before FROM st_row r JOIN main.order_line l ON l.id = r.line_id "
        "WHERE r.verdict='changed' AND r.amount IS NOT NULL"
    )
    db.execute(f"CREATE TEMP TABLE st_lines AS {source}")
    db.execute("CREATE INDEX temp.ix_st_lines ON st_lines(id)")
    db.execute(f"DELETE FROM st_lines WHERE before = {_LINE_JSON.format(a='')}")
    db.execute(
        "INSERT INTO import_change(batch_id, tbl, row_id, before, after) "
        f"SELECT ?, 'order_line', id, before, {_LINE_JSON.format(a='')} FROM st_lines",
        (batch,),
    )
    db.execute(
        "UPDATE order_line SET (category, quantity, amount) = (SELECT m.category, m.quantity, m.amount FROM "
        "st_lines m WHERE m.id = order_line.id) WHERE id IN (SELECT id FROM st_lines)"
    )


def order_accounts(db: sqlite3.Connection) -> set[int]:
    """The accounts whose orders this file adds or changes, but for those that were written ahead."""
    return {
        row[0]
        for row in db.execute(
            "SELECT DISTINCT o.account_id FROM st_head h JOIN main.orders o ON o.id = h.order_id "
            "WHERE h.verdict IN ('new', 'changed') OR h.slot IN "
            "(SELECT slot FROM st_row WHERE verdict IN ('new', 'changed'))"
        )
    }


def refresh(
    db: sqlite3.Connection, accounts: set[int], as_of: Any, *, orders: bool, ahead: Ahead | None = None
) -> None:
    """Bring order days and figures of some accounts up to date; a file's very first import also sets their date."""
    if ahead is not None:
        ahead.refresh(accounts)
    else:
        _refresh(db, accounts, as_of, orders=orders)
    if accounts or ahead is not None:
        all_moved(db)


def _refresh(db: sqlite3.Connection, accounts: set[int], as_of: Any, *, orders: bool) -> None:
    many = len(accounts) > _MANY_ACCOUNTS
    if orders and accounts:
        rebuild_order_days(db, None if many else accounts)
    kept = figures_date(db)
    if kept is None or many:
        store_figures(db, kept or as_of)
    elif accounts:
        refresh_figures(db, accounts)
