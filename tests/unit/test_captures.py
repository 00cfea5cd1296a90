from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewtui.domain.captures import (
    MARKERS,
    Capture,
    CaptureKind,
    captures_in,
    chips,
    parse_line,
    private_stripped,
)
from reviewtui.domain.money import Money

SUNDAY = date(2026, 11, 22)
FRI = date(2026, 11, 27)


def read(line: str, **style: str) -> Capture:
    capture = parse_line(line, as_of=SUNDAY, currency="EUR", order=style.get("order", "dmy"))
    assert capture is not None
    return capture


def eur(units: int) -> Money:
    return Money(units * 10_000, "EUR")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("! call", CaptureKind.ACTION),
        ("!! call", CaptureKind.PROMISE),
        ("+ faster", CaptureKind.ASK),
        ("^Acme pricing", CaptureKind.SIGHTING),
        ("$ 12k", CaptureKind.OPPORTUNITY),
        ("@Jane likes tea", CaptureKind.FACT),
        ('"Too late"', CaptureKind.QUOTE),
        ("~ moody", CaptureKind.PRIVATE),
        ("  \t! indented", CaptureKind.ACTION),
        ("\u200b~ after an invisible character", CaptureKind.PRIVATE),
        ("！！full width", CaptureKind.PROMISE),
        ("“Too late”", CaptureKind.QUOTE),
        ("～ private", CaptureKind.PRIVATE),
    ],
)
def test_the_marker_says_what_a_line_is(line: str, kind: CaptureKind) -> None:
    assert read(line).kind is kind
    assert read(line).line == line


@pytest.mark.parametrize("line", ["", "   ", "plain text", "say ! now", "- ! list", "a~b", "! two\n! lines"])
def test_a_line_without_a_marker_in_front_is_just_text(line: str) -> None:
    assert parse_line(line, as_of=SUNDAY, currency="EUR") is None


def test_an_action_with_owner_date_and_priority() -> None:
    action = read("! send quote @sam fri p1")
    assert (action.title, action.owner, action.due, action.priority) == ("send quote", "sam", FRI, 1)
    assert (action.side, action.problems, action.domain) == ("ours", (), None)
    assert chips(action) == ("action", "@sam", "Fri 27 Nov", "p1")


def test_a_promise_with_an_amount_shows_its_chips() -> None:
    promise = read("!! credit EUR 12,000.00 to them @sam by fri p1")
    assert promise.title == "credit EUR 12,000.00 to them"
    assert chips(promise) == ("promise", "@sam", "Fri 27 Nov", "p1", "EUR 12,000.00")


@pytest.mark.parametrize(
    ("line", "title", "due"),
    [
        ("! send quote fri", "send quote", FRI),
        ("! send quote by fri", "send quote", FRI),
        ("! send quote due on fri", "send quote", FRI),
        ("! by fri send quote", "send quote", FRI),
        ("! send quote by fri to the plant", "send quote to the plant", FRI),
        ("! call on monday about the price", "call about the price", date(2026, 11, 23)),
        ("! send quote fri.", "send quote", FRI),
        ("! send quote in 2 weeks @me", "send quote", date(2026, 12, 6)),
        ("! send quote 2w", "send quote", date(2026, 12, 6)),
        ("! send quote 3 business days", "send quote", date(2026, 11, 25)),
        ("! send quote end of next month", "send quote", date(2026, 12, 31)),
        ("! send quote eoq p2", "send quote", date(2026, 12, 31)),
        ("! send quote D+7", "send quote", date(2026, 11, 29)),
        ("! send quote 15 jan", "send quote", date(2027, 1, 15)),
        ("! send quote due 15/1", "send quote", date(2027, 1, 15)),
        ("! send quote 15.1.", "send quote", date(2027, 1, 15)),
        ("! send quote next fri", "send quote", FRI),
        ("! send quote due 2026-11-01", "send quote", date(2026, 11, 1)),
    ],
)
def test_a_due_date_is_taken_out_of_the_sentence(line: str, title: str, due: date) -> None:
    assert (read(line).title, read(line).due) == (title, due)


