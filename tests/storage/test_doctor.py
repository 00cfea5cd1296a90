"""The doctor finds what is wrong, changes nothing unless told, and then only the summaries."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from store_factory import MOMENT, fingerprint, full_store

from reviewtui.services import doctor
from reviewtui.services.backups import back_up_now
from reviewtui.services.doctor import exit_code

TERMINAL = {"TERM": "xterm-256color", "LANG": "en_GB.UTF-8"}


def looked(path: Path, *, fix: bool = False, **environ: str) -> tuple[dict[str, str], int]:
    """State by name, and the exit code."""
    found = doctor.examine(path, MOMENT, {**TERMINAL, **environ}, fix=fix)
    return {one.name: one.state for one in found}, exit_code(found)


def spoil(path: Path, *statements: str) -> None:
    """Change a file behind our back."""
    db = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        db.execute(statement)
    db.close()


def test_a_sound_file_is_sound_and_stays_as_it_is(db_path: Path) -> None:
    full_store(db_path).close()
    back_up_now(db_path, MOMENT)
    before = fingerprint(db_path)
    states, code = looked(db_path)
    assert set(states.values()) == {"ok"}, states
    assert code == 0
    assert fingerprint(db_path) == before


@pytest.mark.parametrize(
    ("statement", "name", "state", "code"),
    [
        ("UPDATE order_day SET net=net+1", "order days", "wrong", 1),
        ("DELETE FROM order_day", "order days", "wrong", 1),
        ("UPDATE account_figures SET revenue_12m=1", "figures", "wrong", 1),
        ("UPDATE action SET account_id=99", "references", "wrong", 1),
        ("UPDATE action SET due='2026-02-31'", "dates", "wrong", 1),
        ("UPDATE setting SET value='13' WHERE key='first_month'", "settings", "wrong", 1),
        ("UPDATE setting SET value='soon' WHERE key='figures_as_of'", "settings", "wrong", 1),
        ("UPDATE rate SET rate='0.9.2'", "rates", "wrong", 1),
        ("UPDATE rate SET rate='0.0'", "rates", "wrong", 1),
        ("DELETE FROM setting WHERE key='rates'", "rates", "wrong", 1),
        ("CREATE INDEX mine ON note(text)", "schema", "odd", 0),
        ("DROP TABLE quote", "file", "unusable", 4),
        ("PRAGMA user_version=9", "file", "unusable", 4),
    ],
)
def test_what_was_spoilt_is_found(db_path: Path, statement: str, name: str, state: str, code: int) -> None:
    full_store(db_path).close()
    spoil(db_path, statement)
    before = fingerprint(db_path)
    states, found = looked(db_path)
    assert states[name] == state
    assert found == code
    assert fingerprint(db_path) == before


def test_a_large_file_damaged_where_opening_does_not_look_is_unusable(
    db_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_store(db_path).close()
    monkeypatch.setattr("reviewtui.storage.engine.QUICK_CHECK_BYTES", 0)
    db = sqlite3.connect(db_path)
    page = db.execute("SELECT rootpage FROM sqlite_schema WHERE name='ix_touch_account_id'").fetchone()[0]
    db.close()
    with db_path.open("r+b") as raw:
        raw.seek((page - 1) * 4096)
        raw.write(b"\xa5" * 4096)
    states, code = looked(db_path)
    assert code == 4
    assert "unusable" in (states.get("integrity"), states["file"])


def test_fix_makes_the_summaries_anew_and_nothing_else(db_path: Path) -> None:
    full_store(db_path).close()
    # That it was made anew is counted, so that whoever computes figures meanwhile keeps none of them.
    spoil(db_path, "UPDATE figure_stamp SET stamp=stamp+1 WHERE account_id=0")
    whole = list(sqlite3.connect(db_path).iterdump())
    spoil(
        db_path,
        "UPDATE figure_stamp SET stamp=stamp-1 WHERE account_id=0",
        "UPDATE order_day SET net=net+1",
        "DELETE FROM account_figures",
    )
    states, code = looked(db_path, fix=True)
    assert (states["order days"], states["figures"], states["fix"], code) == ("ok", "ok", "ok", 0)
    assert list(sqlite3.connect(db_path).iterdump()) == whole


def test_fix_leaves_figures_of_an_unreadable_day_to_the_app(db_path: Path) -> None:
    full_store(db_path).close()
    spoil(db_path, "UPDATE setting SET value='soon' WHERE key='figures_as_of'")
    states, code = looked(db_path, fix=True)
    assert (states["settings"], code) == ("ok", 0)


def test_open_permissions_and_a_poor_terminal_are_odd_not_wrong(db_path: Path) -> None:
    full_store(db_path).close()
    db_path.chmod(0o644)
    states, code = looked(db_path, TERM="dumb", LANG="C", SSH_CONNECTION="x")
    assert (states["permissions"], states["terminal"], states["backups"], code) == ("odd", "odd", "odd", 0)


def test_a_missing_file_is_unusable_and_not_made(db_path: Path) -> None:
    states, code = looked(db_path)
    assert (states["file"], code) == ("unusable", 4)
    assert not db_path.exists()


def test_a_network_file_system_is_named(db_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full_store(db_path).close()
    monkeypatch.setattr(doctor, "_file_system", lambda _: "nfs4")
    assert looked(db_path)[0]["disk"] == "odd"
