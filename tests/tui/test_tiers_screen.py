"""The tiers drawn, and the settings of the figures: what is seen, what Enter does, what a changed setting changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from driver import open_app
from rich.cells import cell_len

from factories import AS_OF, answered, make_account, make_order, make_review, make_store, moment
from reviewtui import paths
from reviewtui.domain.figure_settings import USUAL
from reviewtui.domain.tiers import Concentration, Standing
from reviewtui.services.account_plan import set_tier
from reviewtui.services.figures import Ranked, TierView
from reviewtui.tui.look import Look
from reviewtui.tui.messages import Go
from reviewtui.tui.screens.tiers_rows import tier_rows

AMOUNTS = {"Ada [b]": 700, "Bob": 120, "Cid": 100, "Dee": 50, "Eve": 30}


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("REVIEWTUI_CONFIG_DIR", str(tmp_path / "config"))
    store = make_store(tmp_path)
    for name, amount in AMOUNTS.items():
        account = make_account(store, name, currency="EUR")
        make_order(store, account, AS_OF - timedelta(days=400), amount)
        make_order(store, account, AS_OF - timedelta(days=20), amount)
    make_account(store, "Never")
    make_order(store, make_account(store, "Dollar", currency="USD"), AS_OF, 10)
    return store


async def test_the_curve_the_sizes_and_what_hangs_on_a_few_are_on_one_screen(store):
    async with open_app(store.path, Go("tiers")) as user:
        await user.sees("5 buyers")
        screen = user.screen_text()
        assert "EUR 1,000 net in 12 months, 5 buyers; 0% reviewed this quarter" in screen
        assert "the largest buyer brings 70%, those who came back 100%" in screen
        assert "A 2 (82%)" in user.row("Tiers  ") and "B 2 (15%)" in user.row("Tiers  ")
        assert "AAAB" in screen.replace(" ", "") and "80 %" in screen
        assert "Bob  up to here 82.0%" in screen


def test_a_portfolio_of_thousands_reads_whole_at_80_columns():
    buyers = tuple(
        Ranked(one, f"Buyer {one}", "", "EUR", 80_000_000, Standing("C", "C", edge=True, rank=one, cumulative=one / 12_345))
        for one in range(1, 12_346)
    )  # fmt: skip
    view = TierView(
        AS_OF, buyers, (Concentration("EUR", 987_654_321_000, 12_345, 2469, 0.5, 1.0),), {"EUR": 0.35}
    )
    said = ["".join(text for text, _ in one.parts) for one in tier_rows(view, "EUR", USUAL, Look(), 77)]
    assert said[0] == "EUR 98,765,432 net in 12 months, 12,345 buyers; 35% reviewed this quarter"
    assert said[1] == "the largest 2,469 (20 % of the buyers) bring 50%, those who came back 100%"
    assert "On the edge 12,345" in said and "  ... 12,335 more, in the ranking below" in said
    assert max(map(cell_len, said)) <= 77


async def test_enter_opens_the_account_and_a_bracket_shows_the_next_currency(store):
    async with open_app(store.path, Go("accounts")) as user:
        await user.press("T")
        await user.sees("On the edge")
        assert user.screen.context_account()[1] == "Bob"
        await user.press("right_square_bracket")
        await user.sees("USD 10")
        await user.press("left", "right_square_bracket", "enter")
        await user.until(lambda: user.screen.PLACE == "account", "the account")
        assert "Bob" in user.screen_text()


async def test_a_tier_by_hand_is_given_here_and_listed_with_its_reason(store):
    with store.read() as r:
        cid = r.accounts.by_name("Cid")[0].id
    set_tier(store, cid, "A", "family", moment())
    async with open_app(store.path, Go("tiers")) as user:
        await user.sees("By hand 1")
        assert "A, computed B  Cid  family" in user.screen_text()
        await user.press("W")
        await user.sees("Tier by hand: Bob")
        assert "Computed: A" in user.screen_text()


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize("place", ["tiers", "figure_settings"])
async def test_nothing_overflows(store, size, place):
    make_order(store, make_account(store, "名" * 80, currency="EUR"), AS_OF, 5000)
    async with open_app(store.path, Go(place), size=size) as user:
        for strip in user.screen._compositor.render_strips():
            assert strip.cell_length == size[0]


async def test_rating_and_recommendation_stand_by_tier_with_how_many_said_so(store):
    with store.read() as r:
        ids = dict((name, number) for number, name in r.accounts.names())
    make_review(store, ids["Ada [b]"], AS_OF, answered("sat.rating", 9), answered("sat.recommend", 10))
    make_review(store, ids["Dee"], AS_OF, answered("sat.rating", 4), answered("sat.recommend", 2))
    async with open_app(store.path, Go("tiers"), size=(80, 40)) as user:
        await user.sees("What they think of us")
        assert "rating 6.5 of 2     NPS +0 of 2, by revenue +87" in user.row("  all")
        assert "rating 9.0 of 1     NPS +100 of 1, by revenue +100" in user.screen_text()
        assert user.screen.context_account()[1] == "Bob", "the cursor stays where it was"


def write_settings(text: str) -> None:
    paths.make_private(paths.config_dir())
    paths.config_file().write_text(text, encoding="utf-8")


async def test_every_setting_stands_beside_its_usual_value_and_the_changed_ones_are_marked(store):
    from reviewtui.config import load_config

    write_settings("[figures]\ndrift_flag = 1.2\n\n[figures.queue_points]\nurgent = 70\n")
    config, _ = load_config(paths.config_file())
    async with open_app(store.path, Go("figure_settings"), size=(120, 80), config=config) as user:
        await user.sees("2 of ")
        assert user.row("drift_flag").split()[:4] == ["*", "drift_flag", "1.2", "1.5"]
        assert user.row("  urgent").split()[:4] == ["*", "urgent", "70", "50"]
        assert user.row("drift_alert").split()[:3] == ["drift_alert", "2", "2"]
        assert user.row("contact_maximum").split()[:5] == ["contact_maximum", "60", "120", "240", "30"]


async def test_a_setting_is_changed_in_place_checked_as_it_is_typed_and_put_back(store):
    write_settings('theme = "reviewtui-light"  # bright office\n\n[figures]\ndrift_flag = 1.2 # agreed\n')
    async with open_app(store.path, Go("figure_settings"), size=(80, 60)) as user:
        await user.sees("Settings of the figures")
        await user.press("enter", *"95")
        await user.sees("? tier_a must lie below tier_b")
        await user.press("enter")
        assert "SettingPrompt" in type(user.app.screen).__name__, "nonsense is not taken"
        await user.press("ctrl+u", *"60 %", "enter")
        await user.sees("* tier_a")
        assert user.app.session.config.figures.tier_a == 60
        await user.press("down", "down", "down", "down", "right", "right")
        await user.press("enter", *"100", "enter")
        await user.sees("* contact_ideal")
        assert user.app.session.config.figures.contact_ideal == {"A": 30, "B": 60, "C": 100, "N": 14}
        await user.press("g", "backspace")
        await user.sees("tier_a 60 -> 80")
    assert paths.config_file().read_text(encoding="utf-8") == (
        'theme = "reviewtui-light"  # bright office\n\n[figures]\ndrift_flag = 1.2 # agreed\n'
        "\n[figures.contact_ideal]\nC = 100\n"
    )


async def test_a_setting_that_cannot_be_kept_is_said_and_stays(store):
    write_settings("[figures\n")
    async with open_app(store.path, Go("figure_settings")) as user:
        await user.press("j", "enter", *"97", "enter")
        await user.until(lambda: [1 for one in user.app._notifications if "cannot be changed" in one.message])
        assert user.app.session.config.figures.tier_b == 95
    assert paths.config_file().read_text(encoding="utf-8") == "[figures\n"


async def test_the_file_is_edited_read_again_and_what_is_wrong_in_it_is_said(store, monkeypatch):
    def edit(_app, path, _line):
        assert "# drift_flag = 1.5" in path.read_text(), "a new file lists every setting"
        path.write_text("[figures]\ntier_a = 50\ntier_b = 40\nnonsense = 1\n")

    monkeypatch.setattr("reviewtui.tui.widgets.editor.edit_file", edit)
    async with open_app(store.path, Go("figure_settings")) as user:
        await user.sees("all as usual")
        await user.press("e")
        await user.sees("line 4, figures.nonsense: there is no such setting")
        assert "tier_a must lie below tier_b" in user.screen_text().replace("\n ", "")
        assert user.app.session.config.figures.tier_a == 80, "what makes no sense keeps its usual value"


async def test_a_changed_setting_counts_at_once_on_the_screens_that_use_it(store, monkeypatch):
    monkeypatch.setattr(
        "reviewtui.tui.widgets.editor.edit_file",
        lambda _app, path, _line: path.write_text("[figures]\ntier_a = 60\n"),
    )
    async with open_app(store.path, Go("tiers")) as user:
        await user.sees("A 2 (82%)")
        await user.press("F")
        await user.sees("all as usual")
        await user.press("e")
        await user.sees("1 of ")
        await user.press("escape")
        await user.sees("A 1 (70%)")
        assert "settings changed" in user.screen_text()
