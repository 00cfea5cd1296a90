"""The house holds: the domain is pure, and services load neither the screen nor the object mapper."""

from __future__ import annotations

import ast
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import reviewtui
from reviewtui import services

ROOT = Path(reviewtui.__file__).parent
DOMAIN = sorted((ROOT / "domain").glob("*.py"))
READING = [
    "reviewtui.storage.store",
    "reviewtui.storage.reader",
    "reviewtui.storage.figures",
    "reviewtui.storage.create",
]
CLOCKS = {"today", "now", "utcnow", "fromtimestamp", "time", "time_ns", "monotonic", "perf_counter"}
DOORS = {"open", "print", "input", "exec", "eval", "__import__"}


def modules_of(package: object) -> list[str]:
    """Every module below a package, by name."""
    return [found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]  # type: ignore[attr-defined]


def loaded_by(modules: list[str]) -> set[str]:
    """What a real process has loaded after importing some modules."""
    code = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("floor", ["services", "reading"])
def test_a_real_process_loads_neither_textual_nor_the_object_mapper(floor: str) -> None:
    modules = modules_of(services) if floor == "services" else READING
    heavy = {
        "textual",
        "sqlmodel",
        "sqlalchemy",
        "alembic",
        "python_calamine",
        "xlsxwriter",
        "icalendar",
        "jinja2",
    }
    assert len(modules) > 3
    assert loaded_by(modules) & heavy == set()


@pytest.mark.parametrize("file", DOMAIN, ids=lambda file: file.stem)
def test_a_domain_module_imports_the_standard_library_and_the_domain_only(file: Path) -> None:
    wrong = [
        name
        for name in imported(ast.parse(file.read_text("utf-8")))
        if not name.startswith("reviewtui.domain") and name.split(".")[0] not in sys.stdlib_module_names
    ]
    assert wrong == []


@pytest.mark.parametrize("file", DOMAIN, ids=lambda file: file.stem)
def test_a_domain_module_asks_no_clock_and_opens_nothing(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    asked = [call_name(node) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert [name for name in asked if is_clock(name) or name in DOORS] == []
    doors = {
        "os",
        "pathlib",
        "sqlite3",
        "subprocess",
        "socket",
        "urllib",
        "random",
        "time",
        "tempfile",
        "shutil",
    }
    assert doors & {name.split(".")[0] for name in imported(tree)} == set()


def imported(tree: ast.AST) -> list[str]:
    """Full names of the modules a tree imports."""
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append("." * node.level + (node.module or ""))
    return names


def call_name(node: ast.Call) -> str:
    """What is called: ``date.today``, ``open``."""
    return ast.unparse(node.func)


def is_clock(name: str) -> bool:
    """Whether a call asks what time it is."""
    owner, _, last = name.rpartition(".")
    return last in CLOCKS and owner.rpartition(".")[2] in ("date", "datetime", "time")


def test_the_checks_see_what_they_look_for() -> None:
    tree = ast.parse("import os\nfrom textual.app import App\ndatetime.date.today()\nopen('x')")
    assert imported(tree) == ["os", "textual.app"]
    calls = [call_name(node) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert [name for name in calls if is_clock(name)] == ["datetime.date.today"]
    assert "open" in calls


def test_sqlite_is_known_to_storage_alone() -> None:
    knowing = {"sqlite3", "sqlmodel", "sqlalchemy", "alembic"}
    wrong = [
        str(file.relative_to(ROOT))
        for file in ROOT.rglob("*.py")
        if file.relative_to(ROOT).parts[0] != "storage"
        and knowing & {name.split(".")[0] for name in imported(ast.parse(file.read_text("utf-8")))}
    ]
    assert wrong == []
