"""The call queue on Today: whom to call, why, and everything one does about it from there."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from driver import open_app

from factories import (
    AS_OF,
    answered,
    make_account,
    make_action,
    make_contact,
    make_order,
    make_review,
    make_store,
    moment,
)
from reviewtui.domain.figure_settings import USUAL
from reviewtui.services.account_plan import pause, set_own_plan
from reviewtui.services.calls import CallList
from reviewtui.services.figure_lines import holding
from reviewtui.services.queue import snooze
from reviewtui.services.touches import log_touch
from reviewtui.tui.messages import Go


@pytest.fixture
def store(tmp_path):
    return make_store(tmp_path)


@pytest.fixture
def three(store):
    """Acme owes nothing but silence, Beta was promised something too, Calm was talked to today."""
    acme = make_account(store, "Acme", owner="Robin", currency="EUR")
    beta = make_account(store, "Beta", owner="Sam", currency="EUR")
    calm = make_account(store, "Calm", owner="Robin", currency="EUR")
    make_action(
        store, beta, "Send it", AS_OF - timedelta(days=40), due=AS_OF - timedelta(days=9), promise=True
    )
    make_contact(store, acme, "Kim Olsen", decides=True)
    make_contact(store, acme, "Pat Low")
    log_touch(store, calm, moment())
    return acme, beta, calm


def today() -> Go:
    return Go("today")


def queued(user) -> list[str]:
    """The names of the accounts in the queue as they stand on the screen."""
    return [one.line.name for one in user.screen.rows.shown.queue.calls]


async def test_the_first_row_says_whom_to_call_and_all_the_reasons_with_their_points(store, three):
    async with open_app(store.path, today()) as user:
        assert queued(user) == ["Beta", "Acme", "Calm"]
        row = user.row("contact: never in touch, +30")
        assert row.startswith("> Beta") and "RR" in row and " 70 " in row and "touch" in row
        assert user.screen.context_account() == (three[1], "Beta")
        text = user.screen_text()
        assert "feedback: never asked, +20" in text
        assert "overdue promise: 9 days late, +20" in text
        assert "70 points: (30 + 20 + 20) x 1 for no tier" in text


async def test_the_row_under_the_cursor_opens_and_the_one_above_closes(store, three):
    async with open_app(store.path, today()) as user:
        assert "overdue promise" in user.screen_text()
        before = user.screen_text().split("\n").index(user.row("> Beta"))
        await user.press("j")
        assert "overdue promise" not in user.screen_text()
        rows = user.screen_text().split("\n")
        assert rows[before + 1].startswith("> Acme"), "the cursor goes one row down on the screen"
        assert "feedback: never asked" in rows[before + 2]
        await user.press("k")
        assert "overdue promise" in user.screen_text()


async def test_from_120_columns_all_reasons_stand_beside_the_list(store, three):
    async with open_app(store.path, today(), size=(120, 40)) as user:
        assert user.screen.rows.below == 0
        panel = [row[77:] for row in user.screen_text().split("\n")]
        assert any("overdue promise: 9 days late, +20" in row for row in panel)
        assert any("never, ideal 14, max 30" in row for row in panel)
        assert any("Next touch" in row for row in panel)


async def test_clocks_stand_in_letters_wherever_an_account_is_listed(store, three):
    make_action(store, three[2], "Ring back", AS_OF, due=AS_OF)
    async with open_app(store.path, today()) as user:
        assert "GR" in user.row("Ring back")
        due = user.screen_text().split("Reviews due")[1]
        assert "RR never reviewed" in due


async def test_whose_day_has_come_without_a_reason_for_the_queue_stands_under_touches_due(store):
    made = make_account(store, "Quiet", currency="EUR")
    make_review(store, made, AS_OF - timedelta(days=20), answered("sat.rating", 8))
    async with open_app(store.path, today()) as user:
        await user.sees("Touches due  1")
        assert queued(user) == []
        assert "AG - call    How things are" in user.row("Quiet")
        await user.press("end", "enter")
        await user.until(lambda: user.screen.PLACE == "account", "its brief")


async def test_a_touch_is_logged_with_one_letter_and_enter_and_the_row_changes_at_once(store, three):
    async with open_app(store.path, today()) as user:
        await user.press("j", "l")
        await user.sees("Log a touch")
        await user.press("v", "enter")
        await user.until(lambda: user.screen.PLACE == "today" if hasattr(user.screen, "PLACE") else False)
        await user.until(lambda: "GR" in user.row("Acme"), "the clock of Acme green")
        assert "contact" not in user.row("> Acme")
    with store.read() as r:
        touch = r.work.touches(three[0])[0]
    assert (touch.channel, touch.contact, touch.day, touch.two_way) == ("visit", "Kim Olsen", AS_OF, True)
    assert touch.topic and touch.minutes is None


async def test_a_touch_can_be_with_anyone_for_so_many_minutes_with_a_line(store, three):
    async with open_app(store.path, today()) as user:
        await user.press("j", "l")
        await user.sees("Log a touch")
        await user.write("video")
        await user.press("tab", "down", "tab", "tab")
        await user.write("25")
        await user.press("tab")
        await user.write("wants the long pallets")
        await user.press("enter")
        await user.until(lambda: hasattr(user.screen, "PLACE"))
        await user.saved()
    with store.read() as r:
        touch = r.work.touches(three[0])[0]
    assert (touch.channel, touch.contact, touch.minutes) == ("video", "Pat Low", 25)
    assert touch.text == "wants the long pallets"


async def test_a_reason_is_put_aside_with_a_note_and_returns_on_its_day(store, three):
    async with open_app(store.path, today()) as user:
        await user.press("z")
        await user.sees("Put aside: Beta")
        assert "= Fri 4 Dec 2026, in 14 days" in user.screen_text()
        await user.write("1 dec")
        await user.press("tab")
        await user.write("on holiday")
        await user.press("enter")
        await user.sees("40 points: (20 + 20) x 1")
        assert "put aside: contact is red until 2026-12-01 (on holiday)" in user.screen_text()
        assert "aside until 2026-12-01" in user.row("Today")
    async with open_app(store.path, today(), as_of=date(2026, 12, 1)) as user:
        assert "contact: never in touch" in user.row("> Beta")


async def test_another_reason_is_chosen_by_its_digit(store, three):
    async with open_app(store.path, today()) as user:
        await user.press("z")
        await user.sees("[1 contact]")
        await user.press("tab", "tab", "3", "enter")
        await user.until(lambda: "promise" not in user.row("> Beta"), "put aside")
        await user.saved()
    with store.read() as r:
        assert [one.reason for one in r.figures.snoozes(three[1], AS_OF)] == ["promise"]


async def test_a_day_that_is_not_ahead_is_refused_and_the_dialog_stays(store, three):
    async with open_app(store.path, today()) as user:
        await user.press("z")
        await user.write("yesterday")
        assert "? name a day that is ahead" in user.screen_text()
        await user.press("enter")
        assert "Put aside: Beta" in user.screen_text()


async def test_an_account_rests_but_keeps_what_it_is_owed_and_v_wakes_it(store, three):
    async with open_app(store.path, today()) as user:
        await user.press("j", "p")
        await user.sees("Leave in peace: Acme")
        await user.press("enter")
        await user.until(lambda: "Acme" not in queued(user), "Acme out of the queue")
        await user.press("home", "p", "enter")
        await user.sees("20 points: 20 x 1")
        assert "the account, until 2026-12-04" in user.screen_text()
        await user.press("v")
        await user.sees("Enter lets it count again at once.")
        await user.write("acme")
        await user.press("enter")
        await user.until(lambda: "Acme" in queued(user), "Acme back in the queue")


async def test_the_note_of_a_rest_is_read_in_full_where_it_is_taken_back(store, three):
    note = "they move house until the end of November and asked us to leave them alone till then"
    pause(store, three[0], date(2026, 12, 4), moment(), note)
    async with open_app(store.path, today()) as user:
        await user.press("v")
        await user.sees("the account, until 2026-12-04 (they move")
        await user.sees("leave them alone till then)")


async def test_the_queue_is_narrowed_by_words_owner_tier_and_reason_and_escape_shows_all(store, three):
    async with open_app(store.path, today()) as user:
        await user.press("slash")
        await user.write("promise")
        await user.sees("Queue  1 of 3")
        assert queued(user) == ["Beta"]
        assert "Reviews due" not in user.screen_text()
        await user.press("escape")
        await user.sees("Reviews due")
        await user.press("o")
        await user.write("robin")
        await user.press("enter")
        await user.sees("Queue  2 of 3")
        assert "owner Robin" in user.row("Today")
        await user.press("w")
        await user.sees("Which reason?")
        assert "contact is red  1" in user.screen_text()
        await user.write("contact")
        await user.press("enter")
        await user.until(lambda: queued(user) == ["Acme"], "both filters hold")
        await user.press("escape")
        await user.until(lambda: len(queued(user)) == 3, "all of it again")
        await user.press("t")
        await user.sees("Which tier?")
        assert "-  3" in user.screen_text()


async def test_a_filter_that_finds_nobody_says_so(store, three):
    async with open_app(store.path, today()) as user:
        await user.press("slash")
        await user.write("zzz")
        await user.sees('Nobody in the queue is "zzz"; Esc shows all.')


async def test_a_touch_by_another_program_changes_the_row(store, three):
    from reviewtui.tui import app as app_module

    async with open_app(store.path, today()) as user:
        log_touch(store, three[0], moment())
        user.app._looked -= app_module.LOOK_ROUND + 1
        await user.press("j")
        await user.until(lambda: "GR" in user.row("Acme"), "what another program wrote")


async def test_undoing_brings_the_reason_back(store, three):
    snooze(store, three[0], "contact", AS_OF + timedelta(days=3), moment())
    async with open_app(store.path, today()) as user:
        assert "contact" not in user.row("Acme")
        await user.press("u")
        await user.sees("snooze contact")
        await user.press("y")
        await user.sees("taken back: snooze contact: Acme")
        await user.until(lambda: "contact: never" in user.row("Acme   "), "the reason back")


async def test_as_of_an_earlier_day_the_queue_is_that_of_the_day(store):
    made = make_account(store, "Acme", currency="EUR")
    make_order(store, made, AS_OF - timedelta(days=400), 500)
    log_touch(store, made, moment(AS_OF - timedelta(days=300)), day=AS_OF - timedelta(days=300))
    async with open_app(store.path, today(), as_of=AS_OF - timedelta(days=299)) as user:
        assert "contact" not in user.row("Acme")
    async with open_app(store.path, today()) as user:
        assert "contact: 300 days" in user.row("Acme")


async def test_many_accounts_are_looked_through_after_the_first_paint(store):
    with store.write("accounts", moment(), journal=False) as w:
        for number in range(400):
            name = f"Customer {number:03}"
            w.add("account", name=name, name_key=name.casefold())
    async with open_app(store.path, today()) as user:
        await user.sees("Call queue  400")
        assert user.screen.context_account()[1] == "Customer 000"
        while user.screen.list.current_key != ("more", "queue"):
            await user.press("down")
        await user.press("enter")
        await user.press("pagedown", "pagedown")
        await user.sees("Customer 04")


async def test_while_a_queue_that_holds_no_more_is_computed_again_the_bar_says_so(store, three, monkeypatch):
    monkeypatch.setattr("reviewtui.tui.screens.today.base.PATIENCE", 0.0)
    async with open_app(store.path, today()) as user:
        assert "counting" not in user.row("Today ·")
        steps = iter([True, True])
        gate = threading.Event()

        def step(*_: object) -> bool:
            more = next(steps, False)
            return more or not gate.wait(5)

        monkeypatch.setattr(user.app.session.call_list, "step", step)
        user.screen._look_through()
        await user.until(lambda: ", counting" in user.row("Today ·"), "that it is counting")
        gate.set()
        await user.until(lambda: "counting" not in user.row("Today ·"), "the bar as before")


async def test_at_60_columns_the_row_still_says_who_and_why(store, three):
    async with open_app(store.path, today(), size=(60, 15)) as user:
        assert "contact: never in" in user.row("> Beta")
        assert "overdue promise: 9 days late, +20" in user.screen_text()


async def test_the_queue_of_a_small_file_is_kept_for_the_next_start_of_the_day(store, three, monkeypatch):
    monkeypatch.setattr("reviewtui.tui.screens.today.base.KEPT_AFTER", 0.01)
    async with open_app(store.path, Go("today")) as user:
        assert not user.app.session.call_list.from_kept
        queue = user.app.session.call_list.calls.queue
        await user.until(
            lambda: holding(store, AS_OF, USUAL) is not None and not holding(store, AS_OF, USUAL)[1]
        )
    async with open_app(store.path, Go("today")) as user:
        assert user.app.session.call_list.from_kept
        assert list(user.app.session.call_list.calls.queue) == list(queue)


async def test_what_needs_every_account_says_so_while_they_are_looked_through(store, three, monkeypatch):
    gate = threading.Event()
    step = CallList.step
    monkeypatch.setattr("reviewtui.services.calls.WHOLE", 1)
    monkeypatch.setattr(CallList, "step", lambda *given: gate.wait(60) and step(*given))
    async with open_app(store.path, Go("today")) as user:
        for key in "otwvN":
            await user.press(key)
            await user.sees("Still counting; press it again soon.")
            assert "Nothing is put aside" not in user.screen_text()
            user.screen.bar.say(state="")
        gate.set()
        await user.sees("Call queue  3")
        await user.press("o")
        await user.sees("Whose accounts?")


async def test_what_one_can_choose_from_counts_the_whole_queue_where_only_its_beginning_was_read(
    store, three, monkeypatch
):
    monkeypatch.setattr("reviewtui.services.calls.WHOLE", 1)
    monkeypatch.setattr("reviewtui.services.kept_calls.FIRST", 1)
    monkeypatch.setattr("reviewtui.tui.screens.today.base.REST_AFTER", 60.0)
    async with open_app(store.path, Go("today")) as user:
        await user.until(
            lambda: holding(store, AS_OF, USUAL) is not None and not holding(store, AS_OF, USUAL)[1]
        )
    async with open_app(store.path, Go("today")) as user:
        assert not user.app.session.call_list.calls.whole
        assert "Beta" in user.screen_text()
        await user.press("o")
        await user.sees("Whose accounts?")
        assert "all  3" in user.screen_text(), user.screen_text()
        assert "Robin  2" in user.screen_text()


async def test_beside_the_list_intervals_of_its_own_are_read_to_their_end(store):
    account = make_account(store, "Acme", currency="EUR")
    log_touch(store, account, moment())
    set_own_plan(store, account, {"contact_ideal": "14", "contact_maximum": "35"}, moment())
    make_action(store, account, "Send it", AS_OF, due=AS_OF - timedelta(days=3), promise=True)
    async with open_app(store.path, today(), size=(120, 40)) as user:
        await user.sees("own ideal 14")
        beside = " ".join(" ".join(row.split("│")[-1] for row in user.screen_text().split("\n")).split())
        assert "Contact G 0 d, own ideal 14, own max 35" in beside
