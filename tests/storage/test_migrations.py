"""Older files: brought up in one transaction after a backup, or left exactly as they were."""

from __future__ import annotations

import importlib.util
import sqlite3
from pathlib import Path

import pytest
from store_factory import MOMENT, fingerprint, full_store, new_store

from reviewtui.domain.errors import DatabaseUnusable
from reviewtui.storage import migrate as migration
from reviewtui.storage.create import schema_sql, statements
from reviewtui.storage.engine import APPLICATION_ID, SCHEMA_VERSION, check_file
from reviewtui.storage.store import Store

ENV = migration.SCRIPTS / "env.py"
SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY 1, 2"

STEP = '''
"""A made-up step."""
from alembic import op
revision, down_revision = "0001", None
def upgrade():
    op.add_column("customer", __import__("sqlalchemy").Column("city", __import__("sqlalchemy").String))
    with op.batch_alter_table("customer") as table:
        table.alter_column("nmae", new_column_name="name")
    op.execute("UPDATE customer SET city='?' WHERE city IS NULL")
    {more}
'''


def rows(path: Path, question: str) -> list[tuple[object, ...]]:
    """The answer of a plain connection."""
    db = sqlite3.connect(path)
    try:
        return db.execute(question).fetchall()
    finally:
        db.close()


def shape(path: Path) -> dict[str, object]:
    """Every table with its columns in order, references and indexes: what ALTER and CREATE must agree on."""
    tables = [name for (name,) in rows(path, "SELECT name FROM sqlite_schema WHERE type='table' ORDER BY 1")]
    asked = ("table_xinfo", "foreign_key_list", "index_list")
    found: dict[str, object] = {
        name: [sorted(rows(path, f'PRAGMA {what}("{name}")'), key=repr) for what in asked] for name in tables
    }
    return found | {
        "indexes": rows(path, "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type='index' ORDER BY 1")
    }


