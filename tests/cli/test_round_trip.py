"""The whole file out as JSON and in again by ``reviewtui import``: the same bytes, and nothing lost on the way."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from program import called

SAMPLE = Path(__file__).parents[2] / "sample.db"
REAL = os.environ.get("REVIEWTUI_REAL_DATA", "")


class Shell:
    """Runs the program in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ran(self, *words: str, db: str, code: int = 0) -> str:
        done = called(*words, home=self.folder, db=self.folder / db)
        assert done.code == code, done.err
        return done.out + done.err

    def exported(self, db: str) -> bytes:
        target = self.folder / f"{db}.json"
        self.ran("export", "--to", str(target), db=db)
        return target.read_bytes()

    def comes_back(self, db: str) -> None:
        """Out, in with ``import``, and out again: the same bytes."""
        before = self.exported(db)
        self.ran("import", f"{self.folder / db}.json", db="new.db")
        assert self.exported("new.db") == before


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_the_sample_comes_back_to_the_byte_in_a_new_and_in_an_empty_file(shell: Shell) -> None:
    shutil.copy(SAMPLE, shell.folder / "sample.db")
    shell.comes_back("sample.db")
    (shell.folder / "nothing.csv").write_text("Customer,City\nAcme,Ulm\n")
    shell.ran("import", str(shell.folder / "nothing.csv"), "--yes", db="empty.db")
    shell.ran("undo", db="empty.db")
    shell.ran("import", str(shell.folder / "sample.db.json"), db="empty.db")
    assert shell.exported("empty.db") == (shell.folder / "sample.db.json").read_bytes()


@pytest.mark.real_data
@pytest.mark.skipif(not REAL, reason="REVIEWTUI_REAL_DATA names no folder with the real files")
def test_a_file_of_real_orders_comes_back_to_the_byte(shell: Shell) -> None:
    folder = Path(REAL) / "adventureworks_reseller"
    files = [str(folder / name) for name in ("Resellers.csv", "FactResellerSales.csv")]
    shell.ran("import", *files, "--yes", db="bikes.db")
    shell.comes_back("bikes.db")


def test_an_export_never_goes_over_records_nor_together_with_other_files(shell: Shell) -> None:
    shutil.copy(SAMPLE, shell.folder / "sample.db")
    whole, kept = shell.exported("sample.db"), (shell.folder / "sample.db").read_bytes()
    source = str(shell.folder / "sample.db.json")
    assert "holds records already" in shell.ran("import", source, db="sample.db", code=4)
    assert (shell.folder / "sample.db").read_bytes() == kept
    assert "import it by itself" in shell.ran("import", source, source, db="new.db", code=2)
    (shell.folder / "cut.json").write_bytes(whole[: len(whole) // 2])
    assert "not a whole export" in shell.ran("import", str(shell.folder / "cut.json"), db="new.db", code=1)
    assert "Nothing was written" in shell.ran("import", source, "--dry-run", db="new.db")
    assert not (shell.folder / "new.db").exists()
