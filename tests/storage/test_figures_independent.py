"""Every figure of the product is what the written definitions give when they are computed a second time, plainly."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_agreement import all_agree
from store_factory import DAY, MOMENT, add_account, new_store, random_orders, random_rates

from reviewtui.storage.figures import rebuild_order_days
from reviewtui.storage.store import Store
from reviewtui.storage.writer import Writer

EDGES = [
    date(2024, 2, 29), date(2025, 2, 28), date(2026, 3, 31), date(2026, 4, 1), date(2026, 12, 31), date(2027, 1, 1),
    date(2022, 1, 1),
]  # fmt: skip
DATES = st.one_of(st.dates(date(2023, 6, 1), date(2027, 3, 31)), st.sampled_from(EDGES))
DRAWN = settings(max_examples=int(os.environ.get("REVIEWTUI_EXAMPLES", "30")), deadline=None,
                 suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
TABLES = (
    "account_figures", "order_day", "order_line", "orders", "answer", "touch", "action", "issue", "sighting",
    "ledger_entry", "snooze", "account_plan", "review", "rate",
)  # fmt: skip
KEYS = {
    "sat.rating": list(range(11)), "sat.recommend": list(range(11)), "base.ontime": list(range(11)),
    "base.exec": [7, 8, "?"], "imp.service": ["faster"], "bud.dir": ["cut", "same", "raised", "not_decided"],
    "new.size": ["down", "same", "up"], "buy.change": ["real_less", "timing", "no_change"], "new.business": ["a lot"],
}  # fmt: skip

OWN: dict[str, list[int | str]] = {
    "contact_ideal": [10, 70, 400], "contact_maximum": [12, 90, 500], "feedback_ideal": [30, 200],
    "feedback_maximum": [45, 100, 900], "review_months": [1, 2, 5, 24], "renewal_lead": [0, 10, 200],
    "post_order": ["", "3d", "1d 14d 9m", "2m", "400d 18m", "700d"],
}  # fmt: skip
"""What an account may have of its own: less and more than any tier has, and plans beyond the longest of the settings."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One file, filled anew by every example."""
    store = new_store(tmp_path_factory.mktemp("independent") / "reviewtui.db")
    with store.write("accounts", MOMENT) as w:
        for n, currency in enumerate(["EUR", "USD", "", "EUR", "", "EUR", "USD", "EUR"]):
            renewal = (DAY + timedelta(days=40 * n - 100)).isoformat() if n % 2 else None
            add_account(w, f"Account {n % 7}", external_id=f"X{n}", currency=currency, renewal_date=renewal)
        add_account(w, "In the bin", deleted_at=MOMENT.stamp)
        w.change("account", 4, archived_at="2026-01-01")
        w.add("template_version", key="quarterly", name="Q", hash="h", body="{}", created_at=MOMENT.stamp)
        w.add("competitor", name="Acme", name_key="acme")
    yield store
    store.close()


class Chance(random.Random):
    """Chance that likes the days on which a definition turns, seen from the date of the figures."""

    as_of = DAY

    def edge(self) -> date:
        year, month = divmod(self.as_of.year * 12 + self.as_of.month - 1 - self.choice([3, 6, 12, 24]), 12)
        begin = date(year, month + 1, min(self.as_of.day, 28))
        days = self.choice([0, 0, 1, 7, 30, 60, 90, 120, 180, -1, -30, -60, -90])
        return self.choice([begin, begin + timedelta(days=1), self.as_of - timedelta(days=days)])


def around(rng: Chance, back: int = 700, ahead: int = 120) -> str:
    if rng.random() < 0.3 and back > 0 < ahead:
        return rng.edge().isoformat()
    return (DAY + timedelta(days=rng.randint(-back, ahead))).isoformat()


def fill(w: Writer, seed: int, first_month: int, as_of: date, *, rates: bool) -> None:
    """Something of everything for each account, exchange rates where they are wanted."""
    rng = Chance(seed)
    rng.as_of = as_of
    codes = rng.choice([["EUR", "USD"], ["EUR", "USD", "GBP"]])
    for table in TABLES:
        w.db.execute(f"DELETE FROM {table}")
    w.db.execute("UPDATE setting SET value=? WHERE key='first_month'", (str(first_month),))
    for account in range(1, 10):
        random_orders(w, rng, account, rng.choice([0, 0, 1, 2, 5, 12, 30]), currencies=("", "", *codes))
        for n in range(rng.choice([0, 1, 5])):
            w.db.execute(
                "INSERT INTO orders(account_id, number, day, status, currency, amount, has_lines) "
                "VALUES (?, ?, ?, 'ordered', '', ?, 0)",
                (account, f"E{account}-{n}", rng.edge().isoformat(), rng.choice([100, 80, 20, 200, -100])),
            )
        for _ in range(rng.choice([0, 1, 2, 4])):
            _review(w, rng, account)
        for _ in range(rng.choice([0, 0, 1, 3, 6])):
            _touch(w, rng, account)
        for n in range(rng.choice([0, 1, 4])):
            _action(w, rng, account, n)
        _records(w, rng, account)
    for (order,) in w.db.execute("SELECT id FROM orders").fetchall():
        for nth in range(rng.randint(0, 2)):
            w.add(
                "order_line", order_id=order, product=rng.choice(["Bolt", "Nut"]), nth=nth + 1,
                category=rng.choice(["", "Bags", "Boxes", "Tape"]), amount=rng.choice([-5, 0, 7]),
            )  # fmt: skip
        if rng.random() < 0.3:
            w.db.execute("UPDATE orders SET delivered_on=date(day, '+9 days') WHERE id=?", (order,))
    if rates:
        random_rates(w, rng, as_of)
    w.mark_rates()
    rebuild_order_days(w.db)


