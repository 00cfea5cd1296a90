"""Changes as the journal keeps them: packed as JSON, and folded when several writes are one entry."""

from __future__ import annotations

import json

from reviewtui.domain.changes import Change, Scalar


def dump_changes(changes: tuple[Change, ...]) -> str:
    """Changes as JSON for the journal."""
    packed = [[c.table, c.row_id, c.before, c.after, c.account_id] for c in changes]
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> Scalar:
    return str(value)


def load_changes(text: str) -> tuple[Change, ...]:
    """Changes back from the journal's JSON."""
    return tuple(Change(*parts) for parts in json.loads(text))


def merge_changes(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Fold several changes of one row into one: the oldest ``before``, the newest ``after``.

    A row that was added and removed again leaves nothing. Rows keep the order in which they were first touched.
    """
    folded: dict[tuple[str, int], Change] = {}
    for change in changes:
        key = (change.table, change.row_id)
        first = folded.get(key)
        if first is None:
            folded[key] = change
        elif change.after is None and first.before is None:
            del folded[key]
        elif change.after is None:
            whole = {**(change.before or {}), **(first.before or {})}
            folded[key] = Change(change.table, change.row_id, whole, None, change.account_id)
        else:
            before = None if first.before is None else {**(change.before or {}), **first.before}
            after = {**(first.after or {}), **change.after}
            folded[key] = Change(change.table, change.row_id, before, after, change.account_id)
    return tuple(folded.values())
