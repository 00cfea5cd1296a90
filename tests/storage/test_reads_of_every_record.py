"""Every kind of record that can be written can be read back as a value, and none from the bin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path

import pytest
from store_factory import DAY, full_store, later

from reviewtui.storage.reader import Reader

READS: dict[str, Callable[[Reader], Sequence[object]]] = {
    "action": lambda r: r.work.actions(account_id=1),
    "ask": lambda r: r.work.asks(1),
    "issue": lambda r: r.work.issues(1),
    "sighting": lambda r: r.work.sightings(1),
    "opportunity": lambda r: r.work.opportunities(1),
    "fact": lambda r: r.work.facts(1),
    "quote": lambda r: r.work.quotes(1),
    "objective": lambda r: r.work.objectives(1),
    "touch": lambda r: r.work.touches(1),
    "contact": lambda r: r.accounts.contacts(1),
    "answer": lambda r: r.reviews.answers(1),
    "note": lambda r: r.reviews.notes(1),
    "capture": lambda r: r.captures.of_review(1),
    "account": lambda r: [one for one in r.accounts.all() if one.id == 1],
    "review": lambda r: r.reviews.finished(1, DAY),
}


@pytest.mark.parametrize("table", READS)
def test_a_record_is_read_back_until_it_lies_in_the_bin(db_path: Path, table: str) -> None:
    store = full_store(db_path)
    with store.read() as r:
        found = READS[table](r)
        assert len(found) == 1
        row = r.db.execute(f'SELECT * FROM "{table}" WHERE id=1').fetchone()
        assert getattr(found[0], "id", 1) == row["id"]
        for field in fields(found[0]):  # type: ignore[arg-type]
            if field.name in row.keys() and isinstance(row[field.name], str | int | None):  # noqa: SIM118
                assert same(getattr(found[0], field.name), row[field.name]), field.name
    with store.write("trash", later(1)) as w:
        w.trash(table, 1)
    with store.read() as r:
        assert len(READS[table](r)) == 0
    store.close()


def same(value: object, kept: object) -> bool:
    """Whether a value says what its column holds, types aside."""
    return value == kept or str(value) == str(kept) or not isinstance(value, str | int | None)


def test_orders_are_read_with_their_lines_and_figures(db_path: Path) -> None:
    store = full_store(db_path)
    with store.read() as r:
        assert [(one.number, one.lines) for one in r.orders.orders(1, DAY)] == [("N1", 1), ("N0", 1)]
        assert [one.net for one in r.orders.days(1, DAY)] == [1, 10**9 + 1]
        assert r.orders.days(1, DAY.replace(year=2020)) == ()
    store.close()
