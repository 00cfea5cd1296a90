"""What an import remembers and what it keeps: layouts of files, mapping files, custom fields."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from program import Ran, called

DATES = "Kunde,Seit,Zweig\nKern,04/07/2026,Milch\nNeu & Co,05/08/2026,Stahl\n"
DAY = datetime.now(UTC).date().isoformat()
SAID = ("accounts", "--map", "Zweig=industry", "--map", "Kunde=name", "--map", "Seit=renewal_date")


class Shell:
    """Calls the program on a file in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = folder / "accounts.db"

    def file(self, name: str, text: str, encoding: str = "utf-8") -> str:
        (self.folder / name).write_bytes(text.encode(encoding))
        return str(self.folder / name)

    def run(self, *words: str) -> Ran:
        return called(*words, home=self.folder, db=self.db)

    def take(self, *words: str) -> dict[str, Any]:
        ran = self.run("import", *words, "--yes", "--json")
        assert ran.code == 0, ran.err
        return dict(ran.json)

    def field(self, name: str, field: str) -> Any:
        return self.run("account", name, "--json").json[field]

    def table(self, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.run("export", name).out)))


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_the_next_file_with_the_same_header_is_read_as_the_last_time_and_says_so(shell: Shell) -> None:
    shell.take(*SAID, "--dates", "dmy", shell.file("kunden.csv", DATES))
    again = shell.file("neue.csv", DATES.replace("Kern", "Berg").replace("04/07", "03/02"))
    shown = shell.run("import", again, "--dry-run")
    assert f"As the last time, on {DAY}: kunden.csv (3 columns, dates dmy)." in shown.err
    assert "Zweig  ->  industry        Milch | Stahl  (remembered)" in shown.err
    taken = shell.take(again)
    assert taken["kind"] == "accounts" and taken["layout"] == f"as the last time, on {DAY}: kunden.csv"
    assert (shell.field("Berg", "industry"), shell.field("Berg", "renewal_date")) == ("Milch", "2026-02-03")


def test_an_undo_of_the_import_leaves_the_layout_which_can_be_listed_put_aside_and_forgotten(
    shell: Shell,
) -> None:
    source = shell.file("kunden.csv", DATES)
    shell.take(*SAID, "--dates", "dmy", source)
    assert shell.run("undo").code == 0
    (kept,) = shell.run("import", "--layouts", "--json").json
    assert kept["columns"] == {"Kunde": "name", "Seit": "renewal_date", "Zweig": "industry"}
    assert kept["answers"] == {"dates": "dmy"}
    assert "dates dmy" in shell.run("import", "--layouts").out
    assert shell.take(source, "--no-layout", "--dry-run")["layout"] is None
    assert shell.run("import", "--forget-layout", "99").code == 3
    assert shell.run("import", "--forget-layout", str(kept["number"])).code == 0
    assert shell.run("import", "--layouts", "--json").json == []
    assert shell.run("import", *SAID, source, "--yes").code == 5


def test_what_the_values_of_the_new_file_prove_counts_more_than_a_remembered_answer(shell: Shell) -> None:
    shell.take(*SAID, "--dates", "dmy", shell.file("kunden.csv", DATES))
    both = shell.file("beide.csv", "Kunde,Seit,Zweig\nOst,28/05/2026,\nWest,05/28/2026,\n")
    assert shell.run("import", both, "--yes").code == 5
    proof = shell.file("neue.csv", "Kunde,Seit,Zweig\nBerg,04/07/2026,\nTal,05/28/2026,\n")
    taken = shell.take(proof)
    assert shell.field("Berg", "renewal_date") == "2026-04-07"
    assert any("prove the month first, not the day first as the last time" in one for one in taken["notes"])
    assert shell.run("import", "--layouts", "--json").json[0]["answers"] == {}, (
        "what was proved wrong is forgotten"
    )


def test_a_file_that_told_everything_by_itself_is_not_remembered(shell: Shell) -> None:
    shell.take(shell.file("plain.csv", "Company name,City\nKern,Ulm\n"))
    assert shell.run("import", "--layouts", "--json").json == []


def test_an_encoding_that_was_said_is_remembered_where_nothing_proves_another(shell: Shell) -> None:
    polish = "Firma,Miejscowość\nŻubr,Łódź\n"
    shell.take(
        "accounts", "--encoding", "cp1250", "--map", "Miejscowość=city", shell.file("a.csv", polish, "cp1250")
    )
    shell.take(shell.file("b.csv", polish.replace("Żubr", "Łoś"), "cp1250"))
    assert shell.field("Łoś", "city") == "Łódź"
    shell.take(shell.file("c.csv", polish.replace("Żubr", "Żaba"), "utf-8"))
    assert shell.field("Żaba", "city") == "Łódź"


