"""``accounts`` and ``account``: the portfolio, and one of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from reviewtui.cli.options import AccountName, pass_session, rendered
from reviewtui.cli.output import Column, line, write, write_csv, write_json, write_json_kept
from reviewtui.cli.session import Session
from reviewtui.domain.errors import Conflict, UsageError

if TYPE_CHECKING:
    from datetime import date

    from reviewtui.domain.account_figures import AccountFigures
    from reviewtui.domain.accounts import AccountLine
    from reviewtui.domain.filters import AccountFilter
    from reviewtui.domain.reviews import ReviewLine
    from reviewtui.services.everyone import Everyone
    from reviewtui.storage.store import Store

FIGURED = ("tier", "drift", "contact", "feedback", "health", "ledger", "next", "points")
"""Sorts by a figure of the day, for which those of everybody are needed."""
SORTS = (
    "name", "owner", "industry", "city", "country", "revenue", "orders", "last_order", "last_review", "rating",
    "actions", *FIGURED,
)  # fmt: skip
_UPWARDS = frozenset(["name", "owner", "industry", "city", "country", "tier", "health", "ledger", "next"])
"""Sorts that run from A, from the lowest, from the nearest day; the others begin with the largest, as in the app."""
PAGE = 1000


@click.command()
@click.option("--sort", type=click.Choice(SORTS), help="What to sort by: the name, or what the view says.")
@click.option(
    "--reverse", is_flag=True, help="The other way round (words run from A, figures from the largest)."
)
@click.option("--archived", is_flag=True, help="Archived accounts as well.")
@click.option(
    "--filter",
    "wanted",
    default="",
    metavar="FILTER",
    help="Only those that pass, such as 'tier:A,B drift>1.5 silent:90d rating<7 owner:sam -tag:paused text'.",
)
@click.option(
    "--view", default="", metavar="NAME", help="A saved view, its filter and order, by its name or key."
)
@rendered
@pass_session
def accounts(
    session: Session, sort: str | None, reverse: bool, archived: bool, wanted: str, view: str, form: str
) -> None:
    """All accounts with revenue, quarters, last order, last review, rating and open actions."""
    from reviewtui.services.accounts import account_page
    from reviewtui.services.views import view_named

    store = session.reading()
    saved = view_named(store, view) if view else None
    by = sort or (saved.sort if saved and saved.sort in SORTS else "name")
    usual = saved.descending if saved and not sort else by not in _UPWARDS
    everyone = session.everyone(store)
    ids = _ordered(store, session, everyone, by, usual != reverse, archived)
    if wanted or saved:
        ids = _passing(
            ids, everyone, _filter(store, f"{saved.filter if saved else ''} {wanted}".strip(), session.today)
        )
    if form == "json":
        write_json_kept(everyone.records(ids))
        return
    lines: list[AccountLine] = []
    for start in range(0, len(ids), PAGE):
        lines += account_page(store, session.today, ids[start : start + PAGE])
    labels = _labels(store, session)
    figures = [json.loads(one) for page in everyone.records(ids) for one in page]
    if len(figures) != len(lines):
        raise Conflict("Accounts came or went while they were listed. Try again.")
    rows = [{**_row(one, labels), **_figure_row(known)} for one, known in zip(lines, figures, strict=True)]
    write(form, [], _columns(labels), rows, session.config)
    if form == "table" and not rows and (wanted or saved):
        line("No account answers to this.")


def _ordered(
    store: Store, session: Session, everyone: Everyone, sort: str, descending: bool, archived: bool
) -> tuple[int, ...]:
    """All accounts in an order; those by a figure of the day need the figures of everybody."""
    from reviewtui.services.accounts import account_order

    if sort not in FIGURED:
        return account_order(store, session.today, sort, descending=descending, archived=archived)
    from reviewtui.domain.figured_order import in_order

    by_name = account_order(store, session.today, archived=archived)
    return in_order(by_name, dict(everyone.subjects()), sort, descending=descending)


def _filter(store: Store, wanted: str, as_of: date) -> AccountFilter:
    from reviewtui.domain.filters import parse_filter
    from reviewtui.services.accounts import knowing

    found = knowing(store, parse_filter(wanted), as_of)
    if found.problem:
        raise UsageError(found.problem)
    return found


def _passing(ids: Sequence[int], everyone: Everyone, wanted: AccountFilter) -> tuple[int, ...]:
    """The accounts that pass, in the same order."""
    from reviewtui.domain.text import fuzzy

    if not wanted.conditions and not wanted.text:
        return tuple(ids)
    good = {
        one
        for one, found in everyone.subjects()
        if wanted.holds(found.subject)
        and (not wanted.text or fuzzy(wanted.text, found.subject.name) is not None)
    }
    return tuple(one for one in ids if one in good)


def _figure_row(found: Mapping[str, Any]) -> dict[str, Any]:
    """The figures that fit into one cell each."""
    points = found["queue_points"]
    return {
        "tier": found["tier"] + ("*" if found["tier_override"] else ""),
        "contact": found["contact_state"][0].upper(),
        "feedback": found["feedback_state"][0].upper(),
        "health": found["health"],
        "drift": found["drift"],
        "next_touch": found["next_touch"]["date"],
        "next_touch_reason": found["next_touch"]["reason"],
        "points": int(points) if points == int(points) else points,
    }


def _labels(store: Store, session: Session) -> list[str]:
    from reviewtui.domain.quarter import last_quarters

    with store.read() as r:
        return [quarter.label for quarter in last_quarters(session.today, 8, r.first_month)]


def _columns(labels: list[str]) -> list[Column]:
    return [
        Column("name"),
        Column("external_id", table=False),
        Column("owner", drop=5),
        Column("tier"),
        Column("industry", table=False),
        Column("city", table=False),
        Column("country", table=False),
        Column("revenue_12m", "12 months"),
        Column("currency", table=False),
        Column("orders_12m", "orders", right=True, drop=8),
        *(Column(label, table=False) for label in labels),
        Column("last_order", "last order"),
        Column("last_review", "last review", drop=7),
        Column("rating", right=True, drop=4),
        Column("contact"),
        Column("feedback", table=False),
        Column("health", right=True),
        Column("drift", table=False),
        Column("next_touch", "next touch", table=False),
        Column("next_touch_reason", table=False),
        Column("points", right=True),
        Column("open_actions", "open", right=True, drop=6),
        Column("overdue_actions", "overdue", right=True, drop=3),
        Column("archived", table=False),
    ]


def _row(one: AccountLine, labels: list[str]) -> dict[str, Any]:
    from reviewtui.domain.money import Money

    def money(amount: int | None) -> Money | None:
        return None if amount is None else Money(amount, one.currency)

    quarters = {label: money(amount) for label, amount in zip(labels, one.quarters, strict=False)}
    return {
        "name": one.name,
        "external_id": one.external_id,
        "owner": one.owner,
        "industry": one.industry,
        "city": one.city,
        "country": one.country,
        "revenue_12m": money(one.revenue_12m),
        "currency": one.currency,
        "orders_12m": one.orders_12m,
        "last_order": one.last_order,
        "last_review": one.last_review,
        "rating": one.rating,
        "open_actions": one.open_actions,
        "overdue_actions": one.overdue_actions,
        "archived": one.archived,
        **quarters,
    }


@click.command()
@click.argument("name", type=AccountName())
@click.option("--private", is_flag=True, help="Confidential answers as well.")
@rendered
@pass_session
def account(session: Session, name: str, private: bool, form: str) -> None:
    """One account: who they are, orders, rating, what changed, what is open.

    NAME is its name, the beginning of it where that is unique, or id: and its id.
    """
    from reviewtui.cli.brief_text import brief_text
    from reviewtui.cli.shapes import brief_data
    from reviewtui.services.accounts import find_account
    from reviewtui.services.brief import brief
    from reviewtui.services.figures import account_figures

    store = session.reading()
    found = brief(store, find_account(store, name).id, session.today, session.config.figures)
    data = brief_data(found, last_review(store, session, found.account.id), private=private)
    figures = account_figures(store, found.account.id, session.today, session.config.figures)
    data |= _all_figures_of(store, session, figures)
    if form == "json":
        write_json(data)
    elif form == "csv":
        _write_fields(data)
    else:
        sys.stdout.write(brief_text(found, figures, session.config, private=private, markdown=False))


def _all_figures_of(store: Store, session: Session, figures: AccountFigures) -> dict[str, Any]:
    from reviewtui.services.figure_shapes import detail_data, figures_data
    from reviewtui.services.figures import account_detail

    return figures_data(figures) | detail_data(
        figures, account_detail(store, figures, session.config.figures)
    )


def last_review(store: Store, session: Session, account_id: int) -> ReviewLine | None:
    """The last finished review of an account with its address."""
    from reviewtui.domain.reviews import ReviewState
    from reviewtui.services.reviews import review_lines

    finished = review_lines(
        store, session.today, account_id=account_id, states=(ReviewState.FINISHED,), limit=1
    )
    return finished[0] if finished else None


def _write_fields(data: dict[str, Any]) -> None:
    """One account as CSV: a line for each field, lists numbered, amounts with their currency beside them."""
    columns = [Column("field"), Column("value"), Column("currency")]
    write_csv(columns, [row for key, value in data.items() for row in _fields(key, value)])


def _fields(key: str, value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        if set(value) == {"amount", "currency"}:
            from decimal import Decimal

            return [{"field": key, "value": Decimal(value["amount"]), "currency": value["currency"]}]
        return [row for name, part in value.items() for row in _fields(f"{key}.{name}", part)]
    if isinstance(value, list):
        return [row for i, part in enumerate(value, 1) for row in _fields(f"{key}.{i}", part)]
    return [{"field": key, "value": value}]
