"""The worked examples of docs/figures.md are what the sample gives; the words of a failing one can be copied there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

import factories as f
from reviewtui.domain.account_figures import AccountFigures
from reviewtui.domain.figure_settings import every_setting
from reviewtui.domain.money import Money, format_money
from reviewtui.domain.plan_words import own_words
from reviewtui.domain.quarter import add_months
from reviewtui.services.account_plan import plan_parts
from reviewtui.services.figures import account_detail, all_figures, nps_of, tiers
from reviewtui.services.queue import queue
from reviewtui.services.today import today
from reviewtui.storage.store import Store

ROOT = Path(__file__).parents[2]
AS_OF = date(2026, 11, 19)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = Path(shutil.copy(ROOT / "sample.db", tmp_path_factory.mktemp("sample") / "sample.db"))
    found = Store.open(path, f.moment(AS_OF))
    yield found
    found.close()


def money(amount: int | None, code: str) -> str:
    return format_money(Money(amount or 0, code)).strip()


def examples(store: Store) -> dict[str, str]:
    """The examples by the figure they are about."""
    every = all_figures(store, AS_OF)
    by_name = {one.known.name: one for one in every}
    mueller, precisa = by_name["Müller & Söhne GmbH"], by_name["Precisa Torneria S.r.l."]
    silent = by_name["Gärtnerei Sommerfeld"]
    rescued = by_name["Autohaus Rösler"]
    return {
        **_of_orders(mueller, silent, rescued),
        **_of_tiers(store, precisa),
        **_of_talks(store, mueller, precisa, by_name["Bäckerei Lindenhof"]),
        **_of_opinions(every, mueller),
        **_of_habits(store, by_name),
        "own": _own_plan(store, by_name["Uhrenmanufaktur Gerber AG"]),
        "queue": _queue(store),
    }


def _of_orders(mueller: AccountFigures, silent: AccountFigures, said: AccountFigures) -> dict[str, str]:
    orders, code = mueller.known.orders, mueller.known.currency
    same = orders.like_for_like
    late = silent.known.orders
    return {
        "revenue": f"Müller & Söhne GmbH: {money(mueller.revenue, code)} in {orders.orders_12m} orders, on average "
        f"{money(orders.average_order, code)}.",
        "quarters": f"Müller & Söhne GmbH, first {same.days} days: {money(same.current, code)} in "
        f"{orders.quarter_labels[-1]}, {money(same.previous, code)} in the quarter before, {money(same.last_year, code)} "
        "a year ago.",
        "drift": f"Gärtnerei Sommerfeld: last order {late.last_order}, {late.days_since} days ago; rhythm "
        f"{late.rhythm:g}; drift {late.days_since} / {late.rhythm:g} = {late.drift:.2f}, {silent.drift_state}.",
        "expected": f"Müller & Söhne GmbH: {orders.last_order} + {orders.rhythm:g} days = {mueller.expected_order}.",
        "said": f"Autohaus Rösler: {said.said}",
    }


def _of_tiers(store: Store, precisa: AccountFigures) -> dict[str, str]:
    standing, view = precisa.standing, tiers(store, AS_OF)
    euro = next(one for one in view.concentration if one.currency == "EUR")
    edges = [one.name for one in view.edges]
    return {
        "tier": f"Precisa Torneria S.r.l. is number {standing.rank} in EUR: it brings {100 * (standing.share or 0):.1f} %, and with it "
        f"{100 * (standing.cumulative or 0):.1f} % are reached, so it is {standing.tier}.",
        "edge": f"On an edge: {', '.join(edges) or 'nobody'}.",
        "concentration": f"In EUR {euro.buyers} accounts bought for {money(euro.total, 'EUR')}; the first {euro.top} of "
        f"them bring {100 * euro.top_share:.1f} %, those who came back {100 * euro.repeat_share:.1f} %.",
        "coverage": f"In EUR {100 * view.coverage['EUR']:.1f} % of the revenue was reviewed in this quarter.",
    }


def _of_talks(
    store: Store, mueller: AccountFigures, precisa: AccountFigures, bakery: AccountFigures
) -> dict[str, str]:
    contact, feedback, found = precisa.contact, precisa.feedback, precisa.next_touch
    entry, detail = mueller.ledger.entries[0], account_detail(store, mueller)
    age = (AS_OF - entry.day).days
    crossing = account_detail(store, bakery).crosses_floor
    assert mueller.ledger.balance is not None and bakery.ledger.balance is not None and crossing is not None
    return {
        "contact": f"Precisa Torneria S.r.l., tier {precisa.standing.tier}: last touch {contact.last}, {contact.days} "
        f"days ago, at most {contact.maximum}: {contact.state}.",
        "feedback": f"Precisa Torneria S.r.l.: last asked {feedback.last}, {feedback.days} days ago, at most "
        f"{feedback.maximum}: {feedback.state}.",
        "next": f"Precisa Torneria S.r.l.: {found.day}, {found.channel}, \"{found.topic}\"; {found.reason}.",
        "ledger": f"Müller & Söhne GmbH: {entry.reason}, {entry.day}: {entry.weight:g} x 0.5^({age} / 180) = "
        f"{entry.now:.2f}. All {len(mueller.ledger.entries)} entries together: {mueller.ledger.balance:.2f}. "
        f"Bäckerei Lindenhof: {bakery.ledger.balance:.2f}, and without another touch below the floor on {crossing}.",
        "late": f"Müller & Söhne GmbH: {detail.late} of {detail.late_known} deliveries of the 12 months came late.",
    }  # fmt: skip


def _of_opinions(every: tuple[AccountFigures, ...], mueller: AccountFigures) -> dict[str, str]:
    keep, health, total = mueller.keep_rate, mueller.health, nps_of(every)[""]
    assert health is not None
    parts = " + ".join(f"{part.points} {part.name}" for part in health.parts)
    return {
        "keep": f"Müller & Söhne GmbH: {keep.kept} of {keep.due} = {100 * (keep.share or 0):.0f} %.",
        "health": f"Müller & Söhne GmbH: {parts} = {health.value}.",
        "basics": f"Müller & Söhne GmbH: rating {mueller.rating:g}, basics {mueller.basics:.1f}.",
        "nps": f"All accounts: of {total.n} answers 9 or 10 in {total.promoters}, 0 to 6 in {total.detractors}: "
        f"{total.value:.0f}; weighted by revenue in EUR {total.weighted['EUR']:.0f}.",
    }


def _of_habits(store: Store, by_name: dict[str, AccountFigures]) -> dict[str, str]:
    waiting = {one.account for one in today(store, AS_OF, first=-1).due}
    reviews = []
    for name in ("Colegio Santa Marina", "Gymnasium am Eichberg"):
        last = by_name[name].known.last_review
        assert last is not None
        when = f"last reviewed {last}, {(AS_OF - last).days} days ago"
        reviews.append(
            f"{name}, tier {by_name[name].standing.tier}: {when}: {'due' if name in waiting else 'not yet'}."
        )
    started, stopped = by_name["Käserei Alpenglück eG"], by_name["Harbour Lane School"]
    quiet = [name for name, one in by_name.items() if one.status_quo]
    return {
        "due": " ".join(reviews),
        "mix": f"{started.known.name} started {', '.join(started.known.walked.started)}; "
        f"{stopped.known.name} stopped {', '.join(stopped.known.walked.stopped)}.",
        "status quo": f"Status quo: {', '.join(quiet)}",
    }


def _own_plan(store: Store, one: AccountFigures) -> str:
    tier, parts = plan_parts(store, one.known.account_id, AS_OF)
    last = one.known.last_review
    assert last is not None and one.known.name not in {
        due.account for due in today(store, AS_OF, first=-1).due
    }
    (since,) = {part.since for part in parts if part.own}
    months = next(part.usual for part in parts if part.name == "review_months")
    assert add_months(last, int(months)) <= AS_OF, "without its own plan it would be due"
    return (
        f"{one.known.name}, tier {tier}: its own plan since {since} is {'; '.join(own_words(one.plan))}. Last reviewed "
        f"{last}, {(AS_OF - last).days} days ago: not yet due, where tier {tier} is after {months} months."
    )


def _queue(store: Store) -> str:
    line = next(one for one in queue(store, AS_OF).lines if one.name == "Müller & Söhne GmbH")
    reasons = "; ".join(one.text for one in line.reasons)
    together = " + ".join(f"{one.points:g}" for one in line.reasons)
    return f"{line.name}, tier {line.tier}: {reasons}. ({together}) x {line.factor:g} = {line.points:g}."


def test_every_worked_example_is_what_the_sample_gives(store: Store) -> None:
    text = " ".join((ROOT / "docs" / "figures.md").read_text("utf-8").replace("\n> ", " ").split())
    for about, words in examples(store).items():
        assert " ".join(words.split()) in text, f"{about}: {words}"


def test_every_setting_is_named_with_its_usual_value(store: Store) -> None:
    from reviewtui.domain.figure_settings import USUAL

    text = (ROOT / "docs" / "figures.md").read_text("utf-8")
    for name, _, usual in every_setting(USUAL):
        table, _, entry = name.partition(".")
        shown = (
            f"{entry} = {usual}"
            if entry
            else f"{table} = {list(usual) if isinstance(usual, tuple) else usual}"
        )
        assert table in text and shown in text, name


def test_the_examples_hold_by_hand(store: Store) -> None:
    found = {one.known.name: one for one in all_figures(store, AS_OF)}["Gärtnerei Sommerfeld"].known.orders
    assert found.last_order is not None and found.rhythm is not None and found.drift is not None
    assert found.drift * found.rhythm == (AS_OF - found.last_order) / timedelta(days=1)