def test_a_mapping_file_carries_columns_and_answers_to_another_database(shell: Shell, tmp_path: Path) -> None:
    source = shell.file("kunden.csv", DATES)
    shell.take(*SAID, "--dates", "dmy", "--save-map", str(tmp_path / "map.toml"), source)
    other = Shell(tmp_path / "other")
    other.folder.mkdir()
    taken = other.take("--use-map", str(tmp_path / "map.toml"), source)
    assert taken["new"] == 2 and taken["layout"] == "as map.toml says"
    assert other.field("Kern", "renewal_date") == "2026-07-04"
    saved = tmp_path / "again.toml"
    other.run(
        "import", "--use-map", str(tmp_path / "map.toml"), source, "--dry-run", "--save-map", str(saved)
    )
    assert saved.read_text() == (tmp_path / "map.toml").read_text()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('kind = "accounts"\n[columns]\n"Kunde" = "nmae"\n', "map.toml, line 3: there is no field 'nmae' for accounts; did you mean 'name'?"),
        ('kind = "things"\n', "map.toml, line 1: 'things' is no kind of file; write kind = \"accounts\""),
        ('kind = "accounts"\n[answers]\ndates = "ymd"\n', "map.toml, line 3: 'ymd' does not answer dates; write dmy or mdy"),
        ('kind = "accounts"\n[columns]\nKunden = "name"\n', "map.toml, line 3: the file has no column 'Kunden'; did you mean 'Kunde'?"),
        ('kind = "accounts"\n[colums]\n', "map.toml, line 2: there is no 'colums' in a mapping file"),
        ("kind = accounts\n", "map.toml is no TOML: Invalid value (at line 1, column 8)"),
    ],
)  # fmt: skip
def test_a_wrong_mapping_file_is_named_with_its_line_and_what_to_do(
    shell: Shell, text: str, sentence: str
) -> None:
    ran = shell.run("import", shell.file("k.csv", DATES), "--yes", "--use-map", shell.file("map.toml", text))
    assert ran.code == 1
    assert sentence in ran.err


CUSTOM = "Company name,Sales region,Class\nKern,North,a\nBerg,south west,\n"


def test_columns_that_fit_no_field_are_kept_shown_asked_for_exported_and_taken_back(shell: Shell) -> None:
    source = shell.file("c.csv", CUSTOM)
    assert [one["field"] for one in shell.take("--keep", "Sales region", source)["columns"]] == [
        "name",
        "custom.Sales region",
        None,
    ]
    assert shell.field("Kern", "custom") == {"Sales region": "North"}
    assert "Sales region: North" in shell.run("account", "Kern").out
    named = [
        one["name"] for one in shell.run("accounts", "--filter", "custom.sales-region:so", "--json").json
    ]
    assert named == ["Berg"]
    wrong = shell.run("accounts", "--filter", "custom.region:so")
    assert wrong.code == 2
    assert 'no "custom.region" to filter by; there is custom.salesregion.' in wrong.err
    assert shell.take(source)["same"] == 2
    shell.take("--keep-rest", shell.file("d.csv", "Company name,Sales region,Size\nKern,,big\n"))
    assert shell.field("Kern", "custom") == {"Sales region": "North", "Size": "big"}
    out = shell.file("out.csv", shell.run("export", "accounts").out)
    assert {row["name"]: row["custom.Sales region"] for row in shell.table("accounts")} == {
        "Kern": "North",
        "Berg": "south west",
    }
    assert shell.take(out)["same"] == 2
    shell.run("undo")
    assert shell.field("Kern", "custom") == {"Sales region": "North"}


def test_contacts_and_orders_keep_columns_too_and_lines_do_not(shell: Shell) -> None:
    shell.take(shell.file("a.csv", "Company name\nKern\n"))
    shell.take(
        "contacts",
        "--keep",
        "Birthday",
        shell.file("p.csv", "Company,Full name,Birthday\nKern,Ann Lee,May 3\n"),
    )
    assert [one["custom"] for one in shell.field("Kern", "contacts")] == [{"Birthday": "May 3"}]
    people = shell.file("people.csv", shell.run("export", "contacts").out)
    assert shell.take("contacts", people)["same"] == 1
    orders = "Order No,Customer,Date,Product,Qty,Price,Channel\n1,Kern,2026-10-02,P,1,5,web\n1,Kern,2026-10-02,Q,1,5,phone\n"
    shell.take("--keep", "Channel", shell.file("o.csv", orders))
    assert [row["custom.Channel"] for row in shell.table("orders")] == ["web"]
    assert shell.take("--keep", "Channel", shell.file("o.csv", orders.replace("web", "fair")))["changed"] == 2
    assert [row["custom.Channel"] for row in shell.table("orders")] == ["fair"]
    assert shell.take(shell.file("orders.csv", shell.run("export", "orders").out))["same"] == 1
    shell.run("undo")
    assert [row["custom.Channel"] for row in shell.table("orders")] == ["web"]
    lines = shell.file("l.csv", "Order No,Product,Qty,Price,Colour\n1,P,1,5,red\n")
    ran = shell.run("import", lines, "--yes", "--keep", "Colour")
    assert ran.code == 2 and "lines keep no custom fields" in ran.err


def test_the_mapping_file_of_the_documentation_reads_what_stands_below_it(shell: Shell) -> None:
    page = (Path(__file__).parents[2] / "docs" / "import.md").read_text("utf-8")
    toml, table = (page.partition(f"```{kind}\n")[2].partition("```")[0] for kind in ("toml", "csv"))
    shell.take("--use-map", shell.file("map.toml", toml), shell.file("kunden.csv", table))
    assert [shell.field("Kern", name) for name in ("renewal_date", "industry", "custom")] == [
        "2026-07-04",
        "Milch",
        {"region": "Nord"},
    ]
