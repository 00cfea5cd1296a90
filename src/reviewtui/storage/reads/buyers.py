"""Who buys, and how much: what ranks every account among the others, for which everybody is looked at at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from reviewtui.domain.quarter import months_before
from reviewtui.domain.tiers import Buyer
from reviewtui.storage.figures import common_12m, days_of, default_currency, figures_date
from reviewtui.storage.reads.rates import rates_of


def buyers(
    db: sqlite3.Connection,
    as_of: date,
    only: int | None = None,
    *,
    part: tuple[int, int] = (0, 2**62),
    kept: bool = True,
    repeat: bool = True,
) -> tuple[Buyer, ...]:
    """What ranks every account among the others, archived ones too; with ``part`` those from one id to another.

    With ``only`` the first orders are read of that account alone, which is enough for its own standing.
    Without ``kept`` the orders are summed even where the stored figures are those of the day, without ``repeat``
    it is not asked who ordered twice.
    """
    day, code = as_of.isoformat(), default_currency(db)
    revenue, foreign = _revenue(db, as_of, part, kept)
    common = code if rates_of(db) else ""
    nth = (
        "(SELECT DISTINCT day FROM order_day d WHERE d.account_id=a.id AND d.positive>0 AND d.day<=:day "
        "AND (:only IS NULL OR a.id=:only) ORDER BY d.day LIMIT 1 OFFSET {n})"
    )
    # Who bought nothing in the 12 months has 0, and not nothing known, wherever the figures come from.
    ordered = "EXISTS (SELECT 1 FROM order_day d WHERE d.account_id=a.id AND d.day<=:day)"
    cursor = db.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        f"SELECT a.id, a.name_key, a.external_id, a.currency, {nth.format(n=0)}, {nth.format(n=1) if repeat else 'NULL'}, "
        f"p.tier, p.tier_reason, p.tier_since, {ordered} FROM account a LEFT JOIN account_plan p ON p.account_id=a.id AND "
        "p.deleted_at IS NULL WHERE a.deleted_at IS NULL AND a.id BETWEEN :first AND :last ORDER BY a.id",
        {"day": day, "only": only, "first": part[0], "last": part[1]},
    )
    owns = (
        (row, row[3] or code, 0 if row[9] else None, revenue.get((row[0], row[3] or code))) for row in rows
    )
    return tuple(
        Buyer(
            account_id=row[0],
            key=(row[1], row[2], row[0]),
            currency=own,
            revenue=least if net is None else net,
            common=((least if net is None else net) if own == common else foreign.get(row[0], least))
            if common
            else None,
            common_currency=common,
            first_order=date.fromisoformat(row[4]) if row[4] else None,
            repeat=row[5] is not None,
            override=row[6] if row[6] and (row[8] is None or row[8] <= day) else "",
            override_reason=row[7] or "",
        )
        for row, own, least, net in owns
    )


def _revenue(
    db: sqlite3.Connection, as_of: date, part: tuple[int, int], kept: bool
) -> tuple[dict[tuple[int, str], int], Mapping[int, int | None]]:
    """Net revenue of the 12 months by account and currency, and by account in the currency of the file where that is
    another: the stored ones where they are of this date."""
    if kept and figures_date(db) == as_of:
        rows = db.execute(
            "SELECT account_id, currency, revenue_12m, common_12m FROM main.account_figures "
            "WHERE revenue_12m IS NOT NULL AND account_id BETWEEN ? AND ?",
            part,
        ).fetchall()
        return {(row[0], row[1]): row[2] for row in rows}, {row[0]: row[3] for row in rows}
    rows = db.execute(
        "SELECT account_id, currency, SUM(net) FROM order_day WHERE account_id BETWEEN ? AND ? "
        "AND day>? AND day<=? GROUP BY account_id, currency",
        (*part, months_before(as_of, 12).isoformat(), as_of.isoformat()),
    ).fetchall()
    found = {(row[0], row[1]): row[2] for row in rows}
    if not rates_of(db):
        return found, {}
    return found | _in_own(db, as_of, part, found), common_12m(db, as_of, span(part))


def _in_own(
    db: sqlite3.Connection, as_of: date, part: tuple[int, int], found: Collection[tuple[int, str]]
) -> dict[tuple[int, str], int]:
    """The sums of the accounts that ordered in other currencies than their own, each order at the rate of its day."""
    from reviewtui.domain.orders import in_currency
    from reviewtui.domain.rates import settled

    code, book = default_currency(db), rates_of(db)
    rows = db.execute("SELECT id, currency FROM account WHERE id BETWEEN ? AND ?", part)
    own = {row[0]: row[1] or code for row in rows}
    since = (months_before(as_of, 12) + timedelta(days=1)).isoformat()
    sums: dict[tuple[int, str], int] = {}
    for account_id in {one for one, currency in found if own.get(one, currency) != currency}:
        days = days_of(db, account_id, as_of.isoformat(), since)
        counted = in_currency(days, own[account_id], book)
        if counted.days:
            sums[account_id, own[account_id]] = settled(sum(one.net for one in counted.days), counted.unit)
    return sums


def span(part: tuple[int, int]) -> str:
    """A condition for the accounts from one id to another."""
    return f"AND account_id BETWEEN {part[0]:d} AND {part[1]:d}"
