"""What a real process has loaded after some ways in: the start stays quick only if nothing heavy slips in."""

from __future__ import annotations

from pathlib import Path

import pytest

from program import modules_after

HEAVY = {"textual", "rich", "sqlmodel", "sqlalchemy", "alembic", "pydantic", "sqlite3", "jinja2", "icalendar"}
FIRST_PAINT = """
import asyncio, sys
from datetime import date
from pathlib import Path
from reviewtui.config import Config
from reviewtui.tui.launch import LaunchOptions
from reviewtui.tui.left_out import left_out
from reviewtui.tui.start import Start
start = Start(LaunchOptions(db=Path({db!r}), as_of=date(2026, 11, 19)), Config())
with left_out():
    from reviewtui.tui.app import ReviewApp, first_place
session, found = start.session(lambda event: None)
app = ReviewApp(session, first_place(start.launch, found))
painted = []
def paint(screen, update, display=app._display):
    painted.append((set(sys.modules), screen.list.count, not app._batch_count))
    return display(screen, update)
app._display = paint
async def run():
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
asyncio.run(run())
loaded, rows, drawn = painted[0]
assert drawn and rows > 30, painted[0]
print(*sorted(loaded - {{"ssl"}}))
raise SystemExit
"""
LEAVING = """
import os, sys
def stay(code): raise SystemExit(code)
os._exit = stay
sys.argv = ["reviewtui", {words}]
from reviewtui.__main__ import run
sys.stdout, out = open(os.devnull, "w"), sys.stdout
try:
    run()
except SystemExit:
    pass
sys.stdout = out
"""


@pytest.mark.parametrize("words", ['"--version"', '"--help"', '"accounts", "--help"'])
def test_version_and_help_load_neither_the_app_nor_the_store(words: str, tmp_path: Path) -> None:
    loaded = modules_after(LEAVING.format(words=words), home=tmp_path)
    assert not loaded & (HEAVY - {"rich"})


def test_version_loads_next_to_nothing(tmp_path: Path) -> None:
    loaded = modules_after(LEAVING.format(words='"--version"'), home=tmp_path)
    assert not loaded & (HEAVY | {"click", "reviewtui.main", "dataclasses", "re"})


@pytest.mark.parametrize(
    "module",
    ["reviewtui.tui.start", "reviewtui.tui.app", "reviewtui.storage.store", "reviewtui.services.today"],
)
def test_what_reads_loads_no_sqlmodel(module: str, tmp_path: Path) -> None:
    loaded = modules_after(f"import {module}", home=tmp_path)
    assert not loaded & {"sqlmodel", "sqlalchemy", "alembic", "pydantic"}


def test_a_reading_command_loads_neither_the_app_nor_sqlmodel(tmp_path: Path) -> None:
    words = f'"accounts", "--db", {str(tmp_path / "none.db")!r}'
    loaded = modules_after(LEAVING.format(words=words), home=tmp_path)
    assert not loaded & {"textual", "sqlmodel", "sqlalchemy", "pydantic"}


def test_an_import_loads_no_library_for_what_it_does_not_do(tmp_path: Path) -> None:
    db, file = tmp_path / "sample.db", tmp_path / "lines.csv"
    db.write_bytes((Path(__file__).parents[2] / "sample.db").read_bytes())
    file.write_text("Customer,Order No,Order Date,Line Amount\nFirm Ltd,SO1,2026-11-02,10.50\n", "utf-8")
    words = f'"import", "orders", {str(file)!r}, "--db", {str(db)!r}, "--make-accounts", "--yes"'
    loaded = modules_after(LEAVING.format(words=words), home=tmp_path)
    assert "reviewtui.storage.imports.golive" in loaded
    seldom = {
        "hashlib",
        "secrets",
        "inspect",
        "tempfile",
        "zipfile",
        "difflib",
        "fractions",
        "importlib.resources",
    }
    assert not loaded & (HEAVY - {"sqlite3"} | seldom)


@pytest.mark.parametrize("floor", ["domain", "services", "cli"])
def test_no_module_of_the_lower_floors_names_a_database_or_the_app(floor: str) -> None:
    import ast

    import reviewtui

    folder = Path(reviewtui.__file__).parent / floor
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            roots = {name.split(".")[0] for name in names}
            assert not roots & {"textual", "sqlmodel", "sqlalchemy", "sqlite3"}, path


def test_the_first_paint_of_today_has_its_rows_and_loads_only_what_draws_them(tmp_path: Path) -> None:
    db = tmp_path / "sample.db"
    db.write_bytes((Path(__file__).parents[2] / "sample.db").read_bytes())
    loaded = modules_after(FIRST_PAINT.format(db=str(db)), home=tmp_path)
    ours = {name for name in loaded if name.startswith("reviewtui")}
    assert "reviewtui.tui.screens.today.rows" in ours
    assert not loaded & {
        "sqlmodel",
        "sqlalchemy",
        "pydantic",
        "click",
        "textual.command",
        "textual.widgets._input",
    }
    assert not {name for name in ours if ".forms" in name or ".dialogs" in name or "widgets.dialog" in name}
    assert len(ours) < 92, sorted(ours)
