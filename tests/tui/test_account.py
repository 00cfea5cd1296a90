"""An account on one screen: all that one should know before dialling, then what happened when."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from driver import open_app

from factories import (
    AS_OF,
    answered,
    give,
    make_account,
    make_action,
    make_ask,
    make_contact,
    make_order,
    make_review,
    make_store,
    moment,
    quarterly,
    write_note,
)
from reviewtui.domain.own_plan import OwnPlan
from reviewtui.domain.queue import Reason
from reviewtui.services.account_plan import set_own_plan
from reviewtui.services.accounts import contacts
from reviewtui.services.figures import account_figures
from reviewtui.services.reviews import finish, start_review
from reviewtui.services.undo import undo_last
from reviewtui.tui.look import Look
from reviewtui.tui.messages import Go
from reviewtui.tui.screens.account.blocks import Block, Line
from reviewtui.tui.screens.account.layout import lay_out
from reviewtui.tui.screens.account.standing import standing_blocks


@pytest.fixture
def store(tmp_path):
    return make_store(tmp_path)


def reviewed(store, account: int, days_ago: int, rating: int, budget: str) -> int:
    at = moment(AS_OF - timedelta(days=days_ago))
    review = start_review(store, account, quarterly(), at)
    give(store, review, answered("sat.rating", rating), at)
    give(store, review, answered("bud.dir", budget), at)
    write_note(store, review, "bud.dir", "they said so [b]twice[/b]", at)
    finish(store, review, moment=at)
    return review


@pytest.fixture
def acme(store):
    account = make_account(store, "Acme [x]", currency="EUR", owner="Robin", industry="Bakery", city="Ulm")
    make_contact(store, account, "Kim Olsen", title="Buyer", decides=True, phone="+49 1", channel="call")
    make_contact(store, account, "Pat Low")
    for days in (10, 40, 70, 100, 130, 380):
        make_order(store, account, AS_OF - timedelta(days=days), 1_000 + days)
    reviewed(store, account, 190, 6, "same")
    reviewed(store, account, 95, 8, "raised")
    make_action(
        store,
        account,
        "Send samples",
        AS_OF - timedelta(days=60),
        due=AS_OF - timedelta(days=5),
        promise=True,
    )
    make_ask(store, account, "Deliver before nine", AS_OF - timedelta(days=95), domain="service")
    return account


def place(account: int) -> Go:
    return Go("account", account_id=account)


async def test_the_brief_says_who_decides_what_changed_and_what_is_open_on_one_screen(store, acme):
    async with open_app(store.path, place(acme)) as user:
        screen = user.screen_text()
        assert "Bakery, Ulm, owner Robin" in user.row("Who")
        assert "Kim Olsen, Buyer  call +49 1" in user.row("Decides")
        assert "EUR 5,350 in 12 months, 5 orders" in screen
        assert "in rhythm: last 2026-11-10, 10 days ago, usually every 30 days" in screen
        assert "Q4, 51 days: EUR 2,050; " in screen and " on Q3, " in screen and " a year ago" in screen
        assert "2026-11-15 overdue  Send samples  made 60 d ago" in screen
        assert "rating 8▲  over time 6 8" in screen
        assert "Same → Raised" in screen
        assert "Deliver before nine" in user.row("Asked for")


async def test_t_goes_to_the_timeline_and_back(store, acme):
    async with open_app(store.path, place(acme)) as user:
        await user.press("t")
        assert "quarterly review 2026-Q3" in user.screen_text()
        assert "2026-11-10 order" in user.screen_text()
        await user.press("t")
        assert user.screen.brief_list.cursor == 0


async def test_the_timeline_stands_beside_the_brief_where_there_is_room(store, acme):
    async with open_app(store.path, place(acme), size=(120, 40)) as user:
        row = user.row("Decides")
        assert "Kim Olsen" in row and " order " in row
        await user.press("t")
        assert user.screen.timeline_list.has_focus


async def test_enter_on_a_finished_review_in_the_timeline_opens_it(store, acme):
    async with open_app(store.path, place(acme), size=(120, 40)) as user:
        await user.press("t")
        while user.screen.timeline_list.current_key[1] != "review":
            await user.press("j")
        await user.press("enter")
        await user.until(lambda: user.screen.PLACE == "review", "the review open")


async def test_where_nothing_was_bought_before_that_is_said_in_words(store):
    account = make_account(store, "Young", currency="EUR")
    make_order(store, account, AS_OF - timedelta(days=2), 900)
    async with open_app(store.path, place(account)) as user:
        assert "51 days: EUR 900; nothing in those of Q3, nothing a year ago" in user.screen_text()
        await user.press("O")
        await user.sees("EUR 0 in those of Q3, EUR 0 a year ago")
        await user.press("T")
        await user.sees("all events are read: 1")


async def test_space_shows_the_whole_of_a_block(store):
    account = make_account(store, "Acme")
    for number in range(30):
        make_ask(store, account, f"wish {number}", AS_OF - timedelta(days=number))
    async with open_app(store.path, place(account)) as user:
        assert "Asked for 30" in user.screen_text() and "more" in user.screen_text()
        while "Asked" not in user.screen.rows[user.screen.brief_list.cursor].block:
            await user.press("j")
        await user.press("space", "end")
        assert any(row.line.parts[0][0] == "wish 29" for row in user.screen.rows)


async def test_space_lets_a_cut_line_of_the_brief_be_read_to_its_end_and_cuts_it_again(store):
    account = make_account(store, "Acme")
    text = "A driver who rings before he comes, as the gate is locked and nobody hears him from the yard"
    make_ask(store, account, text, AS_OF, domain="service")
    for number in range(30):
        make_ask(store, account, f"wish {number}", AS_OF - timedelta(days=95))
    async with open_app(store.path, place(account)) as user:

        def asked() -> str:
            rows = user.screen_text().split("\n")
            at = next(i for i, row in enumerate(rows) if "Asked for" in row)
            return " ".join(row[15:].strip(" │") for row in rows[at : at + 2])

        assert "…" in asked()
        while "Asked" not in user.screen.rows[user.screen.brief_list.cursor].block:
            await user.press("j")
        await user.press("space")
        assert f"{text}  service, undecided, 0 days ago" in asked()
        await user.press("space")
        assert "…" in asked()


async def test_room_that_is_left_lets_long_lines_of_the_brief_be_read_to_their_end(store):
    account = make_account(store, "Acme")
    make_ask(store, account, "no parcel left in the rain " * 4 + "please", AS_OF - timedelta(days=9))
    async with open_app(store.path, place(account), size=(90, 40)) as user:
        assert "please" in user.screen_text()


async def test_a_person_is_added_changed_and_removed(store, acme):
    async with open_app(store.path, place(acme)) as user:
        await user.press("c")
        await user.sees("Add a person")
        await user.write("Ana [red] Diaz")
        await user.press("ctrl+s")
        await user.sees("Ana [red] Diaz")
        await user.press("o")
        await user.sees("People")
        await user.press("e")
        await user.sees("Edit person")
        await user.press("tab")
        await user.write(" Head")
        await user.press("ctrl+s")
        await user.sees("Buyer Head")
        await user.press("end", "x")
        await user.until(lambda: len(contacts(store, acme)) == 2, "one removed")
    assert [c.title for c in contacts(store, acme) if c.name == "Kim Olsen"] == ["Buyer Head"]


async def test_a_touch_is_logged_and_stands_in_the_timeline(store, acme):
    async with open_app(store.path, place(acme)) as user:
        await user.press("l")
        await user.sees("Log a touch")
        await user.write("visit")
        await user.press("tab", "tab")
        await user.write("Prices for 2027")
        await user.press("ctrl+s")
        await user.until(lambda: user.screen.PLACE == "account" if hasattr(user.screen, "PLACE") else False)
        await user.press("t")
        await user.sees("Prices for 2027")
    with store.read() as r:
        assert r.work.touches(acme)[0].channel == "visit"


async def test_a_key_typed_before_the_window_is_open_is_for_the_window(store, acme, monkeypatch):
    from reviewtui.services import accounts

    def slowly(store, account_id):
        # Longer than a key of a burst waits for the one before.
        threading.Event().wait(0.3)
        return contacts(store, account_id)

    monkeypatch.setattr(accounts, "contacts", slowly)
    async with open_app(store.path, place(acme)) as user:
        await user.write("lcv")
        await user.until(lambda: "visit" in user.row("Channel  "))
        assert "Add a person" not in user.screen_text()


async def test_the_last_change_is_taken_back_after_asking(store, acme):
    async with open_app(store.path, place(acme)) as user:
        await user.press("x")
        await user.sees("archived")
        await user.press("u")
        await user.sees("archive Acme [x]")
        await user.press("y")
        await user.sees("taken back")
    with store.read() as r:
        assert not r.accounts.get(acme).archived


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_next_account_shows_nothing_of_the_one_before(store, acme, size):
    other = make_account(store, "Other")
    async with open_app(store.path, place(acme), size=size) as user:
        await user.press("t", "j")
        await user.app.open_place("account", account_id=other)
        await user.sees("never reviewed")
        assert "Other" in user.screen_text() and "Kim Olsen" not in user.screen_text()
        await user.app.open_place("account", account_id=999)
        await user.sees("not there any more")
        assert "never reviewed" not in user.screen_text()


async def test_an_account_that_is_gone_is_said_in_the_banner(store):
    async with open_app(store.path, place(999)) as user:
        await user.sees("not there any more")


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
async def test_no_row_overflows_and_every_cut_is_marked(store, size):
    account = make_account(store, "名" * 90, industry="i" * 90, owner="o" * 90, phone="1" * 90)
    make_contact(store, account, "n" * 200, title="t" * 200, decides=True)
    make_ask(store, account, "ask " * 90, AS_OF)
    async with open_app(store.path, place(account), size=size) as user:
        for strip in user.screen._compositor.render_strips():
            assert strip.cell_length == size[0]
        for label, mark, whole in (("Who", "1", 90), ("Decides", "t", 200), ("Asked for", "ask ", 89)):
            assert "…" in user.row(label) or user.screen_text().count(mark) >= whole


def test_blocks_get_their_least_and_share_the_rest():
    one = Block("One", (Line([("a", "")]),) * 9, 2, counted=True)
    two = Block("Two", (Line([("b", "")]),) * 2, 1)
    rows = lay_out([one, two], 8, 40, set())
    assert [row.block for row in rows] == ["One"] * 6 + ["Two"] * 2
    assert (rows[0].label, rows[5].label, rows[5].more) == ("One 9", "… 3 more", 3)
    assert len(lay_out([one, two], 2, 40, set())) == 3, "the least is never cut; the list scrolls"
    assert len(lay_out([one, two], 2, 40, {"One"})) == 10


async def test_the_brief_begins_with_where_the_account_stands_and_when_to_get_in_touch_next(store, acme):
    async with open_app(store.path, place(acme)) as user:
        await user.sees("rank 1")
        assert "tier A, rank 1, 100.0% of revenue  health" in user.row("Standing")
        assert "contact R 95 days (30-60)" in user.screen_text()
        assert "2026-11-20, today: call" in user.row("Next")
        assert "contact: 95 days" in user.row("Why call")


def test_where_room_is_short_a_second_reason_to_call_is_read_and_the_rest_counted(store, acme):
    figures = account_figures(store, acme, AS_OF)
    reasons = tuple(Reason("contact", f"reason {one}", 30, "touch") for one in (1, 2, 3))
    found = standing_blocks(replace(figures, queue=replace(figures.queue, reasons=reasons)), acme, Look(), 60)
    rows = [row for row in lay_out(found, 1, 60, set()) if row.block == "Why call"]
    assert [row.label for row in rows] == ["Why call 3", "… 1 more"]
    assert "reason 2" in str(rows[1].line.parts)


async def test_orders_show_eight_quarters_rhythm_strip_and_what_comes_next(store, acme):
    async with open_app(store.path, place(acme)) as user:
        await user.press("O")
        await user.sees("Quarters")
        screen = user.screen_text()
        assert "EUR 5,350 in 12 months, 5 orders, on average EUR 1,070" in screen
        assert "every 30 days; last order 2026-11-10, 10 days ago" in screen
        assert "drift 0.33, in rhythm; expected 2026-12-10, in 20 days" in screen
        assert "•" in user.row("Order days") and "2026-Q4" in screen and "2025-Q1" in screen


async def test_credits_stand_apart_and_late_deliveries_beside_what_was_said(store):
    account = make_account(store, "Acme", currency="EUR")
    make_order(store, account, AS_OF - timedelta(days=3), -120)
    for days in (20, 40):
        day = AS_OF - timedelta(days=days)
        make_order(
            store, account, day, 900, promised=day, delivered=day + timedelta(days=days - 20), category="Tea"
        )
    make_review(store, account, AS_OF, answered("base.ontime", 4))
    async with open_app(store.path, place(account), size=(120, 40)) as user:
        await user.press("O")
        await user.sees("credits apart: EUR -120")
        assert "1 of 2 late in 12 months" in user.row("Delivered")
        assert "they said 4 of 10 on 2026-11-20" in user.screen_text()
        assert user.row("1,800").split()[0] == "Tea"


async def test_an_entry_is_written_into_the_ledger_and_taken_out_again(store, acme):
    async with open_app(store.path, place(acme)) as user:
        await user.press("L")
        await user.sees("rating 6 to 8")
        assert "floor 0, comfort 10" in user.screen_text()
        await user.press("n")
        await user.sees("Entry in the ledger")
        await user.write("brought [b]cake[/b]")
        await user.press("tab")
        await user.write("3")
        await user.press("ctrl+s")
        await user.until(lambda: "+3" in user.row("cake"))
        assert "brought [b]cake[/b]" in user.row("cake") and "by hand" in user.row("cake")
        while "cake" not in "".join(
            t for t, _ in user.screen._section_rows[user.screen.section_list.cursor].parts
        ):
            await user.press("j")
        await user.press("delete")
        await user.sees("Take this entry out")
        await user.press("y")
        await user.until(lambda: "cake" not in user.screen_text(), "the entry gone")


async def test_enter_on_an_entry_of_the_ledger_goes_to_the_review_it_comes_from(store, acme):
    async with open_app(store.path, place(acme)) as user:
        await user.press("L")
        await user.sees("rating 6 to 8")
        while "rating 6" not in "".join(
            t for t, _ in user.screen._section_rows[user.screen.section_list.cursor].parts
        ):
            await user.press("j")
        await user.press("enter")
        await user.until(lambda: user.screen.PLACE == "review", "the review open")


async def test_the_parts_of_health_add_up_to_the_number_and_missing_ones_are_named(store, acme):
    async with open_app(store.path, place(acme)) as user:
        await user.press("H")
        await user.sees("weight")
        figures = user.screen.counted.figures
        assert sum(part.points for part in figures.health.parts) == figures.health.value
        row = user.row("health  ").split()
        assert row[0] == "health" and row[-1] == str(figures.health.value)
        assert "basics" in user.row("Missing")


async def test_any_question_is_shown_over_the_reviews_and_in_full_on_enter(store, acme):
    async with open_app(store.path, place(acme)) as user:
        await user.press("Q")
        await user.sees("Budget for us")
        assert user.row("Budget for us").split()[-3:] == ["Same", "+", "Raised"] or "Raised" in user.row(
            "Budget"
        )
        while "Budget for us" not in "".join(
            t for t, _ in user.screen._section_rows[user.screen.section_list.cursor].parts
        ):
            await user.press("j")
        await user.press("enter")
        await user.sees("they said so [b]twice[/b]")


async def test_a_tier_by_hand_needs_a_reason_and_is_marked(store, acme):
    async with open_app(store.path, place(acme)) as user:
        await user.sees("rank 1")
        await user.press("enter")
        await user.sees("Tier by hand")
        await user.write("b")
        await user.press("ctrl+s")
        await user.sees("needs a reason")
        await user.press("tab")
        await user.write("family firm")
        await user.press("ctrl+s")
        await user.sees("tier B by hand (computed A)")
        await user.sees("by hand: family firm")
        await user.press("u")
        await user.sees("tier B by hand: Acme")


async def test_intervals_of_one_account_are_given_on_it_and_named_as_its_own(store, acme):
    async with open_app(store.path, place(acme), size=(100, 30)) as user:
        await user.sees("contact R 95 days (30-60)")
        await user.press("I")
        await user.sees("Plan of this account")
        await user.press(*"100", "tab", *"150", "ctrl+s")
        await user.sees("contact G 95 days (own 100-150)")
        await user.press("H")
        await user.sees("ideal 100 days, at most 150, its own")
        await user.press("1")
        await user.sees("Today ·")


async def test_a_plan_of_one_account_shows_what_is_usual_and_is_one_change(store, acme):
    async with open_app(store.path, place(acme)) as user:
        await user.sees("contact R 95 days (30-60)")
        await user.press("I")
        await user.sees("Plan of this account")
        for label, usual in (
            ("Touch every", "= 30 days"), ("Touch at most every", "= 60 days"), ("Ask every", "= 92 days"),
            ("Ask at most every", "= 120 days"), ("Review every", "= 3 months"),
            ("After an order", "= 1, 7 days; 1, 3, 6 months"), ("Before a renewal", "= 60 days"),
        ):  # fmt: skip
            assert usual in user.row(label), label
        await user.press(*"200", "tab", "tab", *"100", "tab", "tab", *"12m", "tab")
        await user.write("1d, 2 weeks")
        assert "1d 14d; usual 1d 7d 1m 3m 6m" in user.row("After an order")
        await user.press("ctrl+s")
        await user.sees("own plan: touch every 200 days; touch at most every 200 days;")
        assert "contact G 95 days (own 200-200)" in user.screen_text()
        await user.press("I")
        await user.sees("200 days; usual 30 days")
        await user.press("tab", "tab", "tab", "tab", "tab", *"none", "ctrl+s")
        await user.until(lambda: "Plan of this account" not in user.screen_text())
    with store.read() as r:
        assert r.figures.own_plan(acme, AS_OF) == OwnPlan(
            contact_ideal=200, feedback_ideal=100, review_months=12, post_order=""
        )
    undo_last(store, moment())
    undo_last(store, moment())
    with store.read() as r:
        assert r.figures.own_plan(acme, AS_OF) == OwnPlan()


async def test_a_plan_that_makes_no_sense_is_said_and_nothing_typed_is_lost(store, acme):
    async with open_app(store.path, place(acme)) as user:
        await user.press("I")
        await user.sees("Plan of this account")
        await user.press(*"90", "tab", *"50", "ctrl+s")
        await user.sees("The ideal of 90 days between touches is longer than the most of 50.")
        await user.press("tab", "tab", "tab", *"1x", "ctrl+s")
        await user.sees('Review every: "1x" is no number of months; write it like 6.')
        assert "90 days; usual 30 days" in user.row("Touch every")
        set_own_plan(store, acme, {"contact_ideal": "20"}, moment())
        await user.press("backspace", "tab", "tab", "tab", *"45", "ctrl+s")
        await user.sees("it is 20 days now")
        await user.press("escape", "enter")
        await user.sees("own plan: touch every 20 days")
        await user.press("I")
        await user.sees("What you typed here last time is back")
        assert "45 days; usual 30 days" in user.row("Touch every")
        await user.press("ctrl+s")
        await user.sees("contact R 95 days (own 45-50)")


async def test_brackets_and_tab_walk_through_the_sections_and_another_account_begins_with_its_brief(
    store, acme
):
    other = make_account(store, "Other")
    async with open_app(store.path, place(acme)) as user:
        await user.press("right_square_bracket")
        assert user.screen.section == 1
        await user.press("tab", "left_square_bracket", "left_square_bracket", "left_square_bracket")
        assert user.screen.section == 4
        await user.app.open_place("account", account_id=other)
        await user.sees("never reviewed")
        assert user.screen.section == 0


async def test_a_long_line_of_a_section_is_read_to_its_end_at_80_columns(store):
    account = make_account(store, "Acme", currency="EUR")
    make_order(store, account, AS_OF, 100)
    make_order(store, account, AS_OF - timedelta(days=370), 5000)
    async with open_app(store.path, place(account)) as user:
        await user.press("O")
        await user.until(
            lambda: "-98% on a year ago (EUR 5,000)" in " ".join(user.screen_text().split()),
            "the whole of it",
        )


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize("key", ["O", "L", "H", "Q"])
async def test_no_section_overflows(store, acme, size, key):
    async with open_app(store.path, place(acme), size=size) as user:
        await user.press(key)
        await user.until(lambda: user.screen._section_rows, "the section")
        for strip in user.screen._compositor.render_strips():
            assert strip.cell_length == size[0]
