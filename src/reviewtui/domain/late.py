"""Regular expressions that are compiled when they are first used: most of them are not needed by a start."""

from __future__ import annotations

import re
from typing import cast

_METHODS = ("fullmatch", "match", "search", "sub", "split", "finditer", "findall")


class _Late:
    """Stands for a pattern; its methods are those of the compiled one from the first look at any of them."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._told = pattern, flags

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(*self._told)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """``re.compile``, later; raises re.error at the first use, so that a pattern needs a test that uses it."""
    return cast("re.Pattern[str]", _Late(pattern, flags))
