"""The schema as SQLModel classes, one module per aggregate; importing this package costs 0.3 s, so only writers do."""

from __future__ import annotations

from sqlmodel import SQLModel

from reviewtui.storage.tables import accounts, imports, journal, orders, reviews, work

__all__ = ["MODELS", "accounts", "imports", "journal", "orders", "reviews", "work"]


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
