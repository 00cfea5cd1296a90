"""What a row of an order file is: a sale, a credit, or something that is no revenue (a payment, an estimate)."""

from __future__ import annotations

import re

SALE, CREDIT, NEITHER = "sale", "credit", "neither"

_WORDS = re.compile(r"[^\W_]+")
_LISTS = """
credit: credit memo, credit note, creditmemo, creditnote, credit, sales credit note, sales credit, refund, refund receipt,
cash refund, return, sales return, return order, sc, cn, gutschrift, rechnungskorrektur, storno, avoir, note de crédit,
abono, nota de crédito, nota di credito, credit invoice, customer credit, accreccredit, ar credit memo, sales credit memo,
discountlinedetail
sale: invoice, sales receipt, sale, sales, cash sale, order, sales order, sales invoice, si, inv, tax invoice, receipt,
charge, rechnung, auftrag, bestellung, facture, commande, factura, pedido, fattura, ordine, accrec, ar invoice,
customer invoice, standard, one time, recurring, salesitemlinedetail, grouplinedetail
neither: payment, customer payment, deposit, journal, journal entry, general journal, estimate, quote, proposal, statement,
transfer, check, cheque, bank, expense, bill, bill payment, bill payment check, bill credit, vendor credit, purchase order,
item receipt, credit card charge, credit card, payroll, adjustment, inventory adjustment, time activity, opening balance,
delivery note, draft, pi, pc, purchase invoice, purchase credit note, purchase credit, accpay, accpaycredit, spend, receive,
zahlung, angebot, lieferschein, paiement, devis, pago, presupuesto, preventivo, br, bp, sales quote, subtotallinedetail,
descriptiononly
purchases: bill, pi, pc, purchase invoice, purchase credit note, purchase credit, accpay, bill payment
draft: draft, entwurf, brouillon, borrador, bozza, quote, estimate, proposal, pending approval
no: false, no, n, 0, 0.0, nein, non, none, null, -
"""


def _list(name: str) -> frozenset[str]:
    """The words of one of the lists above."""
    body = re.search(rf"^{name}: (.*?)(?=^\w+: |\Z)", _LISTS, re.MULTILINE | re.DOTALL)
    assert body is not None
    return frozenset(" ".join(word.split()) for word in body[1].split(","))


_CREDIT, _SALE, _NEITHER = _list("credit"), _list("sale"), _list("neither")
PURCHASES = _list("purchases")
_DRAFT = _list("draft")
_NO = _list("no") | {""}
_CANCELLED = re.compile(
    r"\b(?:(?<!not )cancel\w*|void(?:ed)?|deleted?|stornier\w*|storno|annul\w*|anulad\w*|abgebrochen|failed|rejected|"
    r"trash|declined)\b",
    re.IGNORECASE,
)
_WON = re.compile(r"\b(?:closed[ -]?won|closedwon|won|gewonnen|gagné|ganado)\b", re.IGNORECASE)


def words_of(text: str) -> str:
    """A value of such a column in the form in which it is compared."""
    return " ".join(_WORDS.findall(text.casefold()))


def document(text: str) -> str | None:
    """``sale``, ``credit`` or ``neither`` for the name of a document, None for a word that names none."""
    name = words_of(text)
    if name in _CREDIT:
        return CREDIT
    if name in _SALE:
        return SALE
    return NEITHER if name in _NEITHER else None


def is_cancelled(text: str) -> bool:
    """Whether a status says that the order counts nowhere."""
    return bool(_CANCELLED.search(text))


def is_refunded(text: str) -> bool:
    """Whether a status says that all of the order was paid back."""
    return words_of(text) == "refunded"


def is_draft(text: str) -> bool:
    """Whether a status says that there is no order yet."""
    return words_of(text) in _DRAFT


def is_won(text: str) -> bool:
    """Whether the stage of an opportunity says that it became an order."""
    return bool(_WON.search(text))


def is_set(text: str) -> bool:
    """Whether a mark such as ``Cancelled at`` or ``Is Deleted`` is set: a date or a yes."""
    return text.strip().casefold() not in _NO
