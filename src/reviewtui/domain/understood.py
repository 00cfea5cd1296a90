"""What the program made of something typed: a value with its echo, or the reason why there is none."""

from __future__ import annotations

from typing import Generic, TypeVar

from reviewtui.domain.frozen import frozen

T = TypeVar("T")


@frozen
class Understood(Generic[T]):
    """The outcome of reading shorthand while it is being typed; the caller keeps the raw text.

    ``value`` is None when nothing was understood. ``echo`` says in full what was understood ("" without
    a value). ``problem`` is the reason of a refusal, written for the user. An empty field has neither
    value nor problem.
    """

    value: T | None
    echo: str = ""
    problem: str | None = None

    @property
    def ok(self) -> bool:
        """True when there is a value to keep."""
        return self.value is not None and self.problem is None

    @property
    def empty(self) -> bool:
        """True when nothing was typed, which is no fault."""
        return self.value is None and self.problem is None
