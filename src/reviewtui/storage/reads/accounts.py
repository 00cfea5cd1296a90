"""Queries of accounts and contacts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from reviewtui.domain.text import name_key
from reviewtui.storage.figures import drop_temporary, figures_date
from reviewtui.storage.reads.rates import OWN_CURRENCY, ranked_by
from reviewtui.storage.review_rhythm import kept_rules

if TYPE_CHECKING:
    from reviewtui.domain.accounts import Account, AccountLine, Contact

SORTS = {
    "name": "a.name_key",
    "owner": "a.owner COLLATE NOCASE",
    "industry": "a.industry COLLATE NOCASE",
    "city": "a.city COLLATE NOCASE",
    "country": "a.country COLLATE NOCASE",
    "revenue": "f.revenue_12m",
    "orders": "f.orders_12m",
    "last_order": "f.last_order",
    "last_review": "f.last_review",
    "rating": "f.rating",
    "actions": "f.open_actions",
}


def day(text: str | None) -> date | None:
    """A date from its ISO text; None stays None."""
    return date.fromisoformat(text) if text else None


class AccountReads:
    """Accounts and contacts; rows in the bin are never shown."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def get(self, account_id: int) -> Account | None:
        """One account."""
        row = self._db.execute(
            "SELECT * FROM account WHERE id=? AND deleted_at IS NULL", (account_id,)
        ).fetchone()
        return _account(row) if row else None

    def by_name(self, name: str) -> tuple[Account, ...]:
        """Accounts of exactly this name, case and spaces aside."""
        return self._many("name_key=?", (name_key(name),))

    def by_external_id(self, external_id: str) -> tuple[Account, ...]:
        """Accounts with this external id or alternative id; none for an empty one."""
        if not external_id:
            return ()
        return self._many("(external_id=? OR alt_id=?)", (external_id, external_id))

    def by_prefix(self, prefix: str, limit: int = 20) -> tuple[Account, ...]:
        """Accounts whose name begins so, by name."""
        key = name_key(prefix)
        return self._many("substr(name_key, 1, ?)=?", (len(key), key), limit)

    def all(self) -> tuple[Account, ...]:
        """Every account, archived ones too, by name then external id then id."""
        return self._many("1", ())

    def _many(self, where: str, args: tuple[object, ...], limit: int = -1) -> tuple[Account, ...]:
        rows = self._db.execute(
            f"SELECT * FROM account WHERE deleted_at IS NULL AND {where} "
            f"ORDER BY name_key, external_id, id LIMIT {limit}",
            args,
        )
        return tuple(_account(row) for row in rows)

    def names(self, *, archived: bool = False) -> tuple[tuple[int, str], ...]:
        """(id, name) of every account by name, for filters, the palette and completion."""
        rows = self._db.execute(
            "SELECT id, name FROM account WHERE deleted_at IS NULL AND (archived_at IS NULL OR ?) "
            "ORDER BY name_key, external_id, id",
            (archived,),
        )
        return tuple((row[0], row[1]) for row in rows)

    def external_ids(self) -> dict[int, str]:
        """The external id of every account by its number, empty where it has none."""
        return dict(self._db.execute("SELECT id, external_id FROM account").fetchall())

    def name_in_lists(self, account_id: int) -> str | None:
        """The name of an account; None for one that is archived or gone."""
        row = self._db.execute(
            "SELECT name FROM account WHERE id=? AND deleted_at IS NULL AND archived_at IS NULL",
            (account_id,),
        ).fetchone()
        return str(row[0]) if row else None

    def count(self) -> int:
        """How many accounts are not archived."""
        return int(
            self._db.execute(
                "SELECT COUNT(*) FROM account WHERE deleted_at IS NULL AND archived_at IS NULL"
            ).fetchone()[0]
        )

    def more_than(self, few: int) -> bool:
        """Whether there are more than so many; stops counting there."""
        found = self._db.execute(
            "SELECT 1 FROM account WHERE deleted_at IS NULL AND archived_at IS NULL LIMIT 1 OFFSET ?", (few,)
        )
        return found.fetchone() is not None

    def contacts(self, account_id: int) -> tuple[Contact, ...]:
        """People at an account: who decides first, who left last, then by name."""
        rows = self._db.execute(
            'SELECT * FROM contact WHERE account_id=? AND deleted_at IS NULL ORDER BY "left", decides DESC, '
            "name COLLATE NOCASE, id",
            (account_id,),
        )
        return tuple(_contact(row) for row in rows)

    def contact(self, contact_id: int) -> Contact | None:
        """One person."""
        row = self._db.execute(
            "SELECT * FROM contact WHERE id=? AND deleted_at IS NULL", (contact_id,)
        ).fetchone()
        return _contact(row) if row else None

    def owners(self) -> tuple[str, ...]:
        """Names seen as owners of accounts and actions, for completion."""
        rows = self._db.execute(
            "SELECT owner FROM account WHERE owner<>'' AND deleted_at IS NULL "
            "UNION SELECT owner FROM action WHERE owner<>'' AND deleted_at IS NULL ORDER BY 1"
        )
        return tuple(row[0] for row in rows)

    def prepare(self, as_of: date, rules: str | None = None) -> None:
        """Make sure that the figures the lists read are those of ``as_of``; free when they are stored.

        ``rules`` are those by which a review is due, None where nothing hangs on them.
        """
        kept = kept_rules(self._db)
        wanted_rules = kept if rules is None else rules
        if figures_date(self._db) == as_of and wanted_rules == kept:
            if getattr(self._db, "figures_for", None):
                self._set_aside(None)
            return
        version = int(self._db.execute("PRAGMA data_version").fetchone()[0])
        if getattr(self._db, "figures_for", None) == (as_of, version, wanted_rules):
            return
        self._set_aside((as_of, version, wanted_rules))

    def _set_aside(self, wanted: tuple[date, int, str] | None) -> None:
        """Make or drop this connection's figures of another date, for which a reading transaction must step out."""
        writing = bool(getattr(self._db, "writing", False))
        # Stepping out of a writing transaction would throw away what it wrote; there the table is made inside
        # it, never counted as fresh, and gone again if the transaction is.
        step_out = self._db.in_transaction and not writing
        if step_out:
            self._db.execute("ROLLBACK")
        if wanted:
            from reviewtui.storage.advance import shadow_figures

            shadow_figures(self._db, wanted[0], wanted[2])
        else:
            drop_temporary(self._db)
        self._db.figures_for = (wanted[0], -1, "") if wanted and writing else wanted  # type: ignore[attr-defined]
        if step_out:
            self._db.execute("BEGIN")

    def order(
        self, as_of: date, sort: str = "name", *, descending: bool = False, archived: bool = False
    ) -> tuple[int, ...]:
        """Ids of all accounts in the order of one of SORTS; unknown values last, ties by name.

        Amounts stand by the currency they are ranked in, the file's own first: no amount is held against one in another.
        """
        column, way, before = SORTS[sort], "DESC" if descending else "ASC", ""
        figures = ""
        if column.startswith("f."):
            self.prepare(as_of)
            figures = "LEFT JOIN account_figures f ON f.account_id=a.id"
        if sort == "revenue":
            currency, column = ranked_by(self._db)
            before = f"{currency} IS NOT {OWN_CURRENCY}, {currency}, "
        names = "" if sort == "name" else "a.name_key, "
        # No walk down the index of names, which jumps from page to page: sorting all of them is quicker.
        rows = self._db.execute(
            f"SELECT a.id FROM account a {figures} "
            f"WHERE a.deleted_at IS NULL AND (a.archived_at IS NULL OR ?) "
            f"ORDER BY {column} IS NULL OR {column}='', {before}{column} {way}, "
            f"{names}a.external_id, a.id",
            (archived,),
        )
        return tuple(row[0] for row in rows)

    def apart(self, as_of: date) -> tuple[str, ...]:
        """The currencies of accounts that bought, from which no rate leads to that of the file; by code."""
        self.prepare(as_of)
        rows = self._db.execute(
            "SELECT DISTINCT currency FROM account_figures WHERE revenue_12m IS NOT NULL AND common_12m IS NULL "
            f"AND currency IS NOT {OWN_CURRENCY} ORDER BY 1"
        )
        return tuple(row[0] for row in rows)

    def lines(self, as_of: date, ids: Sequence[int]) -> tuple[AccountLine, ...]:
        """The table rows of some accounts (a page, not all), in the order of ``ids``."""
        self.prepare(as_of)
        marks = ",".join("?" * len(ids))
        rows = self._db.execute(
            f"SELECT a.id, a.name, a.external_id, a.owner, a.industry, a.city, a.country, a.archived_at, f.* "
            f"FROM account a LEFT JOIN account_figures f ON f.account_id=a.id WHERE a.id IN ({marks})",
            tuple(ids),
        )
        found = {row["id"]: _line(row) for row in rows}
        return tuple(found[i] for i in ids if i in found)

    def custom(self) -> dict[int, dict[str, str]]:
        """The custom fields of the accounts that have any, by id."""
        rows = self._db.execute("SELECT id, custom FROM account WHERE custom <> '{}' AND deleted_at IS NULL")
        return {number: json.loads(custom) for number, custom in rows}


