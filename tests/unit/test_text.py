from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewtui.domain.text import (
    Ranking,
    defuse,
    fuzzy,
    fuzzy_rank,
    name_key,
    normalise,
    one_line,
    safe,
    slug,
    undefuse,
)

ANY = st.text(alphabet=st.characters())


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("\x1b[31mred", "\u241b[31mred"),
        ("bell\x07", "bell\u2407"),
        ("cr\rhere", "cr\u240dhere"),
        ("del\x7f", "del\u2421"),
        ("csi\x9b2J", "csi\ufffd2J"),
        ("a\u202eb\u2066c\u200f", "a\ufffdb\ufffdc\ufffd"),
        ("zero\u200bwidth\ufeff", "zero\ufffdwidth\ufffd"),
        ("tag\U000e0041", "tag\ufffd"),
        ("line\u2028sep\u2029", "line\ufffdsep\ufffd"),
        ("half\ud83d", "half\ufffd"),
        ("tab\tand\nnewline", "tab\tand\nnewline"),
        ("👩\u200d💻 ❤\ufe0f می\u200cخواهم", "👩\u200d💻 ❤\ufe0f می\u200cخواهم"),
        ("株式 [/b] [EU]", "株式 [/b] [EU]"),
    ],
)
def test_what_could_steer_a_terminal_is_made_visible(typed: str, shown: str) -> None:
    assert safe(typed) == shown


@given(ANY)
def test_safe_text_is_safe_already_and_can_be_printed(text: str) -> None:
    shown = safe(text)
    assert safe(shown) == shown
    assert len(shown) == len(text)
    shown.encode("utf-8")
    assert not any(ord(c) < 32 and c not in "\t\n" for c in shown)


def test_a_pasted_text_has_one_kind_of_line_end_and_can_be_stored() -> None:
    assert normalise("a\r\nb\rc\u2028d\x85e\x0bf\x0cg\u2029h") == "a\nb\nc\nd\ne\nf\ng\nh"
    assert normalise("nul\x00 half\ud800") == "nul\u2400 half\ufffd"


@given(ANY)
def test_normalised_text_stays_as_it_is_and_fits_utf8(text: str) -> None:
    kept = normalise(text)
    assert normalise(kept) == kept
    kept.encode("utf-8")
    assert "\x00" not in kept
    assert kept.split("\n") == [line for line in kept.split("\n") if "\r" not in line]


def test_a_title_is_one_line() -> None:
    assert one_line(" North \t Wind\r\n\n  Freight ") == "North Wind / Freight"
    assert one_line("a\nb", " ") == "a b"
    assert one_line("\n") == ""


def test_two_spellings_of_a_name_have_one_key() -> None:
    assert name_key("  NORTH   Wind\tFreight ") == name_key("north wind freight")
    assert name_key("Caf\u00e9 STRASSE") == name_key("cafe\u0301 straße")
    assert name_key("Acme") != name_key("Acne")


@given(ANY)
def test_the_key_of_a_key_is_the_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+49 171", "-2", "@SUM(A1)", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", " =1", "\n=1"]
)
def test_a_cell_that_a_spreadsheet_would_run_is_defused(cell: str) -> None:
    assert defuse(cell) == "'" + cell
    assert undefuse(defuse(cell)) == cell


def test_a_harmless_cell_stays_as_it_is() -> None:
    for cell in ("", "Acme", "12", "a=b", "'quoted'", "O'Brien", "株式"):
        assert defuse(cell) == cell
        assert undefuse(cell) == cell


@given(st.text(alphabet="'=+-@ \t\rab＝\ufeff"))
def test_defusing_loses_nothing(cell: str) -> None:
    assert undefuse(defuse(cell)) == cell
    assert defuse(cell)[:1] not in tuple("=+-@\t\r＝")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("North Wind Freight, Ltd.", "north-wind-freight-ltd"),
        ("Müller & Söhne / Køln", "muller-sohne-k-uf8-ln"),
        ("株式", "u682a-u5f0f"),
        ("../../etc/passwd", "etc-passwd"),
        ("", "unnamed"),
        ("!!!", "unnamed"),
        ("CON", "con-file"),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_file_name_is_plain(text: str, name: str) -> None:
    assert slug(text) == name


@given(ANY)
def test_a_slug_always_works_as_a_file_name(text: str) -> None:
    name = slug(text)
    assert 1 <= len(name) <= 80
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not name.startswith("-")


def test_initials_and_runs_find_a_name() -> None:
    assert fuzzy("nwfr", "North Wind Freight") is not None
    assert fuzzy("NORTH fr", "North Wind Freight") is not None
    assert fuzzy("freight north", "North Wind Freight") is not None
    assert fuzzy("muller", "Müller GmbH") is not None
    assert fuzzy("MÜLLER", "Mu\u0308ller GmbH") is not None
    assert fuzzy("nwx", "North Wind Freight") is None
    assert fuzzy("ff", "North Wind Freight") is None
    assert fuzzy("", "anything") == 0


def test_better_answers_come_first() -> None:
    names = ["Warm Inland", "Snow Fort", "North Wind Freight", "wind", "Trade Winds", "Rewind"]
    ranked = [names[i] for i in fuzzy_rank("wind", names)]
    assert ranked[0] == "wind"
    assert ranked.index("Trade Winds") < ranked.index("Rewind") < ranked.index("Warm Inland")
    assert "Snow Fort" not in ranked
    assert names[fuzzy_rank("nwf", names)[0]] == "North Wind Freight"
    assert fuzzy_rank("", names) == list(range(len(names)))


@given(st.text(max_size=6), st.lists(st.text(max_size=20), max_size=8))
def test_the_ranking_agrees_with_the_single_answer(query: str, texts: list[str]) -> None:
    ranked = fuzzy_rank(query, texts)
    assert sorted(ranked) == [i for i, text in enumerate(texts) if fuzzy(query, text) is not None]


@given(
    st.lists(st.text(alphabet="abÄä -ß", max_size=5), max_size=8),
    st.lists(st.text(alphabet="abÄä -ß", max_size=9)),
)
def test_whatever_was_typed_before_the_ranking_is_that_of_the_query(
    queries: list[str], texts: list[str]
) -> None:
    ranking = Ranking(texts)
    typed = [query[:end] for query in queries for end in (*range(len(query) + 1), *range(len(query), 0, -1))]
    for query in typed:
        assert ranking.rank(query) == fuzzy_rank(query, texts)


@given(st.text(alphabet="abc [].*", min_size=1, max_size=12))
def test_a_name_answers_to_itself(name: str) -> None:
    assert fuzzy(name, name) is not None
