"""Files that the app writes for its user: beside where it was started, never over one that is there."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

from reviewtui.domain.errors import WriteFailed


def new_file(name: str, text: str) -> Path:
    """Write a text into a new file in the working folder, else the home folder, for the user alone (0600).

    Where the name is taken by another text, ``-2``, ``-3`` and so on follow; the same text is not written twice.
    Raises WriteFailed.
    """
    data = text.encode("utf-8", "replace")
    faults: list[str] = []
    for place in (Path.cwd, Path.home):
        try:
            return _written(place(), name, data)
        except OSError as error:
            faults.append(str(error))
    raise WriteFailed(f"The file {name} could not be written ({'; '.join(faults)}).")


def _written(folder: Path, name: str, data: bytes) -> Path:
    stem, dot, ending = name.rpartition(".")
    for number in count(1):
        path = folder / (name if number == 1 else f"{stem}-{number}{dot}{ending}")
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
                return path
            continue
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        return path
    raise AssertionError


def home_short(path: Path) -> str:
    """The path as a person writes it: with ``~`` for the home folder."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except ValueError:
        return str(path)
