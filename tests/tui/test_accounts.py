"""The table of accounts: found by some letters, sorted by any column, changed in place."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from driver import open_app
from textual._compositor import Compositor

from factories import AS_OF, make_account, make_order, make_store, moment
from reviewtui.domain.views import View
from reviewtui.services.account_plan import pause
from reviewtui.services.accounts import find_account
from reviewtui.services.portfolio import Portfolio
from reviewtui.services.views import save_view
from reviewtui.tui import type_ahead
from reviewtui.tui.messages import Go
from reviewtui.tui.screens.accounts.counting import CountingPlace
from reviewtui.tui.screens.accounts.matches import marked, positions

NAMES = ("Alpha Bakery", "Müller & Söhne", "North Wind Freight", "Zeta [bold]")


@pytest.fixture
def store(tmp_path):
    store = make_store(tmp_path)
    for amount, name in zip((500, 90_000, 7_000, 30), NAMES, strict=True):
        account = make_account(store, name, currency="EUR", owner="Robin")
        make_order(store, account, AS_OF - timedelta(days=amount % 50), amount)
    return store


def accounts() -> Go:
    return Go("accounts")


def shown(user) -> list[str]:
    return [
        name for _, name in sorted((user.screen_text().find(n), n) for n in NAMES if n in user.screen_text())
    ]


async def test_the_filter_finds_as_one_types_and_escape_shows_all_again(store):
    async with open_app(store.path, accounts()) as user:
        assert shown(user) == list(NAMES)
        await user.press("slash")
        await user.write("nwf")
        assert shown(user) == ["North Wind Freight"]
        assert "1 of 4" in user.screen_text()
        await user.press("escape")
        assert shown(user) == list(NAMES)


async def test_keys_typed_in_one_burst_all_reach_the_filter_that_the_first_opens(store):
    async with open_app(store.path, accounts()) as user:
        await user.write("/mull")
        await user.until(lambda: user.screen.filter.text == "mull", "all letters in the filter")
        assert shown(user) == ["Müller & Söhne"]


async def test_a_letter_and_the_list_it_narrows_come_onto_the_screen_in_one_frame(store, monkeypatch):
    frames: list[set[str]] = []
    update = Compositor.update_widgets

    def noted(self, widgets):
        frames.append({type(one).__name__ for one in widgets})
        return update(self, widgets)

    async with open_app(store.path, accounts()) as user:
        await user.press("slash", "n")
        monkeypatch.setattr(Compositor, "update_widgets", noted)
        await user.press("w")
        typed = next(frame for frame in frames if "Field" in frame)
        assert {"Field", "LineList", "Static"} <= typed
        assert shown(user) == ["North Wind Freight"]


async def test_a_first_letter_whose_rows_are_still_to_be_read_comes_with_them_in_one_frame(
    tmp_path, monkeypatch
):
    store = make_store(tmp_path)
    for n in range(130):
        make_account(store, f"{'Alpha' if n < 120 else 'Zeta'} {n}")
    frames: list[set[str]] = []
    update = Compositor.update_widgets

    def noted(self, widgets):
        frames.append({type(one).__name__ for one in widgets})
        return update(self, widgets)

    async with open_app(store.path, accounts()) as user:
        await user.press("slash")
        assert not any(line.name.startswith("Zeta") for line in user.screen._lines.values()), "not read yet"
        monkeypatch.setattr(Compositor, "update_widgets", noted)
        await user.press("z")
        await user.sees("Zeta 120")
        typed = next(frame for frame in frames if "Field" in frame)
        assert {"Field", "LineList", "Static"} <= typed


async def test_enter_in_the_filter_opens_what_was_found(store):
    async with open_app(store.path, accounts()) as user:
        await user.press("slash")
        await user.write("zeta")
        await user.press("enter")
        await user.sees("Who")
        assert user.screen.context_account()[1] == "Zeta [bold]"


async def test_the_filter_stays_when_one_comes_back_and_the_list_has_the_keys(store):
    async with open_app(store.path, accounts()) as user:
        await user.press("slash")
        await user.write("e")
        await user.press("down", "enter")
        await user.sees("Who")
        await user.press("escape")
        assert user.screen.filter.text == "e" and user.screen.list.has_focus


async def test_every_column_sorts_both_ways(store):
    async with open_app(store.path, accounts(), size=(160, 24)) as user:
        await user.screen.sort_by("revenue")
        await user.pilot.pause()
        assert shown(user) == ["Müller & Söhne", "North Wind Freight", "Alpha Bakery", "Zeta [bold]"]
        assert "▼" in user.row("net 12 m")
        await user.press("S")
        await user.until(lambda: shown(user)[0] == "Zeta [bold]", "the smallest first")
        assert "▲" in user.row("net 12 m")


async def test_an_order_by_a_column_without_room_is_said_in_the_bar(store):
    async with open_app(store.path, accounts(), size=(80, 24)) as user:
        assert "by " not in user.row("Accounts ·")
        await user.screen.sort_by("points")
        await user.until(lambda: "Accounts · 4, by points▼" in user.row("Accounts ·"), "the order in the bar")
        await user.screen.sort_by("revenue")
        await user.until(lambda: "by " not in user.row("Accounts ·"), "the order in the heading")


async def test_an_order_by_figures_that_are_not_all_there_says_that_it_counts(store, monkeypatch):
    gate = asyncio.Event()
    monkeypatch.setattr(CountingPlace, "_quiet", lambda _: gate.wait())
    async with open_app(store.path, accounts(), size=(80, 24)) as user:
        await user.screen.sort_by("health")
        await user.until(lambda: "Accounts · 4, counting" in user.row("Accounts ·"), "that it counts")
        gate.set()
        await user.until(lambda: "counting" not in user.row("Accounts ·"), "the order as it stays")


async def test_s_goes_through_the_columns_in_sight(store):
    async with open_app(store.path, accounts()) as user:
        seen = [user.screen.sort]
        for _ in range(4):
            await user.press("s")
            seen.append(user.screen.sort)
        assert len(set(seen)) > 2 and seen[0] == "name"


async def test_a_new_account_is_saved_and_opened(store):
    async with open_app(store.path, accounts()) as user:
        await user.press("n")
        await user.sees("New account")
        await user.write("Fresh [x] Ltd")
        await user.press("ctrl+s")
        await user.until(lambda: user.screen.PLACE == "account" if hasattr(user.screen, "PLACE") else False)
        assert "Fresh [x] Ltd" in user.screen_text()
    assert find_account(store, "Fresh [x] Ltd").name == "Fresh [x] Ltd"


async def test_what_stands_in_a_form_is_kept_when_it_is_left_and_comes_back(store):
    async with open_app(store.path, accounts()) as user:
        await user.press("n")
        await user.sees("New account")
        await user.write("Half typed")
        await user.press("escape")
        await user.sees("Keep it for later")
        await user.press("enter")
        await user.saved()
        await user.press("n")
        await user.sees("Half typed")
    with store.read() as r:
        assert "Half typed" in r.draft("form:account:new")


async def test_a_value_that_cannot_be_is_said_beside_the_field_and_nothing_is_saved(store):
    async with open_app(store.path, accounts()) as user:
        await user.press("e")
        await user.sees("Edit account")
        field = user.screen._widgets["currency"]
        user.screen.set_focus(field)
        await user.write("EURO")
        await user.press("ctrl+s")
        await user.sees("three letters")
        assert user.screen.place == "entry"
    assert find_account(store, "Alpha Bakery").currency == "EUR"


async def test_an_account_changed_elsewhere_meanwhile_is_not_overwritten(store):
    from reviewtui.services.accounts import edit_account

    async with open_app(store.path, accounts()) as user:
        await user.press("e")
        await user.sees("Edit account")
        account = find_account(store, "Alpha Bakery")
        edit_account(store, account.id, {"phone": "123"}, moment())
        user.screen.set_focus(user.screen._widgets["owner"])
        await user.write("x")
        await user.press("ctrl+s")
        await user.sees("changed elsewhere")
    assert find_account(store, "Alpha Bakery").owner == "Robin"


async def test_archived_accounts_show_on_demand_and_come_back(store):
    async with open_app(store.path, accounts()) as user:
        await user.press("x")
        await user.until(lambda: len(user.screen.ids) == 3, "one account less")
        await user.press("A")
        await user.sees("(archived) Alpha Bakery")
        await user.press("home", "x")
        await user.until(lambda: "(archived)" not in user.screen_text(), "back from the archive")


async def test_another_program_that_adds_an_account_shows_up_after_a_key(store, monkeypatch):
    monkeypatch.setattr("reviewtui.tui.app.LOOK_ROUND", 0.0)
    async with open_app(store.path, accounts()) as user:
        await user.press("j")
        await user.pilot.pause(0.1)
        make_account(store, "Beta from elsewhere")
        await user.press("j")
        await user.sees("Beta from elsewhere")


async def test_ten_thousand_accounts_are_read_page_by_page(store):
    with store.write("accounts", moment(), journal=False) as w:
        for number in range(2_000):
            w.add("account", name=f"Name {number:05}", name_key=f"name {number:05}")
    async with open_app(store.path, accounts()) as user:
        assert len(user.screen._lines) == 60
        await user.press("end", "up", "up")
        await user.sees("Name 01999")
        assert len(user.screen._lines) < 200


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
async def test_columns_go_by_width_and_nothing_overflows(store, size):
    make_account(store, "名前" * 60, owner="o" * 60, city="c" * 60, industry="i" * 60)
    async with open_app(store.path, accounts(), size=size) as user:
        for strip in user.screen._compositor.render_strips():
            assert strip.cell_length == size[0]
        assert ("owner" in user.row("name▲")) == (size[0] >= 100)


def test_the_letters_that_were_found_stand_out():
    assert positions("North Wind Freight", "nwf") == {0, 6, 11}
    assert positions("Müller & Söhne", "sohne") == set(range(9, 14))
    assert marked("Acme", "cm", "") == [("A", ""), ("cm", "accent"), ("e", "")]
    assert positions("Acme", "zz") == set()


async def test_the_figures_come_after_the_table_and_sort_it(store):
    async with open_app(store.path, accounts(), size=(160, 24)) as user:
        await user.until(lambda: user.screen.all_figured, "all figures")
        assert "A" in user.row("Müller").split() and "R never" in user.row("Müller")
        await user.screen.sort_by("points")
        await user.pilot.pause()
        points = [user.screen.figured[one].points for one in user.screen.ids]
        assert points == sorted(points, reverse=True) and len(set(points)) > 1
        assert "points▼" in user.screen_text()


async def test_a_filter_of_conditions_and_a_word_narrows_the_table(store):
    async with open_app(store.path, accounts()) as user:
        await user.press("slash")
        await user.write("tier:A owner:robin")
        await user.sees("1 of 4")
        assert shown(user) == ["Müller & Söhne"]
        await user.press("escape")
        await user.press("slash")
        await user.write("revenue < 8k -tag:paused wind")
        await user.sees("1 of 4")
        assert shown(user) == ["North Wind Freight"]
        for _ in "wind":
            await user.press("backspace")
        await user.sees("3 of 4")
        pause(store, find_account(store, "Zeta [bold]").id, AS_OF + timedelta(days=9), moment())
        await user.screen.refresh_data(force=True)
        await user.sees("2 of 4")


async def test_what_the_filter_does_not_understand_is_said_above_the_table(store):
    async with open_app(store.path, accounts()) as user:
        await user.press("slash")
        await user.write("teir:A")
        await user.sees('There is no "teir" to filter by; did you mean "tier"?')
        assert len(shown(user)) == 4, "what is not understood hides nothing"


async def test_a_word_half_typed_moves_nothing_until_it_is_left_so(store):
    async with open_app(store.path, accounts(), size=(80, 24)) as user:
        await user.until(lambda: user.screen.all_figured, "all figures")
        await user.press("slash")
        await user.write("owner:rob -tag:pa")
        await user.until(
            lambda: user.screen.filter.field._suggestion == "owner:rob -tag:paused", "the word to come"
        )
        assert user.row("net 12 m") and "no tag" not in user.screen_text()
        await user.press("down")
        await user.sees('There is no tag "pa"')


async def test_what_is_wrong_with_a_filter_is_read_to_its_end_at_80_columns(store):
    async with open_app(store.path, accounts(), size=(80, 24)) as user:
        await user.press("slash")
        await user.write("foo>1")
        await user.until(
            lambda: "kept, change, tag" in " ".join(user.screen_text().split()), "the whole sentence"
        )
        assert len(shown(user)) == 4
        await user.press("escape")
        await user.sees("net 12 m")
        assert user.screen.heading.size.height == 1


async def test_a_key_of_the_filter_is_completed_by_the_right_key(store):
    async with open_app(store.path, accounts()) as user:
        await user.until(lambda: user.screen.all_figured, "all figures")
        await user.press("slash")
        await user.write("own")
        await user.until(lambda: user.screen.filter.field._suggestion == "owner:", "a suggestion")
        await user.press("right")
        await user.until(lambda: user.screen.filter.field._suggestion == "owner:Robin", "a word of the file")
        await user.press("right")
        assert user.screen.filter.text == "owner:Robin"


async def test_columns_are_chosen_and_the_choice_stays_in_the_file(store):
    async with open_app(store.path, accounts()) as user:
        await user.press("C")
        await user.sees("[x] tier")
        await user.press("space", "enter")
        await user.until(lambda: "tier" not in user.row("name▲"), "the column gone")
    async with open_app(store.path, accounts()) as user:
        assert "tier" not in user.row("name▲") and "net 12 m" in user.row("name▲")
        await user.press("u")
        await user.sees("the columns of Accounts")
        await user.press("y")
        await user.until(lambda: "tier" in user.row("name▲"), "the column back")


async def test_a_view_brings_its_columns_and_one_without_the_usual_ones(store):
    save_view(store, View("Few", "f", columns=("health",)), moment())
    save_view(store, View("All", "a"), moment())
    async with open_app(store.path, accounts()) as user:
        await user.press("v")
        await user.sees("Few")
        await user.press("f")
        await user.until(lambda: "tier" not in user.row("name▲"), "the columns of the view")
        await user.screen.refresh_data(force=True)
        assert "tier" not in user.row("name▲") and "health" in user.row("name▲")
        await user.press("v")
        await user.sees("Few")
        await user.press("a")
        await user.until(lambda: "tier" in user.row("name▲"), "the usual columns")


async def test_the_first_key_in_the_list_of_views_waits_for_no_focus(store, monkeypatch):
    monkeypatch.setattr(type_ahead, "LONGEST_WAY", 3600.0)
    async with open_app(store.path, accounts()) as user:
        await user.press("v")
        await user.sees("save what is shown")
        await user.press("escape")
        await user.until(lambda: not user.screen.is_modal, "the window gone")


async def test_a_view_is_saved_under_a_key_brought_up_by_it_and_forgotten(store):
    from reviewtui.services.views import views

    async with open_app(store.path, accounts()) as user:
        await user.press("slash")
        await user.write("tier:A")
        await user.press("down", "v", "plus")
        await user.sees("Save this view")
        await user.write("My [best]")
        await user.press("tab")
        await user.write("m")
        await user.press("ctrl+s")
        await user.until(lambda: views(store), "the view kept")
        await user.until(lambda: getattr(user.screen, "PLACE", "") == "accounts", "back at the table")
        await user.press("escape")
        await user.until(lambda: len(shown(user)) == 4, "all accounts")
        await user.press("v")
        await user.sees("My [best]")
        await user.press("m")
        await user.until(lambda: shown(user) == ["Müller & Söhne"], "the view")
        await user.press("v", "delete")
        await user.until(lambda: not views(store), "the view forgotten")


async def test_the_bar_says_that_a_setting_is_not_the_usual_one(store):
    from reviewtui.config import parse_config

    config, _ = parse_config("[figures]\ndrift_flag = 1.1\n", "config.toml")
    async with open_app(store.path, accounts(), config=config) as user:
        assert "Accounts · 4, settings changed" in user.screen_text()
        await user.press("enter")
        await user.sees("Alpha Bakery, settings changed")


async def test_who_scrolls_while_figures_are_computed_waits_for_those_in_sight_only(tmp_path, monkeypatch):
    store = make_store(tmp_path)
    made = [make_account(store, f"Account {n:03}") for n in range(300)]
    parts: list[tuple[int, int]] = []
    real, quiet = Portfolio.read_part, CountingPlace._quiet
    monkeypatch.setattr(
        Portfolio, "read_part", lambda self, s, part: parts.append(part) or real(self, s, part)
    )

    async def scrolled(self) -> None:
        if len(parts) < 60:
            self.list.action_bottom()
        await quiet(self)

    monkeypatch.setattr(CountingPlace, "_quiet", scrolled)
    async with open_app(store.path, accounts()) as user:
        await user.until(lambda: user.screen.all_figured)
    last = parts.index((made[-1], made[-1]))
    assert [first == end for first, end in parts[:last]].count(False) == 1, (
        "one part of many accounts before it"
    )
