"""Writing a note in the user's own editor: ``new = edit_in_editor(app, note.text)``.

The text lies in a file for the user alone while the editor runs, and is removed afterwards.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from textual.app import App

from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.text import normalise


def editor_command() -> list[str]:
    """The words of $VISUAL, else $EDITOR, else the first common editor there is; InvalidInput when none."""
    for name in ("VISUAL", "EDITOR"):
        value = os.environ.get(name, "").strip()
        if value:
            try:
                return shlex.split(value)
            except ValueError as error:
                raise InvalidInput(f"${name} cannot be read as a command: {error}. Correct it.") from error
    for program in ("sensible-editor", "nano", "vi", "notepad"):
        if shutil.which(program):
            return [program]
    raise InvalidInput("No editor was found: set $EDITOR to the one you use.")


def edit_in_editor(app: App[Any], text: str) -> str:
    """Give the text to the editor, wait for it, return what it saved; the app is back afterwards in any case.

    Raises InvalidInput with a sentence when there is no editor, it cannot be started, it reports a failure,
    or what it saved is no text; the text is then as it was.
    """
    command = editor_command()
    with tempfile.TemporaryDirectory(prefix="reviewtui-") as folder:
        path = Path(folder, "note.md")
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
        code = _run(app, [*command, str(path)])
        if code:
            raise InvalidInput(f"{command[0]} ended with status {code}; the note is as it was.")
        try:
            new = normalise(path.read_bytes().decode("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(f"What {command[0]} saved cannot be read; the note is as it was.") from error
    return new[:-1] if new.endswith("\n") and not text.endswith("\n") else new


def edit_file(app: App[Any], path: Path, line: int = 1) -> None:
    """Open a file of the user's own in the editor, at a line where that is possible, and wait for it.

    Raises InvalidInput when there is no editor, it cannot be started, or it reports a failure.
    """
    command = editor_command()
    at = [f"+{line}"] if Path(command[0]).name in _AT_LINE and line > 1 else []
    code = _run(app, [*command, *at, str(path)])
    if code:
        raise InvalidInput(f"{command[0]} ended with status {code}.")


_AT_LINE = frozenset({"vi", "vim", "nvim", "nano", "emacs", "micro", "kak", "joe"})


def _run(app: App[Any], command: list[str]) -> int:
    """Run a program on the terminal; an error of its start leaves ``suspend`` before it is raised."""
    failure: OSError | None = None
    code = 0
    with app.suspend():
        try:
            code = subprocess.run(command, check=False).returncode
        except OSError as error:
            failure = error
    if failure is not None:
        raise InvalidInput(
            f"{command[0]} could not be started: {failure.strerror}. Set $EDITOR."
        ) from failure
    return code
