"""Frozen values: dataclasses with slots, each method of which is made when it is first called.

    @frozen
    class Sighting:
        competitor: str
        seen: date | None = None

``dataclass(frozen=True, slots=True)`` writes six methods for each class and has Python compile them: a millisecond
for a class, half of what our modules cost at a start that needs few of these methods. Here the same methods are made
by ``dataclass`` itself, later; ``fields``, ``replace`` and ``asdict`` work as always.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """A class of frozen values; what it defines itself is left alone. It inherits from such classes only."""
    own = frozenset(name for name, found in vars(cls).items() if found is not None)
    made = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    for name, method in _EVERY.items():
        if name not in own:
            setattr(made, name, method)
    for name in ("__init__", "__eq__", "__hash__"):
        if name not in own:
            setattr(made, name, _first(made, name))
    return made


def _first(cls: type, name: str) -> Callable[..., Any]:
    """A method that has the real one made at its first call and puts it into its own place."""

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        real = getattr(_like(cls, init=name == "__init__"), name)
        real.__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(cls, name, real)
        return real(self, *args, **kwargs)

    return method


def _like(cls: type, *, init: bool) -> type:
    """A dataclass with the fields of a class and either ``__init__`` or what compares: methods that fit both."""
    told: dict[str, Any] = {
        "__annotations__": {one.name: one.type for one in fields(cls)},
        "__doc__": cls.__name__,
    }
    told |= {one.name: one for one in fields(cls)}
    if hasattr(cls, "__post_init__"):
        told["__post_init__"] = cls.__post_init__
    made = type(cls.__name__, (), told)
    return dataclass(init=init, eq=not init, repr=False, match_args=False, frozen=True, slots=True)(made)


def _repr(self: Any) -> str:
    told = (f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{type(self).__qualname__}({', '.join(told)})"


def _setattr(_self: Any, name: str, _value: Any) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _delattr(_self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in fields(self)]


def _setstate(self: Any, state: list[Any]) -> None:
    for one, found in zip(fields(self), state, strict=True):
        object.__setattr__(self, one.name, found)


_EVERY: dict[str, Callable[..., Any]] = {
    "__repr__": _repr,
    "__setattr__": _setattr,
    "__delattr__": _delattr,
    "__getstate__": _getstate,
    "__setstate__": _setstate,
}
