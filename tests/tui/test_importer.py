"""The import inside the app: a file named, seen, mapped, taken in, and taken back as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from driver import open_app, reopened

from factories import make_account, make_store, moment
from reviewtui.tui.messages import Go
from reviewtui.tui.screens.importer import running
from reviewtui.tui.screens.importer.paths import as_path, common, look

ACCOUNTS = "Customer ID,Company name,City\nA1,Acme [x],Ulm\nB2,Bäcker,Köln\n"
ORDERS = (
    "Order No,Customer,Date,Amount\n1,Kern,2026-10-02,100.00 EUR\n2,Neu & Co,2026-10-05,50.00 EUR\n"
    "3,Kern,nonsense,10.00 EUR\n"
)


@pytest.fixture
def db(tmp_path, monkeypatch):
    monkeypatch.setenv("REVIEWTUI_STATE_DIR", str(tmp_path / "state"))
    store = make_store(tmp_path)
    make_account(store, "Kern")
    store.close()
    return store.path


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


async def name_file(user, path: Path) -> None:
    await user.sees("Which file?")
    await user.write(str(path))
    await user.press("enter")


def account_names(db: Path) -> set[str]:
    with reopened(db).read() as r:
        return {row[0] for row in r.db.execute("SELECT name FROM account WHERE deleted_at IS NULL")}


async def test_a_key_on_accounts_brings_a_file_in_after_it_was_shown_and_u_takes_it_back(db, tmp_path):
    source = written(tmp_path, "customers.csv", ACCOUNTS)
    async with open_app(db, Go("accounts")) as user:
        await user.sees("Kern")
        await user.press("i")
        await name_file(user, source)
        await user.sees("2 rows: 2 new")
        assert "Company name" in user.row("Acme [x] | Bäcker") and "name" in user.row("Acme [x] | Bäcker")
        assert account_names(db) == {"Kern"}
        await user.press("y")
        await user.sees("What was done")
        assert account_names(db) == {"Kern", "Acme [x]", "Bäcker"}
        await user.press("escape")
        await user.sees("Accounts · 3")
        await user.press("i", "escape", "u")
        await user.sees("Take back the import of customers.csv?")
        await user.press("y")
        await user.sees("Taken back as a whole")
        assert account_names(db) == {"Kern"}


async def test_the_import_alone_is_taken_back_also_when_something_was_written_since(db, tmp_path):
    source = written(tmp_path, "customers.csv", ACCOUNTS)
    async with open_app(db, Go("accounts")) as user:
        await user.press("i")
        await name_file(user, source)
        await user.sees("2 new")
        await user.press("y")
        await user.sees("What was done")
        store = reopened(db)
        with store.write("add Later", moment()) as w:
            w.add("account", name="Later", name_key="later")
        store.close()
        await user.press("u")
        await user.sees("Take back the import")
        await user.press("y")
        await user.sees("Taken back as a whole")
    assert account_names(db) == {"Kern", "Later"}


async def test_a_column_gets_another_field_by_key(db, tmp_path):
    source = written(tmp_path, "customers.csv", ACCOUNTS)
    async with open_app(db, Go("accounts")) as user:
        await user.press("i")
        await name_file(user, source)
        await user.sees("2 new")
        await user.press("j", "j", "enter")
        await user.sees('What is "City" of accounts?')
        await user.write("industry")
        await user.press("enter")
        await user.until(lambda: "industry" in user.row("Ulm | Köln"), "the column as industry")
        await user.press("y")
        await user.sees("What was done")
    with reopened(db).read() as r:
        assert [
            tuple(row) for row in r.db.execute("SELECT industry, city FROM account WHERE name='Bäcker'")
        ] in (
            [("Köln", None)],
            [("Köln", "")],
        )


async def test_orders_name_money_rejects_and_accounts_to_be_made(db, tmp_path):
    source = written(tmp_path, "orders.csv", ORDERS)
    async with open_app(db, Go("today")) as user:
        await user.press("i")
        await name_file(user, source)
        await user.sees("1 account that only the orders name")
        assert "net EUR 150.00" in user.screen_text()
        await user.press("y")
        await user.sees("1 account not here yet: make them?")
        await user.press("y")
        await user.sees("What was done")
        await user.sees("orders.rejects.csv")
    assert "nonsense" in (tmp_path / "orders.rejects.csv").read_text(encoding="utf-8-sig")
    assert account_names(db) == {"Kern", "Neu & Co"}


async def test_companies_that_only_people_name_are_made_after_asking(db, tmp_path):
    source = written(tmp_path, "people.csv", "First Name,Last Name,Company\nAnn,Lee,Acme\nBob,Ray,Kern\n")
    async with open_app(db, Go("today")) as user:
        await user.press("i")
        await name_file(user, source)
        await user.sees("1 account that only its people name")
        await user.press("y")
        await user.sees("1 account not here yet: make them?")
        await user.press("y")
        await user.sees("What was done")
    assert account_names(db) == {"Acme", "Kern"}


async def test_without_the_new_accounts_their_orders_are_left_and_shown_so(db, tmp_path):
    source = written(tmp_path, "orders.csv", ORDERS)
    async with open_app(db, Go("today")) as user:
        await user.press("i")
        await name_file(user, source)
        await user.sees("account that only the orders name")
        await user.press("y")
        await user.sees("make them?")
        await user.press("n")
        await user.sees("net EUR 100.00")
        assert account_names(db) == {"Kern"}


async def test_a_doubt_about_dates_is_asked_with_values_of_the_file(db, tmp_path):
    source = written(tmp_path, "orders.csv", "Order No,Customer,Date,Amount\n1,Kern,04/07/2026,10.50 EUR\n")
    async with open_app(db, Go("today")) as user:
        await user.press("i")
        await name_file(user, source)
        await user.sees("month first")
        assert "04/07/2026" in user.screen_text()
        await user.press("down", "enter")
        await user.sees("from 2026-04-07")


async def test_unknown_columns_get_their_fields_by_key(db, tmp_path):
    source = written(tmp_path, "odd.csv", "Zorg,Blip\nAcme,1\nBolt,2\n")
    async with open_app(db, Go("accounts")) as user:
        await user.press("i")
        await name_file(user, source)
        await user.sees("are not known as accounts")
        await user.press("w")
        await user.sees("What does it hold?")
        await user.press("enter")
        await user.sees("no column is known as")
        await user.press("enter")
        await user.sees('What is "Zorg" of accounts?')
        await user.write("name")
        await user.press("enter")
        await user.sees("2 new")


async def test_a_file_that_is_none_is_said_in_a_sentence_and_nothing_changes(db, tmp_path):
    source = tmp_path / "cut.xlsx"
    source.write_bytes(b"PK\x03\x04 cut off")
    async with open_app(db, Go("accounts")) as user:
        await user.press("i")
        await name_file(user, source)
        await user.sees("i names another one")
        assert "cut.xlsx" in user.screen_text() and "Traceback" not in user.screen_text()


async def test_tab_completes_the_path_and_folders_are_gone_into(db, tmp_path):
    (tmp_path / "exports").mkdir()
    written(tmp_path / "exports", "customers of ours.csv", ACCOUNTS)
    (tmp_path / "exports" / "picture.png").write_bytes(b"")
    async with open_app(db, Go("accounts")) as user:
        await user.press("i")
        await user.sees("Which file?")
        await user.write(f"{tmp_path}/exp")
        await user.press("tab")
        await user.until(lambda: user.screen.field.value == f"{tmp_path}/exports/", "the folder")
        await user.sees("customers of ours.csv")
        assert "picture.png" not in user.screen_text()
        await user.press("enter")
        await user.sees("2 new")


async def test_escape_stops_a_long_import_and_nothing_is_changed(db, tmp_path, monkeypatch):
    rows = "".join(f"A{n},Account {n}\n" for n in range(3000))
    source = written(tmp_path, "many.csv", "Customer ID,Company name\n" + rows)
    async with open_app(db, Go("accounts")) as user:
        await user.press("i")
        await name_file(user, source)
        await user.sees("3,000 new")
        plain = running.Watch.__call__

        def stopped(watch, done, total):
            watch.stopped = True
            plain(watch, done, total)

        monkeypatch.setattr(running.Watch, "__call__", stopped)
        await user.press("y")
        await user.sees("nothing was changed")
    assert account_names(db) == {"Kern"}


async def test_a_file_open_for_reading_only_takes_nothing_in(db, tmp_path):
    source = written(tmp_path, "customers.csv", ACCOUNTS)
    async with open_app(db, Go("accounts"), read_only=True) as user:
        await user.press("i")
        await name_file(user, source)
        await user.sees("2 new")
        await user.press("y")
        said = user.app._notifications
        await user.until(lambda: any("reading only" in one.message for one in said), "the refusal")
    assert account_names(db) == {"Kern"}


async def test_name_currency_and_first_month_are_changed_in_the_app(db):
    async with open_app(db, Go("today")) as user:
        await user.press("comma")
        await user.sees("Name, currency, year")
        user.screen._widgets["name"].value = "Robin [b]"
        await user.press("tab")
        await user.write("chf")
        await user.press("tab")
        await user.write("apr")
        await user.press("ctrl+s")
        await user.until(lambda: user.app.session.basics.currency == "CHF", "the currency")
    with reopened(db).read() as r:
        assert (r.me, r.currency, r.first_month) == ("Robin [b]", "CHF", 4)


def test_a_path_may_carry_quotes_and_backslashes(tmp_path):
    assert as_path("'/a b/c.csv'") == Path("/a b/c.csv")
    assert as_path("/a\\ b/c.csv") == Path("/a b/c.csv")
    (tmp_path / "b c.csv").write_text("x", "utf-8")
    assert look(f"'{tmp_path}/b c.csv'").path == tmp_path / "b c.csv"
    assert [one.text for one in look(f"'{tmp_path}/b").entries] == [f"'{tmp_path}/b c.csv"]


def test_a_whole_path_behind_the_folder_that_stands_there_counts_for_itself(tmp_path):
    (tmp_path / "here").mkdir()
    for place in ("here/a.csv", "b c.csv"):
        (tmp_path / place).write_text("x", "utf-8")
    folder = f"{tmp_path}/here/"
    for pasted in (f"{tmp_path}/b c.csv", f"'{tmp_path}/b c.csv'", f"{tmp_path}/b\\ c.csv"):
        assert look(folder + pasted).path == tmp_path / "b c.csv"
    assert [one.name for one in look(f"{folder}{tmp_path}/b").entries] == ["b c.csv"]
    assert as_path(f"{folder}~/a.csv") == Path.home() / "a.csv"
    assert look(f"{tmp_path}/here//a.csv").path == tmp_path / "here" / "a.csv"


def test_names_go_together_as_far_as_they_are_the_same(tmp_path):
    for name in ("sales 2025.csv", "sales 2026.csv", ".hidden.csv", "note.md"):
        (tmp_path / name).write_text("x", "utf-8")
    seen = look(f"{tmp_path}/sa")
    assert [one.name for one in seen.entries] == ["sales 2025.csv", "sales 2026.csv"]
    assert common(seen.entries) == f"{tmp_path}/sales 202"
    assert look(f"{tmp_path}/zzz").echo == "? there is no such file"


def test_how_far_a_long_import_is_stands_in_words(monkeypatch):
    clock = iter([0.0, 2.0])
    monkeypatch.setattr(running.time, "monotonic", lambda: next(clock))
    watch = running.Watch("importing sales.csv")
    assert watch.words() == "importing sales.csv ..."
    watch(1000, 4000)
    assert watch.words() == "importing sales.csv: 1,000 of 4,000 rows (25 %), 500 a second, 6 s left"


async def test_columns_are_kept_rows_are_looked_at_and_the_layout_is_remembered_and_forgotten(db, tmp_path):
    source = written(
        tmp_path, "kunden.csv", "Company name,Gebiet,Seit\nKern,Nord,04/07/2026\nNeu,,05/08/2026\n"
    )
    async with open_app(db, Go("accounts")) as user:
        await user.press("i")
        await name_file(user, source)
        await user.sees("1 same")
        await user.press("j", "c")
        await user.sees("custom.Gebiet")
        assert user.row("custom.Gebiet").startswith("> ")
        await user.press("r")
        await user.sees("Rows of kunden.csv")
        assert "changed" in user.row("Gebiet Nord")
        await user.press("right_square_bracket")
        await user.until(lambda: "[all 2]" in user.screen_text(), "all rows")
        await user.press("enter")
        await user.sees("Row 2 of kunden.csv: changed")
        assert "account custom.Gebiet: unknown -> Nord" in user.screen_text()
        assert "Seit (left out): 04/07/2026" in user.screen_text()
        await user.press("escape", "escape", "x")
        await user.sees("Write the mapping file")
        await user.press("enter")
        await user.sees("written to")
        await user.press("y")
        await user.sees("What was done")
        again = written(tmp_path, "neue.csv", "Company name,Gebiet,Seit\nKern,Süd,\n")
        await user.press("i")
        await user.sees("Which file?")
        await user.press("ctrl+a", "ctrl+k")
        await name_file(user, again)
        await user.sees("As the last time")
        assert "remembered" in user.row("custom.Gebiet")
        await user.press("f")
        await user.sees("1 same")
        assert "custom.Gebiet" not in user.screen_text()
    assert '"Gebiet" = "custom.Gebiet"' in (tmp_path / "kunden.map.toml").read_text("utf-8")
    with reopened(db).read() as r:
        assert r.layouts.kept() == []
        assert r.accounts.custom() == {1: {"Gebiet": "Nord"}}


async def test_who_may_be_the_same_is_shown_and_taken_for_one_only_when_the_user_says_so(db, tmp_path):
    source = written(tmp_path, "more.csv", "Company name,City\nKern GmbH,Hof\nElse,Ulm\n")
    async with open_app(db, Go("accounts")) as user:
        await user.press("i")
        await name_file(user, source)
        await user.sees("1 may be the same as another account, and is not taken for it; d shows who")
        await user.press("d")
        await user.sees("Kern GmbH is Kern")
        await user.press("enter")
        await user.sees("1 new, 1 changed")
        await user.press("m")
        await user.sees("What finds the account of a row?")
        assert "the name alone" in user.screen_text() and "website" not in user.screen_text()
        await user.press("escape", "y")
        await user.sees("What was done")
    assert account_names(db) == {"Kern", "Else"}


async def test_a_long_file_is_shown_from_its_first_part_until_it_is_read_whole(db, tmp_path, monkeypatch):
    from reviewtui.services.transfer import firstpart

    monkeypatch.setattr(firstpart, "FIRST_BYTES", 200)
    rows = "".join(f"C{n},Firm {n},Ulm\n" for n in range(100))
    source = written(tmp_path, "long.csv", f"Customer ID,Company name,City\n{rows}")
    seen: list[str] = []
    whole = running.preview

    def slow(session, wanted, plan, watch, noted=None):
        if noted is not None:
            user.app.call_from_thread(user.screen.action_run)
            user.app.call_from_thread(lambda: seen.append("\n".join(user.screen_text().splitlines())))
        return whole(session, wanted, plan, watch, noted)

    monkeypatch.setattr("reviewtui.tui.screens.importer.screen.preview", slow)
    async with open_app(db, Go("accounts")) as user:
        await user.press("i")
        await name_file(user, source)
        await user.sees("100 rows: 100 new")
        assert "Provisional" not in user.screen_text() and "still being read" not in user.screen_text()
    (before,) = seen
    assert "Provisional, by the first part of the file" in before and "100 new" not in before


async def test_what_only_the_first_part_said_does_not_count_when_the_reading_was_stopped(
    db, tmp_path, monkeypatch
):
    from reviewtui.services.transfer import firstpart

    monkeypatch.setattr(firstpart, "FIRST_BYTES", 200)
    rows = "".join(f"C{n},Firm {n},Ulm\n" for n in range(100))
    source = written(tmp_path, "long.csv", f"Customer ID,Company name,City\n{rows}")
    whole = running.preview

    def stopped(session, wanted, plan, watch, noted=None):
        raise running.Stopped

    monkeypatch.setattr("reviewtui.tui.screens.importer.screen.preview", stopped)
    async with open_app(db, Go("accounts")) as user:
        await user.press("i")
        await name_file(user, source)
        await user.sees("stopped; nothing was changed")
        assert "Provisional" not in user.screen_text() and "new" not in user.screen_text()
        monkeypatch.setattr("reviewtui.tui.screens.importer.screen.preview", whole)
        await user.press("i")
        await user.sees("Which file?")
        await user.press("ctrl+a", "ctrl+k")
        await name_file(user, source)
        await user.sees("100 rows: 100 new")
        await user.press("y")
        await user.sees("What was done")
    assert len(account_names(db)) == 101


async def test_what_the_file_holds_is_said_by_key_and_touches_are_taken_in_and_back(db, tmp_path):
    source = written(tmp_path, "talks.csv", "Account,Date,Topic,Owner\nKern,2026-11-02,Offer,Sam\n")

    def touches() -> list[tuple[str, str]]:
        with reopened(db).read() as r:
            return [tuple(row) for row in r.db.execute("SELECT topic, person FROM touch")]

    async with open_app(db, Go("accounts")) as user:
        await user.press("i")
        await name_file(user, source)
        await user.press("w")
        await user.sees("What does it hold?")
        await user.write("touches")
        await user.press("enter")
        await user.sees("taken as 1 touch")
        await user.press("y")
        await user.sees("What was done")
        assert touches() == [("Offer", "Sam")]
        await user.press("u")
        await user.sees("Take back the import")
        await user.press("y")
        await user.sees("Taken back as a whole")
    assert touches() == []


async def test_a_path_typed_right_after_the_key_lands_in_the_question_for_the_file(db, tmp_path):
    source = written(tmp_path, "customers.csv", ACCOUNTS)
    async with open_app(db, Go("accounts")) as user:
        await user.sees("Kern")
        await user.write(f"i{source}")
        await user.until(lambda: getattr(user.screen, "field", None) is not None, "the question for the file")
        await user.until(lambda: user.screen.field.value == str(source), "the whole path")
        opened = [type(screen).__name__ for screen in user.app.screen_stack[2:]]
        assert opened == ["ImportScreen", "FilePrompt"]


async def test_what_is_decided_too_late_is_said_and_taken_back_it_can_be_decided_again(db, tmp_path):
    source = written(tmp_path, "customers.csv", "Company name,Gebiet\nKern GmbH,Nord\nElse,Ost\n")
    async with open_app(db, Go("accounts")) as user:
        await user.press("i")
        await name_file(user, source)
        await user.sees("d shows who")
        await user.press("y")
        await user.sees("What was done")
        assert "d shows who" not in user.screen_text()
        for key in ("d", "m", "c", "C", "t"):
            await user.press(key)
            await user.sees("imported already; i names a file")
        await user.press("u")
        await user.sees("Take back the import")
        await user.press("y")
        await user.sees("taken back")
        await user.press("j", "c")
        await user.sees("custom.Gebiet")


async def test_freight_counts_by_key_and_no_longer_by_the_same(db, tmp_path):
    source = written(
        tmp_path,
        "orders.csv",
        "Order No,Customer,Date,Item,Qty,Price\n1,Kern,2026-10-02,Wheel,2,50\n1,Kern,2026-10-02,Postage,1,12\n",
    )
    async with open_app(db, Go("accounts")) as user:
        await user.press("i")
        await name_file(user, source)
        await user.sees("skipped: 1 lines of freight and tax")
        await user.press("t")
        await user.sees("lines of freight and tax count too")
        assert "112.00" in user.screen_text()
        await user.press("t")
        await user.sees("skipped: 1 lines of freight and tax")


async def test_a_row_that_is_not_taken_says_why_in_full_at_eighty_columns(db, tmp_path):
    source = written(tmp_path, "customers.csv", "Company name,Employees\nElse,twelve of them\nKern,12\n")
    async with open_app(db, Go("accounts")) as user:
        await user.press("i")
        await name_file(user, source)
        await user.sees("1 changed")
        await user.press("r", "left_square_bracket")
        await user.sees("[all 2]")
        assert "column 'Employees': 'twelve of them' is not a number" in user.row("rejected  ")
        await user.press("enter")
        await user.sees("Row 2 of customers.csv: rejected")
        assert "Employees (employees): twelve of them" in user.screen_text()