@pytest.mark.parametrize(
    "text",
    [
        "meet in may",
        "they may call",
        "plan the march",
        "give them a second",
        "call Tom",
        "call 3M",
        "support 24/7",
        "upgrade to 2.1",
        "raise the price by 8",
        "delivered late by 2 weeks",
        "trial of 2 weeks",
        "payment terms 60 days",
        "payment terms 60d",
        "answer within 3 business days",
        "ask about the delivery last fri",
        "ask why it was late yesterday",
        "review every fri",
        "photo in the sun",
        "invoice of 15 jan",
        "margin -3",
        "fill it to 1/2",
        "fri",
    ],
)
def test_words_that_are_no_due_date_stay_in_the_sentence(text: str) -> None:
    for marker in ("! ", "!! ", "+ "):
        assert (read(marker + text).title, read(marker + text).due) == (text, None)


def test_a_date_that_does_not_exist_is_said_and_stays() -> None:
    action = read("! send quote by 31 feb")
    assert action.title == "send quote by 31 feb"
    assert action.due is None
    assert "there is no 31 Feb" in action.problems[0]
    assert any(chip.startswith("? 31 feb") for chip in chips(action))


def test_the_order_of_day_and_month_reaches_the_line() -> None:
    assert read("! send quote due 1/2/2027").due == date(2027, 2, 1)
    assert read("! send quote due 1/2/2027", order="mdy").due == date(2027, 1, 2)


@pytest.mark.parametrize(
    ("line", "owner", "side", "title"),
    [
        ("! call @me", "me", "ours", "call"),
        ("! @sam call", "sam", "ours", "call"),
        ("! call @j.doe-smith, fri", "j.doe-smith", "ours", "call"),
        ("! drawings @them", None, "customer", "drawings"),
        ("! drawings @Customer", None, "customer", "drawings"),
        ("! @sam ask @jane", "sam", "ours", "ask @jane"),
        ("! mail a@b.example", None, "ours", "mail a@b.example"),
        ("+ faster @sam", "sam", "ours", "faster"),
    ],
)
def test_the_owner_is_understood(line: str, owner: str | None, side: str, title: str) -> None:
    capture = read(line)
    assert (capture.owner, capture.side, capture.title) == (owner, side, title)


@pytest.mark.parametrize(
    ("line", "priority"),
    [
        ("! call p2", 2),
        ("! call P3", 3),
        ("! call !1", 1),
        ("!1 call", 1),
        ("!!2 call", 2),
        ("! call p4", None),
    ],
)
def test_the_priority_is_understood(line: str, priority: int | None) -> None:
    assert read(line).priority == priority


def test_an_ask_is_for_service_unless_it_says_product() -> None:
    assert (read("+faster invoices").domain, read("+faster invoices").title) == ("service", "faster invoices")
    assert (read("+product longer cable").domain, read("+product longer cable").title) == (
        "product",
        "longer cable",
    )
    assert (read("+ product: longer cable").domain, read("+ product: longer cable").title) == (
        "product",
        "longer cable",
    )
    assert (read("+ product brochures").domain, read("+ product brochures").title) == (
        "service",
        "product brochures",
    )
    assert chips(read("+product longer cable"))[:2] == ("ask", "product")


@pytest.mark.parametrize(
    ("line", "competitor", "kind", "title", "percent"),
    [
        ("^Acme pricing: 12% below us", "Acme", "pricing", "12% below us", "-12"),
        ("^Acme pricing: 8% above us", "Acme", "pricing", "8% above us", "8"),
        ("^Acme: 12,5% cheaper on list", "Acme", "pricing", "12,5% cheaper on list", "-12.5"),
        ("^Acme -8% on list", "Acme", "pricing", "-8% on list", "-8"),
        ("^ acme cheaper by 12%", "acme", "pricing", "cheaper by 12%", "-12"),
        ("^Blue Sky Cycles new product: e-bike", "Blue Sky Cycles", "new product", "e-bike", None),
        ("^Acme launched a lighter frame", "Acme", "new product", "launched a lighter frame", None),
        ("^Acme: campaign for spring", "Acme", "marketing", "campaign for spring", None),
        ("^Acme visited the plant", "Acme", "approach", "visited the plant", None),
        ("^Acme pricing", "Acme", "pricing", "pricing", None),
    ],
)
def test_a_sighting_names_the_competitor_and_the_kind(
    line: str, competitor: str, kind: str, title: str, percent: str | None
) -> None:
    capture = read(line)
    assert (capture.competitor, capture.sighting_kind, capture.title) == (competitor, kind, title)
    assert capture.percent == (Decimal(percent) if percent else None)
    assert capture.problems == ()


