"""The schema as SQLModel classes, one module per aggregate; importing this package costs 0.3 s, so only writers do."""

from __future__ import annotations

from typing import get_args

from sqlmodel import SQLModel

from reviewtui.storage.tables import accounts, figures, imports, journal, orders, rates, reviews, work
from reviewtui.storage.tables.base import DAY_RULE

__all__ = [
    "MODELS",
    "accounts",
    "day_columns",
    "figures",
    "imports",
    "journal",
    "orders",
    "rates",
    "reviews",
    "work",
]


def _models() -> dict[str, type[SQLModel]]:
    found: dict[str, type[SQLModel]] = {}
    stack: list[type[SQLModel]] = [SQLModel]
    while stack:
        for model in stack.pop().__subclasses__():
            stack.append(model)
            if hasattr(model, "__table__"):
                found[str(model.__tablename__)] = model
    return found


MODELS: dict[str, type[SQLModel]] = _models()


def day_columns(table: str) -> tuple[str, ...]:
    """The columns of a table that hold dates."""
    fields = MODELS[table].model_fields.items()
    return tuple(
        name for name, field in fields if DAY_RULE in field.metadata or DAY_RULE in _rules(field.annotation)
    )


def _rules(annotation: object) -> list[object]:
    return [rule for part in get_args(annotation) for rule in getattr(part, "__metadata__", ())]
