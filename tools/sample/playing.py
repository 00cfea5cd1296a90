"""Plays the told reviews in the order of their days, through the same services the app uses."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from reviewtui.domain.actions import Action, promise_outcome
from reviewtui.domain.answers import Answer, with_value
from reviewtui.domain.drafts import drafts
from reviewtui.domain.reviews import Place, Review
from reviewtui.domain.sheets import Slot
from reviewtui.domain.templates import Template
from reviewtui.services import actions, captures, finish, reviews, sheet, templates, typed
from sample.filling import filled
from sample.making import AS_OF, SampleStore, between, chance, moment_of
from sample.telling import Told, answers_of

RIVALS = ("Kessler Tooling", "Nordwerk Supply", "Maison Lavigne", "BrauPlus Direkt", "QuickCrate")
_CLOSED_BEFORE = "2026-02-01"
_DECIDED_BEFORE = "2026-10-01"
_SAID = {"kept": "kept", "late": "late", "overdue": "not_done"}


@dataclass(order=True, slots=True)
class _Event:
    day: date
    rank: int
    play: Callable[[], None] = field(compare=False)


class Stage:
    """The file while the years go by: what is still to happen, and the means to make it happen."""

    def __init__(self, store: SampleStore, ids: dict[str, int], accounts: list[dict[str, Any]]) -> None:
        self.store = store
        self.ids = ids
        self.about = {told["name"]: told for told in accounts}
        self.template = {key: templates.packaged_template(key) for key in templates.SHIPPED}
        self._events: list[_Event] = []
        self._count = 0
        self._broken: set[int] = set()
        self._holds: dict[str, str] = {}

    def at(self, day: date, play: Callable[[], None]) -> None:
        """Let something happen on a day, after what was planned for that day before."""
        self._count += 1
        heapq.heappush(self._events, _Event(day, self._count, play))

    def play(self, stories: list[dict[str, Any]]) -> None:
        """Play every story to its end."""
        for rival in RIVALS:
            self.store.add("competitor", date(2025, 1, 7), name=rival, name_key=rival.casefold())
        for story in stories:
            for told in story["review"]:
                self.at(told["day"], self._review(story["name"], told))
        while self._events:
            event = heapq.heappop(self._events)
            if event.day <= AS_OF:
                event.play()
        self._close_sightings()
        self._close_opportunities()

    def _review(self, name: str, told: dict[str, Any]) -> Callable[[], None]:
        about = self.about[name]
        template: Template = self.template[told.get("template", "quarterly")]
        return lambda: self._call(Told(name, about.get("currency", "EUR"), template, told), about["owner"])

    def _call(self, told: Told, owner: str) -> None:
        """One review from the first question to the last."""
        rng = chance("call", told.account, told.day)
        now = moment_of(told.day, 8 + int(rng.random() * 8), int(rng.random() * 60))
        who = [name.strip() for name in told.told["who"].split(",")]
        with self.store.write("", now) as w:
            w.set_setting("me", owner)
        review_id = reviews.start_review(self.store, self.ids[told.account], told.template, now, person=owner)
        channel = told.told.get("channel", "call")
        reviews.set_call(self.store, review_id, attendees=who, channel=channel, moment=now)
        self._answers(told, review_id)
        for key, text in told.told.get("notes", {}).items():
            typed.put_note(self.store, review_id, Slot(key), text, 0, now)
        seconds = int(between(rng, 840, 2700))
        place = told.told.get("place")
        if place:
            typed.put_place(self.store, review_id, Place(**place), seconds // 2, now)
        else:
            typed.put_place(self.store, review_id, Place("close", "close.readback"), seconds, now)
            self._wrap_up(told, review_id)
        with self.store.write("", now) as w:
            w.set_setting("me", "Robin")

    def _answers(self, told: Told, review_id: int) -> None:
        now = moment_of(told.day, 10)
        answers = answers_of(told)
        seen = sheet.sheet(self.store, review_id, told.day)
        if not told.told.get("place"):
            answers += filled(told.template, answers, told.account, str(told.day), seen.yearly_due)
        answers += self._looking_back(seen.review, seen.items, told)
        for answer in answers:
            slot = Slot(answer.question_key, answer.item)
            typed.put_answer(self.store, review_id, slot, answer, 0, now)

    def _looking_back(self, review: Review, items: Any, told: Told) -> list[Answer]:
        """What they say of last time's promises and fixes."""
        found = []
        for item in items.get("promises", ()):
            with self.store.read() as r:
                action = r.work.action(item.row_id)
            said = _said_of(action, action is not None and action.id in self._broken, review.date)
            if said:
                found.append(with_value(Answer("recap.promises", item.key), said))
        for item in items.get("fixes", ()):
            holds = self._holds.get(item.key)
            if holds and "done" in item.detail:
                found.append(with_value(Answer("recap.fix_holds", item.key), holds))
        return found if told.template.key == "quarterly" else []

    def _wrap_up(self, told: Told, review_id: int) -> None:
        now = moment_of(told.day, 17)
        seen = sheet.sheet(self.store, review_id, told.day)
        captures.confirm(self.store, review_id, drafts(seen), now)
        finish.finish(self.store, review_id, moment=now)
        account_id = self.ids[told.account]
        self._ends(told, account_id, review_id)
        self._asks(told, account_id, review_id)
        self._moves(told, account_id, review_id)
        self._issue(told, account_id, review_id)

    def _ends(self, told: Told, account_id: int, review_id: int) -> None:
        """How the actions noted in this review end, in the order of their lines."""
        with self.store.read() as r:
            made = r.work.actions(account_id=account_id, status=None)
        noted = sorted((a for a in made if a.review_id == review_id), key=_order)
        ends = told.told.get("done", [])
        if len(ends) != len(noted):
            raise SystemExit(f"{told.account} {told.day}: {len(noted)} actions but {len(ends)} ends: {noted}")
        for action, end in zip(noted, ends, strict=True):
            self._end(action, end.split())

    def _end(self, action: Action, end: list[str]) -> None:
        due = action.due or action.created_on + timedelta(days=14)
        if end[0] == "broken":
            self._broken.add(action.id)
            day = due + timedelta(days=80)
            self.at(day, lambda: _ignore(actions.drop(self.store, (action.id,), moment_of(day))))
        elif end[0] == "slip":
            day = min(due, AS_OF - timedelta(days=6))
            self.at(day, lambda: self._slip(action.id, day, end[1]))
        elif end[0] == "dropped":
            self.at(due, lambda: _ignore(actions.drop(self.store, (action.id,), moment_of(due))))
        elif end[0] != "open":
            day = date.fromisoformat(end[0])
            self.at(day, lambda: _ignore(actions.done(self.store, (action.id,), moment_of(day, 15))))

    def _slip(self, action_id: int, day: date, new: str) -> None:
        due = date.fromisoformat(new)
        actions.settle_promise(self.store, action_id, "partly", moment_of(day, 15), due=due)

    def _asks(self, told: Told, account_id: int, review_id: int) -> None:
        with self.store.read() as r:
            made = {ask.text: ask for ask in r.work.asks(account_id) if ask.review_id == review_id}
        for text, _, decision, done, holds in told.asks:
            ask = made[text]
            self.store.change("ask", ask.id, told.day, decision=decision)
            if done:
                self._done(ask.id, date.fromisoformat(done))
            if holds:
                self._holds[ask.uid] = holds

        for ask in made.values():
            if ask.wish and ask.decision == "do" and ask.due and ask.due < AS_OF - timedelta(days=20):
                self._done(ask.id, ask.due)

    def _done(self, ask_id: int, day: date) -> None:
        self.at(day, lambda: self.store.change("ask", ask_id, day, status="done", done_on=day.isoformat()))

    def _moves(self, told: Told, account_id: int, review_id: int) -> None:
        """The likely next move of a rival and our counter, on what was seen of it in this review."""
        for text in told.told.get("moves", ()):
            rival, move, counter = (part.strip() for part in text.split("|"))
            with self.store.read() as r:
                seen = [s for s in r.work.sightings(account_id) if s.review_id == review_id]
            for sighting in [s for s in seen if s.competitor == rival][:1]:
                self.store.change(
                    "sighting", sighting.id, told.day, next_move=move, counter=counter, confidence="high"
                )

    def _issue(self, told: Told, account_id: int, review_id: int) -> None:
        if "issue" not in told.told:
            return
        text, solved, well, *severity = (part.strip() for part in told.told["issue"].split("|"))
        issue = self.store.add(
            "issue", told.day, account_id=account_id, review_id=review_id, text=text, opened_on=told.day,
            severity=severity[0] if severity else "urgent", owner=self.about[told.account]["owner"],
        )  # fmt: skip
        day = date.fromisoformat(solved)
        self.at(
            day, lambda: self.store.change("issue", issue, day, solved_on=solved, solved_well=well == "yes")
        )

    def _close_sightings(self) -> None:
        with self.store.read() as r:
            old = r.db.execute(
                "SELECT id FROM sighting WHERE seen_on<? ORDER BY id", (_CLOSED_BEFORE,)
            ).fetchall()
        for row in old:
            self.store.change("sighting", int(row[0]), date(2026, 9, 30), status="closed")

    def _close_opportunities(self) -> None:
        with self.store.read() as r:
            old = r.db.execute(
                "SELECT id, chance, due FROM opportunity WHERE due<? ORDER BY id", (_DECIDED_BEFORE,)
            ).fetchall()
        for row_id, likely, due in old:
            status = "won" if likely is None or likely > 50 else "lost"
            self.store.change("opportunity", int(row_id), date.fromisoformat(due), status=status)


def _said_of(action: Action | None, broken: bool, day: date) -> str | None:
    """What the customer says of a promise; nothing of one that is not due yet."""
    if action is None:
        return None
    if broken and not action.broken:
        return "not_done"
    return _SAID.get(promise_outcome(action, day))


def _order(action: Action) -> tuple[bool, int, int]:
    """Note by note as they were written, then what came of answers."""
    return action.note_id is None, action.note_id or 0, action.id


def _ignore(_: object) -> None:
    """Turn a result nobody needs into nothing."""