def old_file(path: Path) -> Path:
    """A made-up file of ours, format 0, with data and a reference."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.execute("CREATE TABLE customer(id INTEGER PRIMARY KEY, nmae TEXT NOT NULL)")
    db.execute("CREATE TABLE visit(id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customer(id))")
    db.execute("INSERT INTO customer VALUES (1, 'Ann'), (2, 'Bob')")
    db.execute("INSERT INTO visit VALUES (7, 2)")
    db.close()
    return path


def scripts(folder: Path, more: str = "") -> Path:
    """A folder of migrations with one made-up step."""
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text(ENV.read_text())
    (folder / "versions" / "0001_city.py").write_text(STEP.format(more=more))
    return folder


def test_an_older_file_keeps_its_data_and_its_backup_holds_the_old_one(tmp_path: Path) -> None:
    path = old_file(tmp_path / "reviewtui.db")
    kept = migration.migrate(path, 0, MOMENT, scripts=scripts(tmp_path / "steps"), target=1)
    assert rows(path, "SELECT id, name, city FROM customer") == [(1, "Ann", "?"), (2, "Bob", "?")]
    assert rows(path, "SELECT * FROM visit") == [(7, 2)]
    assert rows(path, "PRAGMA user_version") == [(1,)]
    assert rows(path, "SELECT COUNT(*) FROM sqlite_schema WHERE name LIKE 'alembic%'") == [(0,)]
    assert rows(kept, "SELECT id, nmae FROM customer") == [(1, "Ann"), (2, "Bob")]
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "more",
    [
        "raise RuntimeError('half way')",
        "op.execute('INSERT INTO nowhere VALUES (1)')",
        "op.execute('DELETE FROM customer WHERE id=2')",
    ],
)
def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path, more: str) -> None:
    path = old_file(tmp_path / "reviewtui.db")
    before = rows(path, SCHEMA), rows(path, "SELECT * FROM customer"), fingerprint(path)
    with pytest.raises(DatabaseUnusable, match="could not be brought from format 0 to 1") as caught:
        migration.migrate(path, 0, MOMENT, scripts=scripts(tmp_path / "steps", more), target=1)
    assert "It is as it was" in str(caught.value)
    assert (rows(path, SCHEMA), rows(path, "SELECT * FROM customer"), fingerprint(path)) == before


def test_a_file_brought_up_by_another_program_meanwhile_is_not_brought_up_twice(tmp_path: Path) -> None:
    path = old_file(tmp_path / "reviewtui.db")
    steps = scripts(tmp_path / "steps")
    migration.migrate(path, 0, MOMENT, scripts=steps, target=1)
    before = fingerprint(path)
    db = sqlite3.connect(path)
    db.close()
    migration._upgrade(path, steps, 1)
    assert fingerprint(path) == before


def test_opening_an_older_file_brings_it_up(db_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full_store(db_path).close()
    sqlite3.connect(db_path, isolation_level=None).execute("PRAGMA user_version=0").close()
    monkeypatch.setattr(migration, "_run", lambda *_: None)
    store = Store.open(db_path, MOMENT)
    with store.read() as r:
        assert len(r.accounts.all()) == 2
    store.close()
    assert check_file(db_path) == SCHEMA_VERSION
    assert len(list((db_path.parent / "backups").iterdir())) == 1


def test_an_empty_file_brought_up_step_by_step_equals_a_new_one(db_path: Path, tmp_path: Path) -> None:
    new_store(db_path).close()
    empty = tmp_path / "empty.db"
    db = sqlite3.connect(empty, isolation_level=None)
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.execute("CREATE TABLE gone(x)")
    db.execute("DROP TABLE gone")
    db.close()
    migration.migrate(empty, 0, MOMENT)
    assert shape(empty) == shape(db_path)
    for pragma in ("PRAGMA user_version", "PRAGMA application_id"):
        assert rows(empty, pragma) == rows(db_path, pragma)


def file_of_format(version: int, path: Path, full: Path) -> Path:
    """A file as an earlier version of the program wrote it, with the rows of a full one of today."""
    db = sqlite3.connect(path, isolation_level=None)
    for statement in statements(schema_sql("schema_0001.sql")):
        db.execute(statement)
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.execute("PRAGMA user_version=1")
    db.close()
    if version > 1:
        migration.migrate(path, 1, MOMENT, target=version).unlink()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("ATTACH ? AS now", (str(full),))
    for (table,) in db.execute("SELECT name FROM main.sqlite_schema WHERE type='table'").fetchall():
        columns = ", ".join(f'"{row[1]}"' for row in db.execute(f'PRAGMA main.table_info("{table}")'))
        db.execute(f'INSERT OR REPLACE INTO main."{table}" ({columns}) SELECT {columns} FROM now."{table}"')
    db.close()
    return path


def everything(path: Path) -> dict[str, tuple[list[str], list[tuple[object, ...]]]]:
    """The columns and the rows of every table."""
    tables = [name for (name,) in rows(path, "SELECT name FROM sqlite_schema WHERE type='table' ORDER BY 1")]
    return {
        name: (
            [str(row[1]) for row in rows(path, f'PRAGMA table_info("{name}")')],
            rows(path, f'SELECT * FROM "{name}" ORDER BY 1, 2'),
        )
        for name in tables
    }


def test_a_file_of_the_first_format_keeps_its_rows_and_gains_the_columns(
    db_path: Path, tmp_path: Path
) -> None:
    full_store(db_path).close()
    old = file_of_format(1, tmp_path / "old.db", db_path)
    before = rows(old, "SELECT id, title, due FROM action"), rows(old, "SELECT id, name, email FROM contact")
    Store.open(old, MOMENT).close()
    assert check_file(old) == SCHEMA_VERSION
    assert shape(old) == shape(db_path)
    assert before[0]
    assert before[1]
    assert (
        rows(old, "SELECT id, title, due FROM action"),
        rows(old, "SELECT id, name, email FROM contact"),
    ) == before
    assert set(rows(old, "SELECT external_id FROM action")) == {("",)}
    assert set(rows(old, "SELECT custom FROM contact")) == {("{}",)}


OWN = ("feedback_ideal", "feedback_maximum", "review_months", "post_order", "renewal_lead", "own_since")


def test_a_file_of_the_second_format_keeps_every_cell_and_nobody_has_a_plan_of_its_own(
    db_path: Path, tmp_path: Path
) -> None:
    full_store(db_path).close()
    old = file_of_format(2, tmp_path / "old.db", db_path)
    before = everything(old)
    assert check_file(old) == 2
    Store.open(old, MOMENT).close()
    assert check_file(old) == SCHEMA_VERSION
    assert shape(old) == shape(db_path)
    assert set(OWN).isdisjoint(before["account_plan"][0])
    for table, (columns, held) in before.items():
        listed = ", ".join(f'"{one}"' for one in columns)
        assert rows(old, f'SELECT {listed} FROM "{table}" ORDER BY 1, 2') == held, table
    assert rows(old, f"SELECT tier, contact_maximum, {', '.join(OWN)} FROM account_plan") == [
        ("A", 45, None, None, None, None, None, None)
    ]
    (kept,) = (tmp_path / "backups").iterdir()
    assert everything(kept) == before


def test_the_schema_script_is_what_the_tables_say() -> None:
    place = Path(__file__).parents[2] / "tools" / "write_schema.py"
    spec = importlib.util.spec_from_file_location("write_schema", place)
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.schema() == schema_sql(), "run tools/write_schema.py"


def test_a_sound_file_of_this_version_never_loads_the_migrations(db_path: Path) -> None:
    import subprocess
    import sys

    new_store(db_path).close()
    code = (
        "import sys; from pathlib import Path; from store_factory import MOMENT;"
        "from reviewtui.storage.store import Store; Store.open(Path(sys.argv[1]), MOMENT).close();"
        "print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(db_path)], capture_output=True, text=True, cwd=Path(__file__).parent,
        env={"PYTHONPATH": str(Path(__file__).parent)},
    )  # fmt: skip
    assert done.stdout.strip() == "False", done.stderr
