"""``touches``: what took place, and what is planned for the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from factories import moment
from program import AS_OF, Ran
from reviewtui.services.accounts import find_account
from reviewtui.services.touches import log_touch
from reviewtui.storage.store import Store

Run = Callable[..., Ran]


def test_a_planned_touch_has_reached_nobody_yet(run: Run, db: Path) -> None:
    now = moment(date.fromisoformat(AS_OF))
    store = Store.open(db, now)
    acme = find_account(store, "Acme Bakery").id
    log_touch(store, acme, now, topic="Price list", planned=True)
    log_touch(store, acme, now, topic="Bags", reached=False)
    store.close()
    planned = next(one for one in run("touches", "--json").json if one["topic"] == "Price list")
    assert (planned["planned"], planned["reached"], planned["two_way"]) == (True, None, None)
    accounts = {one["name"]: one["external_id"] for one in run("accounts", "--json").json}
    assert all(one["external_id"] == accounts[one["account"]] for one in run("touches", "--json").json)
    assert planned["external_id"] is not None
    table = run("touches").out.splitlines()
    assert next(row for row in table if "Price list" in row).endswith("  planned")
    assert next(row for row in table if "Bags" in row).endswith("  -")
