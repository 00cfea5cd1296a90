"""Records made of what was said: the columns for each kind, and the people and rivals they name found or made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reviewtui.domain.accounts import Contact
from reviewtui.domain.answers import Scalar
from reviewtui.domain.captures import OURS, Capture, CaptureKind
from reviewtui.domain.drafts import unmarked
from reviewtui.domain.money import Money
from reviewtui.domain.text import name_key, one_line

if TYPE_CHECKING:
    from reviewtui.storage.reader import Reader
    from reviewtui.storage.writer import Writer

NEXT_REVIEW = "Next review"
TABLES = {
    CaptureKind.ACTION: "action",
    CaptureKind.PROMISE: "action",
    CaptureKind.ASK: "ask",
    CaptureKind.SIGHTING: "sighting",
    CaptureKind.OPPORTUNITY: "opportunity",
    CaptureKind.FACT: "fact",
    CaptureKind.QUOTE: "quote",
}
"""The table each kind of captured line becomes a row of; private lines become none."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record comes from: what every one of them carries, and the day it is dated with."""

    account_id: int
    day: date
    review_id: int | None = None
    note_id: int | None = None
    source: str = ""
    question_key: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """The columns that lead back."""
        return {
            "account_id": self.account_id,
            "review_id": self.review_id,
            "note_id": self.note_id,
            "source": self.source,
        }


def person_named(r: Reader, name: str | None) -> str:
    """Our person behind a name: "me" is the user, a name seen before keeps its spelling, a unique beginning counts."""
    text = one_line(name or "", " ").removeprefix("@")
    if text.casefold() in ("", "me"):
        return r.me
    key = name_key(text)
    known = {name_key(owner): owner for owner in (*r.accounts.owners(), r.me)}
    if key in known:
        return known[key]
    near = [owner for found, owner in known.items() if found.startswith(key)]
    return near[0] if len(near) == 1 else text


def contact_named(r: Reader, account_id: int, name: str | None) -> Contact | None:
    """The contact of that name, or the only one of whom it is a word (a first or last name)."""
    key = name_key(name or "")
    if not key:
        return None
    contacts = r.accounts.contacts(account_id)
    exact = [contact for contact in contacts if name_key(contact.name) == key]
    near = exact or [contact for contact in contacts if key in name_key(contact.name).split()]
    return near[0] if len(near) == 1 or exact else None


def competitor_named(w: Writer, name: str) -> int:
    """The id of the rival of that name, made when nobody has heard of it yet."""
    key = name_key(name)
    found = w.read.work.competitor(key)
    if found is None:
        return w.add("competitor", name=one_line(name, " "), name_key=key)
    w.change("competitor", found, deleted_at=None)
    return found


def iso(value: object) -> str | None:
    """A date as text; None for anything else, such as what was typed and not understood."""
    return value.isoformat() if isinstance(value, date) else None


def capture_columns(w: Writer, capture: Capture, origin: Origin) -> dict[str, Any] | None:
    """The columns of the record a marked line becomes; None while something it needs is missing."""
    title = one_line(capture.title, " ")
    if capture.kind not in TABLES or (not title and capture.kind is not CaptureKind.SIGHTING):
        return None
    day, due = origin.day.isoformat(), iso(capture.due)
    if capture.kind in (CaptureKind.ACTION, CaptureKind.PROMISE):
        ours = capture.side == OURS
        return {
            "title": title, "owner": person_named(w.read, capture.owner) if ours else "", "side": capture.side,
            "promise": capture.kind is CaptureKind.PROMISE, "priority": capture.priority, "due": due,
            "first_due": due, "created_on": day,
        }  # fmt: skip
    if capture.kind is CaptureKind.ASK:
        owner = person_named(w.read, capture.owner) if capture.owner else ""
        domain = capture.domain or "service"
        return {"text": title, "domain": domain, "due": due, "owner": owner, "asked_on": day}
    if capture.kind is CaptureKind.SIGHTING:
        return _sighting(w, capture.competitor, title, capture.sighting_kind, capture.percent, day)
    if capture.kind is CaptureKind.OPPORTUNITY:
        kind = capture.opportunity_kind or "new order"
        return _opportunity(title, kind, capture.money, capture.chance, due, day)
    if capture.kind is CaptureKind.FACT:
        value = one_line(capture.value or "", " ")
        return _fact(w.read, origin, capture.person, capture.label, value) if value else None
    return {"text": title, "speaker": _speaker(w.read, origin, capture.person), "said_on": day,
            "question_key": origin.question_key}  # fmt: skip


