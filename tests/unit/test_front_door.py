"""The front door: what opens the app at once, what goes to the command line, and the demo's private copy."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

import pytest

import factories as f
from reviewtui import demo, main
from reviewtui.cli.session import Opening
from reviewtui.domain.errors import DatabaseUnusable, UsageError
from reviewtui.main import plain_opening
from reviewtui.tui import start
from reviewtui.tui.launch import LaunchOptions


@pytest.mark.parametrize(
    ("arguments", "opening"),
    [
        ([], Opening()),
        (["--db", "x.db"], Opening(db="x.db")),
        (["--db=x.db", "--as-of=2026-11-20"], Opening(db="x.db", as_of=date(2026, 11, 20))),
        (["--read-only", "--no-mouse", "--ascii"], Opening(read_only=True, mouse=False, ascii=True)),
        (["demo"], Opening(demo=True)),
        (["review", "Acme"], Opening(account="Acme")),
        (["review", "Acme", "--template", "pulse"], Opening(account="Acme", template="pulse")),
        (["--as-of", "2026-11-20", "review", "Acme"], Opening(as_of=date(2026, 11, 20), account="Acme")),
    ],
)
def test_what_plainly_opens_the_app_does_not_go_through_the_command_line(
    arguments: list[str], opening: Opening
) -> None:
    assert plain_opening(arguments) == opening


@pytest.mark.parametrize(
    "arguments",
    [
        ["today"],
        ["--help"],
        ["review"],
        ["review", "a", "b"],
        ["--db"],
        ["demo", "x"],
        ["review", "--help"],
        ["--template", "x"],
        [""],
    ],
)
def test_everything_else_is_explained_by_the_command_line(arguments: list[str]) -> None:
    assert plain_opening(arguments) is None


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="2026-11-22"):
        plain_opening(["--as-of", "22.11.2026"])


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[LaunchOptions]:
    """The app replaced by a note of how it was opened, on something that looks like a terminal."""
    seen: list[LaunchOptions] = []

    def run(options: LaunchOptions) -> int:
        seen.append(options)
        assert options.db.exists() or not options.demo
        return 7

    monkeypatch.setattr(start, "run", run)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("REVIEWTUI_STATE_DIR", str(tmp_path / "state"))
    return seen


def test_the_app_gets_the_file_the_day_and_the_account_and_its_code_is_returned(
    launched: list[LaunchOptions], tmp_path: Path
) -> None:
    code = main.main(
        ["--db", str(tmp_path / "x.db"), "--as-of", "2026-11-20", "review", "Acme", "-t", "pulse"]
    )
    assert code == 7
    assert launched == [
        LaunchOptions(db=tmp_path / "x.db", as_of=date(2026, 11, 20), account="Acme", template="pulse")
    ]


def test_review_opens_the_same_when_the_command_line_had_to_read_it(
    launched: list[LaunchOptions], tmp_path: Path
) -> None:
    assert main.main(["review", "--db", str(tmp_path / "x.db"), "--", "Acme"]) == 7
    assert launched == [LaunchOptions(db=tmp_path / "x.db", account="Acme")]


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "package"
    folder.mkdir()
    store = f.make_store(folder)
    with store.write("sample", f.moment(), journal=False) as w:
        w.set_setting("sample_as_of", "2026-11-19")
    store.close()
    monkeypatch.setattr(demo, "sample_path", lambda: store.path)
    return store.path


def test_the_demo_opens_a_private_copy_as_of_the_samples_own_day_and_leaves_nothing(
    launched: list[LaunchOptions], sample: Path, tmp_path: Path
) -> None:
    before = sample.read_bytes()
    assert main.main(["demo"]) == 7
    (options,) = launched
    assert options.demo
    assert options.as_of == date(2026, 11, 19)
    assert options.db != sample
    assert sample.read_bytes() == before
    assert list((tmp_path / "state" / "demo").iterdir()) == []


def test_the_demos_copy_is_for_the_user_alone(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIEWTUI_STATE_DIR", str(tmp_path / "state"))
    path, day = demo.demo_copy(f.moment())
    assert day == date(2026, 11, 19)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_copies_of_demos_that_were_killed_go_after_a_day(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIEWTUI_STATE_DIR", str(tmp_path / "state"))
    now = f.moment().now.timestamp()
    old, young = (demo.demo_copy(f.moment())[0].parent for _ in range(2))
    os.utime(old, (now - 90_000, now - 90_000))
    os.utime(young, (now - 60, now - 60))
    demo.demo_copy(f.moment())
    assert not old.exists()
    assert young.exists()


def test_a_demo_without_a_sample_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "SAMPLE", "no-such-sample.db")
    with pytest.raises(DatabaseUnusable, match="install"):
        demo.sample_path()
