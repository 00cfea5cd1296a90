"""Actions and promises: the agenda, and what can happen to each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from reviewtui.domain.actions import AGENDA, Action, ActionStatus, Wanted, agenda_group, group_days
from reviewtui.domain.errors import Conflict, InvalidInput, NotFound
from reviewtui.domain.moment import Moment
from reviewtui.domain.sheets import Slot
from reviewtui.domain.text import normalise, one_line
from reviewtui.services.account_fields import date_value

if TYPE_CHECKING:
    from reviewtui.storage.reader import Reader
    from reviewtui.storage.store import Store
    from reviewtui.storage.writer import Writer

Group = tuple[str, tuple[Action, ...]]
Ids = int | Sequence[int]
OUTCOMES = ("kept", "late", "partly", "not_done")
SIDES = ("ours", "customer")
EDITABLE = ("title", "owner", "side", "promise", "priority", "due", "detail")
MAX_TITLE = 2000


def agenda(
    store: Store,
    as_of: date,
    *,
    owner: str | None = None,
    account_id: int | None = None,
    closed: bool = False,
    promises: bool = False,
) -> tuple[Group, ...]:
    """Open actions as of a date in the groups of ``AGENDA``, empty ones left out; with ``closed`` a last group "closed".

    ``owner`` "me" is the user of this file. Actions of archived accounts show only when the account is asked for.
    For screens of large files ask ``agenda_counts`` and ``agenda_page``.
    """
    with store.read() as r:
        wanted = _wanted(r, as_of, owner, account_id, promises)
        found = r.agenda.page(replace(wanted, closed=closed))
    groups: dict[str, list[Action]] = {name: [] for name in (*AGENDA, "closed")}
    for action in found:
        groups[agenda_group(action.due, as_of) if open_on(action, as_of) else "closed"].append(action)
    return tuple((name, tuple(actions)) for name, actions in groups.items() if actions)


def agenda_counts(
    store: Store,
    as_of: date,
    *,
    owner: str | None = None,
    account_id: int | None = None,
    promises: bool = False,
) -> dict[str, int]:
    """How many open actions each group of ``AGENDA`` has, none left out."""
    with store.read() as r:
        wanted = _wanted(r, as_of, owner, account_id, promises)
        return {group: r.agenda.count(_in_group(wanted, group)) for group in AGENDA}


def agenda_page(
    store: Store,
    as_of: date,
    group: str,
    limit: int,
    offset: int = 0,
    *,
    owner: str | None = None,
    account_id: int | None = None,
    promises: bool = False,
) -> tuple[Action, ...]:
    """A page of one group of ``AGENDA``, in the order of ``agenda``."""
    with store.read() as r:
        wanted = _wanted(r, as_of, owner, account_id, promises)
        return r.agenda.page(_in_group(wanted, group), limit, offset)


def _wanted(r: Reader, as_of: date, owner: str | None, account_id: int | None, promises: bool) -> Wanted:
    person = _person(r, owner) if owner is not None else None
    return Wanted(as_of, account_id, person, archived=account_id is not None, promises=promises)


def _in_group(wanted: Wanted, group: str) -> Wanted:
    first, last = group_days(group, wanted.as_of)
    return replace(wanted, due_from=first, due_to=last, undated=group == "someday")


def open_on(action: Action, as_of: date) -> bool:
    """Whether it was still open on that date."""
    if action.status is ActionStatus.OPEN:
        return True
    return action.status is ActionStatus.DONE and action.done_on is not None and action.done_on > as_of


def get_action(store: Store, action_id: int) -> Action:
    """One action; raises NotFound."""
    with store.read() as r:
        return _existing(r, action_id)


def came_from(store: Store, action_id: int) -> Slot | None:
    """The question of the review in whose note or answer an action was written; None when it came from none."""
    with store.read() as r:
        action = _existing(r, action_id)
        link = r.captures.of_target("action", action_id)
        if action.review_id is None or link is None:
            return Slot("") if action.review_id is not None else None
        if link.made.get("question"):
            return Slot(str(link.made["question"]), str(link.made.get("item") or ""))
        note = next((n for n in r.reviews.notes(action.review_id) if n.id == link.note_id), None)
    if note is not None:
        return Slot(note.question_key, note.item)
    key, _, item = link.line.partition(" ") if link.note_id is None else ("", "", "")
    return Slot(key, item)


def add_action(store: Store, account_id: int, values: Mapping[str, Any], moment: Moment) -> Action:
    """Add an action from the fields of ``EDITABLE``; the owner is the user unless said. Raises InvalidInput."""
    with store.write("add action", moment) as w:
        account = w.read.accounts.get(account_id)
        if account is None:
            raise NotFound("This account is not there any more.")
        columns = _columns(w.read, {"title": "", "owner": "", **values}, moment)
        created = moment.as_of.isoformat()
        columns["first_due"] = columns.get("due")
        return _existing(w.read, w.add("action", account_id=account_id, created_on=created, **columns))


def edit_action(
    store: Store, action_id: int, values: Mapping[str, Any], moment: Moment, expect: int | None = None
) -> Action:
    """Change fields of an action; with ``expect`` only while it still has that version, else Conflict."""
    with store.write("change action", moment) as w:
        before = _existing(w.read, action_id)
        columns = _columns(w.read, values, moment)
        if "due" in columns:
            columns |= _first_due(before, columns["due"], moment)
        try:
            w.change("action", action_id, expect=expect, **columns)
        except Conflict as conflict:
            raise Conflict(
                f'"{before.title}" was changed elsewhere meanwhile. Look at it again, then save.',
                version=conflict.version,
            ) from None
        return _existing(w.read, action_id)


def done(store: Store, ids: Ids, moment: Moment) -> tuple[Action, ...]:
    """Mark actions done as of the moment's date; what is done already stays as it is."""
    day = moment.as_of.isoformat()
    return _each(store, ids, moment, "done", lambda _: {"status": "done", "done_on": day}, only_open=True)


