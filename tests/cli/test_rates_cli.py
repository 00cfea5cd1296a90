"""Exchange rates on the command line: kept, listed, removed, and named wherever they count."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import factories as f
from program import Ran, called
from reviewtui.storage.figures import rebuild_order_days
from reviewtui.storage.store import Store

Run = Callable[..., Ran]


@pytest.fixture
def foreign(db: Path, run: Run) -> Run:
    """Acme ordered for USD 200 as well."""
    store = Store.open(db, f.moment())
    order = f.make_order(store, 1, f.AS_OF, 200)
    with store.write("dollars", f.moment(), journal=False) as w:
        w.change("orders", order, currency="USD")
        rebuild_order_days(w.db, [1])
    store.close()
    return run


def test_rates_are_kept_changed_listed_and_removed(run: Run) -> None:
    assert (
        run("rates", "add", "usd", "EUR", "0,92", "--date", "2026-01-01").out
        == "USD to EUR from 2026-01-01: 0.92\n"
    )
    changed = run("rates", "add", "USD", "EUR", "0.93", "--date", "2026-01-01", "--json").json
    assert changed == {"from": "USD", "to": "EUR", "date": "2026-01-01", "rate": "0.93", "before": "0.92"}
    assert run("rates", "add", "EUR", "GBP", "0.86").out == "EUR to GBP from 2026-11-20: 0.86\n"
    assert (
        run("rates", "list", "--csv").out
        == "from,to,date,rate\nEUR,GBP,2026-11-20,0.86\nUSD,EUR,2026-01-01,0.93\n"
    )
    (one,) = run("rates", "list", "usd", "--json").json
    assert one == {"from": "USD", "to": "EUR", "date": "2026-01-01", "rate": "0.93"}
    assert "0.93" in run("rates", "list").out
    gone = run("rates", "remove", "USD", "EUR", "--date", "2026-01-01").out
    assert gone == "removed: USD to EUR from 2026-01-01: 0.93\n"
    assert run("undo").out.startswith("undone: remove the rate USD to EUR of 2026-01-01")
    assert len(run("rates", "remove", "USD", "EUR", "--all", "--json").json["removed"]) == 1
    assert run("rates", "list", "USD").out == "No such rate is kept.\n"


def test_what_cannot_be_kept_is_refused_with_the_reason(run: Run) -> None:
    for words, code, said in (
        (("add", "USD", "USD", "1"), 1, "name two currencies"),
        (("add", "DOL", "EUR", "1"), 1, "no currency"),
        (("add", "USD", "EUR", "1,234"), 1, "may be 1234 or 1.234"),
        (("add", "USD", "EUR", "0"), 1, "above zero"),
        (("add", "USD", "EUR", "0.9", "--date", "soon"), 2, "soon"),
        (("remove", "USD", "EUR"), 2, "--date YYYY-MM-DD, or --all"),
        (("remove", "USD", "EUR", "--all"), 3, "no rate USD to EUR"),
    ):
        found = run("rates", *words)
        assert (found.code, said in found.err) == (code, True), found.err
    assert run("rates", "list", "--json").json == []


def test_without_a_file_nothing_is_listed(nowhere: Run) -> None:
    assert nowhere("rates", "list").code == 4


def test_an_account_says_what_is_left_out_and_with_a_rate_at_which_it_is_in(foreign: Run) -> None:
    assert "No rate leads from USD to EUR." in foreign("rates", "list").err
    before = foreign("account", "Acme", "--json").json
    assert before["revenue_12m"] == {"amount": "4025.00", "currency": "EUR"}
    assert before["left_out"] == [{"revenue_12m": {"amount": "200.00", "currency": "USD"}, "orders_12m": 1}]
    assert "without USD 200.00 in 1 order: no rate to EUR" in foreign("account", "Acme").out
    foreign("rates", "add", "EUR", "USD", "1.25", "--date", "2026-01-01")
    after = foreign("account", "Acme", "--json").json
    assert after["revenue_12m"] == {"amount": "4185.00", "currency": "EUR"}
    assert (after["orders_12m"], "left_out" in after) == (5, False)
    assert after["converted"] == [
        {
            "from": "USD", "to": "EUR", "used": 1,
            "rates": [{"from": "EUR", "to": "USD", "date": "2026-01-01", "rate": "1.25"}],
        }
    ]  # fmt: skip
    for words in (("account", "Acme"), ("brief", "Acme")):
        assert "converted: USD at 1/1.25 of 2026-01-01" in foreign(*words).out
    (listed,) = [one for one in foreign("accounts", "--json").json if one["external_id"] == "A1"]
    assert listed["converted"] == after["converted"]


def test_tiers_name_the_rates_and_rank_all_in_one(foreign: Run, db: Path) -> None:
    store = Store.open(db, f.moment())
    dollar = f.make_account(store, "Dollar Inc", currency="USD", external_id="D1")
    f.make_order(store, dollar, f.AS_OF, 1000)
    store.close()
    assert "rates" not in foreign("tiers", "--json").json
    foreign("rates", "add", "USD", "EUR", "0.9", "--date", "2026-01-01")
    found = foreign("tiers", "--json").json
    assert [one["revenue_12m"]["currency"] for one in found["concentration"]] == ["EUR"]
    assert found["rates"] == [
        {
            "from": "USD",
            "to": "EUR",
            "rates": [{"from": "USD", "to": "EUR", "date": "2026-01-01", "rate": "0.9"}],
        }
    ]
    assert "the newest: USD at 0.9 of 2026-01-01." in foreign("tiers").out
    own = foreign("account", "Dollar", "--json").json
    assert own["revenue_12m"] == {"amount": "1000.00", "currency": "USD"}
    assert own["revenue_ranked"] == {"amount": "900.00", "currency": "EUR"}
    assert own["ranked_at"] == found["rates"][0]


def test_rates_go_out_with_the_file_and_come_in_again(foreign: Run, db: Path, tmp_path: Path) -> None:
    foreign("rates", "add", "EUR", "USD", "1.25", "--date", "2026-01-01")
    assert foreign("export", "--to", str(tmp_path / "all.json")).code == 0
    there = tmp_path / "there.db"
    assert called("restore", str(tmp_path / "all.json"), "--yes", home=tmp_path, db=there).code == 0
    found = called("--as-of", "2026-11-20", "account", "Acme", "--json", home=tmp_path, db=there).json
    assert found["revenue_12m"] == {"amount": "4185.00", "currency": "EUR"}
    assert called("doctor", home=tmp_path, db=there).code == 0


ECB = "Date,USD,GBP,\n2026-11-20,1.25,0.86,\n2026-01-01,1.6,0.85,\n"


def test_a_file_of_rates_is_shown_asked_about_and_taken(foreign: Run, tmp_path: Path) -> None:
    path = tmp_path / "euro\x1b[31m.csv"
    path.write_text(ECB)
    looked = foreign("import", "rates", str(path), "--dry-run", "--json").json
    assert (looked["read"], looked["new"], looked["left_out"], looked["dry_run"]) == (2, 2, ["GBP"], True)
    alone = foreign("import", "rates", str(path))
    assert (alone.code, "Say --yes" in alone.err) == (2, True)
    assert foreign("rates", "list", "--json").json == []
    done = foreign("import", "rates", str(path), "--yes")
    assert done.code == 0
    assert "2 rates from 2026-01-01 to 2026-11-20: EUR to USD" in done.err
    assert "left out, since nothing here is in them (--currency takes one in): GBP" in done.err
    assert "\x1b" not in done.err
    assert "nothing was written" in foreign("import", "rates", str(path), "--yes").err
    assert foreign("account", "Acme", "--json").json["revenue_12m"]["amount"] == "4185.00"
    assert len(foreign("rates", "list", "--json").json) == 2
    foreign("undo")
    assert foreign("rates", "list", "--json").json == []


def test_what_is_no_file_of_rates_or_open_is_said_with_its_code(foreign: Run, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("from,to,date,rate\nUSD,EUR,02/03/2026,0.9\n")
    assert foreign("import", "rates", str(path), "--yes").code == 5
    assert foreign("import", "rates", str(path), "--yes", "--dates", "dmy").code == 0
    path.write_text("from,to,date,rate\nUSD,EUR,2026-01-01,0.9\nUSD,EUR,2026-13-01,0.9\n")
    bad = foreign("import", "rates", str(path), "--yes")
    assert (bad.code, "row 3" in bad.err) == (1, True)
    for words, said in (
        (("rates", str(path), "--keep-rest"), "--keep-rest means nothing for rates"),
        (("rates", str(path), str(path)), "one file at a time"),
        (("orders", str(path), "--currency", "USD"), "--currency is for rates"),
    ):
        found = foreign("import", *words)
        assert (found.code, said in found.err) == (2, True), found.err
    assert len(foreign("rates", "list", "--json").json) == 1


@pytest.mark.parametrize("text", [ECB, "from,to,date,rate\nUSD,EUR,2026-01-01,0.9\n"])
def test_a_file_of_rates_among_others_is_known_for_what_it_is(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "r.csv").write_text(text)
    said = run("import", str(tmp_path / "r.csv"), "--yes")
    assert (said.code, "import rates r.csv" in said.err) == (1, True), said.err


def test_rates_may_come_first_of_all(nowhere: Run, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(ECB)
    assert nowhere("import", "rates", str(path), "--dry-run").code == 0
    assert nowhere("rates", "list").code == 4
    assert nowhere("import", "rates", str(path), "--yes").code == 0
    assert len(nowhere("rates", "list", "--json").json) == 4


def test_the_filter_holds_revenue_against_an_amount_in_the_currency_of_the_file(
    foreign: Run, db: Path
) -> None:
    store = Store.open(db, f.moment())
    f.make_order(store, f.make_account(store, "Dollar Inc", currency="USD"), f.AS_OF, 5000)
    store.close()
    refused = foreign("accounts", "--filter", "revenue>4k EUR")
    assert (refused.code, "A rate from USD to EUR is missing" in refused.err) == (2, True)
    foreign("rates", "add", "USD", "EUR", "0.9", "--date", "2026-01-01")
    found = foreign("accounts", "--json", "--filter", "revenue>4.3k EUR").json
    assert [one["name"] for one in found] == ["Dollar Inc"]
    assert len(foreign("accounts", "--json", "--filter", "revenue>4k EUR").json) == 2


def test_a_file_without_a_currency_says_so_where_its_sums_lack_orders(nowhere: Run, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("Order No,Company,Order Date,Amount,Currency\n1,Acme,2026-11-02,50,EUR\n", "utf-8")
    assert nowhere("import", "orders", str(file), "--make-accounts", "--yes").code == 0
    said = nowhere("--as-of", "2026-12-01", "account", "Acme").out
    assert "without EUR 50.00 in 1 order: the file has no currency yet" in said
    listed = nowhere("--as-of", "2026-12-01", "rates", "list")
    assert (
        "The file has no currency yet; no sum holds EUR: reviewtui config file --currency CODE." in listed.err
    )
    nowhere("config", "file", "--currency", "EUR")
    assert "EUR 50.00 in 1 order" in nowhere("--as-of", "2026-12-01", "brief", "Acme").out