def test_a_gap_without_a_direction_is_not_guessed() -> None:
    capture = read("^Acme 12%")
    assert capture.percent is None
    assert capture.problems == ("12% below or above us?",)
    assert "which kind?" in read("^Acme was mentioned").problems[0]


@pytest.mark.parametrize(
    ("line", "money", "kind", "chance", "due", "title"),
    [
        ("$ 12k renewal 60% eoq text", eur(12_000), "renewal", 60, date(2026, 12, 31), "renewal text"),
        ("$12k renewal", eur(12_000), "renewal", None, None, "renewal"),
        ("$ renewal 12k in 2 weeks", eur(12_000), "renewal", None, date(2026, 12, 6), "renewal"),
        ("$ €12k new order 30 %", eur(12_000), "new order", 30, None, "new order"),
        ("$ 3*450 more volume fri", eur(1_350), "more volume", None, FRI, "more volume"),
        (
            "$ 3 new machines 12k 40% by 15 jan",
            eur(12_000),
            "new order",
            40,
            date(2027, 1, 15),
            "3 new machines",
        ),
        ("$ USD 1 200 add-on", Money(12_000_000, "USD"), "other product", None, None, "add-on"),
        ("$ 2000", eur(2_000), None, None, None, "opportunity"),
        (
            "$ service contract 1.5m 2m",
            eur(1_500_000),
            "other product",
            None,
            date(2027, 1, 22),
            "service contract",
        ),
    ],
)
def test_an_opportunity_has_value_kind_chance_and_date(
    line: str, money: Money, kind: str | None, chance: int | None, due: date | None, title: str
) -> None:
    capture = read(line)
    assert (capture.money, capture.opportunity_kind, capture.chance) == (money, kind, chance)
    assert (capture.due, capture.title, capture.problems) == (due, title, ())


def test_an_ambiguous_value_is_said_and_kept_as_typed() -> None:
    capture = read("$ 1,234 renewal")
    assert capture.money is None
    assert capture.title == "1,234 renewal"
    assert "may be 1234 or 1.234" in capture.problems[0]
    assert "no chance" in read("$ 12k renewal 120%").problems[0]


@pytest.mark.parametrize(
    ("line", "person", "label", "value"),
    [
        ("@Jane Doe mobile: 0171 123", "Jane Doe", "mobile", "0171 123"),
        ("@jane mobile:0171", "jane", "mobile", "0171"),
        ("@Jane Doe Mobile 0171", "Jane Doe", "mobile", "0171"),
        ("@Jane prefers mornings", "Jane", "prefers", "mornings"),
        ("@Jan van Dyk birthday 3 May", "Jan van Dyk", "birthday", "3 May"),
        ("@Jane Doe: on leave until May", "Jane Doe", "note", "on leave until May"),
        ("@Jane is the new CFO", "Jane", "note", "is the new CFO"),
        ("@Jane call at 10:30", "Jane", "note", "call at 10:30"),
        ("@ Jane e-mail: jane@x.example", "Jane", "e-mail", "jane@x.example"),
        ("@Jane linkedin https://x.example/j", "Jane", "linkedin", "https://x.example/j"),
    ],
)
def test_a_contact_fact_has_person_label_and_value(line: str, person: str, label: str, value: str) -> None:
    capture = read(line)
    assert (capture.person, capture.label, capture.value, capture.problems) == (person, label, value, ())


@pytest.mark.parametrize(
    ("line", "text", "speaker"),
    [
        ('"The last two were late" - Jane Doe', "The last two were late", "Jane Doe"),
        ('" too slow - jane', "too slow", "jane"),
        ("“Too late” – J. Doe", "Too late", "J. Doe"),
        ('"We love it"', "We love it", None),
        ('"we love it - really more than anything else', "we love it - really more than anything else", None),
    ],
)
def test_a_quote_keeps_the_words_and_the_speaker(line: str, text: str, speaker: str | None) -> None:
    assert (read(line).title, read(line).person) == (text, speaker)


@pytest.mark.parametrize("marker", MARKERS)
def test_a_bare_marker_is_a_record_in_the_making(marker: str) -> None:
    capture = read(marker)
    assert capture.title == ""
    assert capture.problems == (() if capture.kind is CaptureKind.PRIVATE else ("nothing written yet",))
    assert chips(capture)[0] == capture.kind.value


