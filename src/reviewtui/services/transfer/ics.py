"""Follow-ups for a calendar: open actions as to-dos, planned touches and the next review as whole-day events.

The same follow-ups give the same file, and each keeps its id, so that importing again updates instead of doubling.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from reviewtui.domain.actions import Action, ActionStatus
from reviewtui.domain.captures import private_stripped
from reviewtui.domain.errors import NotFound
from reviewtui.domain.moment import Moment
from reviewtui.domain.recap import Made, confidential_keys
from reviewtui.domain.records import Touch
from reviewtui.domain.sheets import Sheet
from reviewtui.domain.text import one_line, safe
from reviewtui.services.kept import kept_question

if TYPE_CHECKING:
    from icalendar import Calendar

    from reviewtui.storage.reader import Reader
    from reviewtui.storage.store import Store

PRODUCT = "-//reviewtui//follow-ups//EN"
_PRIORITY = {1: 1, 2: 5, 3: 9}


def follow_ups(store: Store, account_id: int, moment: Moment) -> str:
    """The ``.ics`` of one account: what is open and planned as of today, and nothing that came of our own view.

    Raises NotFound for an account that is not there.
    """
    with store.read() as r:
        account = r.accounts.get(account_id)
        if account is None:
            raise NotFound("This account is not there any more.")
        open_ones = r.work.actions(account_id=account_id)
        actions = [action for action in open_ones if not _confidential(r, action)]
        touches = r.work.touches(account_id)
    return follow_ups_ics(actions, touches, account.name, moment.now, moment.as_of)


def follow_ups_of_review(sheet: Sheet, records: Sequence[Made], moment: Moment) -> str:
    """The ``.ics`` of what came of one review and is still to do; nothing that came of our own view."""
    hidden = confidential_keys(sheet)
    found = [made.record for made in records if made.question not in hidden]
    actions = [record for record in found if isinstance(record, Action)]
    touches = [record for record in found if isinstance(record, Touch)]
    return follow_ups_ics(actions, touches, sheet.account.name, moment.now, moment.as_of)


def _confidential(r: Reader, action: Action) -> bool:
    """Whether an action came out of a private question or our own view of the call."""
    link = r.captures.of_target("action", action.id)
    review = r.reviews.get(action.review_id) if action.review_id else None
    if link is None or review is None:
        return False
    key = str(link.made.get("question") or link.line.split(" ")[0])
    if link.note_id is not None:
        notes = r.reviews.notes(review.id)
        key = next((note.question_key for note in notes if note.id == link.note_id), "")
    question = kept_question(r, review.template_version, key)
    return question is not None and question.confidential


def follow_ups_ics(
    actions: Iterable[Action], touches: Iterable[Touch], account: str, stamp: datetime, as_of: date
) -> str:
    """The text of an ``.ics`` file with what is still to do: open actions, and touches planned from ``as_of`` on.

    ``stamp`` (UTC) is written as the time of each entry. Titles and dates only: no note, no source line.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    when = stamp.astimezone(UTC).replace(microsecond=0)
    name = _words(account)
    for action in sorted(actions, key=lambda action: (action.due or date.max, action.uid)):
        if action.status is ActionStatus.OPEN:
            _to_do(calendar, action, name, when)
    for touch in sorted(touches, key=lambda touch: (touch.day, touch.uid)):
        if touch.planned and touch.day >= as_of:
            _event(calendar, touch, name, when)
    text: str = calendar.to_ical(sorted=True).decode("utf-8")
    return text


def _words(text: str) -> str:
    return safe(one_line(private_stripped(text), " "))


def _to_do(calendar: Calendar, action: Action, account: str, when: datetime) -> None:
    from icalendar import Todo

    entry = Todo()
    _common(entry, action.uid, f"{_words(action.title)} ({account})", when)
    if action.due:
        entry.add("due", action.due)
    if action.priority:
        entry.add("priority", _PRIORITY[action.priority])
    entry.add("status", "NEEDS-ACTION")
    calendar.add_component(entry)


def _event(calendar: Calendar, touch: Touch, account: str, when: datetime) -> None:
    from icalendar import Event

    entry = Event()
    topic = _words(touch.topic) or touch.channel
    _common(entry, touch.uid, f"{topic} ({account})", when)
    entry.add("dtstart", touch.day)
    entry.add("dtend", touch.day + timedelta(days=1))
    entry.add("transp", "TRANSPARENT")
    calendar.add_component(entry)


def _common(entry: Any, uid: str, summary: str, when: datetime) -> None:
    entry.add("uid", f"{uid}@reviewtui")
    entry.add("dtstamp", when)
    entry.add("summary", summary)
