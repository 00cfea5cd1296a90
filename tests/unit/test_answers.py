"""Answers: one key, kept as JSON without loss, said in one line, compared with last time, turned into records."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewtui.domain.answer_drafts import answer_drafts
from reviewtui.domain.answer_values import canonical, decode_cells, decode_value, encode_cells, encode_value
from reviewtui.domain.answer_words import compare, display
from reviewtui.domain.answers import (
    STATE_KEYS,
    Answer,
    AnswerState,
    Value,
    unchanged_from,
    validate,
    validate_cells,
    value_for_key,
    with_state,
    with_value,
)
from reviewtui.domain.captured import OPPORTUNITY_KINDS, SIGHTING_KINDS
from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.money import Money
from reviewtui.domain.templates import Option, Question, QuestionType
from reviewtui.services.templates import packaged_template

TEMPLATE = packaged_template("quarterly")


def asked(key: str) -> Question:
    question = TEMPLATE.question(key)
    assert question is not None, key
    return question


def answered(key: str, value: Value | None, **more: Any) -> Answer:
    return Answer(key, state=AnswerState.ANSWERED, value=value, **more)


# --- one key -------------------------------------------------------------------------------------------


def test_a_digit_answers_a_choice_and_letters_mark_the_question() -> None:
    assert value_for_key(asked("bud.dir"), "1") == "cut"
    assert value_for_key(asked("bud.dir"), "5") == "not_decided"
    assert value_for_key(asked("bud.dir"), "6") is None
    assert value_for_key(asked("bud.dir"), "x") is None
    assert value_for_key(asked("eco.how"), "2") == ("prices",)
    assert STATE_KEYS["w"] is AnswerState.UNKNOWN


def test_zero_is_the_tenth_option() -> None:
    ten = Question(
        "a.b", QuestionType.CHOICE, "?", "b", options=tuple(Option(f"o{n}", "") for n in range(1, 11))
    )
    assert value_for_key(ten, "0") == "o10"


def test_ratings_take_digits_and_t_for_ten() -> None:
    found = [value_for_key(asked("sat.rating"), key) for key in "0123456789t"]
    assert found == list(range(11))
    assert [value_for_key(asked("sat.rating"), key) for key in ("10", "", "x", "²")] == [None] * 4


def test_zero_says_that_a_list_has_none_where_that_is_an_answer() -> None:
    assert value_for_key(asked("comp.active"), "0") == ()
    assert value_for_key(asked("bud.holder"), "0") is None
    assert value_for_key(asked("imp.eleven"), "0") is None


# --- states --------------------------------------------------------------------------------------------


def test_an_answer_moves_between_its_states_and_keeps_its_note() -> None:
    start = Answer("sat.rating", note="was in a hurry", version=3)
    eight = with_value(start, 8, "8")
    assert (eight.state, eight.value, eight.note, eight.version) == (
        AnswerState.ANSWERED,
        8,
        "was in a hurry",
        3,
    )
    declined = with_state(eight, AnswerState.DECLINED)
    assert (declined.value, declined.raw, declined.note) == (None, "", "was in a hurry")
    odd = with_value(start, None, "8-9")
    assert (odd.state, odd.raw) == (AnswerState.OPEN, "8-9")
    assert Answer("sat.rating").empty and not odd.empty and not start.empty


def test_unchanged_takes_over_last_times_answer_and_says_so() -> None:
    before = answered("bud.pct", Decimal(-5), raw="-5", note="old", version=9)
    now = unchanged_from(Answer("bud.pct", note="new", version=1), before)
    assert (now.value, now.raw, now.note, now.version, now.unchanged) == (Decimal(-5), "-5", "new", 1, True)
    assert not with_value(now, Decimal(3)).unchanged


# --- what fits -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("bud.dir", "cut"),
        ("eco.how", ("costs", "rules")),
        ("buy.freq", Decimal("2.5")),
        ("bud.money", Money(-5_000_000, "EUR")),
        ("bud.pct", Decimal(-100)),
        ("bud.when", date(2027, 1, 15)),
        ("sat.rating", 0),
        ("recap.waste", "the newsletter"),
        ("need.new", ({"need": "training", "by_when": date(2027, 1, 1), "size": Money(1, "EUR")},)),
        ("comp.active", ()),
    ],
)
def test_values_that_fit_pass(key: str, value: Value) -> None:
    validate(asked(key), value)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("bud.dir", "halved", 'no option "halved"; there is cut, frozen'),
        ("bud.dir", ("cut",), "expected an option key"),
        ("eco.how", "costs", "expected option keys"),
        ("eco.how", ("costs", "costs"), "named twice"),
        ("sat.rating", 11, "from 0 to 10"),
        ("sat.rating", True, "from 0 to 10"),
        ("sat.rating", Decimal(5), "from 0 to 10"),
        ("bud.pct", Decimal("-100.5"), "less than -100"),
        ("comp.share", Decimal(101), "more than 100"),
        ("bud.pct", Decimal("NaN"), "is no number"),
        ("bud.pct", 5, "expected a percentage"),
        ("bud.money", Decimal(5), "expected an amount with its currency"),
        ("bud.when", "2027-01-15", "expected a date"),
        ("need.new", "training", "expected rows"),
        ("need.new", ({"nead": "training"},), 'there is no "nead" here'),
        ("need.new", ({"size": "about 5k?"},), "New needs, Size: expected an amount"),
    ],
)
def test_values_that_do_not_fit_are_refused_with_a_sentence(key: str, value: Value, words: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        validate(asked(key), value)
    assert words in str(caught.value) and str(caught.value).startswith(asked(key).short)


def test_sub_fields_are_checked_too() -> None:
    channel = asked("rel.freq")
    validate_cells(channel.short, channel.fields, {"channel": ("call", "visit"), "topics": "prices"})
    with pytest.raises(InvalidInput, match='no option "fax"'):
        validate_cells(channel.short, channel.fields, {"channel": ("fax",)})


# --- kept as JSON --------------------------------------------------------------------------------------

MONEY = st.builds(Money, st.integers(-(2**63) + 1, 2**63 - 1), st.sampled_from(["EUR", "JPY", "USD"]))
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12)
BY_TYPE = {
    QuestionType.CHOICE: st.sampled_from(["cut", "raised"]),
    QuestionType.CHOICES: st.lists(st.sampled_from(["a", "b", "c"]), unique=True).map(tuple),
    QuestionType.NUMBER: DECIMALS,
    QuestionType.PERCENT: DECIMALS,
    QuestionType.MONEY: MONEY,
    QuestionType.DATE: st.dates(),
    QuestionType.RATING: st.integers(0, 10),
    QuestionType.TEXT: st.text(),
}


@pytest.mark.parametrize("kind", list(BY_TYPE))
def test_every_value_comes_back_from_json_as_it_was(kind: QuestionType) -> None:
    @given(BY_TYPE[kind])
    def comes_back(value: Value) -> None:
        kept = canonical(encode_value(kind, value))
        back = decode_value(kind, json.loads(kept))
        assert back == value and type(back) is type(value)

    comes_back()


def test_rows_come_back_with_the_types_of_their_columns() -> None:
    question = asked("opp.found")
    row = {"what": "2026-01-01", "money": Money(123, "EUR"), "chance": Decimal(60), "date": date(2027, 1, 1)}
    data = json.loads(canonical(encode_value(question.type, (row, {"kind": "renewal"}))))
    assert decode_value(question.type, data, question.columns) == (row, {"kind": "renewal"})


def test_json_holds_money_as_decimal_text_and_dates_as_iso() -> None:
    assert encode_value(QuestionType.MONEY, Money(12_345_000, "EUR")) == {
        "amount": "1234.50",
        "currency": "EUR",
    }
    assert encode_value(QuestionType.MONEY, Money(-1, "EUR")) == {"amount": "-0.0001", "currency": "EUR"}
    assert encode_value(QuestionType.DATE, date(2026, 11, 3)) == "2026-11-03"
    assert encode_value(QuestionType.PERCENT, Decimal("-12.50")) == "-12.50"
    assert encode_value(QuestionType.NUMBER, Decimal("1E+3")) == "1000"
    assert encode_value(QuestionType.TEXT, None) is None
    assert decode_value(QuestionType.TEXT, None) is None


def test_what_was_typed_and_not_understood_is_kept_as_typed() -> None:
    question = asked("need.new")
    typed = {"need": "2 more seats", "by_when": "sometime in 2027", "size": "1,234 or so"}
    data = json.loads(canonical(encode_cells(typed)))
    assert decode_cells(question.columns, data) == typed
    assert decode_cells(question.columns, {"by_when": "2027-13-45"}) == {"by_when": "2027-13-45"}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (QuestionType.LIST, "text"),
        (QuestionType.LIST, [1]),
        (QuestionType.MONEY, {"amount": 5, "currency": "EUR"}),
        (QuestionType.MONEY, {"amount": "5"}),
        (QuestionType.RATING, True),
        (QuestionType.NUMBER, 1.5),
    ],
)
def test_json_of_the_wrong_shape_is_refused(kind: QuestionType, data: object) -> None:
    with pytest.raises(InvalidInput):
        decode_value(kind, data)


# --- in words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "fields", "words"),
    [
        ("bud.dir", "cut", {}, "Cut"),
        ("bud.dir", "gone_option", {}, "gone_option"),
        ("eco.how", ("costs", "rules"), {}, "Costs, Rules"),
        ("bud.pct", Decimal("-12.50"), {}, "-12.5 %"),
        ("buy.freq", Decimal(3), {}, "3 orders per quarter"),
        ("bud.money", Money(123_450_000, "EUR"), {"period": "year"}, "EUR 12,345.00 (Per: Year)"),
        ("bud.when", date(2027, 1, 15), {}, "2027-01-15"),
        ("sat.rating", 0, {}, "0"),
        ("recap.waste", "the\n  letters", {}, "the / letters"),
        ("sat.why", "fast", {"not_higher": "dear"}, "fast (Not higher: dear)"),
        ("need.new", ({"need": "seats", "size": Money(10_000, "EUR")}, {"need": "training"}), {}, "seats, EUR 1.00; training"),
        ("comp.active", (), {}, "Nobody"),
    ],
)  # fmt: skip
def test_an_answer_is_one_line_of_words(key: str, value: Value, fields: dict[str, Any], words: str) -> None:
    assert display(asked(key), answered(key, value, fields=fields)) == words


def test_states_are_said_in_words_and_open_is_silent() -> None:
    question = asked("sat.rating")
    assert display(question, None) == ""
    assert display(question, Answer("sat.rating")) == ""
    assert display(question, Answer("sat.rating", state=AnswerState.UNKNOWN)) == "does not know"
    assert display(question, Answer("sat.rating", raw="8-9")) == "8-9 ?"


def test_amounts_are_said_with_the_users_marks() -> None:
    answer = answered("price.worth", Money(123_450_000, "EUR"))
    assert display(asked("price.worth"), answer, decimal=",", group=".") == "EUR 12.345,00 per year"


@pytest.mark.parametrize(
    ("key", "now", "before", "change"),
    [
        ("sat.rating", 8, 8, "same"),
        ("sat.rating", 8, 6, "up"),
        ("sat.rating", 0, 6, "down"),
        ("bud.pct", Decimal("5.0"), Decimal(5), "same"),
        ("bud.money", Money(2, "EUR"), Money(1, "EUR"), "up"),
        ("bud.money", Money(2, "EUR"), Money(1, "USD"), "changed"),
        ("new.size", "strong_up", "down", "up"),
        ("new.size", "up", "gone_option", "changed"),
        ("bud.dir", "raised", "cut", "changed"),
        ("recap.waste", "a", "b", "changed"),
        ("comp.active", (), ({"competitor": "Acme"},), "changed"),
    ],
)
def test_two_answers_compare(key: str, now: Value, before: Value, change: str) -> None:
    assert compare(asked(key), answered(key, now), answered(key, before)) == change


def test_nothing_compares_with_silence() -> None:
    eight = answered("sat.rating", 8)
    declined = Answer("sat.rating", state=AnswerState.DECLINED)
    for now, before in (
        (eight, None),
        (None, eight),
        (eight, declined),
        (declined, eight),
        (declined, declined),
    ):
        assert compare(asked("sat.rating"), now, before) is None


# --- what it becomes -----------------------------------------------------------------------------------


def test_each_row_of_asks_becomes_an_ask_with_its_domain_and_owner() -> None:
    rows: Value = ({"ask": "answer sooner", "due": date(2026, 12, 1)}, {}, {"ask": "one invoice"})
    drafts = answer_drafts(asked("imp.service"), answered("imp.service", rows))
    assert [(draft.record, draft.row, dict(draft.values)) for draft in drafts] == [
        ("ask", 0, {"text": "answer sooner", "due": date(2026, 12, 1), "domain": "service", "owner": "me"}),
        ("ask", 2, {"text": "one invoice", "domain": "service", "owner": "me"}),
    ]


def test_a_price_becomes_a_sighting_in_words() -> None:
    fields = {"competitor": "Acme", "kind": "discount"}
    (draft,) = answer_drafts(asked("comp.price"), answered("comp.price", Decimal(-12), fields=fields))
    assert draft.values == {
        "kind": "pricing",
        "competitor": "Acme",
        "gap": Decimal(-12),
        "text": "Price: Discount",
    }


def test_several_options_become_one_text() -> None:
    (draft,) = answer_drafts(asked("comp.market"), answered("comp.market", ("mail", "fair")))
    assert draft.values == {"kind": "marketing", "source_channel": "Mail, Fair"}


def test_an_opportunity_keeps_its_types_and_names_its_kind_as_records_do() -> None:
    row = {"what": "seats", "kind": "more_volume", "money": Money(5, "EUR"), "chance": Decimal(60)}
    (draft,) = answer_drafts(asked("opp.found"), answered("opp.found", (row,)))
    assert draft.record == "opportunity"
    assert draft.values == {
        "text": "seats",
        "kind": "more volume",
        "amount": Money(5, "EUR"),
        "chance": Decimal(60),
    }


def test_kinds_in_the_shipped_templates_are_kinds_that_records_know() -> None:
    known = {"sighting": SIGHTING_KINDS, "opportunity": OPPORTUNITY_KINDS}
    for template in (TEMPLATE, packaged_template("pulse")):
        becomes = [question.becomes for question in template.questions() if question.becomes]
        for record, kinds in known.items():
            found = {dict(made.values)["kind"] for made in becomes if made.record == record}
            assert found - {"{kind}"} <= set(kinds)
    kind = next(column for column in asked("opp.found").columns if column.key == "kind")
    assert tuple(option.key.replace("_", " ") for option in kind.options) == OPPORTUNITY_KINDS


def test_the_next_date_becomes_a_touch_and_unanswered_becomes_nothing() -> None:
    (draft,) = answer_drafts(asked("close.next"), answered("close.next", date(2027, 2, 1)))
    assert (draft.record, draft.values) == ("touch", {"day": date(2027, 2, 1), "topic": "Next review"})
    assert answer_drafts(asked("close.next"), Answer("close.next", raw="some day")) == ()
    assert answer_drafts(asked("sat.rating"), answered("sat.rating", 8)) == ()
    assert answer_drafts(asked("comp.active"), answered("comp.active", ())) == ()
