"""Files and rows for the tests of storage: a small, full file, and made-up orders."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from reviewtui.domain.moment import Moment
from reviewtui.storage.store import Store
from reviewtui.storage.writer import Writer

NOBODY = 65534
DAY = date(2026, 11, 20)
MOMENT = Moment(DAY, datetime(2026, 11, 20, 9, 30, tzinfo=UTC))


def later(seconds: float = 0, days: int = 0) -> Moment:
    """A moment after MOMENT."""
    return Moment(DAY + timedelta(days=days), MOMENT.now + timedelta(seconds=seconds, days=days))


def fingerprint(path: Path) -> str:
    """SHA-256 of a file that no connection holds."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def new_store(path: Path, **settings: str) -> Store:
    """A new file with settings, open."""
    store = Store.open(path, MOMENT, create=True)
    with store.write("set up", MOMENT, journal=False) as w:
        for key, value in {"me": "Sam", "currency": "EUR", "first_month": "1", **settings}.items():
            w.set_setting(key, value)
    return store


def add_account(w: Writer, name: str, **more: Any) -> int:
    """An account by name."""
    return w.add("account", name=name, name_key=name.casefold(), **more)


def full_store(path: Path) -> Store:
    """A file with at least one row in every table that users' data can be in, awkward text included."""
    store = new_store(path)
    with store.write("fill", MOMENT, actor="Sam") as w:
        account = add_account(
            w, 'Ünïcode & "Söhne" [/b] \x1b]0;x\x07 東京', currency="USD", annual_revenue=10**15
        )
        other = add_account(w, "Plain Ltd", archived_at="2026-01-02", custom='{"a": 1}')
        contact = w.add("contact", account_id=account, name="Ann", decides=True)
        template = w.add(
            "template_version", key="quarterly", name="Q", hash="h", body="{}", created_at=MOMENT.stamp
        )
        review = w.add(
            "review", account_id=account, template_key="quarterly", template_version=template, day="2026-10-01",
            state="finished", finished_on="2026-10-01",
        )  # fmt: skip
        answer = {"review_id": review, "account_id": account, "question_key": "sat.rating"}
        w.add("answer", **answer, state="answered", value="8", raw="8")
        note = w.add(
            "note", account_id=account, review_id=review, question_key="sat.rating", written_on="2026-10-01",
            text="~ private\n! send quote\u2028\x85\x00tail",
        )  # fmt: skip
        link: dict[str, Any] = {"account_id": account, "review_id": review, "note_id": note}
        w.add("capture", **link, line="! send quote", target_table="action", target_id=1)
        w.add("action", **link, title="send quote", created_on="2026-10-01", due="2026-10-08", promise=True)
        w.add("ask", **link, text="faster", asked_on="2026-10-01")
        w.add("issue", **link, text="fire", opened_on="2026-10-01")
        rival = w.add("competitor", name="Acme", name_key="acme")
        w.add("sighting", **link, competitor_id=rival, seen_on="2026-10-01", gap="12.5")
        w.add("opportunity", **link, text="more", amount=123456789, currency="USD", found_on="2026-10-01")
        w.add("fact", **link, contact_id=contact, value="tea", confirmed_on="2026-10-01")
        w.add("quote", **link, text="great", said_on="2026-10-01")
        w.add("objective", **link, goal="grow", percent="10", stated_on="2026-10-01")
        w.add("touch", **link, day="2026-10-01")
        w.add(
            "account_plan",
            account_id=account,
            tier="A",
            tier_reason="they will grow",
            tier_since="2026-10-01",
            contact_maximum=45,
            feedback_ideal=30,
            own_since='{"feedback_ideal": "2026-11-20"}',
            feedback_maximum=200,
            review_months=1,
            post_order="1d 14d 9m",
            renewal_lead=100,
        )
        w.add("snooze", account_id=account, reason="rival", set_on="2026-10-01", until="2026-12-01")
        w.add("ledger_entry", account_id=account, day="2026-10-01", weight="1.5", reason="sent a cake")
        w.add("conflict_copy", slot="note:1", account_id=account, text="other", stamp=MOMENT.stamp)
        w.put_draft("bar", "half a line")
        batch = w.add(
            "import_batch", file="o.csv", kind="orders", state="live", stamp=MOMENT.stamp, as_of="2026-11-20"
        )
        w.add("import_change", batch_id=batch, tbl="orders", row_id=1)
        w.add(
            "import_layout", headers="f00d", kind="orders", mapping='{"Nr": "order_id"}', used_at=MOMENT.stamp
        )
        for n, who in enumerate((account, account, other)):
            order = w.add(
                "orders", account_id=who, number=f"N{n}", day=f"2026-0{n + 5}-10", amount=n * 10**9 + 1
            )
            w.add("order_line", order_id=order, product="Bolt", amount=n * 10**9 + 1)
        w.add("rate", source="USD", target="EUR", day="2026-05-01", rate="0.92")
        keep_summaries(w)
    return store


def keep_summaries(w: Writer, as_of: date = DAY) -> None:
    """Order days of all orders, and figures stored for a day."""
    from reviewtui.storage.figures import rebuild_order_days, store_figures

    rebuild_order_days(w.db)
    store_figures(w.db, as_of)


def random_orders(
    w: Writer,
    rng: random.Random,
    account: int,
    count: int,
    until: date = DAY,
    currencies: Sequence[str] = ("", "", "EUR", "USD"),
) -> None:
    """Orders of the last four years and the next months: credits, cancelled ones, unknown amounts, currencies."""
    for n in range(count):
        day = until + timedelta(days=rng.randint(-1500, 120))
        amount = rng.choice([None, 0, rng.randint(1, 10**9), rng.randint(1, 10**9), -rng.randint(1, 10**8)])
        w.db.execute(
            "INSERT INTO orders(account_id, number, day, status, currency, amount, has_lines) VALUES (?,?,?,?,?,?,0)",
            (
                account,
                f"{account}-{n}",
                day.isoformat(),
                rng.choice(["ordered"] * 5 + ["cancelled"]),
                rng.choice(currencies),
                amount,
            ),
        )


def random_rates(w: Writer, rng: random.Random, until: date = DAY) -> None:
    """Some rates, or none: of either direction, with gaps, and at times through a currency that nobody orders in."""
    w.db.execute("DELETE FROM rate")
    pairs = rng.choice(
        [[], ["USDEUR"], ["EURUSD"], ["USDEUR", "EURUSD"], ["EURUSD", "EURGBP"], ["USDCHF", "EURCHF", "GBPCHF"],
         ["USDCHF", "CHFEUR", "USDPLN", "PLNEUR", "GBPUSD"]]
    )  # fmt: skip
    for pair in pairs:
        for n in {
            rng.choice([1600, 700, 400, 366, 365, 100, 30, 0, -10]) for _ in range(rng.choice([1, 1, 3]))
        }:
            values = (
                pair[:3],
                pair[3:],
                (until - timedelta(days=n)).isoformat(),
                rng.choice(["0.92", "1.0869", "7", "0.333"]),
            )
            w.db.execute("INSERT INTO rate(source, target, day, rate) VALUES (?,?,?,?)", values)
    w.mark_rates()
