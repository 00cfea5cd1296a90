"""The real program in a process of its own, shut off from the user's files."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

AS_OF = "2026-11-20"


@dataclass(frozen=True)
class Ran:
    """What a run left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


def environment(home: Path, db: Path | None, **more: str) -> dict[str, str]:
    """The environment of a run: every folder of ours below ``home``."""
    kept = {
        name: os.environ[name] for name in ("PATH", "LANG", "COVERAGE_PROCESS_START") if name in os.environ
    }
    ours = {
        "HOME": str(home),
        "REVIEWTUI_CONFIG_DIR": str(home / "config"),
        "REVIEWTUI_STATE_DIR": str(home / "state"),
        "XDG_DATA_HOME": str(home / "data"),
    }
    return {**kept, **ours, **({"REVIEWTUI_DB": str(db)} if db else {}), **more}


def program(*arguments: str, home: Path, db: Path | None = None, stdin: str = "", **env: str) -> Ran:
    """Run ``reviewtui`` with these arguments and return what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "reviewtui", *arguments],
        input=stdin.encode("utf-8", "surrogateescape"),
        capture_output=True,
        env=environment(home, db, **env),
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def called(*arguments: str, home: Path, db: Path | None = None, stdin: str = "", **env: str) -> Ran:
    """The same in this process, through the same door: for the many calls that need no process of their own."""
    from reviewtui.main import main

    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="", write_through=True) for _ in range(2))
    typed = io.TextIOWrapper(io.BytesIO(stdin.encode("utf-8", "surrogateescape")), "utf-8")
    with (
        mock.patch.dict(os.environ, environment(home, db, **env), clear=True),
        mock.patch("sys.stdin", typed),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = main(list(arguments))
    return Ran(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))


def modules_after(code: str, *, home: Path) -> set[str]:
    """The names of all modules that are loaded after running some Python in a fresh process."""
    script = f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        env=environment(home, None),
        timeout=60,
        check=True,
    )
    return set(done.stdout.decode().split())
