"""What a finish makes of a review, each thing exactly once however often the review is reopened and finished.

Every effect is linked to the answer it comes from. A second finish changes only what was said differently, leaves
alone what somebody changed in the record since, and takes back what is no longer said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reviewtui.domain.answer_values import canonical
from reviewtui.domain.reviews import Review

if TYPE_CHECKING:
    from reviewtui.storage.reads.captures import CaptureLink
    from reviewtui.storage.writer import Writer

MADE, CHANGED = "made", "changed"
"""States of a link: a record was made, or one that existed was changed."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A record to make: ``source`` names the question and item it comes from, ``row`` the row of a list."""

    source: str
    row: int
    table: str
    columns: Mapping[str, Any]


def source_of(question_key: str, item: str = "") -> str:
    """The name of an answer in its links."""
    return f"{question_key} {item}" if item else question_key


def take_back_changes(w: Writer, review: Review) -> None:
    """Give records that an earlier finish of this review changed their columns back, unless changed again since."""
    for link in _links(w, review):
        if link.state != CHANGED or link.target_id is None:
            continue
        now = w.row(link.target_table, link.target_id)
        made, before = link.made["made"], link.made["before"]
        back = {name: before[name] for name in before if now[name] == made[name]}
        w.change(link.target_table, link.target_id, **back)
        w.remove("capture", link.id)


def change_record(
    w: Writer, review: Review, source: str, table: str, row_id: int, columns: Mapping[str, Any]
) -> None:
    """Change an existing record because of an answer, and remember how it was."""
    now = w.row(table, row_id)
    moved = {name: value for name, value in columns.items() if now[name] != value}
    if not moved:
        return
    before = {name: now[name] for name in moved}
    w.change(table, row_id, **moved)
    _link(w, review, source, 1, CHANGED, table, row_id, {"made": moved, "before": before})


def make_records(w: Writer, review: Review, effects: Sequence[Effect], origin: Mapping[str, Any]) -> None:
    """Make each record that is wanted and not yet there, bring the others up to date, withdraw what is not wanted."""
    links = [link for link in _links(w, review) if link.state == MADE]
    for effect, link in _paired(effects, links):
        if link is None:
            row_id = w.add(effect.table, **origin, **effect.columns)
            _link(w, review, effect.source, effect.row, MADE, effect.table, row_id, {"made": effect.columns})
        else:
            links.remove(link)
            _update(w, link, effect)
    for link in links:
        _withdraw(w, link)


def _links(w: Writer, review: Review) -> list[CaptureLink]:
    return [link for link in w.read.captures.of_review(review.id) if link.state in (MADE, CHANGED)]


def _paired(
    effects: Sequence[Effect], links: Sequence[CaptureLink]
) -> list[tuple[Effect, CaptureLink | None]]:
    """Each effect with the link of the same answer: first one that says the same, then one of the same row."""
    left = list(links)
    found: dict[int, CaptureLink] = {}
    for says_the_same in (True, False):
        for index, effect in enumerate(effects):
            near = [] if index in found else [link for link in left if _fits(effect, link)]
            if says_the_same:
                near = [link for link in near if link.made["made"] == dict(effect.columns)]
            if near:
                found[index] = min(near, key=lambda link: abs(link.nth - effect.row))
                left.remove(found[index])
    return [(effect, found.get(index)) for index, effect in enumerate(effects)]


def _fits(effect: Effect, link: CaptureLink) -> bool:
    return link.line == effect.source and link.target_table == effect.table


def _update(w: Writer, link: CaptureLink, effect: Effect) -> None:
    made = link.made["made"]
    moved = {name: value for name, value in effect.columns.items() if made.get(name) != value}
    if moved and link.target_id is not None:
        w.change(effect.table, link.target_id, **moved)
    w.change("capture", link.id, nth=effect.row, made=canonical({"made": dict(effect.columns)}))


def _withdraw(w: Writer, link: CaptureLink) -> None:
    """Take a record back whose answer is gone; one that somebody has worked on since stays as their own."""
    if link.target_id is not None:
        now = w.row(link.target_table, link.target_id)
        untouched = all(now[name] == value for name, value in link.made["made"].items())
        if untouched and now["deleted_at"] is None:
            w.trash(link.target_table, link.target_id)
    w.remove("capture", link.id)


def _link(
    w: Writer,
    review: Review,
    source: str,
    row: int,
    state: str,
    table: str,
    row_id: int,
    made: Mapping[str, Any],
) -> None:
    w.add(
        "capture", account_id=review.account_id, review_id=review.id, line=source, nth=row, state=state,
        target_table=table, target_id=row_id, made=json.dumps(made, ensure_ascii=False, default=dict),
    )  # fmt: skip
