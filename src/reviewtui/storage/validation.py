"""Rows checked by their SQLModel class before they are written; SQLModel does not do it by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import SQLModel

from reviewtui.domain.errors import InvalidInput

MAX_INTEGER = 2**63 - 1


def validated(model: type[SQLModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """All columns of a row as they will be kept; raises InvalidInput naming table, column, value and rule."""
    unknown = set(values) - set(model.model_fields)
    if unknown:
        raise InvalidInput(f"{model.__tablename__} has no column {', '.join(sorted(unknown))}.")
    try:
        made = model.model_validate(dict(values))
    except ValueError as error:
        first: dict[str, Any] = getattr(error, "errors", lambda: [{}])()[0]
        where = ".".join(str(part) for part in first.get("loc", ()))
        shown = repr(first.get("input", ""))[:60]
        raise InvalidInput(
            f"{model.__tablename__}.{where} cannot be {shown}: {first.get('msg', error)}."
        ) from None
    row = {key: getattr(made, key) for key in model.model_fields}
    for key, value in row.items():
        _storable(f"{model.__tablename__}.{key}", value)
    return row


def _storable(where: str, value: object) -> None:
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise InvalidInput(f"{where} cannot be {str(value)[:40]}: it is too large to be kept.")
    if isinstance(value, str) and not _encodes(value):
        raise InvalidInput(f"{where} holds a character that is no text (half of a pair); remove it.")


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
