"""Ids that other programs give their records, in the forms in which one record may be named."""

from __future__ import annotations

_SHORT, _LONG = 15, 18
_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def id_forms(text: str) -> tuple[str, ...]:
    """An id in the forms it is found by, itself first: Salesforce writes one record's id with 15 characters or with 18.

    The last three of 18 say which of the others are capitals; where they do not, it is an id of something else.
    """
    if len(text) == _LONG and text.isascii() and text.isalnum() and text[_SHORT:] == _capitals(text[:_SHORT]):
        return text, text[:_SHORT]
    return (text,) if text else ()


def _capitals(text: str) -> str:
    parts = (text[at : at + 5] for at in range(0, _SHORT, 5))
    return "".join(
        _CHECK[sum(1 << place for place, char in enumerate(part) if char.isupper())] for part in parts
    )