def _review(w: Writer, rng: Chance, account: int) -> None:
    review = w.add(
        "review", account_id=account, template_key=rng.choice(["quarterly", "pulse"]), template_version=1,
        day=around(rng), state=rng.choice(["finished", "finished", "in_progress", "discarded"]),
        channel=rng.choice(["call", "visit", "e-mail"]), deleted_at=rng.choice([None, None, None, MOMENT.stamp]),
    )  # fmt: skip
    for key, values in KEYS.items():
        if rng.random() < 0.6:
            state = rng.choice(["answered", "answered", "answered", "declined", "open"])
            w.add(
                "answer", review_id=review, account_id=account, question_key=key, state=state,
                value=json.dumps(rng.choice(values)) if state == "answered" else "null",
                deleted_at=rng.choice([None] * 9 + [MOMENT.stamp]),
            )  # fmt: skip
    if rng.random() < 0.5:
        on = w.row("review", review)["day"]
        w.add("touch", account_id=account, review_id=review, day=on, channel="call", topic="Review")


def _touch(w: Writer, rng: Chance, account: int) -> None:
    planned = rng.random() < 0.2
    w.add(
        "touch", account_id=account, day=around(rng), channel=rng.choice(["call", "visit", "e-mail", "e-mail", "message"]),
        two_way=not planned and rng.random() < 0.5, reached=rng.random() < 0.9, planned=planned,
        value_given=rng.random() < 0.3, deleted_at=rng.choice([None] * 5 + [MOMENT.stamp]),
    )  # fmt: skip


def _action(w: Writer, rng: Chance, account: int, n: int) -> None:
    status = rng.choice(["open", "done", "done", "dropped"])
    first = rng.choice([None, around(rng), around(rng)])
    w.add(
        "action", account_id=account, title=f"do {n}", created_on=around(rng, 900), status=status,
        due=rng.choice([first, around(rng)]), first_due=first, done_on=around(rng) if status == "done" else None,
        promise=rng.random() < 0.8, side=rng.choice(["ours", "ours", "customer"]), slipped=rng.random() < 0.2,
        broken=rng.random() < 0.2,
    )  # fmt: skip


def _records(w: Writer, rng: Chance, account: int) -> None:
    if rng.random() < 0.4:
        opened = around(rng)
        w.add(
            "issue", account_id=account, text="fire", severity=rng.choice(["urgent", "minor"]), opened_on=opened,
            found_by=rng.choice(["us", "them"]), solved_on=rng.choice([None, around(rng)]),
            solved_well=rng.choice([None, True, False]),
        )  # fmt: skip
    if rng.random() < 0.3:
        w.add("sighting", account_id=account, competitor_id=1, seen_on=around(rng, 200))
    if rng.random() < 0.3:
        w.add(
            "ledger_entry",
            account_id=account,
            day=around(rng),
            weight=rng.choice(["1.5", "-2"]),
            reason="said so",
        )
    if rng.random() < 0.3:
        w.add(
            "snooze", account_id=account, reason=rng.choice(["contact", "feedback", "promise"]), set_on=around(rng, 300, 0),
            until=around(rng, 0, 200),
        )  # fmt: skip
    if rng.random() < 0.6:
        w.add(
            "account_plan", account_id=account, tier=rng.choice(["", "A", "C"]), tier_reason="so", tier_since=around(rng),
            rest_since=rng.choice([None, around(rng)]), rest_until=rng.choice([None, around(rng, 100, 200)]),
            **{name: rng.choice([None, *values]) for name, values in OWN.items()},
            own_since=rng.choice([None, json.dumps({name: around(rng) for name in OWN if rng.random() < 0.5})]),
        )  # fmt: skip


@pytest.mark.timeout(600)
@DRAWN
@given(seed=st.integers(0, 10**6), as_of=DATES, first_month=st.integers(1, 12), rates=st.booleans())
def test_every_figure_of_made_up_accounts_is_as_the_definitions_say(
    shared: Store, seed: int, as_of: date, first_month: int, rates: bool
) -> None:
    with shared.write("fill", MOMENT, journal=False) as w:
        fill(w, seed, first_month, as_of, rates=rates)
    all_agree(shared, as_of)
