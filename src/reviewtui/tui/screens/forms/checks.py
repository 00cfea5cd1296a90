"""What a form says beside a field while it is typed: understood, or in doubt (``? ...``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from reviewtui.domain.dates import understand_date
from reviewtui.domain.errors import InvalidInput
from reviewtui.services.account_fields import account_columns


def account_check(key: str, as_of: date) -> Callable[[str], str]:
    """The service's own check of one field of an account."""

    def check(text: str) -> str:
        if not text.strip():
            return "? needed" if key == "name" else ""
        try:
            account_columns({key: text}, as_of)
        except InvalidInput as error:
            return f"? {error}"
        return ""

    return check


def needed(text: str) -> str:
    """A field that must not be empty."""
    return "" if text.strip() else "? needed"


def yes_no(text: str) -> str:
    """Yes or no."""
    return "" if text.strip().casefold() in ("", "y", "yes", "n", "no") else "? yes or no"


def is_yes(text: str) -> bool:
    """Whether it says yes."""
    return text.strip().casefold() in ("y", "yes")


def date_check(as_of: date, order: str) -> Callable[[str], str]:
    """The date that was understood, with its distance."""

    def check(text: str) -> str:
        read = understand_date(text, as_of, order=order)
        return f"? {read.problem}" if read.problem else read.echo

    return check


def one_of(words: Mapping[str, Any] | tuple[str, ...]) -> Callable[[str], str]:
    """One of some words, or the beginning of one."""

    def check(text: str) -> str:
        found = completed(text, tuple(words))
        return f"? {', '.join(words)}" if found is None else "" if found == text.strip() else f"= {found}"

    return check


def completed(text: str, words: tuple[str, ...]) -> str | None:
    """The one word that begins so; None when there is none or several."""
    typed = text.strip().casefold()
    found = [word for word in words if word.startswith(typed)]
    return typed if typed in words else found[0] if len(found) == 1 else None
