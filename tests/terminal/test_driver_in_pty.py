"""The driver in a real terminal: what a user's typing survives, and how the terminal looks afterwards."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from real_terminal import SIGNALS, RealTerminal

pytestmark = pytest.mark.terminal
NOTES = str(Path(__file__).parent / "apps" / "notes.py")


def start(folder: Path, *options: str, **more) -> RealTerminal:
    term = RealTerminal([sys.executable, NOTES, str(folder), *options], **more)
    term.wait("Account 000003")
    return term


@pytest.fixture
def term(tmp_path: Path) -> Iterator[RealTerminal]:
    with start(tmp_path) as running:
        yield running


def wait_for(condition, timeout: float = 10) -> None:
    """Look until it holds; for things outside the terminal, such as a file."""
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, "it never came true"
        os.sched_yield()


@pytest.mark.alone
@pytest.mark.parametrize("name", SIGNALS)
@pytest.mark.alone
def test_a_signal_saves_what_was_typed_and_gives_the_terminal_back(term, tmp_path, name):
    term.type("every word of it")
    term.signal(SIGNALS[name])
    began = time.monotonic()
    assert term.exit_code(3) == 128 + SIGNALS[name]
    assert time.monotonic() - began < 3
    assert (tmp_path / "text").read_text() == "every word of it"
    assert term.restored()


@pytest.mark.alone
@pytest.mark.alone
def test_a_burst_right_before_the_signal_is_not_lost(term, tmp_path):
    text = "".join(chr(97 + i % 26) for i in range(800))
    term.type(text)
    term.signal(signal.SIGTERM)
    assert term.exit_code(3) == 143
    assert (tmp_path / "text").read_text() == text


def test_a_closed_terminal_ends_the_program_with_everything_saved(term, tmp_path):
    term.type("before the line dropped")
    term.wait("line dropped")
    term.hang_up()
    assert term.exit_code(4) == 129
    assert (tmp_path / "text").read_text() == "before the line dropped"


def test_a_frozen_event_loop_still_gives_the_terminal_back(term, tmp_path):
    term.type("keep FREEZE")
    wait_for(
        lambda: (tmp_path / "keys").exists() and (tmp_path / "keys").read_text().endswith("E\nE\nZ\nE\n")
    )
    term.signal(signal.SIGTERM)
    assert term.exit_code(3.5) == 143
    assert term.restored()
    assert (tmp_path / "text").read_text().startswith("keep FREEZE"[:-1])


def test_invalid_utf8_is_shown_and_ends_nothing(term):
    term.send(b"caf\xe9 au lait")
    term.wait("caf\ufffd au lait")
    term.press("ctrl+q")
    assert term.exit_code() == 0


def page_through(term: RealTerminal, folder: Path, pages: int) -> None:
    """Page down in the list and let the program's clock beat twice after each: a frame for every page."""
    beats = folder / "beats"
    wait_for(beats.exists)
    for _ in range(pages):
        before = beats.stat().st_size
        term.press("pgdn")
        wait_for(lambda least=before + 2: beats.stat().st_size >= least)


def test_a_terminal_nobody_reads_neither_stops_the_program_nor_gets_all_it_missed(tmp_path):
    with start(tmp_path, size=(200, 60)) as term:
        term.press("esc")
        term.settled()
        term.stall()
        page_through(term, tmp_path, 60)
        sent = len(term.raw)
        term.go_on()
        term.wait(r"> Account 00[23]\d\d\d")
        term.settled()
        assert len(term.raw) - sent < 400_000
        numbers = [int(n) for n in re.findall(r"Account (\d+)", term.text())]
        assert len(numbers) >= 50
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        term.press("ctrl+q")
        assert term.exit_code() == 0
        assert term.restored()


def test_a_signal_reaches_a_program_whose_terminal_is_stalled(term, tmp_path):
    term.stall()
    term.type("said while the line was dead " * 40)
    wait_for(lambda: (tmp_path / "keys").exists() and (tmp_path / "keys").read_text().count("\n") >= 29 * 40)
    term.signal(signal.SIGTERM)
    assert term.exit_code(3.5) == 143
    assert (tmp_path / "text").read_text() == "said while the line was dead " * 40
    term.go_on()
    assert term.restored()


def test_escape_and_a_key_are_two_keys_however_quickly_they_come(term, tmp_path):
    term.send(b"\x1bb\x1b1\x1b.\x1b[A")
    keys = tmp_path / "keys"
    wait_for(lambda: keys.exists() and keys.read_text().count("\n") >= 7)
    assert keys.read_text().split() == ["escape", "b", "escape", "1", "escape", "full_stop", "up"]


