"""What the words of a header say of the tax in its amounts, and whether it names all that is to be paid."""

from __future__ import annotations

import re
from typing import Literal

from reviewtui.services.transfer.synonyms import normalise

Said = Literal["gross", "net", ""]

# What the headers of these say of the order as a whole, and often on each of its lines.
ORDER_TOTALS = frozenset(
    normalise(h)
    for h in [
        "Total",
        "Subtotal",
        "Sub Total",
        "Order Total",
        "Order Amount",
        "Invoice Total",
        "Invoice Amount",
        "Total Amount",
        "Grand Total",
        "Gross",
        "Net Total",
        "Order Value",
        "Amount Paid",
        "Paid",
        "Summe",
        "Gesamtbetrag",
        "Rechnungsbetrag",
        "Bruttobetrag",
        "Total Price",
    ]
)
_WORDS = re.compile(r"[^\W\d_]+")
_LISTS = """
net: net nett netto neto ht ex excl excluding excluded exclude exclusive exclusief exkl eks ekskl sin sans bez hors ohne utan uden
uten untaxed before taxable imponibile imponible veroton warenwert líquido liquido
gross: gross ttc incl including included inclusive inclusief inkl inc inklusive con avec mit med
sales: sales sale revenue umsatz omzet ventas ventes profit margin
totals: total totale totaal totalt totais summe summa gesamt gesamtsumme razem celkem yhteensä
"""


def _list(name: str) -> frozenset[str]:
    body = re.search(rf"^{name}: (.*?)(?=^\w+: |\Z)", _LISTS, re.MULTILINE | re.DOTALL)
    return frozenset(body[1].split() if body else ())


_NET, _GROSS, _TOTALS = _list("net"), _list("gross"), _list("totals")
# Before discounts, not before taxes: what these say with "gross" or "total" is of another sort.
_OF_SALES = _list("sales")
_IN_FULL = frozenset(
    {"attbetala", "rechnungssumme", "gesamtpreis", "invoicevalue", "importe", "rechnungsendbetrag"}
)


def said_by(header: str) -> Said:
    """What the words of a header say of the tax in it; empty for those that say nothing."""
    words = _WORDS.findall(header.casefold())
    if "brutto" in normalise(header) or ("c" in words and "iva" in words):
        return "gross"
    if not _NET.isdisjoint(words) or "netto" in normalise(header) or ("s" in words and "iva" in words):
        return "net"
    return "gross" if not _GROSS.isdisjoint(words) and _OF_SALES.isdisjoint(words) else ""


def is_whole(header: str, *, of_order: bool) -> bool:
    """Whether a header names all that is to be paid, of an order, or (as ``Total``) of whatever the row is."""
    key, words = normalise(header), set(_WORDS.findall(header.casefold()))
    if key.startswith("sub"):
        return False
    if key in ORDER_TOTALS:
        return not key.startswith("net")
    return of_order and _OF_SALES.isdisjoint(words) and (bool(words & _TOTALS) or key in _IN_FULL)
