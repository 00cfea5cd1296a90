"""Values of answers as JSON and back, without loss: money and decimals as strings, dates as ISO text.

What was typed into a sub-field or cell and not understood is kept as its text, and comes back as that text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from reviewtui.domain.answers import Cells, Scalar, Value
from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.money import Money
from reviewtui.domain.templates import Field, QuestionType

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AS_DECIMAL = (QuestionType.NUMBER, QuestionType.PERCENT)


def canonical(data: object) -> str:
    """Return one line of JSON with sorted keys and no spaces, so that equal values are equal texts."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def encode_value(kind: QuestionType, value: Value | None) -> Any:
    """Return what JSON can hold for a value: None, text, a whole number, a list, ``{"amount", "currency"}``.

    ``kind`` is checked against the rows of a list only; the rest is read off the value itself.
    """
    if kind is QuestionType.LIST and value is not None:
        rows = value if isinstance(value, tuple) else ()
        return [encode_cells(row) for row in rows if isinstance(row, Mapping)]
    return None if value is None else _encoded(value)


def encode_cells(cells: Cells) -> dict[str, Any]:
    """Return sub-fields or one row as a JSON object."""
    return {key: _encoded(value) for key, value in cells.items()}


def decode_value(kind: QuestionType, data: Any, columns: Sequence[Field] = ()) -> Value | None:
    """Return the value that ``encode_value`` wrote; InvalidInput when the data has the wrong shape.

    ``columns`` type the cells of a list; a cell whose column is not known any more comes back as it stands.
    """
    if data is None:
        return None
    if kind is not QuestionType.LIST:
        return _decoded(kind, data)
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise InvalidInput(f"A list answer is kept as rows, not as {data!r}.")
    return tuple(decode_cells(columns, row) for row in data)


def decode_cells(fields: Sequence[Field], data: Mapping[str, Any]) -> dict[str, Scalar]:
    """Return sub-fields or one row from their JSON object, typed by ``fields``."""
    kinds = {field.key: field.type for field in fields}
    return {key: _decoded(kinds.get(key, QuestionType.TEXT), value) for key, value in data.items()}


def _encoded(value: Value) -> Any:
    if isinstance(value, Money):
        return {"amount": _exact(value), "currency": value.currency}
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _exact(money: Money) -> str:
    """All four decimals where they are needed, else two."""
    text = money.to_decimal_string(4)
    return text[:-2] if text.endswith("00") else text


def _decoded(kind: QuestionType, data: Any) -> Scalar:
    if isinstance(data, dict):
        return _money(data)
    if isinstance(data, list):
        return tuple(str(part) for part in data)
    if isinstance(data, str):
        return _from_text(kind, data)
    if isinstance(data, int) and not isinstance(data, bool):
        return data
    raise InvalidInput(f"An answer of type {kind} cannot be {data!r}.")


def _from_text(kind: QuestionType, text: str) -> Scalar:
    if kind in _AS_DECIMAL and _DECIMAL.fullmatch(text):
        return Decimal(text)
    if kind is QuestionType.DATE and _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _money(data: Mapping[str, Any]) -> Money:
    amount, currency = data.get("amount"), data.get("currency")
    if not isinstance(amount, str) or not isinstance(currency, str) or not _DECIMAL.fullmatch(amount):
        raise InvalidInput(
            f'Money is kept as {{"amount": "1234.50", "currency": "EUR"}}, not as {dict(data)!r}.'
        )
    return Money.of(Decimal(amount), currency)
