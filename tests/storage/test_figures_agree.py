"""The figures of all accounts at once equal the definitions of the domain, one account at a time."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_factory import (
    DAY,
    MOMENT,
    add_account,
    keep_summaries,
    later,
    new_store,
    random_orders,
    random_rates,
)

from reviewtui.domain.moment import Moment
from reviewtui.domain.orders import order_figures
from reviewtui.domain.rates import NO_RATES, RateBook
from reviewtui.storage.advance import advance_figures, shadow_figures
from reviewtui.storage.examine import examine
from reviewtui.storage.figures import (
    FIGURE_COLUMNS,
    compute,
    drop_temporary,
    figures_date,
    rebuild_order_days,
    refresh_figures,
    store_figures,
)
from reviewtui.storage.reads.rates import note_rates
from reviewtui.storage.store import Store
from reviewtui.storage.writer import Writer

DATES = st.one_of(
    st.dates(date(2023, 1, 1), date(2027, 6, 30)),
    st.sampled_from(
        [
            date(2024, 2, 29),
            date(2026, 3, 31),
            date(2026, 4, 1),
            date(2026, 12, 31),
            date(2025, 2, 28),
            date(2027, 1, 1),
        ]
    ),
)
DRAWN = settings(max_examples=int(os.environ.get("REVIEWTUI_EXAMPLES", "40")), deadline=None,
                 suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One file whose orders every example replaces: making a file each time would be most of the work."""
    store = new_store(tmp_path_factory.mktemp("figures") / "reviewtui.db")
    with store.write("accounts", MOMENT) as w:
        for n, currency in enumerate(["EUR", "USD", "", "EUR", "", "GBP"]):
            add_account(w, f"Account {n}", currency=currency)
        add_account(w, "In the bin", deleted_at=MOMENT.stamp)
        w.add("template_version", key="quarterly", name="Q", hash="h", body="{}", created_at=MOMENT.stamp)
    yield store
    store.close()


def fill(w: Writer, seed: int, first_month: int = 1) -> None:
    """Random orders, reviews with ratings, and actions for every account."""
    rng = random.Random(seed)
    for table in (
        "account_figures",
        "account_plan",
        "order_day",
        "orders",
        "answer",
        "review",
        "action",
        "rate",
    ):
        w.db.execute(f"DELETE FROM {table}")
    w.db.execute("UPDATE setting SET value=? WHERE key='first_month'", (str(first_month),))
    for account in range(1, 8):
        random_orders(w, rng, account, rng.choice([0, 0, 1, 3, 8, 25]))
        for n in range(rng.randint(0, 3)):
            review(w, rng, account, n)
        for n in range(rng.randint(0, 4)):
            action(w, rng, account, n)
        if rng.random() < 0.2:
            tier_by_hand(w, rng, account)
    if rng.random() < 0.6:
        random_rates(w, rng)
    w.mark_rates()
    note_rates(w.db)
    rebuild_order_days(w.db)


def some_day(rng: random.Random) -> str:
    """A day near DAY, at times after it."""
    return (DAY + timedelta(days=rng.randint(-400, 120))).isoformat()


def review(w: Writer, rng: random.Random, account: int, n: int) -> None:
    """A review in some state with a rating of some kind."""
    made = w.add(
        "review", account_id=account, template_key=rng.choice(["quarterly", "pulse"]), template_version=1,
        day=some_day(rng), state=rng.choice(["finished", "finished", "in_progress", "discarded"]),
        deleted_at=rng.choice([None, None, None, MOMENT.stamp]),
    )  # fmt: skip
    w.add(
        "answer", review_id=made, account_id=account, question_key="sat.rating", state="answered",
        value=rng.choice(["7", "9", "null", '"high"', "[1]", '{"value": 3}']),
        deleted_at=rng.choice([None, None, MOMENT.stamp]),
    )  # fmt: skip


def action(w: Writer, rng: random.Random, account: int, n: int) -> None:
    """An action, open or done or dropped."""
    status = rng.choice(["open", "open", "done", "dropped"])
    w.add(
        "action", account_id=account, title=f"do {n}", created_on=some_day(rng), status=status,
        due=rng.choice([None, some_day(rng)]), done_on=some_day(rng) if status == "done" else None,
    )  # fmt: skip


def rows(found: object) -> list[tuple[object, ...]]:
    """Rows in the order of account ids."""
    return sorted((tuple(row) for row in found), key=lambda row: int(str(row[0])))  # type: ignore[attr-defined]


@DRAWN
@given(seed=st.integers(0, 10**6), as_of=DATES, first_month=st.integers(1, 12))
def test_order_figures_of_all_accounts_are_those_of_each(
    shared: Store, seed: int, as_of: date, first_month: int
) -> None:
    with shared.write("fill", MOMENT, journal=False) as w:
        fill(w, seed, first_month)
    with shared.read() as r:
        found = {row[0]: row for row in compute(r.db, as_of)}
        accounts = r.accounts.all()
        assert set(found) == {account.id for account in accounts}
        for account in accounts:
            agrees(
                found[account.id],
                r.orders.days(account.id, date.max),
                account.currency or "EUR",
                as_of,
                first_month,
                r.book,
            )