def test_escape_and_an_opening_bracket_typed_quickly_are_two_keys(term, tmp_path):
    term.send(b"\x1b[")
    keys = tmp_path / "keys"
    wait_for(lambda: keys.exists() and keys.read_text().count("\n") >= 2)
    assert keys.read_text().split() == ["escape", "left_square_bracket"]


def test_what_is_pasted_is_text_even_when_it_holds_escapes_and_keys(term, tmp_path):
    term.paste("one\r\x1bq\x1b[31mred\x11 end")
    term.wait("red")
    assert not (tmp_path / "keys").exists()
    assert term.process.poll() is None
    assert "\u241b[31mred" in term.text()


def test_nothing_is_written_while_nothing_happens(tmp_path):
    with start(tmp_path, "quiet") as term:
        before = term.settled(0.5)
        assert term.settled(2.0) == before


@pytest.mark.alone
def test_stray_continue_signals_do_no_harm(term):
    for _ in range(3):
        term.signal(signal.SIGCONT)
    term.type("still here")
    term.wait("still here")
    term.press("ctrl+q")
    assert term.exit_code(3) == 0
    assert term.restored()


def test_stopped_by_the_shell_and_continued_it_paints_again(term):
    term.type("before")
    term.wait("before")
    term.signal(signal.SIGTSTP)
    wait_for(lambda: Path(f"/proc/{term.process.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T")
    assert term.restored()
    term.signal(signal.SIGCONT)
    term.type(" after")
    term.wait("before after")


def test_a_resize_repaints_every_line(term):
    term.resize(60, 15)
    term.wait("Account 000003")
    term.resize(100, 30)
    term.wait("Account 000020")
    assert all(re.search(r"Account 0000\d\d", line) for line in term.lines()[5:25])


def test_a_crash_leaves_one_line_no_data_and_exit_code_70(term, tmp_path):
    term.type("BOOM")
    assert term.exit_code() == 70
    assert term.restored()
    said = bytes(term.raw).rpartition(b"\x1b[?1049l")[2].decode()
    assert "customer data" not in said
    assert str(tmp_path / "crash.log") in re.sub(r"\s", "", said)
    log = (tmp_path / "crash.log").read_text()
    assert "RuntimeError" in log
    assert "customer data" not in log
    assert (tmp_path / "crash.log").stat().st_mode & 0o777 == 0o600


def test_without_a_terminal_it_refuses_in_one_sentence(tmp_path):
    for env in ({}, {"TERM": "dumb"}):
        done = subprocess.run(
            [sys.executable, NOTES, str(tmp_path)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env={**os.environ, **env},
            timeout=20,
        )
        assert done.returncode == 2
        assert "terminal" in done.stderr


def test_a_dumb_terminal_is_refused(tmp_path):
    with RealTerminal([sys.executable, NOTES, str(tmp_path)], env={"TERM": "dumb"}) as term:
        assert term.exit_code(10) == 2
        term.wait("TERM=dumb")


EDITOR = """
import sys, pathlib
path = pathlib.Path(sys.argv[1])
print("the editor has the terminal", flush=True)
path.write_text(path.read_text() + " " + input())
"""


def test_an_editor_gets_the_terminal_and_gives_it_back(tmp_path):
    (tmp_path / "editor.py").write_text(EDITOR)
    env = {"VISUAL": f"'{sys.executable}' '{tmp_path / 'editor.py'}'"}
    with start(tmp_path, env=env) as term:
        term.type("begun here")
        term.press("ctrl+o")
        term.wait("the editor has the terminal")
        assert term.restored()
        term.signal(signal.SIGINT)
        term.type("and ended there\n")
        term.wait("begun here and ended there")
        term.wait("Account 000010")
        term.type("!")
        term.wait("ended there!")
        term.press("ctrl+q")
        assert term.exit_code() == 0
        assert term.restored()


STOPPING = """
import os, pathlib, signal, sys
os.kill(0, signal.SIGTSTP)
path = pathlib.Path(sys.argv[1])
path.write_text(path.read_text() + " after it was stopped")
"""


def test_an_editor_stopped_where_no_shell_can_continue_it_comes_back_too(tmp_path):
    (tmp_path / "editor.py").write_text(STOPPING)
    env = {"VISUAL": f"'{sys.executable}' '{tmp_path / 'editor.py'}'"}
    with start(tmp_path, env=env) as term:
        term.type("begun")
        term.press("ctrl+o")
        term.wait("begun after it was stopped")
        term.press("ctrl+q")
        assert term.exit_code() == 0


def test_an_editor_that_cannot_be_started_leaves_the_app_as_it_was(tmp_path):
    with start(tmp_path, env={"VISUAL": "/no/such/editor"}) as term:
        term.press("ctrl+o")
        term.wait("could not be started")
        term.type(" still typing")
        term.wait("still typing")
