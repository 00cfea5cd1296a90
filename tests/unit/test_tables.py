"""Tables on a terminal: columns of text give way, others leave whole, and no figure is cut while one can."""

from __future__ import annotations

import os
import shutil
import sys

import pytest

from reviewtui.cli.output import Column, fit, write_table
from reviewtui.config import Config

COLUMNS = [Column("name"), Column("amount"), Column("orders", drop=2), Column("open", drop=1), Column("note")]
TEXTS = [True, False, False, False, True]


def test_text_gives_way_before_anything_leaves():
    widths = [40, 12, 6, 4, 30]
    assert fit(COLUMNS, widths, TEXTS, 80) == [0, 1, 2, 3, 4]
    assert sum(widths) + 8 == 80 and widths[1:4] == [12, 6, 4]


def test_columns_leave_in_their_order_and_figures_stay_whole():
    widths = [40, 12, 6, 4, 30]
    assert fit(COLUMNS, widths, TEXTS, 50) == [0, 1, 3, 4]
    assert widths[1] == 12 and widths[0] >= 16
    widths = [40, 12, 6, 4, 30]
    assert fit(COLUMNS, widths, TEXTS, 42) == [0, 1, 4]


def test_where_nothing_can_leave_all_is_cut_rather_than_wrapped():
    widths = [40, 12, 6, 4, 30]
    assert fit(COLUMNS, widths, TEXTS, 30) == [0, 1, 4]
    assert widths[0] + widths[1] + widths[4] + 4 == 30


def test_what_has_room_is_left_alone():
    widths = [10, 12, 6, 4, 9]
    assert fit(COLUMNS, widths, TEXTS, 80) == [0, 1, 2, 3, 4]
    assert widths == [10, 12, 6, 4, 9]


def test_reasons_go_on_below_and_what_left_is_named(capsys, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((50, 24)))
    columns = [
        Column("points", right=True),
        Column("name"),
        Column("owner", drop=1),
        Column("why", wrap=True),
    ]
    why = "contact: 134 days, at most 60, +30; feedback: never asked, +20"
    write_table(columns, [{"points": "150", "name": "Acme", "owner": "Robin", "why": why}], Config())
    said = capsys.readouterr()
    rows = said.out.splitlines()[1:]
    assert len(rows) > 1 and all(len(row) <= 50 for row in rows)
    assert rows[0].startswith("   150  Acme  contact: 134 days")
    assert " ".join(" ".join(rows).split()) == f"150 Acme {why}"
    assert said.err == "No room here for owner: --csv and --json have all.\n"