def reopen(store: Store, ids: Ids, moment: Moment) -> tuple[Action, ...]:
    """Open done, dropped or broken actions again."""
    back = {"status": "open", "done_on": None, "broken": False}
    return _each(store, ids, moment, "reopen", lambda _: back)


def drop(store: Store, ids: Ids, moment: Moment) -> tuple[Action, ...]:
    """Give actions up: they leave the agenda and stay in the history."""
    return _each(store, ids, moment, "drop", lambda _: {"status": "dropped"}, only_open=True)


def reschedule(store: Store, ids: Ids, due: date | str | None, moment: Moment) -> tuple[Action, ...]:
    """Give open actions another due date (typed or ready; None for none); the first one stays known."""
    day = date_value("due date", due, moment.as_of)

    def moved(action: Action) -> dict[str, Any]:
        if action.status is not ActionStatus.OPEN:
            raise InvalidInput(f'"{action.title}" is {action.status}: reopen it before moving it.')
        iso = day.isoformat() if day else None
        return {"due": iso, **_first_due(action, iso, moment)}

    return _each(store, ids, moment, "reschedule", moved)


def trash_action(store: Store, action_id: int, moment: Moment) -> None:
    """Put an action into the bin; undo brings it back."""
    with store.write("delete action", moment) as w:
        _existing(w.read, action_id)
        w.trash("action", action_id)


def settle_promise(
    store: Store, action_id: int, outcome: str, moment: Moment, due: date | str | None = None
) -> Action:
    """Record how a promise went: kept, late, partly (open with a new due date, counts as late), not_done.

    Not done is broken once it was due, else it stays open. Raises InvalidInput for another outcome or for
    "partly" without a date.
    """
    with store.write(f"promise {outcome.replace('_', ' ')}", moment) as w:
        action = _existing(w.read, action_id)
        columns = settled(action, outcome, moment, date_value("new date", due, moment.as_of))
        w.change("action", action_id, **columns)
        return _existing(w.read, action_id)


