"""The filter of accounts: every key, every sign, what is unknown, what is not understood, what may come next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import AS_OF, answered, make_account, make_order, make_review, make_store, moment
from reviewtui.domain.filter_subjects import subject_of
from reviewtui.domain.filters import KEYS, NUMBERS, WORDS, Subject, completions, half_typed, parse_filter
from reviewtui.services.account_plan import pause
from reviewtui.services.figures import all_figures

ACME = Subject(
    1,
    "Acme Tools",
    {
        "tier": ("A",),
        "owner": ("Sam Low",),
        "industry": ("Machine tools",),
        "contact": ("red",),
        "city": ("",),
    },
    {"drift": 1.6, "silent": 95, "rating": 6, "nps": None, "revenue": 12_000.0},
    frozenset({"edge"}),
)


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("", True),
        ("tier:A", True),
        ("tier:b,a", True),
        ("tier:B", False),
        ("-tier:B", True),
        ("drift>1.5", True),
        ("drift>1,5", True),
        ("drift>=1.6 drift<=1.6", True),
        ("drift<1.5", False),
        ("silent:90d", True),
        ("silent:14w", False),
        ("silent:13w", True),
        ("rating<7", True),
        ("rating:6", True),
        ("rating=7", False),
        ("rating:<7", True),
        ("nps<7", False),
        ("-nps<7", True),
        ("nps:none", True),
        ("rating:none", False),
        ("rating:any", True),
        ("revenue>10k", True),
        ("revenue>0.1m", False),
        ("owner:sam", True),
        ("owner:low", True),
        ('owner:"sam low"', True),
        ("owner=sam", False),
        ('industry:"machine tools"', True),
        ('industry:"machine tools",brewery', True),
        ("industry:ools", False),
        ("city:none", True),
        ("contact:red,amber", True),
        ("contact:r", True),
        ("contact:g", False),
        ("tag:edge", True),
        ("-tag:edge", False),
        ("tag:paused", False),
        ("-tools", False),
        ("-brewery", True),
        ("tier:A drift>1.5 silent:90d rating<7 owner:sam -tag:paused", True),
        ("tier:A drift>1.5 silent:90d rating<5 owner:sam -tag:paused", False),
    ],
)
def test_an_account_passes_when_every_condition_holds_and_unknown_is_never_zero(text, passes):
    found = parse_filter(text)
    assert found.problem == ""
    assert found.holds(ACME) is passes


def test_what_is_no_condition_is_text_for_the_name():
    found = parse_filter('north tier:A "wind freight"')
    assert (found.text, len(found.conditions)) == ("north wind freight", 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("teir:A", 'There is no "teir" to filter by; did you mean "tier"?'),
        ("tier:Q", '"Q" is no tier; there is A, B, C, N, -.'),
        ("tier>A", "tier compares words: write tier:A"),
        (
            "rating<x",
            '"x" is no number: write rating>5 or rating:none. rating is the latest rating.',
        ),
        ("tag:lost", 'There is no tag "lost"; there is paused'),
        ("owner:", "owner: waits for a value."),
        ("zzz:1", "there is tier, owner"),
    ],
)
def test_what_is_not_understood_is_said_and_the_rest_counts(text, says):
    found = parse_filter(f"contact:red {text}")
    assert says in found.problem
    assert len(found.conditions) == 1


@pytest.mark.parametrize(
    ("loose", "tight"),
    [
        ("health < 40", "health<40"),
        ("-drift >= 1.5 acme", "-drift>=1.5 acme"),
        ('industry: "machine tools"', 'industry:"machine tools"'),
        ("Tier : A,B silent: 90d", "tier:A,B silent:90d"),
    ],
)
def test_room_round_a_sign_is_no_matter(loose, tight):
    assert parse_filter(loose) == parse_filter(tight)
    assert parse_filter(tight).conditions and not parse_filter(tight).problem


def test_a_key_that_waits_takes_no_condition_for_its_value_and_quotes_are_left_alone():
    waits = parse_filter("due: tier:A")
    assert [one.key for one in waits.conditions] == ["tier"]
    assert waits.problem == "due: waits for a value: days to the next touch, at most."
    assert parse_filter('"health < 40"').text == "health < 40"


def test_a_word_that_can_still_become_right_is_half_typed():
    for text in ("tag:pa", "tier:A -tag:", "tier:"):
        assert half_typed(text, completions(text)), text
    for text in ("tag:zz", "teir:A tag:pa", "silent:", "tag:pa "):
        assert not half_typed(text, completions(text)), text


def test_keys_and_values_complete():
    assert completions("ti")[0] == "tier:"
    assert completions("tier:A dri")[0] == "tier:A drift>"
    assert completions("-ta")[0] == "-tag:"
    assert completions("-tag:pa") == ("-tag:paused",)
    assert completions("tier:A,") == tuple(f"tier:A,{one}" for one in ("B", "C", "N", "-"))
    owners = {"owner": ("Sam Low", "Robin")}
    assert completions("owner:s", owners) == ('owner:"Sam Low"',)
    assert completions('owner:"sam l', owners) == ('owner:"Sam Low"',)
    assert completions("") == () and completions("acme") == ()


def test_every_key_is_taken_from_the_figures_of_an_account(tmp_path):
    store = make_store(tmp_path)
    acme = make_account(store, "Acme", owner="Sam", industry="Bakery", city="Ulm", country="Germany")
    for days in (10, 40, 70, 100):
        make_order(store, acme, AS_OF - timedelta(days=days), 500)
    make_review(
        store, acme, AS_OF - timedelta(days=5), answered("sat.rating", 6), answered("sat.recommend", 9)
    )
    idle = make_account(store, "Idle")
    pause(store, idle, AS_OF + timedelta(days=9), moment())
    subjects = {one.known.name: subject_of(one) for one in all_figures(store, AS_OF)}
    found = subjects["Acme"]
    # What it is ranked by stands beside them, for amounts in a currency.
    assert set(found.words) == {*WORDS, "ranked"} and set(found.numbers) == {*NUMBERS, "ranked"}
    assert set(KEYS) == {*WORDS, *NUMBERS, "tag"}

    def passing(text: str) -> list[str]:
        return [name for name, one in subjects.items() if parse_filter(text).holds(one)]

    assert passing("tier:A city:ulm revenue=2000 orders=4 rating<7 nps>8 silent:10d touched:5d") == ["Acme"]
    assert passing("tag:paused") == ["Idle"] and passing("-tag:paused") == ["Acme"]
    assert passing("revenue<1") == [] and passing("revenue:none") == ["Idle"]


def test_a_custom_field_is_asked_for_by_its_name_whatever_its_case_and_signs() -> None:
    wanted = parse_filter("custom.Sales-Region:north,south -custom.class:b")
    assert wanted.asks_custom and not wanted.problem
    fields = {1: {"salesregion": "North West"}, 2: {"salesregion": "south", "class": "B"}, 3: {}}
    knowing = wanted.knowing(fields)
    subjects = [Subject(number, "x", {}, {}, frozenset()) for number in fields]
    assert [one.account_id for one in subjects if knowing.holds(one)] == [1]
    assert parse_filter("custom.class>3").problem
    unknown = parse_filter("custom.clas:b custom.salesregion:south").knowing(fields)
    assert [one.account_id for one in subjects if unknown.holds(one)] == [2]
    assert unknown.problem == (
        'There is no "custom.clas" to filter by; there is custom.class, custom.salesregion.'
    )
    assert completions("cust", {"custom.class": ()}) == ("custom.class:",)
    assert completions("custom.class:", {"custom.class": ("a b",)}) == ('custom.class:"a b"',)
