"""Rows with fixed ids and stamps, and chance that is the same in every run."""

from __future__ import annotations

import hashlib
import random
import tomllib
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from reviewtui.domain.moment import Moment
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
    places = sorted(range(len(few)), key=lambda _: rng.random())[:count]
    return [few[place] for place in sorted(places)]


def workday(day: date) -> date:
    """The day itself, or the next Monday to Friday outside the days around New Year."""
    while day.weekday() > 4 or (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 5):
        day += timedelta(days=1)
    return day


def load(name: str) -> dict[str, Any]:
    """One of the TOML files beside this module."""
    return tomllib.loads((HERE / name).read_text("utf-8"))


class Maker:
    """Adds rows with the uid and the stamps that their table, number and day give them."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self._made: Counter[str] = Counter()

    def add(self, table: str, made_on: date, /, **values: Any) -> int:
        """Insert a record stamped on ``made_on`` and return its id."""
        self._made[table] += 1
        uid = self.uid_of(table, self._made[table])
        stamp = moment_of(made_on, 8 + self._made[table] % 9, self._made[table] % 60).stamp
        texts = {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
        return self.writer.add(table, uid=uid, created_at=stamp, changed_at=stamp, **texts)

    def next_uid(self, table: str) -> str:
        """The uid that the next row of a table will get."""
        return self.uid_of(table, self._made[table] + 1)

    @staticmethod
    def uid_of(table: str, number: int) -> str:
        """The uid of the ``number``-th row of a table."""
        return hashlib.sha256(f"sample/{table}/{number}".encode()).hexdigest()[:16]