def settled(action: Action, outcome: str, moment: Moment, due: date | None = None) -> dict[str, Any]:
    """The columns of an action after one of ``OUTCOMES``."""
    if outcome == "kept":
        # Said in the call after the fact: it was done by its date, whenever that is noted.
        day = min(moment.as_of, action.first_due or moment.as_of)
        return {"status": "done", "done_on": day.isoformat(), "broken": False}
    if outcome == "late":
        return {"status": "done", "done_on": moment.as_of.isoformat(), "slipped": True, "broken": False}
    if outcome == "partly":
        if due is None:
            raise InvalidInput(f'"{action.title}" is partly done: say by when the rest will be.')
        return {"status": "open", "done_on": None, "due": due.isoformat(), "slipped": True, "broken": False}
    if outcome != "not_done":
        raise InvalidInput(f'"{outcome}" is not how a promise ends; there is {", ".join(OUTCOMES)}.')
    was_due = action.due is not None and action.due <= moment.as_of
    kept_open = {"status": "open", "done_on": None, "broken": was_due}
    return kept_open if due is None else {**kept_open, "due": due.isoformat()}


def _each(
    store: Store, ids: Ids, moment: Moment, verb: str, change: Any, *, only_open: bool = False
) -> tuple[Action, ...]:
    """One change to several actions in one transaction, so that one undo takes all of it back."""
    wanted = (ids,) if isinstance(ids, int) else tuple(ids)
    what = "action" if len(wanted) == 1 else f"{len(wanted)} actions"
    with store.write(f"{verb} {what}", moment) as w:
        return tuple(_apply(w, action_id, change, only_open) for action_id in wanted)


def _apply(w: Writer, action_id: int, change: Any, only_open: bool) -> Action:
    action = _existing(w.read, action_id)
    if only_open and action.status is not ActionStatus.OPEN:
        return action
    w.change("action", action_id, **change(action))
    return _existing(w.read, action_id)


def _first_due(before: Action, due: str | None, moment: Moment) -> dict[str, Any]:
    """The first due date follows while none was set, or on the day it was written (a typing mistake put right).

    What was imported was not typed here: its first date is the file's, by which the file is understood again.
    """
    typed_today = before.created_on == moment.as_of and not before.external_id
    fresh = before.first_due is None or typed_today
    return {"first_due": due} if fresh else {}


def _columns(r: Reader, values: Mapping[str, Any], moment: Moment) -> dict[str, Any]:
    unknown = sorted(set(values) - set(EDITABLE))
    if unknown:
        raise InvalidInput(f"An action has no field {', '.join(unknown)}; there is {', '.join(EDITABLE)}.")
    columns = dict(values)
    if "title" in columns:
        columns["title"] = _title(columns["title"])
    if "owner" in columns:
        columns["owner"] = _person(r, columns["owner"])
    if "detail" in columns:
        columns["detail"] = normalise(str(columns["detail"] or ""))
    if "due" in columns:
        due = date_value("due date", columns["due"], moment.as_of)
        columns["due"] = due.isoformat() if due else None
    if columns.get("side", "ours") not in SIDES:
        raise InvalidInput(f'"{columns["side"]}" is no side; an action is ours or the customer\'s.')
    if columns.get("priority") not in (None, 1, 2, 3):
        raise InvalidInput(f'The priority "{columns["priority"]}" is not 1, 2 or 3.')
    return columns


def _title(value: Any) -> str:
    title = one_line(str(value or ""), " ")
    if not title:
        raise InvalidInput("The action says nothing. Write what is to be done.")
    if len(title) > MAX_TITLE:
        raise InvalidInput(
            f"The action is longer than {MAX_TITLE:,} characters. Put the rest into its detail."
        )
    return title


def _person(r: Reader, name: str | None) -> str:
    text = one_line(name or "", " ").removeprefix("@")
    return r.me if text.casefold() in ("", "me") else text


def _existing(r: Reader, action_id: int) -> Action:
    action = r.work.action(action_id)
    if action is None:
        raise NotFound("This action is not there any more.")
    return action
