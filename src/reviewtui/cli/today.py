"""``today``: what waits."""

from __future__ import annotations

from typing import Any

import click

from reviewtui.cli.options import pass_session, rendered
from reviewtui.cli.output import Column, heading, line, write_csv, write_json, write_table
from reviewtui.cli.session import Session
from reviewtui.cli.shapes import action_data, due_data, review_data
from reviewtui.domain.actions import Action
from reviewtui.domain.money import Money
from reviewtui.domain.today import DueReview, Today, days_words, review_reason

_COLUMNS = [
    Column("list", table=False),
    Column("account"),
    Column("external_id", table=False),
    Column("what"),
    Column("date", "by"),
    Column("owner"),
    Column("revenue_12m", "12 months"),
    Column("currency", table=False),
    Column("why"),
]


@click.command()
@click.option(
    "--limit", type=click.IntRange(min=0), default=30, show_default=True, help="Rows of each list; 0 for all."
)
@rendered
@pass_session
def today(session: Session, limit: int, form: str) -> None:
    """Reviews in progress, reviews due with the reason, actions overdue, due today and this week.

    A review is due when there was no finished quarterly one within the rhythm of the tier (A three months, B six,
    C twelve, N three); the largest net revenue of the 12 months comes first.
    """
    from reviewtui.services.today import today as read_today

    found = read_today(session.reading(), session.today, session.config.figures, first=limit or -1)
    if form == "json":
        write_json(_data(found))
    elif form == "csv":
        write_csv(_COLUMNS, [row for _, _, rows in _lists(found) for row in rows])
    else:
        _tables(found, session)


def _data(found: Today) -> dict[str, Any]:
    day = found.as_of
    return {
        "as_of": day.isoformat(),
        "in_progress": [review_data(review) for review in found.in_progress],
        "due": [due_data(due, day) for due in found.due],
        "due_count": found.due_count,
        "overdue_actions": [action_data(action, day) for action in found.overdue_actions],
        "overdue_count": found.overdue_count,
        "due_actions": [action_data(action, day) for action in found.due_actions],
        "due_actions_count": found.due_actions_count,
        "week_actions": [action_data(action, day) for action in found.week_actions],
        "week_count": found.week_count,
        "accounts": found.accounts,
    }


def _lists(found: Today) -> list[tuple[str, int, list[dict[str, Any]]]]:
    """(name, how many in all, rows) of each list."""
    running = [
        {
            "list": "in progress",
            "account": review.account,
            "what": f"{review.template_key} review {review.quarter}",
            "date": review.date,
            "owner": review.person,
            "why": f"{review.answered} answered",
        }
        for review in found.in_progress
    ]
    return [
        ("reviews in progress", len(running), running),
        ("reviews due", found.due_count, [_due_row(due, found) for due in found.due]),
        (
            "actions overdue",
            found.overdue_count,
            [_action_row(a, "overdue", found) for a in found.overdue_actions],
        ),
        (
            "actions due today",
            found.due_actions_count,
            [_action_row(a, "today", found) for a in found.due_actions],
        ),
        (
            "actions due this week",
            found.week_count,
            [_action_row(a, "week", found) for a in found.week_actions],
        ),
    ]


def _due_row(due: DueReview, found: Today) -> dict[str, Any]:
    return {
        "list": "review due",
        "account": due.account,
        "external_id": due.external_id,
        "what": "quarterly review",
        "owner": due.owner,
        "revenue_12m": Money(due.revenue, due.currency) if due.revenue is not None else None,
        "currency": due.currency,
        "why": review_reason(due.last_review, found.as_of, due.own_months),
    }


def _action_row(action: Action, group: str, found: Today) -> dict[str, Any]:
    late = f"due {days_words((found.as_of - action.due).days)}" if action.due and group == "overdue" else ""
    return {
        "list": f"action {group}",
        "account": action.account,
        "what": action.title,
        "date": action.due,
        "owner": action.owner,
        "why": ", ".join(part for part in ("promise" if action.promise else "", late) if part),
    }


def _tables(found: Today, session: Session) -> None:
    lists = [entry for entry in _lists(found) if entry[2]]
    if not lists:
        line(
            "Nothing waits."
            if found.accounts
            else "There is no account yet: reviewtui import FILE brings them in."
        )
    for number, (name, count, rows) in enumerate(lists):
        if number:
            line()
        heading(f"{name} ({count})")
        write_table([c for c in _COLUMNS if any(row.get(c.key) for row in rows)], rows, session.config)
        if count > len(rows):
            line(f"... and {count - len(rows)} more: --limit 0 shows all.")
