"""Tables that hold none of what can be imported, told from their headers: ledgers, payments, sums of periods ..."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reviewtui.services.transfer.synonyms import normalise

# What is none of the kinds, and how many of its headers are enough.
OTHERS: tuple[tuple[str, int, str], ...] = (
    ("users of a program", 2, "username|profileid|userroleid|federationidentifier|lastlogindate|usertype"),
    ("hours worked", 3, "duration|starttime|startdate|enddate|endtime|billable"),
    ("payments", 1, "unappliedamount|paymentid|billpaymentid"),
    (
        "entries of a ledger",
        2,
        "debit|credit|accountgroup|accounttype|debitamounttwocolumnapproach|creditamounttwocolumnapproach|journalno|"
        "sollhabenkennzeichen|gegenkonto|gegenkontoohnebuschlüssel|buschlüssel|buchungstext|sollkonto|habenkonto|soll|haben|"
        "comptenum|écriturenum|journalcode|débit|crédit|debe|haber|dare|avere",
    ),
    (
        "the sums of a pivot table",
        1,
        "rowlabels|zeilenbeschriftungen|étiquettesdelignes|etiquetasdefila|etichettediriga|rijlabels|radetiketter|"
        "etykietywierszy|rótulosdelinha",
    ),
    (
        "open balances by age",
        3,
        "current|1month|2months|3months|4months|older|130|3160|6190|91120|91andover|over90|90|130days|3160days|6190days|over90days|"
        "notdue|nichtfällig|bis30tage|nonéchu",
    ),
    ("payments", 2, "paydate|paidamount|amountpaid|originalamount|billno|paymentmethod|paymentno"),
)


_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|fév|avr|aoû|déc|ene|abr|ago|dic"
_PERIOD = re.compile(
    rf"(?:[QT][1-4]|H[12]|(?:{_MONTH})\w*\.?)[ /'_-]*(?:20)?\d\d|(?:20)\d\d[ /_-]*(?:[QT][1-4]|H[12]|0\d|1[0-2])|"
    r"(?:0?[1-9]|1[0-2])[./-]20\d\d|20\d\d-\d\d-\d\d|\d{1,2}([./-])\d{1,2}\1(?:20)?\d\d",
    re.IGNORECASE,
)
# Months and quarters of no year: three of them are no accident.
_MONTH_ALONE = re.compile(
    r"(?:jan(?:uar[yi]?|v(?:ier)?|eiro)?|ene(?:ro)?|gen(?:naio)?|feb(?:ruar[yi]?|rero|braio)?|fév(?:r(?:ier)?)?|fev(?:ereiro)?|"
    r"mar(?:ch|s|zo|ço)?|märz?|mrz|maart|apr(?:ile?)?|avr(?:il)?|abr(?:il)?|ma[iyj]|mayo|mei|maggio|mag|june?|juni?o?|juin|"
    r"giu(?:gno)?|jul[yi]?o?|juil(?:l|let)?|lug(?:lio)?|aug(?:ust(?:us|i)?)?|ao[uû]t?|ago(?:sto)?|sept?(?:ember|embre|iembre)?|"
    r"set(?:tembre|embro)?|o[ck]t(?:ober|obre|ubre)?|ott(?:obre)?|out(?:ubro)?|nov(?:ember|embre|iembre)?|"
    r"de[cz](?:ember|embro)?|déc(?:embre)?|dic(?:iembre|embre)?|[qt][1-4])\.?",
    re.IGNORECASE,
)


def of_pivots() -> frozenset[str]:
    """What spreadsheets call the first column of a pivot table."""
    return frozenset(next(headers for what, _, headers in OTHERS if "pivot" in what).split("|"))


def periods(names: Sequence[str]) -> set[str]:
    """The headers that are periods, when there are several side by side."""
    found = {normalise(name) for name in names if _PERIOD.fullmatch(name.strip())}
    if len(found) > 1:
        return found
    found = {normalise(name) for name in names if _MONTH_ALONE.fullmatch(name.strip())}
    return found if len(found) > 2 else set()
