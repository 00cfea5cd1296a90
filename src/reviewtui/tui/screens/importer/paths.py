"""What stands at a path that is being typed, and how it could go on."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

TAKEN = frozenset({".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
_WHOLE = re.compile(r""".*/((?:'/|"/|/|~/|'~/|"~/).*)""", re.DOTALL)
"""A path from the root or from home behind a slash, with a quote before it where a dragged file brings one."""
MOST = 2000
"""Entries of a folder that are looked at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A way on: ``text`` is the whole path as it would be typed, folders end with a slash."""

    text: str
    name: str
    note: str = ""

    @property
    def is_folder(self) -> bool:
        """Whether one can go further into it."""
        return self.text.endswith("/")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a typed path leads to; ``echo`` says it, a doubt begins with ``?``."""

    typed: str
    path: Path | None
    echo: str
    entries: tuple[Entry, ...] = ()


def as_path(typed: str) -> Path:
    """The path that is meant: without the quotes and backslashes that a shell or a dragged file brings along.

    A whole path behind the folder that stands there already, as a paste leaves it, counts for itself.
    """
    text = typed.strip()
    whole = _WHOLE.search(text)
    if whole and not os.path.lexists(Path(text).expanduser()):
        text = whole[1]
    if text[:1] in ("'", '"'):
        # While it is being typed, and of the folder alone, the second one is not there yet.
        text = text[1:].removesuffix(text[0])
    elif "\\ " in text and not os.path.lexists(Path(text).expanduser()):
        text = text.replace("\\ ", " ")
    return Path(text).expanduser()


def look(typed: str) -> Seen:
    """Look at the disk: is it a file that can be taken, and what begins like this."""
    text = typed.strip()
    path = as_path(typed)
    try:
        if text and path.is_file():
            return Seen(typed, path, f"{path.stat().st_size:,} bytes", _entries(typed))
        entries = _entries(typed)
    except OSError as fault:
        return Seen(typed, None, f"? {fault.strerror}")
    if not text:
        return Seen(typed, None, "? a CSV or XLSX file", entries)
    if path.is_dir():
        return Seen(typed, None, "" if entries else "? nothing here that could be imported", entries)
    return Seen(typed, None, "" if entries else "? there is no such file", entries)


def _entries(typed: str) -> tuple[Entry, ...]:
    """Files that can be imported and folders that begin like the last part of what is typed; files first."""
    start = typed[: typed.rfind("/") + 1]
    part = typed[len(start) :].casefold()
    if typed == "~":
        return (Entry("~/", "~/"),)
    folder = as_path(start) if start else Path()
    files, folders = [], []
    with os.scandir(folder) as found:
        for one, _ in zip(found, range(MOST), strict=False):
            name = one.name
            if not name.casefold().startswith(part) or (name.startswith(".") and not part):
                continue
            if one.is_dir():
                folders.append(Entry(f"{start}{name}/", f"{name}/"))
            elif Path(name).suffix.casefold() in TAKEN:
                files.append(Entry(start + name, name, _note(one)))
    return (*sorted(files, key=_by_name), *sorted(folders, key=_by_name))


def _by_name(entry: Entry) -> str:
    return entry.name.casefold()


def _note(one: os.DirEntry[str]) -> str:
    facts = one.stat()
    return f"{facts.st_size:,} bytes, {datetime.fromtimestamp(facts.st_mtime):%Y-%m-%d}"


def common(entries: Sequence[Entry]) -> str:
    """What all of them begin with."""
    texts = [entry.text for entry in entries]
    if not texts:
        return ""
    least, most = min(texts), max(texts)
    same = next((i for i, (a, b) in enumerate(zip(least, most, strict=False)) if a != b), len(least))
    return least[:same]
