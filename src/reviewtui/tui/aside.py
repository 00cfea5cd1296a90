"""What is too long for the place it was pasted into: kept whole in a file of its own, so that nothing is lost by it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from textual.app import App

from reviewtui import paths


class KeepsAside(App[int]):
    """The app's part: a text that a note or field refused goes into a file, and the file is named."""

    def on_note_area_refused(self, message: Any) -> None:
        """A text was too long for a note."""
        self._keep_aside(message)

    def on_field_refused(self, message: Any) -> None:
        """A text was too long for a field."""
        self._keep_aside(message)

    def _keep_aside(self, message: Any) -> None:
        message.stop()
        try:
            where = f"All of it is kept in {keep_aside(message.text, datetime.now(UTC))}"
        except OSError as error:
            where = f"It could not be kept in a file either ({error.strerror}): paste it somewhere else."
        self.notify(f"{message.why} {where}", severity="error", markup=False, timeout=20)


def keep_aside(text: str, now: datetime) -> Path:
    """Write a text that found no room into a new file for the user alone (0600) and return its path.

    ``now`` names the file; a name that is taken gets a number. Raises OSError when it cannot be written.
    """
    folder = paths.make_private(paths.state_dir() / "pasted")
    stem = now.strftime("%Y-%m-%d-%H%M%S")
    number = 0
    while True:
        path = folder / (f"{stem}-{number}.txt" if number else f"{stem}.txt")
        try:
            fd = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            number += 1
            continue
        with os.fdopen(fd, "w", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        return path
