"""The section of the ledger: where the relationship bank stands, when it runs out, and every entry."""

from __future__ import annotations

from reviewtui.domain.account_figures import AccountFigures
from reviewtui.services.figures import Detail
from reviewtui.tui.look import Look
from reviewtui.tui.screens.account.blocks import Parts
from reviewtui.tui.screens.account.section import BLANK, SectionRow, labelled, meter
from reviewtui.tui.widgets.cells import Column, columns, row, titles

MANUAL = "ledger_entry"
LAYOUT = (
    Column("date", 10),
    Column("weight", 7, "right"),
    Column("now", 7, "right"),
    Column("reason", 20, flex=1),
    Column("opens", 7, drop=1),
)
_OPENS = {"review": "review", "action": "promise", "issue": "issue", "touch": "contact", MANUAL: "by hand"}


def ledger_rows(figures: AccountFigures, detail: Detail, look: Look, width: int) -> list[SectionRow]:
    """Balance, lines and entries, the newest first."""
    ledger = figures.ledger
    if ledger.balance is None:
        return [
            SectionRow([("no entry yet, so there is no balance; n writes one", "dim")]),
            SectionRow([("kept promises, solved issues and ratings make entries by themselves", "dim")]),
        ]
    widths = columns(LAYOUT, width)
    return [
        *labelled("Balance", _balance(figures, look)),
        *labelled("Lines", [(f"floor {ledger.floor:g}, comfort {ledger.comfort:g}", "")]),
        *labelled("Runs out", _crossing(figures, detail)),
        BLANK,
        SectionRow(titles(LAYOUT, widths), head=True),
        *(
            SectionRow(
                row(
                    [
                        one.day.isoformat(),
                        (f"{one.weight:+g}", "bad" if one.weight < 0 else "good"),
                        (f"{one.now:+.2f}", ""),
                        one.reason,
                        (_OPENS.get(one.source[0], one.source[0]), "dim"),
                    ],
                    LAYOUT,
                    widths,
                ),
                one.source,
            )
            for one in ledger.entries
        ),
    ]


def _balance(figures: AccountFigures, look: Look) -> Parts:
    ledger = figures.ledger
    balance = ledger.balance or 0.0
    style = "bad" if balance < ledger.floor else "good" if balance >= ledger.comfort else "warn"
    words = (
        "below the floor"
        if balance < ledger.floor
        else "at ease"
        if balance >= ledger.comfort
        else "between the lines"
    )
    share = (balance - ledger.floor) / (ledger.comfort - ledger.floor)
    return [
        (f"{balance:.2f}", "bold"),
        (f" {words}  ", style),
        (meter(share, 20, plain=look.plain), "accent"),
    ]


def _crossing(figures: AccountFigures, detail: Detail) -> Parts:
    ledger = figures.ledger
    if ledger.balance is not None and ledger.balance < ledger.floor:
        return [("it is below the floor already", "bad")]
    if detail.crosses_floor is None:
        return [("not within three years, even if nobody gets in touch", "")]
    days = (detail.crosses_floor - figures.as_of).days
    return [
        (f"{detail.crosses_floor}, in {days} days, if nobody gets in touch", "warn" if days <= 90 else "")
    ]
