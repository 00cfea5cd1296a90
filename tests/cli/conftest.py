"""One file with a bit of everything, made once and copied for each test of the command line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import factories as f
from program import AS_OF, Ran, called, program

Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Acme (two reviews, orders, a promise), Beta (=formula in its name's row), two twins."""
    store = f.make_store(tmp_path_factory.mktemp("everything"))
    acme = f.make_account(
        store, "Acme Bakery", external_id="A1", owner="Robin", industry="Bakery", city="Ulm"
    )
    f.make_contact(store, acme, "Kim Olsen", decides=True, phone="+49 1")
    own = next(q for q in f.quarterly().questions() if q.confidential and str(q.type) == "rating")
    for day, rating in ((date(2026, 5, 4), 8), (date(2026, 8, 4), 6)):
        f.make_review(store, acme, day, f.answered("sat.rating", rating), f.answered(own.key, rating))
    for month in (2, 5, 8, 10):
        f.make_order(store, acme, date(2026, month, 10), 1000 + month, category="Bags")
    f.make_action(
        store, acme, "Send samples", date(2026, 8, 4), promise=True, due=date(2026, 11, 13), owner="Robin"
    )
    f.make_ask(store, acme, "Smaller boxes", date(2026, 8, 4))
    beta = f.make_account(store, "Beta\x1b[31m [bold]Tools[/] \u202egnp", owner="=HYPERLINK(1)", city="@x")
    f.make_action(store, beta, '=cmd|"/c calc"', date(2026, 11, 1), owner="Ines", due=date(2026, 11, 20))
    f.make_account(store, "Twin", external_id="T1")
    f.make_account(store, "twin", external_id="T2")
    store.close()
    return store.path


@pytest.fixture
def db(everything: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    folder = tmp_path / "files"
    folder.mkdir()
    return Path(shutil.copy(everything, folder / "test.db"))


@pytest.fixture
def run(db: Path, tmp_path: Path) -> Run:
    """Run the program on the copy, as of the day of the file unless the arguments say another."""

    def running(*arguments: str, **more: str) -> Ran:
        dated = () if "--as-of" in arguments else ("--as-of", AS_OF)
        return called(*dated, *arguments, home=tmp_path, db=db, **more)

    return running


@pytest.fixture
def nowhere(tmp_path: Path) -> Run:
    """Run the program where there is no file yet."""

    def running(*arguments: str, **more: str) -> Ran:
        return program(*arguments, home=tmp_path, db=tmp_path / "new" / "none.db", **more)

    return running
