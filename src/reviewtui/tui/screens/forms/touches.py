"""The form that logs a call, visit or message."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reviewtui.domain.accounts import Contact
from reviewtui.domain.dates import understand_date
from reviewtui.domain.reviews import CHANNELS
from reviewtui.services.touches import TALKED, log_touch
from reviewtui.tui.screens.forms.checks import completed, date_check, is_yes, one_of, yes_no
from reviewtui.tui.screens.forms.form import Form, Item

if TYPE_CHECKING:
    from reviewtui.storage.store import Store
    from reviewtui.tui.session import Session


def touch_form(session: Session, account_id: int, people: Sequence[Contact] = ()) -> Form:
    """Today's call with who usually decides, unless something else is typed."""
    moment = session.moment()
    order = session.config.date_order
    usual = {
        "channel": "call", "day": moment.as_of.isoformat(), "reached": "yes", "given": "no",
        "contact": next((one.name for one in people if not one.left), ""),
    }  # fmt: skip
    items = [
        Item("topic", "Topic", "", lambda text: "" if text.strip() else "? what was it about"),
        Item("channel", "Channel", usual["channel"], one_of(CHANNELS), anew=True),
        Item("contact", "With", usual["contact"], anew=True),
        Item("day", "Day", usual["day"], date_check(moment.as_of, order), anew=True),
        Item("reached", "Reached", usual["reached"], yes_no, anew=True),
        Item("given", "Gave value", usual["given"], yes_no, anew=True),
        Item("text", "Note", "", rows=3),
    ]

    def save(changed: Mapping[str, str]) -> Callable[[Store], Any]:
        values = {**usual, **changed}
        channel = completed(values["channel"], CHANNELS) or "call"
        day = understand_date(values["day"], moment.as_of, order=order).value
        reached = is_yes(values["reached"])
        return lambda store: log_touch(
            store,
            account_id,
            moment,
            channel=channel,
            topic=values.get("topic", ""),
            text=values.get("text", ""),
            contact=values["contact"],
            day=day,
            reached=reached,
            # An e-mail that was answered reached somebody.
            answered=None if channel in TALKED else reached,
            value_given=is_yes(values["given"]),
        )

    return Form(session, "Log a touch", items, save=save, draft=f"touch:{account_id}")
