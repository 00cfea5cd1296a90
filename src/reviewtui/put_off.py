"""Modules that others load for what this program seldom asks of them, loaded when it is asked.

with put_off("inspect"):
    import dataclasses

``dataclasses`` and ``click`` load ``inspect`` with Python's own parser behind it, a megabyte, and use it where a class
has no description or a help text has several lines.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """Stands for a module in those that were loaded meanwhile; the real one is loaded when one of its names is wanted."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "cleandoc":
            return _cleandoc
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        found = getattr(import_module(self.__name__), name)
        setattr(self, name, found)
        return found


def _cleandoc(text: str) -> str:
    """As ``inspect.cleandoc``, which click calls for the help of each option: most of them are one line."""
    if "\n" not in text and "\t" not in text:
        return text.lstrip()
    from inspect import cleandoc

    return cleandoc(text)


@contextmanager
def put_off(*names: str) -> Iterator[None]:
    """What is loaded in here has these modules when it asks for one of their names; whoever comes later has them at once."""
    stand_ins = {name: _Later(name) for name in names if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]
