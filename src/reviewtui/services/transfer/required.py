"""What a file of each kind must have to be imported, and the shape of one of orders."""

from __future__ import annotations

from reviewtui.services.transfer.mapping import LINE_FIELDS, PERSON
from reviewtui.services.transfer.synonyms import RECORDS


def order_shape(fields: frozenset[str]) -> str:
    """``headers`` (orders without lines), ``lines`` (lines of orders already known) or ``flat`` (both in a row)."""
    if not fields & LINE_FIELDS:
        return "headers"
    return "flat" if fields & {"account", "account_name"} else "lines"


def missing(kind: str, fields: frozenset[str]) -> str:
    """What a file of this kind lacks to be imported, as words for a sentence; empty when nothing is missing."""
    if kind == "accounts":
        return "" if fields & {"name", "external_id"} else "the account's name (name)"
    if kind == "contacts":
        if not fields & (PERSON | {"email"}):
            return "the person's name (full, or first and last)"
        return "" if fields & {"account", "account_name"} else "the account (account or account_name)"
    if kind in RECORDS:
        return _missing_of_record(kind, fields)
    worth = bool(fields & {"amount", "line_amount"}) or {"unit_price", "quantity"} <= fields
    if not fields & {"order_id", "date"} or ("order_id" not in fields and not worth):
        return "the order's number (order_id)"
    if order_shape(fields) == "lines":
        return "" if worth else "what a line is worth (line_amount, or unit_price and quantity)"
    if not fields & {"account", "account_name"}:
        return "the account (account or account_name)"
    return "" if "date" in fields else "the order's date (date)"


def _missing_of_record(kind: str, fields: frozenset[str]) -> str:
    if not fields & {"account", "account_name", "contact", "contact_email", "contact_id"}:
        return "the account (account or account_name, or contact or contact_email)"
    if kind == "notes":
        return "" if "text" in fields else "the note's text (text)"
    if kind == "opportunities":
        return "" if "title" in fields else "the opportunity's name (title)"
    if kind == "actions":
        return "" if fields & {"title", "detail"} else "what is to be done (title)"
    return "" if fields & {"date", "due", "done", "created"} else "the day of the touch (date)"
