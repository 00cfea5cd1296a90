"""A frozen value does what a frozen dataclass with slots does, whichever of its methods is needed first."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from typing import Any

import pytest

from reviewtui.domain.frozen import frozen


class Plain:
    """The same fields for both kinds of class."""

    name: str
    points: int = 3
    reasons: list[str] = field(default_factory=list)
    made: str = field(default="here", init=False)
    note: str = field(default="", kw_only=True)
    seen: int = field(default=0, compare=False, repr=False)


def _both() -> tuple[Any, Any]:
    made = []
    for decorator in (frozen, dataclass(frozen=True, slots=True)):
        body = {name: found for name, found in vars(Plain).items() if not name.startswith("__")}
        made.append(
            decorator(type("Pair", (), {**body, "__annotations__": Plain.__annotations__, "__doc__": "Two."}))
        )
    return made[0], made[1]


@frozen
class Point:
    """Where something is."""

    x: int
    y: int = 0


@frozen
class Named(Point):
    """And what it is called."""

    name: str = ""

    def __repr__(self) -> str:
        return f"<{self.name}>"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (("Acme",), {}),
        (("Acme", 5), {"note": "x"}),
        (("Acme",), {"reasons": ["late"]}),
        (("Acme", 1, [], 7), {}),
    ],
)
def test_a_value_is_made_compared_hashed_and_written_as_a_dataclass_is(given: Any, named: Any) -> None:
    ours, theirs = (kind(*given, **named) for kind in _both())
    assert asdict(ours) == asdict(theirs)
    assert repr(ours).partition("(")[2] == repr(theirs).partition("(")[2]
    assert ours == copy.copy(ours) == copy.deepcopy(ours)
    assert ours != theirs
    assert [one.name for one in fields(ours)] == [one.name for one in fields(theirs)]
    assert type(ours).__match_args__ == type(theirs).__match_args__
    assert type(ours).__slots__ == type(theirs).__slots__


@pytest.mark.parametrize(
    ("given", "named"), [((), {}), (("a", 1, [], 2, 3), {}), (("a",), {"made": "there"})]
)
def test_what_a_dataclass_refuses_to_be_made_of_is_refused(given: Any, named: Any) -> None:
    for kind in _both():
        with pytest.raises(TypeError):
            kind(*given, **named)


def test_equal_values_are_one_key_and_what_is_not_compared_does_not_count() -> None:
    kind = _both()[0]
    assert hash(Point(1)) == hash(Point(1, 0))
    assert len({Point(1), Point(1, 0), Point(2)}) == 2
    assert kind("Acme", seen=1) == kind("Acme", seen=2)


def test_each_value_has_a_list_of_its_own() -> None:
    kind = _both()[0]
    one, other = kind("Acme"), kind("Acme")
    one.reasons.append("late")
    assert other.reasons == []


def test_nothing_of_a_value_can_be_changed_or_added() -> None:
    point = Point(1, 2)
    for change in (
        lambda: setattr(point, "x", 5),
        lambda: setattr(point, "z", 5),
        lambda: delattr(point, "x"),
    ):
        with pytest.raises(FrozenInstanceError):
            change()
    assert replace(point, x=5) == Point(5, 2)
    assert point == Point(1, 2)


def test_a_value_that_inherits_has_all_fields_and_keeps_what_it_defines_itself() -> None:
    named = Named(1, name="Acme")
    assert (named.x, named.y, named.name, repr(named)) == (1, 0, "Acme", "<Acme>")
    assert named != Point(1)
    assert repr(Point(1)) == "Point(x=1, y=0)"
    assert pickle.loads(pickle.dumps(named)) == named


def test_a_method_is_made_once() -> None:
    Point(1)
    made = Point.__init__
    Point(2)
    assert Point.__init__ is made
    assert made.__name__ == "__init__"
