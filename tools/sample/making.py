"""Rows with fixed ids and stamps, and chance that is the same in every run."""

from __future__ import annotations

import hashlib
import random
import sqlite3
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from reviewtui.domain.moment import Moment
from reviewtui.storage.engine import connect
from reviewtui.storage.reader import Reader
from reviewtui.storage.store import Store
from reviewtui.storage.tables import MODELS
from reviewtui.storage.writer import Writer

AS_OF = date(2026, 11, 19)
FIRST_DAY = date(2023, 11, 20)
HERE = Path(__file__).parent


def moment_of(day: date, hour: int = 9, minute: int = 0) -> Moment:
    """The moment a row of that day is stamped with."""
    return Moment(day, datetime.combine(day, time(hour, minute), UTC))


def chance(*seed: object) -> random.Random:
    """A source of chance that depends on its seed alone; use only ``random()`` of it, which no release changes."""
    return random.Random("/".join(str(part) for part in seed))


def between(rng: random.Random, low: float, high: float) -> float:
    """A number from low to high, all as likely."""
    return low + (high - low) * rng.random()


def pick(rng: random.Random, few: list[Any], count: int) -> list[Any]:
    """``count`` different ones of ``few``, in the order of ``few``."""
    drawn = [(rng.random(), place) for place in range(len(few))]
    return [few[place] for place in sorted(place for _, place in sorted(drawn)[:count])]


def workday(day: date) -> date:
    """The day itself, or the next Monday to Friday outside the days around New Year."""
    while day.weekday() > 4 or (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 5):
        day += timedelta(days=1)
    return day


def load(name: str) -> dict[str, Any]:
    """One of the TOML files beside this module."""
    return tomllib.loads((HERE / name).read_text("utf-8"))


def stories() -> list[dict[str, Any]]:
    """The told reviews of every account, file by file."""
    names = sorted(path.name for path in (HERE / "stories").glob("*.toml"))
    return [story for name in names for story in load(f"stories/{name}")["account"]]


def uid_of(table: str, number: int) -> str:
    """The uid of the ``number``-th row of a table."""
    return hashlib.sha256(f"sample/{table}/{number}".encode()).hexdigest()[:16]


class SampleWriter(Writer):
    """A writer whose rows get the uid that their table and number give them."""

    def __init__(self, db: sqlite3.Connection, moment: Moment, made: Counter[str]) -> None:
        super().__init__(db, moment)
        self._made = made

    def add(self, table: str, **values: Any) -> int:
        """Insert a row with a fixed uid; dates may be given as they are."""
        if "uid" in MODELS[table].model_fields:
            self._made[table] += 1
            values.setdefault("uid", uid_of(table, self._made[table]))
        texts = {
            key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()
        }
        return super().add(table, **texts)


class SampleStore(Store):
    """A store in which all that the services write is one transaction without a journal, committed at the end."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.session = "sample"
        self._db = connect(path)
        self._db.execute("BEGIN IMMEDIATE")
        self._made: Counter[str] = Counter()

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """What has been written so far."""
        yield Reader(self._db)

    @contextmanager
    def write(
        self, label: str, moment: Moment, *, actor: str = "", merge_key: str = "", journal: bool = True
    ) -> Iterator[Writer]:
        """A writer in the one transaction."""
        yield SampleWriter(self._db, moment, self._made)

    def add(self, table: str, made_on: date, /, **values: Any) -> int:
        """Insert one record stamped on ``made_on``, at an hour of its own, and return its id."""
        number = self._made[table]
        with self.write("", moment_of(made_on, 8 + number % 9, number % 60)) as w:
            return w.add(table, **values)

    def change(self, table: str, row_id: int, day: date, **values: Any) -> None:
        """Change a record on a day."""
        with self.write("", moment_of(day, 16)) as w:
            w.change(table, row_id, **values)

    def commit(self) -> None:
        """End the transaction and close the file."""
        self._db.execute("COMMIT")
        self._db.close()
        self.close()
