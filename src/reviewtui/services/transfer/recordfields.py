"""How the cells of actions, touches, notes and opportunities are read where they differ from those of the lists."""

from __future__ import annotations

from reviewtui.services.transfer import activitywords
from reviewtui.services.transfer.asking import Styles
from reviewtui.services.transfer.dates import Order, read_date
from reviewtui.services.transfer.fields import Parse, bare_cell, known_id, short, yes_or_no
from reviewtui.services.transfer.mapping import Column
from reviewtui.services.transfer.markup import plain_text
from reviewtui.services.transfer.numbers import DiscountStyle, Mark, read_discount, shown
from reviewtui.services.transfer.reading import Cell
from reviewtui.services.transfer.synonyms import normalise
from reviewtui.services.transfer.text import many_lines, one_line


def record_parser(column: Column, styles: Styles) -> Parse | None:
    """How a field of an action, touch, note or opportunity is read where it differs from the fields of the lists."""
    mark: Mark = styles.marks.get(column.index, "point")
    order = styles.dates.get(column.index)
    special: dict[str, Parse] = {
        "done": lambda raw: _done(raw, order),
        "priority": lambda raw: activitywords.priority(one_line(raw)),
        "minutes": lambda raw: activitywords.minutes(one_line(raw), mark),
        "seconds": lambda raw: activitywords.minutes(one_line(raw), mark, 60),
        "milliseconds": lambda raw: activitywords.minutes(one_line(raw), mark, 60_000),
        "two_way": lambda raw: _any_of(raw),
        "chance": lambda raw: _chance(bare_cell(raw), mark, styles.chance),
    }
    special |= dict.fromkeys(("reached", "planned", "value_given", "promise", "won", "closed"), yes_or_no)
    special |= dict.fromkeys(("status", "stage", "title"), lambda raw: short(one_line(raw)))
    if column.field == "account" and normalise(column.header) == "whatid":
        return _related_account
    if column.field in ("text", "detail"):
        # A text of our own is words as they are; what other tools call theirs is often HTML.
        own = column.header == column.field
        return lambda raw: short(many_lines(raw) if own else plain_text(many_lines(raw))) or None
    return special.get(column.field or "")


def _related_account(raw: Cell) -> str | None:
    """What a task of Salesforce is about: an account, whose ids begin with 001, or a record that is none."""
    text = known_id(raw)
    return text if text.startswith("001") else None


def _done(raw: Cell, order: Order | None) -> tuple[str, str | None]:
    """How it stands, and the day it was done: ``done`` columns hold a yes or that day."""
    word = activitywords.standing(one_line(raw))
    return (word, None) if word else (activitywords.DONE, read_date(raw, order).isoformat())


def _any_of(raw: Cell) -> bool:
    """A yes, or a count of replies."""
    text = one_line(raw)
    return text not in ("0", "0.0") if text.replace(".", "").isdigit() else yes_or_no(raw)


def _chance(raw: Cell, mark: Mark, style: DiscountStyle) -> int:
    """A chance in whole percent."""
    try:
        share = read_discount(raw, mark, style)
    except ValueError as fault:
        raise ValueError(f"{shown(one_line(raw))} is no chance from 0 to 100 %") from fault
    return round(share * 100)