def _speaker(r: Reader, origin: Origin, name: str | None) -> str:
    contact = contact_named(r, origin.account_id, name)
    return contact.name if contact else one_line(name or "", " ")


def _sighting(
    w: Writer, competitor: str | None, text: str, kind: str | None, gap: Decimal | None, day: str
) -> dict[str, Any] | None:
    if not name_key(competitor or ""):
        return None
    return {
        "competitor_id": competitor_named(w, competitor or ""), "kind": kind or "approach", "text": text,
        "gap": f"{gap:f}" if gap is not None else None, "seen_on": day,
    }  # fmt: skip


def _opportunity(
    text: str, kind: str, money: Money | None, chance: int | None, due: str | None, day: str
) -> dict[str, Any]:
    return {
        "text": text, "kind": kind, "amount": money.amount if money else None,
        "currency": money.currency if money else "", "chance": chance, "due": due, "found_on": day,
    }  # fmt: skip


def _fact(r: Reader, origin: Origin, person: str | None, label: str | None, value: str) -> dict[str, Any]:
    contact = contact_named(r, origin.account_id, person)
    return {
        "contact_id": contact.id if contact else None,
        "person": contact.name if contact else one_line(person or "", " "),
        "label": one_line(label or "", " "), "value": value, "confirmed_on": origin.day.isoformat(),
    }  # fmt: skip


def answer_columns_of(
    w: Writer, record: str, values: Mapping[str, Scalar], origin: Origin
) -> tuple[str, dict[str, Any]] | None:
    """The table and columns of the record an answer becomes; None while something it needs is missing.

    ``record`` and ``values`` are those of a draft of ``answer_drafts``.
    """
    day, due = origin.day.isoformat(), iso(values.get("due"))
    text = _text(values, "text")
    owner = person_named(w.read, "me") if values.get("owner") == "me" else ""
    if record == "action":
        title = _text(values, "title")
        made: dict[str, Any] = {"title": title, "owner": owner, "side": _text(values, "side") or OURS, "due": due,
                "first_due": due, "created_on": day}  # fmt: skip
        return ("action", made) if title else None
    if record in ("ask", "wish"):
        made = {
            "text": text, "domain": _text(values, "domain") or "service", "wish": record == "wish",
            "decision": _text(values, "decision"), "effort": _text(values, "effort"), "due": due,
            "owner": owner, "asked_on": day,
        }  # fmt: skip
        return ("ask", made) if text else None
    if record == "sighting":
        gap = values.get("gap")
        gap = gap if isinstance(gap, Decimal) else None
        found = _sighting(w, _text(values, "competitor"), text, _text(values, "kind"), gap, day)
        return ("sighting", {**found, "source_channel": _text(values, "source_channel")}) if found else None
    if record == "opportunity":
        return _answered_opportunity(values, text, due, day)
    if record == "fact":
        value = _text(values, "value")
        made = _fact(w.read, origin, _text(values, "person"), _text(values, "label"), value)
        return ("fact", made) if value else None
    if record == "touch":
        return _planned(w, values, origin)
    return None


def _answered_opportunity(
    values: Mapping[str, Scalar], text: str, due: str | None, day: str
) -> tuple[str, dict[str, Any]] | None:
    money, chance, kind = values.get("amount"), values.get("chance"), _text(values, "kind") or "new order"
    if not text and not isinstance(money, Money):
        return None
    whole = int(chance) if isinstance(chance, Decimal) else None
    amount = money if isinstance(money, Money) else None
    return "opportunity", _opportunity(text or kind, kind, amount, whole, due, day)


def _planned(w: Writer, values: Mapping[str, Scalar], origin: Origin) -> tuple[str, dict[str, Any]] | None:
    day = values.get("day")
    if not isinstance(day, date):
        return None
    lead = _text(values, "lead_days")
    when = max(origin.day, day - timedelta(days=int(lead) if lead.isdecimal() else 0))
    return "touch", planned_touch(w.read, when, _text(values, "topic"))


def planned_touch(r: Reader, day: date, topic: str) -> dict[str, Any]:
    """The columns of a touch planned for a day."""
    return {"day": day.isoformat(), "topic": topic, "person": r.me, "planned": True, "two_way": False}


def _text(values: Mapping[str, Scalar], name: str) -> str:
    value = values.get(name)
    return one_line(unmarked(value), " ") if isinstance(value, str) else ""