def test_the_captures_of_a_note_come_with_line_numbers_and_are_counted() -> None:
    note = "hello\r\n! call fri\n\n  ^Acme pricing\n! call fri\u2028! call fri"
    found = captures_in(note, as_of=SUNDAY, currency="EUR")
    assert [(number, capture.kind.value, capture.nth) for number, capture in found] == [
        (2, "action", 1),
        (4, "sighting", 1),
        (5, "action", 2),
        (6, "action", 3),
    ]
    assert found[0][1] == parse_line("! call fri", as_of=SUNDAY, currency="EUR")


def test_private_lines_are_gone_and_nothing_else_is() -> None:
    note = "kept\n~ secret\n  ~secret\n\ufeff~ secret\n～secret\ra ~ b\u2028~ secret"
    assert private_stripped(note) == "kept\na ~ b\n"
    assert private_stripped("no private line\n") == "no private line\n"


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12), max_size=8))
def test_no_private_line_is_left_in_any_note(lines: list[str]) -> None:
    rest = private_stripped("\n".join([*lines, "~ secret", *(f" ~{line}" for line in lines)]))
    assert "secret" not in rest
    left = captures_in(rest, as_of=SUNDAY, currency="EUR")
    assert all(capture.kind is not CaptureKind.PRIVATE for _, capture in left)


def test_a_year_is_shown_when_it_is_another_one() -> None:
    capture = read("! send quote 15 jan")
    assert chips(capture)[1] == "Fri 15 Jan"
    assert chips(capture, SUNDAY)[1] == "Fri 15 Jan 2027"


def test_a_very_long_line_keeps_its_text_and_says_so() -> None:
    capture = read("! " + "word " * 400 + "@sam fri")
    assert capture.owner is None
    assert capture.title.endswith("@sam fri")
    assert "too long" in capture.problems[0]


PIECES = st.sampled_from(
    [
        "send",
        "quote",
        "@sam",
        "@them",
        "p1",
        "!2",
        "fri",
        "by",
        "on",
        "due",
        "or",
        "the",
        "12k",
        "1,234",
        "$",
        "€",
        "EUR",
        "60%",
        "31",
        "feb",
        "24/7",
        "Acme",
        "pricing:",
        "-",
        "next",
        "month",
        "+7",
        "~",
        '"',
        "'",
        "(",
        ")",
        "2w",
        "in",
        "3",
        "business",
        "days",
        "Jane",
        "mobile:",
        "of",
        "may",
        "%",
        "120%",
        "3*450",
        "\u2028",
        "\x00",
        "\x1b[",
        "株式",
        "🙂",
        "�",
    ]
)
LINES = st.builds(
    lambda marker, words, gap: marker + gap.join(words),
    st.sampled_from([*MARKERS, "！", "“", ""]),
    st.lists(PIECES, max_size=9),
    st.sampled_from([" ", "  ", ""]),
)


@given(st.one_of(st.text(max_size=120), LINES), st.dates())
def test_no_line_breaks_the_reader(line: str, as_of: date) -> None:
    capture = parse_line(line, as_of=as_of, currency="EUR")
    if capture is None:
        return
    assert all(isinstance(chip, str) and chip for chip in chips(capture, as_of))
    assert capture.priority in (None, 1, 2, 3)
    assert capture.chance is None or 0 <= capture.chance <= 100
    private_stripped(line)


@given(st.lists(LINES, max_size=6))
def test_a_note_holds_what_its_lines_hold(lines: list[str]) -> None:
    whole = captures_in("\n".join(line.replace("\u2028", "") for line in lines), as_of=SUNDAY, currency="EUR")
    single = [parse_line(line.replace("\u2028", ""), as_of=SUNDAY, currency="EUR") for line in lines]
    assert [capture.title for _, capture in whole] == [capture.title for capture in single if capture]


def test_a_marked_line_at_the_end_of_a_long_note_is_found() -> None:
    plain = "An ordinary line of a long note, with some words and an amount of 12k by fri.\n" * 1300
    note = plain + "! send quote @sam fri p1\n^Acme pricing: 12% below us\n"
    assert len(note) > 100_000
    assert len(captures_in(note, as_of=SUNDAY, currency="EUR")) == 2
