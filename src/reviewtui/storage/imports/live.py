"""Going live: what was staged and compared becomes part of the file, with a record of every row it touched."""

from __future__ import annotations

import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from reviewtui.domain.custom import apart
from reviewtui.domain.short_sum import short_sum
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


def staged_accounts(db: sqlite3.Connection) -> tuple[list[tuple[int, Values]], list[tuple[int, Values]]]:
    """The staged accounts that are not kept yet, with the ids they are staged under, and those that are."""
    folded = _folded(db).items()
    return [one for one in folded if one[0] < 0], [one for one in folded if one[0] > 0]


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
            update_row(db, batch, "account", account_id, values, stamp)
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
    return os.urandom(8).hex(), 1, stamp, stamp


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
    return short_sum(json.dumps(said).encode(), 8)


def different(before: Mapping[str, Any], values: Values) -> Values:
    """The columns of a row that are different with what a file says of it."""
    own, custom = apart(values)
    if custom:
        own["custom"] = _custom(values, before["custom"])
    if "name" in own and "name_key" in before:
        own["name_key"] = name_key(own["name"])
    return {key: value for key, value in own.items() if before[key] != value}


def update_row(
    db: sqlite3.Connection, batch: int, table: str, row_id: int, values: Values, stamp: str
) -> None:
    """Change columns of a row and list what they were and what they are."""
    before = dict(db.execute(f"SELECT * FROM {table} WHERE id=?", (row_id,)).fetchone())
    after = different(before, values)
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
