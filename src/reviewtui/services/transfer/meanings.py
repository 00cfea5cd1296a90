"""What a header may mean: as it stands, and without what tools put around the name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from reviewtui.domain.currencies import currency_named
from reviewtui.services.transfer.synonyms import in_other_order, known_headers, normalise
from reviewtui.services.transfer.thousands import THOUSANDS, in_thousands

_OF_DOCUMENTS = re.compile(
    r"(?:order|invoice|doc(?:ument)?|trans(?:action)?|txn|voucher|receipt|sales?|entry|auftrags?|belegs?|rechnungs?|vorgangs?|"
    r"dokument|bestell|factuur|faktura|factura|fattura|documento|ordre)(?:type|typ|art|kind|class)|"
    r"(?:type|typ|tipo|soort|rodzaj)(?:de|di|del|d)?(?:order|document\w*|dokument\w*|facture|factura|fattura|faktury|commande|pedido|"
    r"opération|pièce|transaction)"
)
_ACTIVITIES = frozenset({"activity", "task", "call", "meeting", "event", "email"})
_ENTITIES = {
    "accounts": frozenset({"organization", "organisation", "company", "account", "customer"}),
    "contacts": frozenset({"person", "contact"}),
    "orders": frozenset({"order", "invoice", "deal", "sale", "transaction"}),
    "actions": _ACTIVITIES,
    "touches": _ACTIVITIES,
    "notes": frozenset({"note"}),
    "opportunities": frozenset({"deal", "opportunity", "lead"}),
}
_OF_MONEY = frozenset({"accounts", "orders", "opportunities"})
_PREFIXED = re.compile(r"^(?:[A-Z]{2,4}\.(?=\w)|Address 1: )")
# Odoo and others put the table of the lines in front of their columns.
_OF_LINES = frozenset({"orderlines", "orderline", "invoicelines", "invoiceline", "lines", "lineitems"})
_NUMBERED = re.compile(r" \(\d+\)$")
IN_CENTS = re.compile(r"[\s_(]*(?:in[\s_])?(?:cents|minor[\s_]units)\)?$", re.IGNORECASE)
_IN_CURRENCY = re.compile(
    r"(?:\s*[(\[](?P<code>[A-Za-z]{3}|[€£$¥])[)\]]|(?:[\s_]+in)?[\s_]+(?P<bare>[A-Z]{3}|[€£$¥]))$"
)


def meanings(name: str, kind: str) -> Sequence[tuple[str, int]]:
    """The fields that a header may mean: as it stands, else without what tools put around the name."""
    known = known_headers(kind)
    if found := known.get(normalise(name)):
        return found
    entity, dash, rest = name.partition(" - ")
    if dash and normalise(entity) in _ENTITIES[kind]:
        return [(field, rank + 100) for field, rank in known.get(normalise(rest), ())]
    entity, slash, rest = name.partition("/")
    if slash and kind == "orders" and normalise(entity) in _OF_LINES:
        found = known.get(normalise(rest), ())
        return [("line_amount" if field == "amount" else field, rank + 100) for field, rank in found]
    if (of := name.removesuffix(" Currency")) != name and _is_money(known.get(normalise(of), ())):
        return [("currency", 700)]
    bare = name.removeprefix("property_").removeprefix("properties.")
    if bare == name:
        bare = _PREFIXED.sub("", _NUMBERED.sub("", name))
    if kind in _OF_MONEY and (less := in_thousands(name)) is not None:
        return _of_thousands(less[0], known)
    if bare == name and kind in ("orders", "opportunities"):
        bare = IN_CENTS.sub("", _IN_CURRENCY.sub("", name) if currency_of_header(name) else name)
    nearly: Sequence[tuple[str, int]] = known.get(normalise(bare), ()) if bare != name else ()
    nearly = nearly or in_other_order(bare, kind)
    if not nearly and kind == "orders" and _OF_DOCUMENTS.fullmatch(normalise(name)):
        # Its values tell whether it is one.
        return [("doc_type", 700)]
    return [(field, rank + 500) for field, rank in nearly]


def _of_thousands(bare: str, known: Mapping[str, Sequence[tuple[str, int]]]) -> Sequence[tuple[str, int]]:
    """The amounts that a header may mean without the words for thousands; one that counts single units goes before."""
    bare = _IN_CURRENCY.sub("", bare) if currency_of_header(bare) else bare
    return [(field, rank + 600) for field, rank in known.get(normalise(bare), ()) if field in THOUSANDS]


def _is_money(found: Sequence[tuple[str, int]]) -> bool:
    """Whether a header may mean an amount, so that ``Unit Price Currency`` beside ``Unit Price`` names its currency."""
    return any(field in ("amount", "line_amount", "unit_price", "annual_revenue") for field, _ in found)


def currency_of_header(name: str) -> str:
    """The currency that a header names, as in ``Amount (EUR)``, ``Total EUR`` or ``Umsatz (TEUR)``; empty when it names none."""
    if less := in_thousands(name):
        return less[1] or currency_of_header(less[0])
    match = _IN_CURRENCY.search(name)
    if match is None or (match["bare"] and normalise(name[: match.start()]) not in known_headers("orders")):
        return ""
    return currency_named(match["code"] or match["bare"], "") or ""
