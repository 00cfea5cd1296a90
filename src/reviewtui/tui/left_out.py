"""What Textual and asyncio load at their start and this app never uses: a fifth of the start of a stock app.

with left_out():
    import textual.app

Loaded later, by whoever wants them, these modules are the real ones.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

STOOD_IN_FOR = ("textual.command", "rich.table")
"""Textual's own command palette, with the five widgets it is made of: ours is another one. Tables of its colours."""
MISSING = ("ssl",)
"""asyncio does without it where there is none, and nothing here speaks to a network."""


class _StandIn(ModuleType):
    """A module of which every name is an empty class, to be named in annotations and inherited from."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (), {"__module__": self.__name__})
        setattr(self, name, made)
        return made


@contextmanager
def left_out() -> Iterator[None]:
    """While Textual is loaded in here, it goes without; what is loaded already stays."""
    names = [name for name in (*STOOD_IN_FOR, *MISSING) if name not in sys.modules]
    stand_ins: dict[str, ModuleType | None] = {
        name: _StandIn(name) if name in STOOD_IN_FOR else None for name in names
    }
    sys.modules.update(stand_ins)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in names:
            if sys.modules.get(name) is stand_ins[name]:
                del sys.modules[name]
            parent, _, own = name.rpartition(".")
            if parent in sys.modules and isinstance(vars(sys.modules[parent]).get(own), _StandIn):
                delattr(sys.modules[parent], own)
