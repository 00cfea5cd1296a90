"""Paths: the platform's folders, each of which can be moved."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from platformdirs import user_config_path, user_data_path, user_state_path

from program import modules_after
from reviewtui import paths

VARIABLES = ("REVIEWTUI_DB", "REVIEWTUI_CONFIG_DIR", "REVIEWTUI_STATE_DIR")


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_the_database_named_wins_over_the_variable_and_that_over_the_users_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert paths.database_path() == paths.data_dir() / "reviewtui.db"
    monkeypatch.setenv("REVIEWTUI_DB", str(tmp_path / "env.db"))
    assert paths.database_path() == tmp_path / "env.db"
    assert paths.database_path(tmp_path / "named.db") == tmp_path / "named.db"
    monkeypatch.setenv("REVIEWTUI_DB", "")
    assert paths.database_path() == paths.data_dir() / "reviewtui.db"


def test_a_tilde_means_the_home_folder() -> None:
    assert paths.database_path("~/x.db") == Path.home() / "x.db"


def test_settings_and_templates_move_with_their_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "reviewtui" in str(paths.config_file())
    monkeypatch.setenv("REVIEWTUI_CONFIG_DIR", str(tmp_path))
    assert paths.config_file() == tmp_path / "config.toml"
    assert paths.templates_dir() == tmp_path / "templates"


def test_recovery_moves_with_its_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert "reviewtui" in str(paths.recovery_dir())
    monkeypatch.setenv("REVIEWTUI_STATE_DIR", str(tmp_path))
    assert paths.recovery_dir() == tmp_path / "recovery"


def test_backups_stand_beside_their_database(tmp_path: Path) -> None:
    assert paths.backups_dir(tmp_path / "a.db") == tmp_path / "backups"


def test_folders_are_made_for_the_user_alone(tmp_path: Path) -> None:
    made = paths.make_private(tmp_path / "one" / "two")
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (made, made.parent)] == [0o700, 0o700]
    tmp_path.chmod(0o755)
    assert paths.make_private(tmp_path) == tmp_path
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_asking_for_a_named_place_makes_nothing(tmp_path: Path) -> None:
    paths.database_path(tmp_path / "deep" / "x.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "said", ["", " ", "/srv/of mine", " /srv/x/ ", "/srv/x ", "relative", "~/there", "/"]
)
@pytest.mark.parametrize("home", ["/home/ana", "/home/ana/", "", "relative"])
def test_our_folders_are_where_the_platform_puts_them(
    said: str, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", home)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, said)
    assert paths.data_dir() == user_data_path("reviewtui", appauthor=False)
    assert paths.config_dir() == user_config_path("reviewtui", appauthor=False)
    assert paths.state_dir() == user_state_path("reviewtui", appauthor=False)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the platform is asked")
def test_our_folders_are_found_without_a_library(tmp_path: Path) -> None:
    assert "platformdirs" not in modules_after("from reviewtui import paths; paths.data_dir()", home=tmp_path)
