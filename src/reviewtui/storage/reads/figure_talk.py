"""What figures need of talks, answers and promises of many accounts at once: one query for each kind of record."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, TypeVar

from reviewtui.domain.contact import FEEDBACK, Contacted
from reviewtui.domain.known import BASICS, NPS_KEY, Plan
from reviewtui.domain.ledger import ManualEntry, Rated, SolvedIssue
from reviewtui.domain.moment import day_of
from reviewtui.domain.own_plan import FIELDS, kept_plan
from reviewtui.domain.promises import Promise
from reviewtui.domain.queue import Snooze
from reviewtui.domain.reviews import USUAL_TEMPLATE
from reviewtui.domain.said import SAID_KEYS
from reviewtui.domain.touchpoints import Asked

T = TypeVar("T")
RATING = "sat.rating"
_NUMBERS = (RATING, NPS_KEY, *BASICS)
_WAITING = " AND +due<:day AND (+status='open' OR (+status='done' AND +done_on>:day))"
LATELY = 95
"""Days in which what was said may count: no three months are longer."""
_KEYS = (*_NUMBERS, *SAID_KEYS)


class Talks:
    """Records of a slice of accounts as of a date, by account id; nothing from the bin.

    Without ``whole`` only what the queue needs: the last real touch, what was said lately, promises that are open.
    """

    def __init__(
        self, db: sqlite3.Connection, first: int, last: int, as_of: date, *, whole: bool = True
    ) -> None:
        self._db = db
        self._whole = whole
        self._part = {"first": first, "last": last, "day": as_of.isoformat()}
        self._as_of = as_of
        self._lately = (as_of - timedelta(days=LATELY)).isoformat()

    def plans(self) -> dict[int, Plan]:
        """What was decided for an account."""
        rows = self._rows(
            f"SELECT account_id, tier, tier_reason, tier_since, rest_since, rest_until, rest_note, own_since, "
            f"{', '.join(FIELDS)} FROM account_plan WHERE {{mine}}"
        )
        return {
            row[0]: Plan(
                row[1],
                row[2],
                day_of(row[3]),
                day_of(row[4]),
                day_of(row[5]),
                row[6],
                kept_plan(self._as_of, *row[7:]),
            )
            for row in rows
        }

    def touches(self) -> dict[int, list[Contacted]]:
        """Past contacts, and finished reviews that left none."""
        if not self._whole:
            return self._last_touches()
        talked = self._rows(
            "SELECT account_id, day, channel, two_way, value_given, id, review_id FROM touch "
            "WHERE {mine} AND day<=:day AND NOT planned AND reached"
        )
        noted = {row[6] for row in talked}
        reviews = self._rows(
            "SELECT account_id, day, channel, id FROM review WHERE {mine} AND +state='finished' AND day<=:day"
        )
        found = [
            (
                row[0],
                Contacted(date.fromisoformat(row[1]), row[2], bool(row[3]), bool(row[4]), ("touch", row[5])),
            )
            for row in talked
        ]
        found += [
            (row[0], Contacted(date.fromisoformat(row[1]), row[2], True, False, ("review", row[3])))
            for row in reviews
            if row[3] not in noted
        ]
        return _grouped(found)

    def _last_touches(self) -> dict[int, list[Contacted]]:
        days = self._last("touch WHERE {mine} AND day<=:day AND two_way AND NOT planned AND reached")
        for account_id, day in self._last("review WHERE {mine} AND +state='finished' AND day<=:day").items():
            days[account_id] = max(day, days.get(account_id, day))
        return {account_id: [Contacted(day, "", True)] for account_id, day in days.items()}

    def planned(self) -> dict[int, list[Asked]]:
        """Touches that were planned."""
        rows = self._rows("SELECT account_id, day, channel, topic FROM touch WHERE {mine} AND planned")
        return _grouped((row[0], Asked(date.fromisoformat(row[1]), row[2], row[3])) for row in rows)

    def last_reviews(self) -> dict[int, date]:
        """The last finished review of the usual template."""
        return self._last("review WHERE {mine} AND +state='finished' AND day<=:day AND template_key=:usual")

    def last_finished(self) -> dict[int, date]:
        """The last finished review of any template."""
        return self._last("review WHERE {mine} AND +state='finished' AND day<=:day")

    def open_actions(self) -> dict[int, tuple[int, int]]:
        """How many actions are open, and how many of them overdue."""
        rows = self._rows(
            "SELECT account_id, COUNT(*), SUM(due IS NOT NULL AND due<:day) FROM action WHERE {mine} AND created_on<=:day "
            "AND (+status='open' OR (+status='done' AND done_on>:day)) GROUP BY account_id"
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def last_feedback(self) -> dict[int, date]:
        """The last day on which a satisfaction or improvement question was answered."""
        # Ranges of keys and not patterns, so that the index of answers by review and key serves each.
        keys = " OR ".join(
            f"(a.review_id=review.id AND a.question_key>='{key}' AND a.question_key<'{key[:-1]}/' "
            "AND a.state='answered' AND a.deleted_at IS NULL)"
            for key in FEEDBACK
        )
        return self._last(
            "review WHERE {mine} AND state<>'discarded' AND day<=:day "
            f"AND EXISTS (SELECT 1 FROM answer a WHERE {keys})"
        )

    def answers(
        self,
    ) -> tuple[dict[int, list[Rated]], dict[int, dict[str, tuple[date, object]]]]:
        """Every rating, oldest first; and of each key that figures read the newest answer.

        Without ``whole`` only what was said of buying lately.
        """
        marks = ", ".join(f"'{key}'" for key in (_KEYS if self._whole else SAID_KEYS))
        lately = "" if self._whole else f" AND r.day>'{self._lately}'"
        rows = self._rows(
            "SELECT r.account_id, r.day, r.id, a.question_key, a.value FROM review r JOIN answer a "
            f"ON a.review_id=r.id AND a.question_key IN ({marks}) WHERE r.account_id BETWEEN :first AND :last "
            "AND r.deleted_at IS NULL AND a.deleted_at IS NULL AND r.state<>'discarded' AND r.day<=:day "
            f"AND a.state='answered'{lately} ORDER BY r.day, r.id, a.id"
        )
        ratings: dict[int, list[Rated]] = {}
        latest: dict[int, dict[str, tuple[date, object]]] = {}
        for account_id, on, review_id, key, text in rows:
            value: Any = _value(text)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if key in _NUMBERS and not number:
                continue
            day = date.fromisoformat(on)
            if key == RATING:
                ratings.setdefault(account_id, []).append(Rated(day, value, review_id))
            else:
                latest.setdefault(account_id, {})[key] = (day, value)
        return ratings, latest

    def promises(self) -> dict[int, list[Promise]]:
        """Promises of ours that were made by then."""
        rows = self._rows(
            "SELECT account_id, id, title, created_on, due, first_due, status, done_on, slipped, broken FROM action "
            "WHERE {mine} AND promise AND side='ours' AND created_on<=:day"
            + ("" if self._whole else _WAITING)
        )
        return _grouped((row[0], _promise(*row[1:])) for row in rows)

    def issues(self) -> dict[int, list[SolvedIssue]]:
        """Issues opened by then."""
        rows = self._rows(
            "SELECT account_id, id, opened_on, found_by, solved_on, solved_well, severity, text FROM issue "
            "WHERE {mine} AND opened_on<=:day"
        )
        return _grouped(
            (
                row[0],
                SolvedIssue(
                    row[1], date.fromisoformat(row[2]), row[3], day_of(row[4]),
                    None if row[5] is None else bool(row[5]), row[6] == "urgent", row[7],
                ),
            )
            for row in rows
        )  # fmt: skip

    def sightings(self) -> dict[int, list[tuple[date, str]]]:
        """Rivals seen by then."""
        rows = self._rows(
            "SELECT account_id, seen_on, (SELECT name FROM competitor c WHERE c.id=competitor_id) FROM sighting "
            "WHERE {mine} AND seen_on<=:day"
        )
        return _grouped((row[0], (date.fromisoformat(row[1]), row[2])) for row in rows)

    def manual(self) -> dict[int, list[ManualEntry]]:
        """Entries of the ledger that somebody wrote."""
        rows = self._rows(
            "SELECT account_id, id, day, weight, reason FROM ledger_entry WHERE {mine} AND day<=:day"
        )
        return _grouped(
            (row[0], ManualEntry(row[1], date.fromisoformat(row[2]), float(row[3]), row[4])) for row in rows
        )

    def snoozes(self) -> dict[int, list[Snooze]]:
        """Reasons put aside that have not come back yet."""
        rows = self._rows(
            "SELECT account_id, id, reason, set_on, until, note FROM snooze "
            "WHERE {mine} AND set_on<=:day AND until>:day ORDER BY id"
        )
        return _grouped(
            (row[0], Snooze(row[1], row[2], date.fromisoformat(row[3]), date.fromisoformat(row[4]), row[5]))
            for row in rows
        )

    def _last(self, source: str) -> dict[int, date]:
        rows = self._rows(f"SELECT account_id, MAX(day) FROM {source} GROUP BY account_id")
        return {row[0]: date.fromisoformat(row[1]) for row in rows}

    # A plus before a column keeps SQLite from walking over all finished reviews or open actions for each slice.
    def _rows(self, sql: str) -> list[Any]:
        mine = "account_id BETWEEN :first AND :last AND deleted_at IS NULL"
        cursor = self._db.cursor()
        # Plain tuples: rows by name cost half as much again, and there are many.
        cursor.row_factory = None
        return cursor.execute(sql.replace("{mine}", mine), {**self._part, "usual": USUAL_TEMPLATE}).fetchall()


def _value(text: str) -> Any:
    # Most answers that figures read are one digit, and reading those as JSON takes ten times as long.
    return int(text) if text.isascii() and text.isdigit() else json.loads(text)


def _promise(
    action_id: int, title: str, created: str, due: str | None, first_due: str | None, status: str, done: str | None,
    slipped: int, broken: int,
) -> Promise:  # fmt: skip
    return Promise(
        id=action_id,
        title=title,
        created=date.fromisoformat(created),
        due=day_of(due),
        first_due=day_of(first_due),
        done_on=day_of(done) if status == "done" else None,
        dropped=status == "dropped",
        slipped=bool(slipped),
        broken=bool(broken),
    )


def _grouped(pairs: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {}
    for account_id, value in pairs:
        found.setdefault(account_id, []).append(value)
    return found
