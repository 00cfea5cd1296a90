"""Reviews in lists, and the address by which each is found again: ``ACCOUNT@2026-Q4[/template[/n]]``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from reviewtui.domain.accounts import Account
from reviewtui.domain.errors import NotFound, UsageError
from reviewtui.domain.moment import Moment
from reviewtui.domain.quarter import parse_quarter, quarter_of
from reviewtui.domain.reviews import Review, ReviewLine, ReviewState, review_address
from reviewtui.services.accounts import account_named

if TYPE_CHECKING:
    from reviewtui.storage.reader import Reader
    from reviewtui.storage.store import Store

_ADDRESS = re.compile(
    r"(?P<account>.+)@(?P<quarter>(?:\d{4}[- ]?Q[1-4]|Q[1-4][- /]?\d{4}|FY ?\d{4}(?:/\d{2,4})?[- ]?Q[1-4]))"
    r"(?:/(?P<template>[^/]+)(?:/(?P<n>\d+))?)?",
    re.IGNORECASE | re.DOTALL,
)
SHOWN = (ReviewState.IN_PROGRESS, ReviewState.FINISHED)


def address(store: Store, ref: str, moment: Moment) -> int:
    """The id of the review that ``ACCOUNT@2026-Q4[/template[/n]]`` names; one in progress where none is finished.

    ``n`` counts the finished reviews of that template in the quarter from 1; without it the last one is meant
    where there are several. Raises UsageError for text of another shape, NotFound with the addresses there are.
    """
    match = _ADDRESS.fullmatch(ref.strip())
    if match is None:
        raise UsageError(f"{ref!r} is no review: write it like ACCOUNT@2026-Q4 or ACCOUNT@2026-Q4/pulse/2.")
    with store.read() as r:
        account = account_named(r, match["account"])
        quarter = parse_quarter(match["quarter"], r.first_month)
        found = _of_account(r, account, moment.as_of)
    template = match["template"] or "quarterly"
    near = [line for line in found if quarter.contains(line.date) and line.template_key == template]
    finished = sorted((x for x in near if x.state is ReviewState.FINISHED), key=lambda x: (x.date, x.id))
    if match["n"] is None and near:
        return finished[-1].id if finished else near[0].id
    if match["n"] is not None and 1 <= int(match["n"]) <= len(finished):
        return finished[int(match["n"]) - 1].id
    raise _not_there(ref, account, found)


def _not_there(ref: str, account: Account, found: Sequence[ReviewLine]) -> NotFound:
    known = tuple(dict.fromkeys(line.address for line in found))
    if not known:
        return NotFound(f"{account.name} has no review yet.")
    return NotFound(f'There is no review "{ref}"; there is {", ".join(known[:8])}.', known)


def review_lines(
    store: Store,
    as_of: date,
    *,
    account_id: int | None = None,
    states: Collection[ReviewState] = SHOWN,
    limit: int | None = None,
) -> tuple[ReviewLine, ...]:
    """Reviews up to a date, the newest first, of one account or of all, each with its address."""
    with store.read() as r:
        lines = _lines(r, account_id, as_of, states)
        return _with_counts(r, lines[:limit])


def _of_account(r: Reader, account: Account, as_of: date) -> tuple[ReviewLine, ...]:
    return tuple(_lines(r, account.id, as_of, SHOWN))


def _lines(
    r: Reader, account_id: int | None, as_of: date, states: Collection[ReviewState]
) -> list[ReviewLine]:
    reviews: list[Review] = []
    if ReviewState.FINISHED in states:
        reviews += r.reviews.finished(account_id, as_of)
    addresses = _addresses(reviews, _names(r, account_id), r.first_month)
    if ReviewState.IN_PROGRESS in states:
        reviews += [review for review in r.reviews.in_progress(account_id) if review.date <= as_of]
    if ReviewState.DISCARDED in states:
        reviews += [review for review in r.reviews.discarded(account_id) if review.date <= as_of]
    names = _names(r, account_id)
    lines = [
        _line(review, names[review.account_id], addresses, r.first_month)
        for review in reviews
        if review.account_id in names
    ]
    return sorted(lines, key=lambda line: (line.date, line.id), reverse=True)


def _names(r: Reader, account_id: int | None) -> dict[int, str]:
    if account_id is None:
        return dict(r.accounts.names(archived=True))
    account = r.accounts.get(account_id)
    return {account.id: account.name} if account else {}


def _addresses(finished: Sequence[Review], names: dict[int, str], first_month: int) -> dict[int, str]:
    """The address of each finished review, counted within account, template and quarter, the oldest first."""
    counted: Counter[tuple[int, str, str]] = Counter()
    found: dict[int, str] = {}
    for review in sorted(finished, key=lambda review: (review.date, review.id)):
        label = quarter_of(review.date, first_month).label
        key = (review.account_id, review.template_key, label)
        counted[key] += 1
        name = names.get(review.account_id, "")
        found[review.id] = review_address(name, label, review.template_key, counted[key])
    return found


def _line(review: Review, name: str, addresses: dict[int, str], first_month: int) -> ReviewLine:
    label = quarter_of(review.date, first_month).label
    return ReviewLine(
        id=review.id,
        account_id=review.account_id,
        account=name,
        template_key=review.template_key,
        state=review.state,
        date=review.date,
        quarter=label,
        address=addresses.get(review.id) or review_address(name, label, review.template_key, 1),
        person=review.person,
        answered=0,
        rating=None,
    )


def _with_counts(r: Reader, lines: Sequence[ReviewLine]) -> tuple[ReviewLine, ...]:
    ids = tuple(line.id for line in lines)
    answered, ratings = r.reviews.answered_counts(ids), r.reviews.ratings(ids)
    return tuple(
        replace(line, answered=answered.get(line.id, 0), rating=ratings.get(line.id)) for line in lines
    )


def running_review(store: Store, account_id: int, template_key: str = "") -> int | None:
    """The id of the account's review in progress, of one template when it is named; None when there is none."""
    with store.read() as r:
        running = r.reviews.in_progress(account_id)
    return next((one.id for one in running if template_key in ("", one.template_key)), None)
