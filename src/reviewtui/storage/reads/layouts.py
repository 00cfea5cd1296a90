"""How files with known headers were read the last time."""

from __future__ import annotations

import json
import sqlite3

from reviewtui.domain.frozen import frozen


@frozen
class KeptLayout:
    """A layout: the hash of its headers, the kind, the last file and when, the field by column, the answers."""

    id: int
    headers: str
    kind: str
    file: str
    used_at: str
    mapping: dict[str, str]
    answers: dict[str, str]


class LayoutReads:
    """Layouts of imported files, the last used first."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def kept(self) -> list[KeptLayout]:
        """All of them; there are as many as somebody has kinds of files."""
        rows = self._db.execute(
            "SELECT id, headers, kind, file, used_at, mapping, answers FROM import_layout ORDER BY used_at DESC, id DESC"
        )
        return [
            KeptLayout(number, headers, kind, file, used, json.loads(mapping), json.loads(answers))
            for number, headers, kind, file, used, mapping, answers in rows
        ]
