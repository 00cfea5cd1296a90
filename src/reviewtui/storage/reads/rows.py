"""Rows of actions and other records as values."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from reviewtui.domain.actions import Action, ActionStatus

T = TypeVar("T")

_DATES = frozenset(
    [
        "asked_on",
        "due",
        "done_on",
        "opened_on",
        "solved_on",
        "seen_on",
        "found_on",
        "confirmed_on",
        "said_on",
        "stated_on",
        "day",
    ]
)
_BOOLS = frozenset(["wish", "two_way", "reached", "planned", "value_given"])


def maybe_float(value: str | None) -> float | None:
    """A number, where there is one."""
    return float(value) if value is not None else None


def maybe_bool(value: int | None) -> bool | None:
    """A yes or no, where it was said."""
    return bool(value) if value is not None else None


def record_value(kind: type[T], row: sqlite3.Row, **convert: Callable[[Any], Any]) -> T:
    """A value from its row, whose columns have the names of its fields; ``convert`` names what is kept otherwise."""
    values: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        value = row[field.name]
        if field.name in convert:
            value = convert[field.name](value)
        elif field.name in _DATES:
            value = date.fromisoformat(value) if value else None
        elif field.name in _BOOLS:
            value = bool(value)
        values[field.name] = value
    return kind(**values)


def action_value(row: sqlite3.Row) -> Action:
    """An action from its row, which carries the account's name as ``account``."""
    return record_value(
        Action,
        row,
        status=ActionStatus,
        promise=bool,
        slipped=bool,
        broken=bool,
        first_due=_maybe_date,
        created_on=_maybe_date,
    )


def _maybe_date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
