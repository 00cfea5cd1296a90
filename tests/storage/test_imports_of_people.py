"""Lists of people alone: the companies they name become accounts, when the user says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from factories import make_account
from reviewtui.domain.errors import ImportProblem
from reviewtui.domain.moment import Moment
from reviewtui.services.transfer.importing import ImportSummary, run_import
from reviewtui.services.transfer.plan import plan_import
from reviewtui.services.undo import undo_import
from reviewtui.storage.examine import examine
from reviewtui.storage.store import Store

MOMENT = Moment(date(2026, 12, 1), datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
FACTS = "SELECT name, website, city, owner, external_id FROM account WHERE deleted_at IS NULL ORDER BY name"
PEOPLE = (
    "SELECT c.name, a.name FROM contact c JOIN account a ON a.id=c.account_id "
    "WHERE c.deleted_at IS NULL AND a.deleted_at IS NULL ORDER BY c.name"
)
HUBSPOT = (
    "Record ID,First Name,Last Name,Email,City,Contact owner,Primary Associated Company ID,Associated Company\n"
    "11,Ann,Lee,ann@acme.io,Ulm,Jo Lee,501,Acme\n"
    "12,Bob,Ray,bob@acme.io,Ulm,Kim Ray,501,Acme\n"
    "13,Cy,Poe,cy@bolt.eu,Bonn,Jo Lee,502,Bolt\n"
    "14,Di,Fox,di@bolt.com,,Jo Lee,502,Bolt\n"
    "15,Eve,May,eve@gmail.com,Rom,,,\n"
)
LINKEDIN = (
    'Notes:\n"When exporting your connection data, you may notice that some addresses are missing."\n\n'
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Ann,Lee,https://www.linkedin.com/in/annlee,ann@gmail.com,Acme,Buyer,13 Jan 2026\n"
    "Bob,Ray,https://www.linkedin.com/in/bobray,,ACME ,CEO,14 Jan 2026\n"
    "Cy,Poe,https://www.linkedin.com/in/cypoe,,,,14 Jan 2026\n"
)


class Desk:
    """Imports texts as files of a store of its own."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store = folder, store

    def take(self, text: str, **more: Any) -> ImportSummary:
        path = self.folder / "people.csv"
        path.write_text(text, encoding="utf-8")
        return run_import(self.store, plan_import(path), MOMENT, **more)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.store.read() as r:
            return [tuple(row) for row in r.db.execute(sql)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = Store.open(tmp_path / "accounts.db", MOMENT, create=True)
    yield Desk(tmp_path, store)
    store.close()


def counts(summary: ImportSummary) -> tuple[int, ...]:
    """new, changed, same, conflict, rejected, skipped"""
    found = tuple(
        getattr(summary, name) for name in ("new", "changed", "same", "conflict", "rejected", "skipped")
    )
    assert summary.read == sum(found)
    return found


def test_people_alone_make_an_account_of_each_company_with_what_all_its_rows_agree_on(desk: Desk) -> None:
    looked = desk.take(HUBSPOT, make_accounts=True, dry_run=True)
    assert (counts(looked), looked.accounts_made) == ((4, 0, 0, 0, 1, 0), 2)
    assert desk.rows(FACTS) == []
    done = desk.take(HUBSPOT, make_accounts=True)
    assert (counts(done), done.accounts_made) == (counts(looked), 2)
    assert done.reasons == ("row 6: the contact names no account",)
    # Acme's people have two owners, Bolt's two domains.
    assert desk.rows(FACTS) == [("Acme", "acme.io", "Ulm", "", "501"), ("Bolt", "", "Bonn", "Jo Lee", "502")]
    assert desk.rows(PEOPLE) == [
        ("Ann Lee", "Acme"),
        ("Bob Ray", "Acme"),
        ("Cy Poe", "Bolt"),
        ("Di Fox", "Bolt"),
    ]
    again = desk.take(HUBSPOT, make_accounts=True)
    assert (counts(again), again.accounts_made) == ((0, 0, 4, 0, 1, 0), 0)
    assert done.batch is not None
    undo_import(desk.store, done.batch, MOMENT)
    assert (desk.rows(FACTS), desk.rows(PEOPLE)) == ([], [])


def test_without_consent_nothing_is_made_and_one_sentence_says_what_to_do(desk: Desk) -> None:
    with pytest.raises(
        ImportProblem, match="no accounts yet; import the accounts first, or say --make-accounts"
    ):
        desk.take(HUBSPOT)
    make_account(desk.store, "Bolt", external_id="502")
    done = desk.take(HUBSPOT)
    assert (counts(done), done.accounts_made) == ((2, 0, 0, 0, 3, 0), 0)
    assert [row[0] for row in desk.rows(FACTS)] == ["Bolt"]


def test_spellings_of_one_company_are_one_account_and_a_shared_provider_is_no_domain(desk: Desk) -> None:
    done = desk.take(LINKEDIN, make_accounts=True)
    assert (counts(done), done.accounts_made) == ((2, 0, 0, 0, 1, 3), 1)
    assert desk.rows(FACTS) == [("Acme", "", "", "", "")]
    assert desk.rows(PEOPLE) == [("Ann Lee", "Acme"), ("Bob Ray", "Acme")]


def test_spellings_of_one_company_that_disagree_leave_the_fact_out(desk: Desk) -> None:
    text = "Full Name,Company,City,Website\nAnn Lee,Acme,Ulm,acme.io\nBob Ray,ACME,Bonn,acme.io\n"
    desk.take(text, make_accounts=True)
    assert desk.rows(FACTS) == [("Acme", "acme.io", "", "", "")]


def test_accounts_that_are_here_keep_what_they_have(desk: Desk) -> None:
    make_account(desk.store, "Acme", external_id="501", city="Berlin")
    desk.take(HUBSPOT, make_accounts=True)
    assert desk.rows(FACTS)[0] == ("Acme", "", "Berlin", "", "501")


def test_a_cell_with_several_companies_makes_none_and_goes_to_the_one_that_is_here(desk: Desk) -> None:
    text = "Full Name,Company\nAnn Lee,Acme;Bolt\nBob Ray,Bolt\nCy Poe,Acme;Bolt\n"
    done = desk.take(text, make_accounts=True)
    assert (counts(done), done.accounts_made) == ((2, 0, 0, 1, 0, 0), 1)
    assert done.reasons == ("row 2: the row names several accounts, and none of them is here: Acme;Bolt",)
    assert desk.rows(PEOPLE) == [("Bob Ray", "Bolt"), ("Cy Poe", "Bolt")]


def test_a_long_list_of_people_goes_live_and_back_as_a_whole(desk: Desk) -> None:
    make_account(desk.store, "Kern")
    people = (f"P{i},Person {i},p{i}@c{i % 700}.eu,Company {i % 700},City {i % 700}" for i in range(2100))
    text = "\n".join(["Contact ID,Full Name,Email,Company,City", *people, ""])
    seen: set[int] = set()

    def look(*_: Any) -> None:
        seen.add(len(desk.rows(FACTS)))

    done = desk.take(text, make_accounts=True, progress=look)
    assert (counts(done), done.accounts_made, seen) == ((2100, 0, 0, 0, 0, 0), 700, {1})
    assert ("Company 699", "c699.eu", "City 699", "", "") in desk.rows(FACTS)
    assert len(desk.rows(FACTS)) == 701 and len(desk.rows(PEOPLE)) == 2100
    found = examine(desk.store.path)
    assert (found.figures_off, found.order_days_off, found.loose) == (0, 0, ())
    again = desk.take(text, make_accounts=True)
    assert counts(again) == (0, 0, 2100, 0, 0, 0)
    assert done.batch is not None
    undo_import(desk.store, done.batch, MOMENT)
    assert [row[0] for row in desk.rows(FACTS)] == ["Kern"]
    assert desk.rows(PEOPLE) == []