def _account(row: sqlite3.Row) -> Account:
    from reviewtui.domain.accounts import Account

    return Account(
        id=row["id"],
        uid=row["uid"],
        name=row["name"],
        external_id=row["external_id"],
        alt_id=row["alt_id"],
        owner=row["owner"],
        industry=row["industry"],
        website=row["website"],
        phone=row["phone"],
        email=row["email"],
        address=row["address"],
        city=row["city"],
        region=row["region"],
        postal_code=row["postal_code"],
        country=row["country"],
        currency=row["currency"],
        employees=row["employees"],
        annual_revenue=row["annual_revenue"],
        renewal_date=day(row["renewal_date"]),
        note=row["note"],
        custom=json.loads(row["custom"]),
        archived=row["archived_at"] is not None,
        version=row["version"],
    )


def _contact(row: sqlite3.Row) -> Contact:
    from reviewtui.domain.accounts import Contact

    return Contact(
        id=row["id"],
        uid=row["uid"],
        account_id=row["account_id"],
        name=row["name"],
        title=row["title"],
        email=row["email"],
        phone=row["phone"],
        channel=row["channel"],
        decides=bool(row["decides"]),
        left=bool(row["left"]),
        external_id=row["external_id"],
        note=row["note"],
        custom=json.loads(row["custom"]),
        version=row["version"],
    )


def _line(row: sqlite3.Row) -> AccountLine:
    from reviewtui.domain.accounts import AccountLine

    return AccountLine(
        id=row["id"],
        name=row["name"],
        external_id=row["external_id"],
        owner=row["owner"],
        industry=row["industry"],
        city=row["city"],
        country=row["country"],
        archived=row["archived_at"] is not None,
        currency=row["currency"] or "",
        revenue_12m=row["revenue_12m"],
        orders_12m=row["orders_12m"] or 0,
        last_order=day(row["last_order"]),
        last_review=day(row["last_review"]),
        rating=row["rating"],
        open_actions=row["open_actions"] or 0,
        overdue_actions=row["overdue_actions"] or 0,
        quarters=tuple(json.loads(row["quarters"] or "[]")),
    )
