"""What a row of an order file is: a sale, a credit, or something that is no revenue (a payment, an estimate)."""

from __future__ import annotations

import re
from functools import lru_cache

SALE, CREDIT, NEITHER, RECEIPT = "sale", "credit", "neither", "receipt"
FREIGHT, TAX = PARTS = ("freight", "tax")
"""What a line may be that is no revenue unless the user counts it."""

_WORDS = re.compile(r"[^\W_]+")
_LONGEST = 60
_LISTS = """
credit: crd, crn, cre, scr, credit memo, credit note, creditmemo, creditnote, credit, sales credit note, sales credit, refund, refund receipt,
cash refund, return, sales return, return order, sc, cn, gutschrift, rechnungskorrektur, storno, avoir, note de crédit,
abono, nota de crédito, nota di credito, credit invoice, customer credit, accreccredit, ar credit memo, sales credit memo,
discountlinedetail, payment refund, partial refund, stornorechnung, rechnungsstorno, kreditfaktura, kreditnota, creditnota, creditfactuur,
factura rectificativa, facture d avoir, faktura korygująca, korekta
sale: invoice, sales receipt, sale, sales, cash sale, order, sales order, sales invoice, si, inv, tax invoice,
charge, rechnung, auftrag, bestellung, facture, commande, factura, pedido, fattura, ordine, accrec, ar invoice,
customer invoice, express checkout payment, website payment, general payment, mobile payment, subscription payment,
ebay auction payment, faktura, kundfaktura, verkoopfactuur, factuur, facture client, item, line item, product, goods, standard, one time, recurring, salesitemlinedetail, grouplinedetail
receipt: receipt, receipts, quittung, reçu, recibo, ricevuta
neither: payment, customer payment, deposit, journal, journal entry, general journal, estimate, quote, proposal, statement,
transfer, check, cheque, bank, expense, bill, bill payment, bill payment check, bill credit, vendor credit, purchase order,
item receipt, credit card charge, credit card, payroll, adjustment, inventory adjustment, time activity, opening balance,
delivery note, draft, pi, pc, purchase invoice, purchase credit note, purchase credit, accpay, accpaycredit, spend, receive,
zahlung, angebot, lieferschein, paiement, devis, pago, presupuesto, preventivo, br, bp, sales quote, subtotallinedetail,
descriptiononly, general withdrawal, withdrawal, general currency conversion, currency conversion, bank deposit to pp account,
general credit card deposit, user initiated withdrawal, account hold for open authorization, reversal of general account hold,
general authorization, fee
freight: freight, freight charge, freight charges, shipping, shipping charge, shipping charges, shipping cost, shipping costs,
shipping fee, shipping and handling, delivery, delivery charge, delivery charges, delivery fee, delivery cost, postage,
postage and packing, carriage, p p, versand, versandkosten, versandkostenpauschale, versandpauschale, fracht, frachtkosten, porto,
porto und verpackung, porto verpackung, lieferkosten, frais de port, frais de livraison, frais d expédition, frais d envoi,
gastos de envío, gastos de envio, portes, coste de envío, spese di spedizione, spese di trasporto, verzendkosten
tax: tax, sales tax, vat, gst, hst, pst, qst, mwst, mehrwertsteuer, ust, umsatzsteuer, tva, iva, btw
purchases: bill, pi, pc, purchase invoice, purchase credit note, purchase credit, accpay, bill payment
draft: draft, entwurf, brouillon, borrador, bozza, utkast, concept, kladde, quote, quotation, quotation sent, draft quotation, estimate,
proposal, pending approval, angebot, devis, presupuesto, preventivo, offerte
no: false, no, n, 0, 0.0, nein, non, nej, nei, nee, não, nao, nie, ei, falsch, faux, falso, f, none, null, -
"""


def _list(name: str) -> frozenset[str]:
    """The words of one of the lists above."""
    body = re.search(rf"^{name}: (.*?)(?=^\w+: |\Z)", _LISTS, re.MULTILINE | re.DOTALL)
    assert body is not None
    return frozenset(" ".join(word.split()) for word in body[1].split(","))


_CREDIT, _SALE, _NEITHER = _list("credit"), _list("sale"), _list("neither")
_RECEIPT = _list("receipt")
PURCHASES = _list("purchases")
_DRAFT = _list("draft")
_OF_PARTS = {**dict.fromkeys(_list("freight"), FREIGHT), **dict.fromkeys(_list("tax"), TAX)}
_RATE = re.compile(r"(?: \d+)+$|^\d+(?: \d+)* ")
_CAME_BACK = frozenset({"yes", "y", "true", "ja", "oui", "sí", "si", "x", "returned"})
_NO = _list("no") | {""}
_CANCELLED = re.compile(
    r"\b(?:(?<!not )cancel\w*|void(?:ed)?|deleted?|stornier\w*|storno|(?:ge)?annul\w*|anul\w*|abgebrochen|abgelehnt|widerrufen|gelöscht|vervallen|makulerad|avbruten|failed|rejected|"
    r"trash|declined|lost|expired|abandoned|verloren|abgelaufen|perdue?|expirée?|vencid[oa]|scadut[oa])\b",
    re.IGNORECASE,
)
_WON = re.compile(r"\b(?:closed[ -]?won|closedwon|won|gewonnen|gagné|ganado)\b", re.IGNORECASE)


def words_of(text: str) -> str:
    """A value of such a column in the form in which it is compared."""
    return " ".join(_WORDS.findall(text.casefold()))


@lru_cache(maxsize=65536)
def part_of(text: str) -> str | None:
    """``freight`` or ``tax`` for a line that is called nothing else (``Versandkosten``, ``VAT 20%``), else None."""
    return _OF_PARTS.get(_RATE.sub("", words_of(text))) if len(text) < _LONGEST else None


def document(text: str) -> str | None:
    """``sale``, ``credit``, ``receipt`` (a sale where nothing else is one, else its payment), ``neither``, ``freight`` or
    ``tax`` for the name of a document or a line, None for a word that names none."""
    name = words_of(text)
    if name in _CREDIT:
        return CREDIT
    if name in _SALE:
        return SALE
    if name in _RECEIPT:
        return RECEIPT
    return NEITHER if name in _NEITHER else part_of(text)


def is_cancelled(text: str) -> bool:
    """Whether a status says that the order counts nowhere."""
    return bool(_CANCELLED.search(text))


def is_refunded(text: str) -> bool:
    """Whether a status says that all of the order was paid back."""
    return words_of(text) == "refunded"


def is_returned(text: str) -> bool:
    """Whether a column of what came back says so of a row, in words; a number may be a quantity."""
    return words_of(text) in _CAME_BACK


def is_draft(text: str) -> bool:
    """Whether a status says that there is no order yet."""
    return words_of(text) in _DRAFT


def is_won(text: str) -> bool:
    """Whether the stage of an opportunity says that it became an order."""
    return bool(_WON.search(text))


def is_set(text: str) -> bool:
    """Whether a mark such as ``Cancelled at`` or ``Is Deleted`` is set: a date or a yes."""
    return text.strip().casefold() not in _NO
