"""The summaries that Today and Accounts read: order days, and one row of figures per account for one date.

The plain definitions stand in ``domain.orders``; what is here are the same figures over all accounts at once,
and tests hold the two against each other.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from reviewtui.domain.quarter import last_quarters, months_before
from reviewtui.domain.rates import SCALE, settled
from reviewtui.domain.reviews import USUAL_TEMPLATE
from reviewtui.storage.hidden import shown
from reviewtui.storage.reads.rates import rates_of
from reviewtui.storage.review_rhythm import kept_rules, stored_months, tier_months

if TYPE_CHECKING:
    from reviewtui.domain.orders import OrderDay

FIGURE_COLUMNS = (
    "account_id, currency, revenue_12m, orders_12m, last_order, last_review, rating, open_actions, "
    "overdue_actions, quarters, last_quarterly, review_due, review_months, common_12m"
)
_MARKS = ",".join("?" * 14)
FIGURES_KEY = "figures_as_of"
NEVER_RANKED = 3
"""Months between reviews of an account that has just been added, until everybody is ranked again."""


def figures_date(db: sqlite3.Connection) -> date | None:
    """The date the stored figures are for; None before the first computation."""
    row = db.execute("SELECT value FROM setting WHERE key=?", (FIGURES_KEY,)).fetchone()
    return date.fromisoformat(row[0]) if row else None


def refresh_figures(db: sqlite3.Connection, accounts: Collection[int], *, ranks: bool = True) -> None:
    """Bring the stored rows of some accounts up to date, inside the transaction that touched them.

    ``ranks`` says that the ranking may have moved, which others' tiers hang on, and by them when their review is due.
    """
    as_of = figures_date(db)
    if as_of is None or not (accounts or ranks):
        return
    before = stored_months(db, None if ranks else accounts)
    _replace(db, as_of, accounts, before)
    if ranks:
        months = tier_months(db, as_of, kept_rules(db), kept=True)
        moved = [one for one in months if before.get(one) != months[one]]
        _replace(db, as_of, moved, months)


def _replace(
    db: sqlite3.Connection, as_of: date, accounts: Collection[int], months: Mapping[int, int]
) -> None:
    rows = list(compute(db, as_of, accounts, months))
    db.executemany("DELETE FROM main.account_figures WHERE account_id=?", [(one,) for one in accounts])
    db.executemany(f"INSERT INTO main.account_figures({FIGURE_COLUMNS}) VALUES ({_MARKS})", rows)


def store_figures(db: sqlite3.Connection, as_of: date) -> None:
    """Compute and keep the figures of every account for a new date; inside a writing transaction."""
    db.execute("DELETE FROM main.account_figures")
    db.executemany(
        f"INSERT INTO main.account_figures({FIGURE_COLUMNS}) VALUES ({_MARKS})", compute(db, as_of)
    )
    _keep_date(db, as_of)


def _keep_date(db: sqlite3.Connection, as_of: date) -> None:
    db.execute(
        "INSERT INTO setting(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value=excluded.value",
        (FIGURES_KEY, as_of.isoformat()),
    )


def prepared_figures(db: sqlite3.Connection, as_of: date, at_once: int) -> Iterator[list[tuple[object, ...]]]:
    """Rows of figures of every account, so many at once, so that nobody who writes waits for all of them."""
    months = tier_months(db, as_of, kept_rules(db), kept=False)
    ids = sorted(months)
    for first in range(0, len(ids), at_once):
        yield list(compute(db, as_of, ids[first : first + at_once], months))


def prepared_without_orders(
    db: sqlite3.Connection, as_of: date, at_once: int, accounts: Collection[int], new: tuple[int, int]
) -> Iterator[list[tuple[object, ...]]]:
    """The same of some accounts, where nothing has moved that ranks those that were there.

    ``new`` are the first and last id of those that are not kept yet, none of which has orders.
    """
    rules, stored, ids = kept_rules(db), stored_months(db), sorted(accounts)
    for first in range(0, len(ids), at_once):
        mine = ids[first : first + at_once]
        months = tier_months(db, as_of, rules, part=(max(new[0], mine[0]), min(new[1], mine[-1])))
        yield list(compute(db, as_of, mine, months | stored))


def keep_prepared(db: sqlite3.Connection, table: str, as_of: date) -> None:
    """Put rows that were computed before in place of those kept of their accounts; inside a writing transaction."""
    db.execute(
        f"INSERT OR REPLACE INTO main.account_figures({FIGURE_COLUMNS}) SELECT {FIGURE_COLUMNS} FROM {table}"
    )
    _keep_date(db, as_of)


def temporary_figures(
    db: sqlite3.Connection, as_of: date, changed: Collection[int] | None = None, rules: str | None = None
) -> None:
    """Shadow the stored figures with those of another date or other rules, for this connection alone.

    ``changed`` are the accounts whose figures differ on that date, not counting those in another tier then; None
    for all of them. Without ``rules`` those of the stored figures hold.
    """
    drop_temporary(db)
    months = tier_months(db, as_of, kept_rules(db) if rules is None else rules)
    if changed is not None:
        before = stored_months(db)
        changed = {*changed, *(one for one in months if before.get(one) != months[one])}
    with _temp_writable(db):
        rows = list(compute(db, as_of, changed, months))
        kept = "1" if changed is not None else "0"
        db.execute(
            f"CREATE TEMP TABLE account_figures AS SELECT * FROM main.account_figures WHERE {kept} "
            "AND account_id NOT IN (SELECT value FROM json_each(?))",
            (json.dumps(list(changed or ())),),
        )
        db.executemany(f"INSERT INTO temp.account_figures({FIGURE_COLUMNS}) VALUES ({_MARKS})", rows)
        db.execute("CREATE INDEX temp.ix_figures ON account_figures(account_id)")
        db.execute("CREATE INDEX temp.ix_figures_due ON account_figures(review_due, revenue_12m DESC)")


def drop_temporary(db: sqlite3.Connection) -> None:
    """Let the stored figures be seen again by this connection."""
    with _temp_writable(db):
        db.execute("DROP TABLE IF EXISTS temp.account_figures")


@contextmanager
def _temp_writable(db: sqlite3.Connection) -> Iterator[None]:
    before = int(db.execute("PRAGMA query_only").fetchone()[0])
    db.execute("PRAGMA query_only=OFF")
    try:
        yield
    finally:
        db.execute(f"PRAGMA query_only={before}")


def compute(
    db: sqlite3.Connection,
    as_of: date,
    accounts: Collection[int] | None = None,
    months: Mapping[int, int] | None = None,
) -> Iterable[tuple[object, ...]]:
    """Rows of figures as of a date, for some accounts or for all; one pass over each source.

    ``months`` between reviews, by account, save the ranking of everybody.
    """
    months = tier_months(db, as_of, kept_rules(db)) if months is None else months
    where, args = "", ()  # type: str, tuple[str, ...]
    if accounts is not None:
        # One JSON argument, since SQLite takes 32,766 arguments at most and an import can touch more accounts.
        where = "AND account_id IN (SELECT value FROM json_each(?))"
        args = (json.dumps(list(accounts)),)
    # The plus keeps SQLite from an index by state, which leads to nearly every row, where one by account is at hand.
    day = as_of.isoformat()
    money = _money(db, as_of, where, args)
    reviews = dict(
        db.execute(
            f"SELECT account_id, MAX(day) FROM review WHERE +state='finished' AND deleted_at IS NULL "
            f"AND day<=? {where} GROUP BY account_id",
            (day, *args),
        ).fetchall()
    )
    actions = {
        row[0]: (row[1], row[2])
        for row in db.execute(
            f"SELECT account_id, COUNT(*), SUM(due IS NOT NULL AND due<?) FROM action "
            f"WHERE created_on<=? AND (+status='open' OR (+status='done' AND done_on>?)) "
            f"AND deleted_at IS NULL {where} GROUP BY account_id",
            (day, day, day, *args),
        )
    }
    ratings = _ratings(db, day, where, args)
    last_quarterly, running = _quarterlies(db, day, where, args)
    due_by = {every: months_before(as_of, every).isoformat() for every in {NEVER_RANKED, *months.values()}}
    accounts_sql = (
        f"SELECT id, currency, archived_at FROM account WHERE deleted_at IS NULL "
        f"{where.replace('account_id', 'id')}"
    )
    fallback = default_currency(db)
    for account_id, own, archived in db.execute(accounts_sql, args).fetchall():
        currency = own or fallback
        revenue, orders, last, quarters, common = money(account_id, currency)
        opened, overdue = actions.get(account_id, (0, 0))
        last_one, every = last_quarterly.get(account_id), months.get(account_id, NEVER_RANKED)
        waits = archived is None and account_id not in running
        due = waits and (last_one is None or last_one <= due_by[every])
        yield (
            account_id, currency, revenue, orders, last, reviews.get(account_id),
            ratings.get(account_id), opened, overdue or 0, quarters, last_one, int(due), every, common,
        )  # fmt: skip


def _quarterlies(
    db: sqlite3.Connection, day: str, where: str, args: tuple[str, ...]
) -> tuple[dict[int, str], set[int]]:
    """The day of the last finished review of the usual template per account, and who has one in progress."""
    rows = db.execute(
        f"SELECT account_id, MAX(CASE WHEN state='finished' THEN day END), MAX(state='in_progress') FROM review "
        f"WHERE template_key=? AND state<>'discarded' AND deleted_at IS NULL AND day<=? {where} "
        f"GROUP BY account_id",
        (USUAL_TEMPLATE, day, *args),
    ).fetchall()
    return {row[0]: row[1] for row in rows if row[1]}, {row[0] for row in rows if row[2]}


def default_currency(db: sqlite3.Connection) -> str:
    """The currency of amounts that name none, on accounts that name none; empty until told."""
    row = db.execute("SELECT value FROM setting WHERE key='currency'").fetchone()
    return row[0] if row else ""


def first_month(db: sqlite3.Connection) -> int:
    """The month in which the fiscal year of this file begins, 1 to 12."""
    row = db.execute("SELECT value FROM setting WHERE key='first_month'").fetchone()
    return int(row[0]) if row else 1


def _money(db: sqlite3.Connection, as_of: date, where: str, args: tuple[str, ...]):  # type: ignore[no-untyped-def]
    """A function (account id, currency) -> (revenue_12m, orders_12m, last order day, quarters JSON, common_12m)."""
    day, start = as_of.isoformat(), months_before(as_of, 12).isoformat()
    month, book, code = first_month(db), rates_of(db), default_currency(db)
    quarters = last_quarters(as_of, 8, month)
    sums = ", ".join(
        f"SUM(CASE WHEN day BETWEEN '{q.start}' AND '{q.end}' THEN net ELSE 0 END)" for q in quarters
    )
    series: dict[int, dict[str, tuple[int, int, tuple[int, ...]]]] = defaultdict(dict)
    # The 12 months lie within the 8 quarters, so that one pass over these days gives both.
    for account_id, currency, net, count, *cells in db.execute(
        f"SELECT account_id, currency, SUM(net) FILTER (WHERE day>?1), SUM(positive) FILTER (WHERE day>?1), {sums} "
        f"FROM order_day WHERE day>=?2 AND day<=?3 {where.replace('?', '?4')} GROUP BY account_id, currency",
        (start, quarters[0].start.isoformat(), day, *args),
    ):
        series[account_id][currency] = (net or 0, count or 0, tuple(cells))
    # One step down the index for each account instead of a walk over every day it ever ordered on. Who has credits
    # alone has orders, and no order day.
    last = dict(
        db.execute(
            f"SELECT id, (SELECT day FROM order_day d WHERE d.account_id=a.id AND d.day<=?1 AND d.positive>0 "
            f"ORDER BY d.day DESC LIMIT 1) FROM account a "
            f"WHERE EXISTS (SELECT 1 FROM order_day d WHERE d.account_id=a.id AND d.day<=?1) "
            f"{where.replace('account_id', 'a.id').replace('?', '?2')}",
            (day, *args),
        ).fetchall()
    )

    foreign = common_12m(db, as_of, where, args)

    def of(account_id: int, currency: str) -> tuple[int | None, int, str | None, str, int | None]:
        has, found = account_id in last, series.get(account_id, {})
        value, orders, cells = found.get(currency, (0 if has else None, 0, (0,) * 8 if has else ()))
        if book and not found.keys() <= {currency}:
            from reviewtui.domain.orders import order_figures

            one = order_figures(days_of(db, account_id, day), currency, as_of, month, rates=book)
            value, orders, cells = one.revenue_12m, one.orders_12m, one.quarters
        common = None
        if book and code:
            common = value if currency == code else foreign.get(account_id, 0 if has else None)
        return value, orders, last.get(account_id), json.dumps(cells), common

    return of


def days_of(db: sqlite3.Connection, account_id: int, until: str, since: str = "") -> tuple[OrderDay, ...]:
    """The order days of an account up to a day (ISO), ascending; ``since`` leaves out those before it."""
    from reviewtui.domain.orders import OrderDay

    rows = db.execute(
        "SELECT day, currency, net, credits, positive, orders FROM order_day "
        "WHERE account_id=? AND day>=? AND day<=? ORDER BY day, currency",
        (account_id, since, until),
    )
    return tuple(OrderDay(date.fromisoformat(row[0]), *tuple(row)[1:]) for row in rows)


def common_12m(
    db: sqlite3.Connection, as_of: date, where: str = "", args: tuple[object, ...] = ()
) -> dict[int, int | None]:
    """Net revenue of the 12 months in the currency of the file, of the accounts whose own is another and that ordered.

    None where a rate is missing for an order that counts in the account's own sum. Empty without rates, or without
    a currency of the file.
    """
    book, code = rates_of(db), default_currency(db)
    if not book or not code:
        return {}
    cursor = db.cursor()
    cursor.row_factory = None
    sums: dict[int, int] = defaultdict(int)
    lacking: set[int] = set()
    for account_id, own, currency, day, net in cursor.execute(
        "SELECT d.account_id, a.currency, d.currency, d.day, d.net FROM account a JOIN order_day d ON d.account_id=a.id "
        f"WHERE a.currency NOT IN ('', ?1) AND d.day>?2 AND d.day<=?3 {where.replace('account_id', 'a.id').replace('?', '?4')}",
        (code, months_before(as_of, 12).isoformat(), as_of.isoformat(), *args),
    ):
        if currency != own and book.at(currency, own, day) is None:
            continue
        way = SCALE if currency == code else getattr(book.at(currency, code, day), "factor", None)
        if way is None:
            lacking.add(account_id)
        else:
            sums[account_id] += net * way
    found: dict[int, int | None] = {one: settled(total, SCALE) for one, total in sums.items()}
    return found | dict.fromkeys(lacking)


def _ratings(db: sqlite3.Connection, day: str, where: str, args: tuple[str, ...]) -> dict[int, int]:
    sql = (
        "SELECT a.account_id, a.value, MAX(r.day || printf('%012d', r.id)) FROM answer a "
        "JOIN review r ON r.id=a.review_id WHERE a.question_key='sat.rating' AND a.state='answered' "
        "AND a.deleted_at IS NULL AND r.state<>'discarded' AND r.deleted_at IS NULL AND r.day<=? "
        # A template of the user's own may ask it as another type; that is no rating, and no reason to fail.
        "AND json_valid(a.value) AND json_type(a.value) IN ('integer', 'real') "
        f"{where.replace('account_id', 'a.account_id')} GROUP BY a.account_id"
    )
    return {row[0]: int(json.loads(row[1])) for row in db.execute(sql, (day, *args))}


def rebuild_order_days(db: sqlite3.Connection, accounts: Collection[int] | None = None) -> None:
    """Recompute order days from orders, of some accounts or of all; inside a writing transaction.

    An amount without a currency takes the account's, else the default of the file.
    """
    if accounts is None:
        db.execute("DELETE FROM order_day")
        db.execute(_KEEP_DAYS + fresh_days(), (default_currency(db),))
        return
    ids = json.dumps(sorted(accounts))
    some = "account_id IN (SELECT value FROM json_each(?))"
    db.execute(f"DELETE FROM order_day WHERE {some}", (ids,))
    db.execute(_KEEP_DAYS + fresh_days(f"AND o.{some}"), (default_currency(db), ids))


def fresh_days(where: str = "", own: int = 0, orders: str = "orders") -> str:
    """The SELECT of order days as ``orders`` have them, and the batch ``own``; its first argument is the default currency."""
    return _FRESH_DAYS.format(orders=orders, where=f"AND {shown(own=own)} {where}")


DAY_COLUMNS = "account_id, day, currency, net, credits, positive, orders"
_FRESH_DAYS = """
SELECT o.account_id, o.day, COALESCE(NULLIF(o.currency, ''), NULLIF(a.currency, ''), ?) AS code,
       SUM(o.amount), SUM(MIN(o.amount, 0)), SUM(o.amount > 0), COUNT(*)
FROM {orders} o JOIN account a ON a.id = o.account_id
WHERE o.status <> 'cancelled' AND o.amount IS NOT NULL {where}
GROUP BY o.account_id, o.day, code
"""
_KEEP_DAYS = f"INSERT INTO order_day({DAY_COLUMNS})"
