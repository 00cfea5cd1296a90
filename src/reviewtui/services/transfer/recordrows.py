"""Rows of a file of actions, touches, notes or opportunities as the records they become, each row by what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from reviewtui.domain.custom import bare, is_custom
from reviewtui.domain.reviews import CHANNELS
from reviewtui.services.touches import TALKED
from reviewtui.services.transfer.activitywords import (
    ACTION,
    DONE,
    DROPPED,
    MISSED,
    NOTE,
    OPEN,
    activity_sort,
    deal_standing,
    opportunity_kind,
    sort_of_subject,
    standing,
)
from reviewtui.services.transfer.fields import BadCell, Reader
from reviewtui.services.transfer.numbers import to_units
from reviewtui.services.transfer.reading import Cell
from reviewtui.services.transfer.recordwords import usual_channel
from reviewtui.services.transfer.text import one_line
from reviewtui.storage.imports.staged import StagedRecord

if TYPE_CHECKING:
    from reviewtui.services.transfer.plan import ImportPlan

_LONGEST_TITLE = 2000
_KEPT = "columns that are kept"
Values = dict[str, Any]


class RecordRows:
    """Makes a StagedRecord of each row; ``as_of`` settles whether what names no standing lies ahead."""

    def __init__(
        self, plan: ImportPlan, readers: Mapping[str, Reader], as_of: date, me: str, currency: str
    ) -> None:
        self.kind = plan.kind
        self.readers = readers
        self._as_of = as_of.isoformat()
        self._me = me
        self._currency = currency
        self._channel = usual_channel(plan.columns, plan.path.stem)
        channel = readers.get("channel")
        self._own_channel = channel is not None and channel.header == "channel"
        self._kept = tuple((bare(name), read) for name, read in readers.items() if is_custom(name))

    def __call__(self, row: int, cells: Sequence[Cell]) -> StagedRecord:
        """The record of one row; raises BadCell."""
        found = {name: value for name, reader in self.readers.items() if (value := reader(cells)) is not None}
        if not found.keys() & {"account", "account_name", "contact", "contact_email", "contact_id"}:
            raise BadCell("the row names no account, and nobody there")
        found[_KEPT] = "\n".join(f"{name}: {text}" for name, read in self._kept if (text := read(cells)))
        if self.kind == "notes":
            return self._note(row, found, found.get("author", found.get("owner", "")))
        if self.kind == "opportunities":
            return self._opportunity(row, found)
        return self._activity(row, found)

    def _staged(
        self, row: int, found: Values, table: str, given: Values, usual: Values, day: str, text: str
    ) -> StagedRecord:
        given = {key: value for key, value in given.items() if value not in (None, "")}
        return StagedRecord(
            row, table, found.get("external_id", ""), found.get("account", ""), found.get("account_name", ""),
            found.get("contact", ""), found.get("contact_email", ""), found.get("contact_id", ""), day, text, given, usual,
        )  # fmt: skip

    def _note(self, row: int, found: Values, author: str) -> StagedRecord:
        body = found.get("text") or found.get("detail") or ""
        title = found.get("title", "")
        text = "\n".join(part for part in (title if title not in body else "", body) if part)
        if not text:
            raise BadCell("the note has no text")
        day = found.get("date") or found.get("done", ("", None))[1] or found.get("created")
        given = {"text": _with_kept(text, found), "written_on": day, "author": author}
        return self._staged(row, found, "note", given, {"written_on": self._as_of}, day or "", text)

    def _opportunity(self, row: int, found: Values) -> StagedRecord:
        title = found.get("title", "")
        if not title:
            raise BadCell("the opportunity has no name")
        amount, code = found.get("amount", (None, ""))
        given = {
            "text": title, "amount": _units(amount), "chance": found.get("chance"), "due": found.get("due"),
            "currency": found.get("currency") or (code or self._currency if amount is not None else ""),
            "next_step": found.get("next_step"), "status": _deal(found), "found_on": found.get("created"),
            "kind": opportunity_kind(found.get("kind", "")),
        }  # fmt: skip
        usual = {"found_on": min(self._as_of, found.get("due") or self._as_of)}
        return self._staged(row, found, "opportunity", given, usual, found.get("created") or "", title)

    def _activity(self, row: int, found: Values) -> StagedRecord:
        """A touch when it is on a channel and on a day, a note when it says so, else an action."""
        sort = self._sort(found)
        if sort == NOTE:
            return self._note(row, found, found.get("owner", ""))
        state = _state(found)
        done_on = found.get("done", ("", None))[1]
        if sort != ACTION:
            days = ("date", "due") if state == OPEN else ("date", "done", "due", "created")
            day = next((d for n in days if (d := done_on if n == "done" else found.get(n))), None)
            if day is not None:
                return self._touch(row, found, sort, state, day)
            if state != OPEN:
                raise BadCell("the touch has no date")
        return self._action(row, found, state, done_on)

    def _sort(self, found: Values) -> str:
        told = found.get("channel", "")
        if self._own_channel and told in CHANNELS:
            return str(told)
        sort = activity_sort(told) if told else sort_of_subject(found.get("title", ""))
        if sort is None:
            sort = self._channel if self.kind == "touches" else ACTION
        return (
            "video" if sort == "visit" and activity_sort(_first(found.get("place", ""))) == "video" else sort
        )

    def _touch(self, row: int, found: Values, channel: str, state: str, day: str) -> StagedRecord:
        title = found.get("title", "")
        planned = found.get("planned", state == OPEN or (state in ("", DONE) and day > self._as_of))
        missed = state in (MISSED, DROPPED)
        reached = found.get("reached", not missed)
        both = found.get("two_way", channel in TALKED) and reached and not planned
        told = bool(state) or "two_way" in found or "reached" in found
        flags = {"two_way": both, "reached": reached}
        given = {
            "day": day, "channel": channel, "topic": title, "person": self._person(found, ""),
            "contact": found.get("contact") or found.get("contact_email"), "text": _with_kept(found.get("detail"), found),
            "minutes": next((found[n] for n in ("minutes", "seconds", "milliseconds") if n in found), None),
            "planned": planned, "value_given": found.get("value_given"), **(flags if told else {}),
        }  # fmt: skip
        text = title or found.get("detail", "")
        return self._staged(row, found, "touch", given, flags, day, f"{channel} {text}")

    def _action(self, row: int, found: Values, state: str, done_on: str | None) -> StagedRecord:
        detail = found.get("detail", "")
        title = found.get("title") or one_line(detail.partition("\n")[0])
        if not title:
            raise BadCell("the action says nothing: neither a title nor a text")
        if len(title) > _LONGEST_TITLE:
            raise BadCell(f"the title has {len(title):,} characters; up to {_LONGEST_TITLE:,} can be kept")
        # A day that is no due date is when it was done, for what is done, else by when it is to be done.
        due = found.get("due") or (found.get("date") if state != DONE else None)
        status = DROPPED if state == DROPPED else DONE if state == DONE else OPEN
        given = {
            "title": title, "due": due, "first_due": found.get("first_due"), "created_on": found.get("created"),
            "status": status if state else None, "detail": _with_kept(detail if found.get("title") else "", found),
            "done_on": (done_on or found.get("date")) if status == DONE else None,
            "priority": found.get("priority"), "owner": self._person(found, ""),
            "side": found.get("side") if found.get("side") in ("ours", "customer") else None,
            "promise": found.get("promise"),
        }  # fmt: skip
        created = min(d for d in (self._as_of, due, given["done_on"]) if d)
        usual = {
            "created_on": created,
            "first_due": due,
            "owner": "" if given["side"] == "customer" else self._me,
        }
        day = f"created {found['created']}" if "created" in found else f"due {due}" if due else ""
        return self._staged(row, found, "action", given, usual, day, title)

    def _person(self, found: Values, otherwise: str) -> str:
        name = found.get("owner", otherwise)
        return self._me if name.casefold() == "me" else name


def _with_kept(text: str | None, found: Values) -> str:
    """A text with the columns that are kept below it, each on a line of its own."""
    return "\n".join(part for part in (text, found[_KEPT]) if part)


def _state(found: Values) -> str:
    """How an activity stands: what came of it, then its status, then whether it is ticked; empty when nothing says so."""
    states = [standing(found[name]) for name in ("outcome", "status") if name in found]
    states.append(found.get("done", ("", None))[0])
    if "planned" in found:
        states.append(OPEN if found["planned"] else DONE)
    told = [state for state in states if state]
    for state in (MISSED, DROPPED, DONE):
        if state in told:
            return state
    # A status in words of its own is a step on the way: nothing says that it is over.
    return OPEN if told or "status" in found else ""


def _deal(found: Values) -> str | None:
    states = [deal_standing(found[name]) for name in ("status", "stage") if name in found]
    if found.get("won"):
        return "won"
    if found.get("closed") and "won" in found:
        return "lost"
    return next((state for state in states if state != OPEN), OPEN if states or "closed" in found else None)


def _units(amount: Any) -> int | None:
    try:
        return None if amount is None else to_units(amount)
    except ValueError as fault:
        raise BadCell(str(fault)) from None


def _first(place: str) -> str:
    """The service in a place such as ``https://zoom.us/j/1`` or ``Microsoft Teams``."""
    text = place.casefold()
    return next(
        (name for name in ("zoom", "teams", "webex", "google meet", "skype", "video") if name in text), ""
    )
