"""Tiers worked by hand: the cuts exactly, ties, currencies, new accounts, overrides, what hangs on a few."""

from __future__ import annotations

from datetime import date

from reviewtui.domain.figure_settings import FigureSettings
from reviewtui.domain.tiers import Buyer, Standing, concentration, coverage, moved, standings

AS_OF = date(2026, 11, 20)
OLD = date(2020, 1, 1)


def buyer(
    n: int,
    revenue: int | None,
    *,
    first: date | None = OLD,
    currency: str = "EUR",
    name: str = "",
    **more: object,
) -> Buyer:
    return Buyer(n, (name or f"n{n}", "", n), currency, revenue, first, **more)  # type: ignore[arg-type]


def tiers(*buyers: Buyer, as_of: date = AS_OF, settings: FigureSettings | None = None) -> str:
    found = standings(buyers, as_of, settings or FigureSettings())
    return "".join(found[one.account_id].tier for one in buyers)


def test_the_prefix_that_reaches_exactly_80_percent_ends_a_and_exactly_95_ends_b() -> None:
    assert tiers(buyer(1, 50), buyer(2, 30), buyer(3, 15), buyer(4, 5)) == "AABC"


def test_who_carries_the_total_over_a_cut_still_belongs_to_the_prefix() -> None:
    assert tiers(buyer(1, 79), buyer(2, 15), buyer(3, 3), buyer(4, 3)) == "AABC"
    assert tiers(buyer(1, 100)) == "A"


def test_amounts_beyond_what_floats_hold_are_cut_exactly() -> None:
    unit = 10**17
    assert tiers(buyer(1, 80 * unit), buyer(2, 15 * unit), buyer(3, 5 * unit)) == "ABC"
    assert tiers(buyer(1, 80 * unit - 1), buyer(2, 15 * unit + 1), buyer(3, 5 * unit)) == "AAC"


def test_equals_stand_by_name_then_external_id_then_id() -> None:
    twins = [buyer(7, 10, name="b"), buyer(3, 10, name="a"), buyer(2, 10, name="b")]
    ranks = {one: standing.rank for one, standing in standings(twins, AS_OF).items()}
    assert ranks == {3: 1, 2: 2, 7: 3}


def test_credits_larger_than_the_orders_are_c_and_in_no_total() -> None:
    found = standings([buyer(1, 100), buyer(2, -500), buyer(3, 0)], AS_OF)
    assert [found[n].tier for n in (1, 2, 3)] == ["A", "C", "C"]
    assert (found[1].share, found[2].share, found[3].cumulative) == (1.0, None, None)


def test_no_order_ever_is_no_tier() -> None:
    assert tiers(buyer(1, None, first=None)) == "-"


def test_a_first_order_under_six_months_ago_is_new_unless_it_is_a() -> None:
    recent = date(2026, 5, 21)
    assert tiers(buyer(1, 90), buyer(2, 8, first=recent), buyer(3, 2, first=recent)) == "ANN"
    assert tiers(buyer(1, 90, first=recent)) == "A"
    assert tiers(buyer(1, 90), buyer(2, 8, first=date(2026, 5, 20))) == "AB"


def test_six_months_before_the_end_of_august_is_the_last_of_february() -> None:
    first = date(2026, 2, 28)
    assert tiers(buyer(1, 90), buyer(2, 8, first=first), as_of=date(2026, 8, 31)) == "AB"
    assert tiers(buyer(1, 90), buyer(2, 8, first=date(2026, 3, 1)), as_of=date(2026, 8, 31)) == "AN"


def test_each_currency_is_ranked_for_itself() -> None:
    found = standings([buyer(1, 100), buyer(2, 1, currency="JPY"), buyer(3, 5, currency="")], AS_OF)
    assert [found[n].tier for n in (1, 2, 3)] == ["A", "A", "A"]
    assert [found[n].cumulative for n in (1, 2, 3)] == [1.0, 1.0, 1.0]


def test_within_two_points_of_a_cut_is_the_edge_and_beyond_is_not() -> None:
    found = standings([buyer(1, 78), buyer(2, 4), buyer(3, 10), buyer(4, 5), buyer(5, 3)], AS_OF)
    assert [found[n].edge for n in range(1, 6)] == [True, True, False, True, False]
    assert not standings([buyer(1, 7799), buyer(2, 2201)], AS_OF)[1].edge


def test_an_override_wins_and_is_marked() -> None:
    found = standings([buyer(1, 100), buyer(2, 1, override="A", override_reason="will grow")], AS_OF)[2]
    assert (found.tier, found.computed, found.override, found.override_reason) == ("A", "C", "A", "will grow")


def test_cuts_are_settings() -> None:
    assert tiers(buyer(1, 50), buyer(2, 50), settings=FigureSettings(tier_a=50, tier_b=60)) == "AB"


def test_the_top_fifth_is_rounded_up_and_repeat_buyers_are_those_who_came_back() -> None:
    buyers = [buyer(n, 10 * n, repeat=n != 6) for n in range(1, 7)]
    (found,) = concentration(buyers)
    assert (found.buyers, found.top, found.total) == (6, 2, 210)
    assert found.top_share == 110 / 210
    assert found.repeat_share == 150 / 210


def test_coverage_is_of_revenue_and_not_of_accounts() -> None:
    assert coverage([buyer(1, 75), buyer(2, 25), buyer(3, 9, currency="USD")], {1}) == {
        "EUR": 0.75,
        "USD": 0.0,
    }


def test_moves_are_of_the_computed_tier() -> None:
    before = {1: Standing("A", "A"), 2: Standing("C", "C"), 3: Standing("A", "B", "A")}
    now = {1: Standing("A", "A"), 2: Standing("B", "B"), 3: Standing("B", "B"), 4: Standing("N", "N")}
    assert moved(now, before) == {2: ("C", "B")}
