"""A large file of orders written ahead, in slices and where no query looks, so that going live is one short transaction.

Orders stand under their accounts at once, and every query leaves out those of a batch that is being staged; accounts that only
the file names wait in the bin. What orders that are there become is worked out and listed. Order days and figures as they will
be are computed beside those that hold. Going live says in one row that the batch is live, takes the accounts out of the bin,
writes what changes over what was, and puts the new summaries in place of the old ones.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress

from reviewtui.domain.moment import Moment
from reviewtui.storage.figures import (
    DAY_COLUMNS,
    FIGURE_COLUMNS,
    default_currency,
    figures_date,
    fresh_days,
    keep_prepared,
    prepared_figures,
    rebuild_order_days,
    refresh_figures,
)
from reviewtui.storage.hidden import BIN
from reviewtui.storage.imports import live, liveorders, orderchanges
from reviewtui.storage.imports.batches import days_table, drop_days, open_batch
from reviewtui.storage.imports.slices import aside, slices, write_slices
from reviewtui.storage.reads.rates import rates_stamp

# Copied in a few milliseconds.
_DAYS_AT_ONCE = 4000
FIGURES_AT_ONCE = 500
ACTION_COLUMNS = "account_id, created_on, status, due, done_on, deleted_at"
_SHADOWS = ("account", "account_plan", "order_day", "action")


class Ahead:
    """One batch on its way; ``stage`` it, then ``show`` it inside the transaction that makes it live."""

    def __init__(self, db: sqlite3.Connection, moment: Moment, progress: Callable[[], None]) -> None:
        self._db = db
        self._moment = moment
        self._progress = progress
        self.batch = 0
        self._days_move = True
        self._orders, self._among = "orders", ""

    def stage(self, file: str, kind: str, actor: str) -> None:
        """Write everything that is new, and make ready what changes."""
        db = self._db
        self._open(file, kind, actor)
        self._put_accounts(live.made_accounts(db))
        last = db.execute("SELECT COALESCE(MAX(slot), 0) FROM st_head").fetchone()[0]
        write_slices(
            db, last, lambda first, end: liveorders.put_new_orders(db, self.batch, first, end), self._progress
        )
        db.execute("CREATE TEMP TABLE st_touched(id INTEGER PRIMARY KEY)")
        db.execute("INSERT INTO st_touched SELECT DISTINCT account_id FROM st_head WHERE verdict='new'")
        liveorders.forget_new_orders(db)
        orderchanges.find_changes(db, self._rest)
        orderchanges.list_changes(db, self.batch, self._progress)
        self._orders = orderchanges.AS_THEY_WILL_BE
        db.execute("INSERT OR IGNORE INTO st_touched SELECT account_id FROM st_moved")
        self._compute()

    def _compute(self) -> None:
        """Order days and figures as they will be."""
        try:
            # First of all: whatever others write from here on is seen by it, and computed again.
            self._remember_figures()
            self._shadow()
            if self._days_move:
                self._compute_days()
            self._compute_figures()
            self._leave_same()
            if self._days_move:
                self._put_days()
        finally:
            self._drop_shadows()

    def _open(self, file: str, kind: str, actor: str) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self.batch = open_batch(self._db, self._moment, file=file, kind=kind, actor=actor)
        if self._days_move:
            self._open_days()
        self._db.execute("COMMIT")

    def _open_days(self) -> None:
        """A table of the file, by another name, for order days as they will be."""
        sql = self._db.execute("SELECT sql FROM main.sqlite_schema WHERE name='order_day'").fetchone()[0]
        self._db.execute(f"CREATE TABLE main.{days_table(self.batch)} {sql[sql.index('(') :]}")

    def _put_accounts(self, made: list[tuple[int, live.Values]]) -> dict[int, int]:
        """New accounts, in the bin; returns the id of each by its staged id."""
        db = self._db
        db.execute("CREATE TEMP TABLE st_made(id INTEGER PRIMARY KEY)")
        found: dict[int, int] = {}

        def put(first: int, end: int) -> None:
            ids = live.put_new_accounts(
                db, self.batch, made[first - 1 : end], self._moment.stamp, deleted_at=BIN
            )
            db.executemany("INSERT INTO st_made VALUES (?)", [(new,) for new in ids.values()])
            found.update(ids)

        write_slices(db, len(made), put, self._progress)
        self._made(found)
        return found

    def _made(self, ids: dict[int, int]) -> None:
        """What is to be told of accounts that were made; only our own tables, so that the file is free meanwhile."""
        with aside(self._db):
            live.tell_owners(self._db, ids)

    def _shadow(self) -> None:
        """Accounts as they will be, in temporary tables that stand in for the kept ones."""
        db = self._db
        db.execute("CREATE TEMP TABLE account AS SELECT * FROM main.account WHERE deleted_at IS NULL")
        db.execute("INSERT INTO temp.account SELECT * FROM main.account WHERE id IN (SELECT id FROM st_made)")
        db.execute("UPDATE temp.account SET deleted_at=NULL")
        db.execute("CREATE UNIQUE INDEX temp.ix_account ON account(id)")
        db.execute("CREATE TEMP TABLE account_plan AS SELECT * FROM main.account_plan")
        db.execute("CREATE INDEX temp.ix_account_plan ON account_plan(account_id)")

    def _drop_shadows(self) -> None:
        for name in _SHADOWS:
            self._db.execute(f"DROP TABLE IF EXISTS temp.{name}")

    def _compute_days(self) -> None:
        """Order days as they will be, of every account, in a temporary table that stands in for the kept ones."""
        db = self._db
        # As in the file, but for its references; without the types the key would be of no use.
        db.execute(
            "CREATE TEMP TABLE order_day(account_id INTEGER, day VARCHAR, currency VARCHAR, net INTEGER, "
            "credits INTEGER, positive INTEGER, orders INTEGER, PRIMARY KEY (account_id, day, currency))"
        )
        last = db.execute("SELECT COALESCE(MAX(id), 0) FROM temp.account").fetchone()[0]
        for _ in slices(last, self._days_of):
            self._rest()

    def _days_of(self, first: int, end: int) -> None:
        mine, code = "SELECT id FROM st_touched WHERE id BETWEEN ? AND ?", default_currency(self._db)
        self._db.execute(
            "INSERT INTO temp.order_day SELECT * FROM main.order_day WHERE account_id BETWEEN ? AND ? "
            f"AND account_id NOT IN ({mine})",
            (first, end, first, end),
        )
        among = f"{self._among} AND o.account_id IN ({mine})"
        fresh = fresh_days(among, own=self.batch, orders=self._orders)
        self._db.execute(f"INSERT INTO temp.order_day({DAY_COLUMNS}) {fresh}", (code, first, end))

    def _compute_figures(self) -> None:
        """Figures as they will be of every account."""
        as_of = self._as_of or self._moment.as_of
        self._keep_aside(prepared_figures(self._db, as_of, FIGURES_AT_ONCE))

    def _remember_figures(self) -> None:
        """The kept figures as they are now, by which is seen what moves meanwhile."""
        db = self._db
        self._as_of, self._rates = figures_date(db), rates_stamp(db)
        db.execute("CREATE TEMP TABLE st_before AS SELECT * FROM main.account_figures")
        db.execute("CREATE TEMP TABLE st_figures AS SELECT * FROM main.account_figures WHERE 0")

    def _keep_aside(self, figures: Iterator[list[tuple[object, ...]]]) -> None:
        """Keep prepared figures for the last transaction; ``figures`` are made while they are asked for."""
        marks = ",".join("?" * len(FIGURE_COLUMNS.split(",")))
        for rows in figures:
            with aside(self._db):
                self._db.executemany(f"INSERT INTO st_figures({FIGURE_COLUMNS}) VALUES ({marks})", rows)
            self._rest()

    def _leave_same(self) -> None:
        """Forget figures that are as they are kept, so that the last transaction writes the others alone."""
        self._db.execute(
            f"DELETE FROM st_figures WHERE account_id IN (SELECT account_id FROM (SELECT {FIGURE_COLUMNS} FROM st_figures "
            f"INTERSECT SELECT {FIGURE_COLUMNS} FROM st_before))"
        )

    def _put_days(self) -> None:
        """The order days as they will be into their table of the file."""
        db, name = self._db, days_table(self.batch)
        last = db.execute("SELECT COALESCE(MAX(rowid), 0) FROM temp.order_day").fetchone()[0]
        copy = f"INSERT INTO main.{name} SELECT * FROM temp.order_day WHERE rowid BETWEEN ? AND ?"
        write_slices(
            db, last, lambda first, end: db.execute(copy, (first, end)), self._progress, step=_DAYS_AT_ONCE
        )

    def _shadow_actions(self, leave: str, args: tuple[object, ...] = ()) -> None:
        """Actions as they are, but for some, in a temporary table that stands in for the kept one."""
        db, columns = self._db, ACTION_COLUMNS
        db.execute(f"CREATE TEMP TABLE action AS SELECT {columns} FROM main.action WHERE 0")
        copy = (
            f"INSERT INTO temp.action SELECT {columns} FROM main.action "
            f"WHERE id BETWEEN ? AND ? AND deleted_at IS NULL AND NOT id {leave}"
        )
        last = db.execute("SELECT COALESCE(MAX(id), 0) FROM main.action").fetchone()[0]
        for _ in slices(last, lambda first, end: db.execute(copy, (first, end, *args))):
            self._rest()
        db.execute("CREATE INDEX temp.ix_action ON action(account_id)")

    def _rest(self) -> None:
        """Between two slices of reading: others need no pause, as SQLite lets nobody read while somebody waits to write."""
        self._progress()

    def show(self) -> bool:
        """Let everybody see what was staged; False when it is to be staged again, since the day has changed."""
        if not self._show_accounts():
            return False
        if self._days_move:
            self._swap_days()
        return True

    def write(self) -> None:
        """Write what changes over what was."""
        orderchanges.write_changes(self._db, self.batch)

    def _swap_days(self) -> None:
        """Exchange the order days that hold with those that were put ready."""
        db, name = self._db, days_table(self.batch)
        db.execute("ALTER TABLE main.order_day RENAME TO order_day_before")
        db.execute(f"ALTER TABLE main.{name} RENAME TO order_day")
        db.execute(f"ALTER TABLE main.order_day_before RENAME TO {name}")

    def _show_accounts(self) -> bool:
        """Take accounts out of the bin, unless the day or the rates that figures were prepared for are others by now."""
        if (figures_date(self._db), rates_stamp(self._db)) != (self._as_of, self._rates):
            return False
        self._db.execute(
            f"UPDATE account SET deleted_at=NULL WHERE deleted_at='{BIN}' AND id IN (SELECT id FROM st_made)"
        )
        return True

    def refresh(self, changed: set[int]) -> None:
        """Put the summaries in place, and compute those again that somebody else or a changed row moved."""
        rebuild_order_days(self._db, changed)
        self._keep_figures(changed)

    def _keep_figures(self, changed: set[int]) -> None:
        db = self._db
        moved = {
            row[0]
            for row in db.execute(
                "SELECT account_id FROM (SELECT * FROM main.account_figures EXCEPT SELECT * FROM st_before)"
            )
        }
        keep_prepared(db, "st_figures", self._as_of or self._moment.as_of)
        if moved or changed:
            refresh_figures(db, moved | changed)

    def tidy(self) -> None:
        """Remove the order days that held before; what cannot be removed now is removed at the next open."""
        # The import is live: who stops it now must not be told that nothing was imported.
        with suppress(sqlite3.Error, KeyboardInterrupt):
            drop_days(self._db, self.batch)