def agrees(
    row: tuple[object, ...],
    days: object,
    currency: str,
    as_of: date,
    first_month: int,
    rates: RateBook = NO_RATES,
) -> None:
    """One row of figures says what the domain says."""
    one = order_figures(days, currency, as_of, first_month, rates=rates)  # type: ignore[arg-type]
    assert row[1] == currency
    assert (row[2] or 0) == one.revenue_12m
    assert row[3] == one.orders_12m
    assert row[4] == (one.last_order.isoformat() if one.last_order else None)
    assert tuple(json.loads(str(row[9]))) in (one.quarters, ()) and (row[9] != "[]" or not any(one.quarters))


STEPS = st.lists(st.sampled_from([1, 1, 2, 3, 7, 20, 31, -5, 0]), min_size=5, max_size=10)


@DRAWN
@given(seed=st.integers(0, 10**6), back=st.integers(-60, 300), steps=STEPS)
def test_moving_on_by_days_equals_computing_anew(
    shared: Store, seed: int, back: int, steps: list[int]
) -> None:
    at = DAY - timedelta(days=back)
    with shared.write("fill", MOMENT, journal=False) as w:
        fill(w, seed, first_month=1 + seed % 12)
        store_figures(w.db, at)
        for step in steps:
            at += timedelta(days=step)
            shadow_figures(w.db, at)
            seen = rows(w.db.execute(f"SELECT {FIGURE_COLUMNS} FROM account_figures"))
            drop_temporary(w.db)
            advance_figures(w.db, at)
            assert seen == stored(w)
            assert figures_date(w.db) == at
            assert stored(w) == rows(compute(w.db, at))


def stored(w: Writer) -> list[tuple[object, ...]]:
    """The figures that are kept."""
    return rows(w.db.execute(f"SELECT {FIGURE_COLUMNS} FROM main.account_figures"))


def test_moving_on_by_a_day_computes_only_the_accounts_it_matters_to(shared: Store) -> None:
    with shared.write("fill", MOMENT, journal=False) as w:
        fill(w, 1)
        w.db.execute("DELETE FROM action")
        w.db.execute("DELETE FROM order_day")
        w.db.execute("INSERT INTO order_day VALUES (2, '2026-11-18', 'EUR', 5, 0, 1, 1)")
        w.db.execute("INSERT INTO order_day VALUES (3, '2025-11-18', 'EUR', 5, 0, 1, 1)")
        w.db.execute("DELETE FROM answer")
        w.db.execute("DELETE FROM review")
        store_figures(w.db, date(2026, 11, 17))
        assert advance_figures(w.db, date(2026, 11, 18)) == 2
        assert advance_figures(w.db, date(2027, 1, 1)) is None


@DRAWN
@given(seed=st.integers(0, 10**6), account=st.integers(1, 7))
def test_every_kind_of_write_leaves_figures_as_computed_anew(shared: Store, seed: int, account: int) -> None:
    rng = random.Random(seed)
    with shared.write("fill", MOMENT, journal=False) as w:
        fill(w, seed)
        store_figures(w.db, DAY)
    for n in range(6):
        with shared.write("change", later(n)) as w:
            any_write(w, rng, account)
    with shared.write("look", MOMENT, journal=False) as w:
        assert stored(w) == rows(compute(w.db, DAY))
    assert examine(shared.path).order_days_off == 0


def any_write(w: Writer, rng: random.Random, account: int) -> None:
    """One of the writes that figures hang on."""
    kind = rng.randrange(12)
    if kind > 9:
        any_rate(w, rng)
    elif kind == 0:
        action(w, rng, account, 9)
    elif kind == 1:
        review(w, rng, account, 9)
    elif kind == 2:
        w.change("account", account, currency=rng.choice(["EUR", "USD", "GBP", ""]))
    elif kind == 3:
        w.change("account", account, deleted_at=rng.choice([None, MOMENT.stamp]))
    elif kind == 4:
        w.set_setting("currency", rng.choice(["EUR", "USD"]))
    elif kind == 5:
        w.set_setting("first_month", str(rng.randint(1, 12)))
    elif kind == 6:
        for (one,) in w.db.execute("SELECT id FROM answer WHERE account_id=?", (account,)).fetchall():
            w.change("answer", one, value="4", deleted_at=None)
    elif kind == 7:
        tier_by_hand(w, rng, account)
    elif kind == 8:
        w.db.execute("DELETE FROM orders WHERE account_id=?", (account,))
        random_orders(w, rng, account, rng.choice([1, 8, 25]))
        rebuild_order_days(w.db, [account])
        w.mark_account(account)
    else:
        w.change("account", account, archived_at=rng.choice([None, "2026-01-01"]))


