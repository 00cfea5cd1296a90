"""Custom fields: what a file says that no field of ours holds, kept as text under the name the file gives it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PREFIX = "custom."


def is_custom(field: str | None) -> bool:
    """Whether the name of a field, such as ``custom.Sales region``, is one of a custom field."""
    return field is not None and field.startswith(PREFIX)


def bare(field: str) -> str:
    """The name of a custom field without what marks it; any other name as it is."""
    return field[len(PREFIX) :] if field[: len(PREFIX)].casefold() == PREFIX else field


def folded(name: str) -> str:
    """The form in which a custom field is asked for: case, spaces and signs do not matter (``salesregion``)."""
    return "".join(char for char in name.casefold() if char.isalnum())


def flat(custom: Mapping[str, str]) -> dict[str, str]:
    """Custom fields as values beside the others, each under its marked name."""
    return {f"{PREFIX}{name}": text for name, text in custom.items()}


def apart(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of our own fields, and the custom ones by their bare names."""
    own = {key: value for key, value in values.items() if not key.startswith(PREFIX)}
    return own, {key[len(PREFIX) :]: value for key, value in values.items() if key.startswith(PREFIX)}
