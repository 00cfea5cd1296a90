"""Reviews: start or resume one, its call, its end, and how it is addressed.

What is typed into a review is ``typed``, what the screen shows is ``sheet``, what a finish makes is ``finish``;
all of it is offered here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from reviewtui.domain.answer_values import canonical
from reviewtui.domain.errors import InvalidInput, NotFound
from reviewtui.domain.moment import Moment
from reviewtui.domain.reviews import CHANNELS, Review, ReviewState
from reviewtui.domain.template_json import template_to_json
from reviewtui.domain.templates import Template
from reviewtui.services.clashes import settle_conflict
from reviewtui.services.finish import TRY_AGAIN, finish
from reviewtui.services.kept import existing_review, open_review
from reviewtui.services.review_lists import address, review_lines
from reviewtui.services.sheet import sheet
from reviewtui.services.typed import put_answer, put_draft, put_note, put_place, undo_answer

if TYPE_CHECKING:
    from reviewtui.storage.store import Store
    from reviewtui.storage.writer import Writer

__all__ = [
    "address",
    "discard",
    "finish",
    "not_reached",
    "put_answer",
    "put_draft",
    "put_note",
    "put_place",
    "reopen",
    "review_lines",
    "set_call",
    "settle_conflict",
    "sheet",
    "start_review",
    "undo_answer",
]


def start_review(
    store: Store, account_id: int, template: Template, moment: Moment, *, person: str = ""
) -> int:
    """Return the id of the account's review in progress with this template, started now if there is none.

    A new one keeps the wording of the template, takes last time's attendees, and stands at the first core
    question of the first section. Raises NotFound for an account that is not there.
    """
    with store.read() as r:
        running = _running(r.reviews.in_progress(account_id), template.key)
        if running is not None:
            return running.id
        account = r.accounts.get(account_id)
    if account is None:
        raise NotFound(f"There is no account {account_id}.")
    with store.write(f"start {template.name} with {account.name}", moment) as w:
        running = _running(w.read.reviews.in_progress(account_id), template.key)
        return running.id if running is not None else _start(w, account_id, template, person)


def _running(reviews: Sequence[Review], template_key: str) -> Review | None:
    return next((review for review in reviews if review.template_key == template_key), None)


def _start(w: Writer, account_id: int, template: Template, person: str) -> int:
    last = w.read.reviews.finished(account_id, w.moment.as_of, limit=1)
    return w.add(
        "review", account_id=account_id, template_key=template.key,
        template_version=_kept_version(w, template), day=w.moment.as_of.isoformat(),
        person=person or w.read.me, attendees=_json(last[0].attendees if last else ()),
        place=canonical(_first_place(template)),
    )  # fmt: skip


def _kept_version(w: Writer, template: Template) -> int:
    stored = w.read.reviews.template_by_hash(template.version_hash)
    if stored is not None:
        return stored.id
    return w.add(
        "template_version", key=template.key, name=template.name, hash=template.version_hash,
        body=template_to_json(template), created_at=w.moment.stamp,
    )  # fmt: skip


def _first_place(template: Template) -> dict[str, str]:
    section = template.sections[0]
    first = next((question for question in section.questions if question.core), section.questions[0])
    return {"section": section.key, "question": first.key}


def _json(names: Sequence[str]) -> str:
    return json.dumps([name for name in names if name], ensure_ascii=False)


def set_call(
    store: Store,
    review_id: int,
    *,
    day: date | None = None,
    channel: str | None = None,
    attendees: Sequence[str] | None = None,
    person: str | None = None,
    moment: Moment,
) -> None:
    """Say when, how and with whom the call is; what is None stays as it is.

    Raises InvalidInput for an unknown channel, a day after today, or a finished review.
    """
    values: dict[str, Any] = {}
    if day is not None:
        if day > moment.as_of:
            raise InvalidInput(f"The call cannot be on {day.isoformat()}, which is after today.")
        values["day"] = day.isoformat()
    if channel is not None:
        values["channel"] = _known_channel(channel)
    if attendees is not None:
        values["attendees"] = _json(attendees)
    if person is not None:
        values["person"] = person
    with store.write("change the call", moment) as w:
        open_review(w.read, review_id)
        w.change("review", review_id, **values)


def _known_channel(channel: str) -> str:
    if channel not in CHANNELS:
        raise InvalidInput(f'"{channel}" is no channel; there is {", ".join(CHANNELS)}.')
    return channel


def not_reached(
    store: Store,
    account_id: int,
    try_on: date,
    moment: Moment,
    review_id: int | None = None,
    channel: str = "call",
) -> None:
    """Log that nobody was reached, and plan the next try; earlier plans to try again are replaced.

    A review in progress that holds nothing yet is discarded, one that holds something stays in progress.
    Raises InvalidInput when ``try_on`` is before today.
    """
    if try_on < moment.as_of:
        raise InvalidInput(f"{try_on.isoformat()} is past: name a day from today on to try again.")
    _known_channel(channel)
    with store.write(f"not reached, try on {try_on.isoformat()}", moment) as w:
        for touch in w.read.work.touches(account_id):
            if touch.planned and touch.topic == TRY_AGAIN:
                w.trash("touch", touch.id)
        by, day = w.read.me, moment.as_of.isoformat()
        w.add(
            "touch", account_id=account_id, day=day, channel=channel, topic="Not reached", person=by,
            two_way=False, reached=False,
        )  # fmt: skip
        w.add(
            "touch", account_id=account_id, day=try_on.isoformat(), channel=channel, topic=TRY_AGAIN, person=by,
            planned=True, two_way=False,
        )  # fmt: skip
        if review_id is not None and _holds_nothing(w, review_id):
            w.change("review", review_id, state=ReviewState.DISCARDED.value)


def _holds_nothing(w: Writer, review_id: int) -> bool:
    if existing_review(w.read, review_id).state is not ReviewState.IN_PROGRESS:
        return False
    typed = any(answer.state != "open" or answer.raw for answer in w.read.reviews.answers(review_id))
    return not typed and not any(note.text.strip() for note in w.read.reviews.notes(review_id))


def discard(store: Store, review_id: int, moment: Moment) -> None:
    """Put a review aside, one on the wrong account for instance; nothing of it is deleted and undo brings it back.

    Raises InvalidInput for a finished review.
    """
    with store.write("discard the review", moment) as w:
        if existing_review(w.read, review_id).state is not ReviewState.DISCARDED:
            open_review(w.read, review_id)
            w.change("review", review_id, state=ReviewState.DISCARDED.value)


def reopen(store: Store, review_id: int, moment: Moment) -> None:
    """Make a finished or discarded review writable again; what a finish made stays and is updated by the next one.

    Raises InvalidInput when another review of this template is already in progress with the account.
    """
    with store.write("reopen the review", moment) as w:
        review = existing_review(w.read, review_id)
        if review.state is ReviewState.IN_PROGRESS:
            return
        if _running(w.read.reviews.in_progress(review.account_id), review.template_key) is not None:
            raise InvalidInput(
                "Another review of this kind is in progress with this account: finish or discard it first."
            )
        w.change("review", review_id, state=ReviewState.IN_PROGRESS.value, finished_on=None)
