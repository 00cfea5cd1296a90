"""How the rows of a file of actions, touches, notes or opportunities are taken, in words and where nothing says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reviewtui.services.transfer.mapping import Column
from reviewtui.services.transfer.synonyms import normalise

_PREFIXES = (
    ("call", ("call", "anruf", "telefon", "appel", "llamada")),
    ("visit", ("meeting", "besuch", "termin", "visit", "isalldayevent", "alldayevent", "host")),
    ("e-mail", ("email", "mail")),
)


def usual_channel(columns: Iterable[Column], name: str) -> str:
    """The channel of touches that name none, told from what the headers begin with, else from the file's name."""
    keys = [normalise(c.header) for c in columns]
    points = {channel: sum(key.startswith(marks) for key in keys) for channel, marks in _PREFIXES}
    best = max(points, key=lambda channel: points[channel])
    if points[best]:
        return best
    if "datestart" in keys and "direction" not in keys:
        return "visit"
    said = normalise(name)
    return next((channel for channel, marks in _PREFIXES if any(mark in said for mark in marks)), "call")


def record_notes(kind: str, columns: Sequence[Column], name: str) -> tuple[str, ...]:
    """Sentences about what becomes of the rows; empty for accounts, contacts and orders."""
    headers: dict[str | None, str] = {}
    for column in sorted(columns, key=lambda c: c.rank):
        headers.setdefault(column.field, column.header)
    if kind in ("actions", "touches"):
        return tuple(_activities(kind, columns, headers, name))
    if kind == "opportunities":
        told = [repr(headers[field]) for field in ("won", "status", "stage") if field in headers]
        sentence = (
            f"won and lost by {' and '.join(told)}, everything else is open"
            if told
            else "all of them are open"
        )
        return (sentence, "to take those that were won as orders, name the kind: import orders")
    return ()


def _activities(
    kind: str, columns: Sequence[Column], headers: dict[str | None, str], name: str
) -> Iterator[str]:
    if "channel" in headers:
        yield (
            f"each row is taken by {headers['channel']!r}: calls, meetings and e-mails are touches, notes are notes, "
            "everything else is "
            + ("an action" if kind == "actions" else f"a touch ({usual_channel(columns, name)})")
        )
    elif kind == "touches":
        yield f"no column names the channel: each row is a touch ({usual_channel(columns, name)})"
    else:
        yield "no column names a channel: each row is an action"
    told = [repr(headers[field]) for field in ("outcome", "status", "done", "planned") if field in headers]
    if told:
        yield f"what is done, dropped or was not reached is told by {' and '.join(told)}; everything else is open"
    elif kind == "touches":
        yield "a touch on a day that is still to come is planned"
    if "channel" in headers or usual_channel(columns, name) == "e-mail":
        yield "an e-mail or a message counts as a contact only where the file says that it was answered"