def any_rate(w: Writer, rng: random.Random) -> None:
    """A rate more, or half of them gone."""
    code = rng.choice(["USD", "GBP"])
    if w.read.rates.id_of(code, "EUR", "2026-06-01") is None:
        w.add("rate", source=code, target="EUR", day="2026-06-01", rate="0.9")
    else:
        for (one,) in w.db.execute("SELECT id FROM rate ORDER BY id").fetchall()[::2]:
            w.remove("rate", one)


def tier_by_hand(w: Writer, rng: random.Random, account: int) -> None:
    """A tier, or a rhythm of reviews of its own, that somebody gave the account, at times on a day to come."""
    since = rng.choice([None, json.dumps({"review_months": some_day(rng)})])
    decided = {
        "tier": rng.choice(["A", "B", "C", "N", ""]),
        "tier_since": rng.choice([None, some_day(rng)]),
        "review_months": rng.choice([None, 1, 2, 18]),
        "own_since": since,
    }
    plan = w.read.figures.plan_id(account)
    if plan is None:
        w.add("account_plan", account_id=account, **decided)
    else:
        w.change("account_plan", plan, **decided)


def test_figures_of_another_day_stand_in_for_reading_and_go_again(db_path: Path) -> None:
    store = new_store(db_path)
    with store.write("fill", MOMENT) as w:
        account = add_account(w, "A", currency="EUR")
        w.add("orders", account_id=account, number="1", day="2026-11-20", currency="EUR", amount=70000)
        keep_summaries(w)
    with store.read() as r:
        assert r.accounts.lines(DAY, [account])[0].revenue_12m == 70000
        assert r.accounts.lines(date(2026, 11, 19), [account])[0].revenue_12m is None
        assert r.accounts.lines(DAY, [account])[0].revenue_12m == 70000
        assert r.accounts.lines(date(2027, 11, 20), [account])[0].revenue_12m == 0
    store.close()


def test_looking_at_another_day_inside_a_write_neither_undoes_nor_locks_it(db_path: Path) -> None:
    store = new_store(db_path)
    with store.write("fill", MOMENT) as w:
        account = add_account(w, "A", currency="EUR")
        keep_summaries(w)
    with store.write("look and write", later(1)) as w:
        second = add_account(w, "B")
        assert len(w.read.accounts.lines(date(2025, 1, 1), [account, second])) == 2
        third = add_account(w, "C")
    with store.write("go on", later(2)) as w:
        assert len(w.read.accounts.lines(DAY, [account, second, third])) == 3
        add_account(w, "D")
    with store.read() as r:
        assert [one.name for one in r.accounts.all()] == ["A", "B", "C", "D"]
    assert examine(store.path).figures_off == 0
    store.close()


def test_more_accounts_than_sqlite_takes_arguments_are_brought_up_in_one_go(db_path: Path) -> None:
    store = new_store(db_path)
    with store.write("fill", MOMENT, journal=False) as w:
        store_figures(w.db, DAY)
        w.db.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<40000) INSERT INTO account "
            "SELECT i, 'u' || i, 1, 's', 's', NULL, 'n', 'n', '', '', '', '', '', '', '', '', '', '', '', '', '', "
            "NULL, NULL, NULL, '', '{}', NULL FROM n"
        )
        refresh_figures(w.db, range(1, 40001))
        assert w.db.execute("SELECT COUNT(*) FROM account_figures").fetchone()[0] == 40000
    store.close()


@pytest.mark.real_data
def test_figures_of_real_orders_are_those_of_each_account(tmp_path: Path) -> None:
    folder = os.environ.get("REVIEWTUI_REAL_DATA")
    if not folder:
        pytest.skip("REVIEWTUI_REAL_DATA names no folder")
    import csv

    store = new_store(tmp_path / "reviewtui.db")
    with (
        (Path(folder) / "northwind" / "orders.csv").open(encoding="utf-8-sig", newline="") as file,
        store.write("load", Moment(date(1998, 5, 6), MOMENT.now), journal=False) as w,
    ):
        known: dict[str, int] = {}
        for n, line in enumerate(csv.DictReader(file)):
            row = {key.lower().replace("_", ""): value for key, value in line.items()}
            name = row["customerid"]
            known[name] = known.get(name) or add_account(w, name)
            w.add("orders", account_id=known[name], number=str(n), day=row["orderdate"][:10], amount=1000 + n)
        rebuild_order_days(w.db)
    for as_of in (date(1998, 5, 6), date(1997, 12, 31), date(1997, 2, 28)):
        with store.read() as r:
            found = {row[0]: row for row in compute(r.db, as_of)}
            for account in r.accounts.all():
                agrees(found[account.id], r.orders.days(account.id, date.max), "EUR", as_of, 1)
    store.close()
