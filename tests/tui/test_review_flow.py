"""The data beside the questions, in few rows: nothing is cut unseen, and a warning is not cut at all."""

from __future__ import annotations

from rich.cells import cell_len

from reviewtui.tui.screens.review.flow import facts_in_rows

SAID = "Bought 34 % less than in the same days last year, but they say no change (how they buy)."
FACTS = [
    ("!", SAID, "warn"),
    ("First 50 days", "EUR 2,077, -20 % on last quarter, -34 % on last year", ""),
    ("Rhythm", "every 14.5 days, last 22 days ago (1.5x, late)", "warn"),
    ("8 quarters", "▇▇▇▇▇▇▇▃", "accent"),
    ("Average order", "EUR 990", ""),
    ("Late", "1 of 22 deliveries", ""),
]


def test_a_warning_is_read_to_its_end_and_what_has_no_room_is_counted() -> None:
    rows = ["".join(text for text, _ in row) for row in facts_in_rows(FACTS, 74, 3)]
    assert " ".join(row.strip("! ") for row in rows[:2]) == SAID
    assert rows[2:] == [
        "First 50 days EUR 2,077, -20 % on last quarter, -34 % on last year",
        "Rhythm every 14.5 days, last 22 days ago (1.5x, late) +3",
    ]


def test_the_count_never_pushes_a_figure_over_the_edge() -> None:
    for width in range(24, 140):
        for row in facts_in_rows(FACTS, width, 3):
            assert cell_len("".join(text for text, _ in row)) <= width, width
