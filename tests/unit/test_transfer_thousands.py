"""Which headers say that amounts are thousands, and which do not."""

from __future__ import annotations

import pytest

from reviewtui.services.transfer.thousands import in_thousands

SAY_SO = {
    "Umsatz (TEUR)": ("Umsatz", "EUR"),
    "Umsatz TEUR": ("Umsatz", "EUR"),
    "Umsatz in T€": ("Umsatz", "EUR"),
    "Umsatz [T€]": ("Umsatz", "EUR"),
    "Umsatz in Tsd. €": ("Umsatz", "EUR"),
    "Umsatz in 1.000 EUR": ("Umsatz", "EUR"),
    "Revenue (k EUR)": ("Revenue", "EUR"),
    "Amount (k€)": ("Amount", "EUR"),
    "Amount (KUSD)": ("Amount", "USD"),
    "Belopp (kSEK)": ("Belopp", "SEK"),
    "Amount (TTRY)": ("Amount", "TRY"),
    "Sales in thousands": ("Sales", ""),
    "Revenue (in thousands of USD)": ("Revenue", "USD"),
    "Revenue ($ in thousands)": ("Revenue", "USD"),
    "Revenue (EUR '000)": ("Revenue", "EUR"),
    "Revenue ('000)": ("Revenue", ""),
    "Montant en milliers d'euros": ("Montant", "EUR"),
}
DO_NOT = (
    "Amount (EUR)", "Amount (TRY)", "Amount (KES)", "Amount (THB)", "TEUR", "Amount T", "Total (k)", "Amount KG",
    "Amount 1000", "Sales 2000", "Price per 1,000 EUR", "Preis je 1.000 EUR", "Distance in miles", "Sales Tall",
    "Amount (KABC)", "Net Tax", "Number of thousand",
)  # fmt: skip


@pytest.mark.parametrize("header", SAY_SO)
def test_a_header_that_says_thousands_is_told_with_its_currency(header: str) -> None:
    assert in_thousands(header) == SAY_SO[header]


@pytest.mark.parametrize("header", DO_NOT)
def test_what_could_be_something_else_is_not_taken_for_thousands(header: str) -> None:
    assert in_thousands(header) is None
