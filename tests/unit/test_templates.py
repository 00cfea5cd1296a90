"""Templates: their grammar, what is said of mistakes, which questions show, and how far a review is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from reviewtui.domain.answers import Answer, AnswerState, Value
from reviewtui.domain.errors import TemplateError
from reviewtui.domain.template_json import template_from_json, template_to_json
from reviewtui.domain.template_parsing import check_template, parse_template
from reviewtui.domain.template_rules import (
    Answers,
    Count,
    Item,
    ReviewContext,
    is_shown,
    parse_rule,
    progress,
    rule_holds,
    shown_questions,
    visible_questions,
    visible_rows,
    yearly_questions_due,
)
from reviewtui.domain.templates import Template, fill, hinted, placeholders, spoken
from reviewtui.services.templates import packaged_template

HEAD = 'key = "mine"\nname = "Mine"\n[[section]]\nkey = "one"\ntitle = "One"\n'
SIZE = '[[section.question]]\nkey = "a.size"\ntype = "choice"\nshort = "Size"\nprompt = "Big?"\noptions = ["up", "down: Smaller"]\n'
NOTHING = ReviewContext()


@pytest.fixture(scope="module")
def quarterly() -> Template:
    return packaged_template("quarterly")


def text_question(key: str = "a.note", more: str = "", prompt: str = "What else?") -> str:
    return (
        f'[[section.question]]\nkey = "{key}"\ntype = "text"\nshort = "Note"\nprompt = "{prompt}"\n{more}\n'
    )


def answers(**values: Value) -> Answers:
    """The answers of a review; a double underscore stands for the dot in a key."""
    keyed = {key.replace("__", "."): value for key, value in values.items()}
    return {(key, ""): Answer(key, state=AnswerState.ANSWERED, value=value) for key, value in keyed.items()}


def shown(template: Template, given: Answers, context: ReviewContext = NOTHING) -> set[str]:
    return {question.key for question in shown_questions(template, given, context)}


# --- reading -------------------------------------------------------------------------------------------


def test_a_small_template_reads() -> None:
    template = parse_template(HEAD + SIZE + text_question(more='show_if = "a.size = down"'), "mine.toml")
    size, note = template.questions()
    assert [(option.key, option.label) for option in size.options] == [("up", "up"), ("down", "Smaller")]
    assert (note.show_if, note.aggregate, template.title_long) == ("a.size = down", "tags", "Mine")


@pytest.mark.parametrize(
    ("question", "line", "words"),
    [
        (text_question(more='colour = "red"'), 11, 'there is no "colour" here'),
        (text_question(more='promt = "x"'), 11, 'did you mean "prompt"?'),
        (text_question(prompt=""), 10, "the prompt is missing"),
        (text_question(more='core = "yes"'), 11, "core is not true or false"),
        (text_question(more="weak_below = 6.5"), 11, "weak_below is not a whole number"),
        (
            text_question().replace('"text"', '"rateing"'),
            8,
            'there is no type "rateing"; did you mean "rating"?',
        ),
        (text_question().replace('"text"', '"choice"'), 6, "a choice without options"),
        (text_question(key="note"), 7, 'no key like "area.name"'),
        (text_question(more='options = ["a", "b"]'), 11, "has options but is of type text"),
        (
            text_question(more='show_if = "a.gone = x"'),
            11,
            '"a.gone", which is no question that stands before',
        ),
        (text_question(more='repeat = "orders"'), 11, 'nothing repeats by "orders"'),
        (text_question(more='every = "monthly"'), 11, 'there is no rhythm "monthly"'),
        (text_question(more='core = true\nevery = "yearly"'), 11, "a core question is always asked"),
        (text_question(prompt="Your {category}?"), 10, "needs plain, the wording without data"),
        (text_question(prompt="Your {shoes}?", more='plain = "Shoes?"'), 10, "nothing fills {shoes}"),
        (text_question(more='fields = [{ key = "a", typ = "text" }]'), 11, 'did you mean "type"?'),
        (text_question(more='fields = [\n  { key = "a" },\n  { key = "a" },\n]'), 12, '"a" is there twice'),
        (
            text_question(more='fields = [\n  { key = "a" },\n  { key = "b", suggest = "friends" },\n]'),
            13,
            "friends",
        ),
        (
            text_question(more='becomes = { record = "wish", text = "{nope}" }'),
            11,
            "neither a column nor a sub-field",
        ),
        (text_question(more='becomes = { record = "wish", colour = "red" }'), 11, 'wish has no "colour"'),
        (text_question(more='becomes = { record = "poem" }'), 11, 'nothing becomes a "poem"'),
        (text_question(more='columns = [{ key = "a" }]'), 11, "only a list has columns"),
        (text_question(more="minimum = 3"), 11, "only a number or a percent"),
        (text_question() + text_question(), 13, 'the key "a.note" is there twice'),
    ],
)
def test_a_mistake_in_a_question_is_named_with_file_line_and_key(
    question: str, line: int, words: str
) -> None:
    problems = check_template(HEAD + question, "mine.toml")
    assert len(problems) == 1, problems
    assert problems[0].startswith(f"mine.toml, line {line}, ")
    assert words in problems[0]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("a.size = sideways", 'a.size has no option "sideways": it has up, down'),
        ("a.size > up", "use =, != or in"),
        ("a.size", "the rule is not understood"),
        ("a.size = up and", "the rule is not understood"),
        ("a.size = up; drop", "the rule is not understood"),
        ("a.text = 3", "a rule cannot ask about a.text, which is of type text"),
        ("a.count = many", 'compares a.count with "many", which is no number'),
        ("a.later = 3", "no question that stands before this one"),
    ],
)
def test_a_rule_that_cannot_work_says_why(rule: str, words: str) -> None:
    number = text_question("a.count").replace('"text"', '"number"')
    later = text_question("a.later").replace('"text"', '"number"')
    ruled = text_question("a.ruled", more=f'show_if = "{rule}"')
    problems = check_template(HEAD + SIZE + text_question("a.text") + number + ruled + later, "mine.toml")
    assert len(problems) == 1 and words in problems[0] and ", a.ruled:" in problems[0]


def test_a_question_of_unknown_type_puts_no_other_one_in_the_wrong() -> None:
    text = (
        HEAD + SIZE.replace('"choice"', '"choise"') + text_question(more='show_if = "a.size = up"', prompt="")
    )
    problems = check_template(text, "mine.toml")
    assert [problem.split(": ")[0] for problem in problems] == [
        "mine.toml, line 8, a.size",
        "mine.toml, line 16, a.note",
    ]


def test_too_many_options_and_a_long_title_are_refused() -> None:
    many = ", ".join(f'"o{number}"' for number in range(11))
    text = HEAD.replace('"One"', '"A title of many words"') + SIZE.replace('"up", "down: Smaller"', many)
    problems = check_template(text, "mine.toml")
    assert (
        problems[0]
        == 'mine.toml, line 5, one: the title "A title of many words" is longer than 16 characters.'
    )
    assert "line 11, a.size: a.size has 11 options; one key each allows 10" in problems[1]


def test_every_problem_is_told_in_the_order_of_the_lines() -> None:
    text = HEAD + text_question(prompt="") + text_question("a.other", more="shorter = 1")
    problems = check_template(text, "mine.toml")
    assert [problem.split(", ")[1] for problem in problems] == ["line 10", "line 17"]
    with pytest.raises(TemplateError, match="There are 1 more problems"):
        parse_template(text, "mine.toml")


def test_broken_toml_is_said_with_its_line() -> None:
    assert check_template('key = "x"\nname = \n', "mine.toml") == (
        "mine.toml, line 2: this is not TOML (invalid value).",
    )


def test_anything_at_all_in_a_file_is_a_sentence_and_no_crash() -> None:
    for text in (
        "",
        "section = 3",
        "[[section]]",
        "section = [1]",
        "[[section]]\nquestion = [1, 'a']",
        "key = 3",
    ):
        problems = check_template(text, "mine.toml")
        assert problems and all(problem.startswith("mine.toml, line ") for problem in problems)


# --- versions ------------------------------------------------------------------------------------------


def test_a_template_comes_back_from_json_equal(quarterly: Template) -> None:
    for template in (quarterly, packaged_template("pulse"), parse_template(HEAD + SIZE, "x")):
        kept = template_to_json(template)
        assert template_from_json(kept) == template
        assert template_to_json(template_from_json(kept)) == kept


def test_the_version_changes_with_a_wording_and_not_with_spaces_or_comments() -> None:
    first = parse_template(HEAD + SIZE, "a.toml")
    same = parse_template("# mine\n\n" + HEAD + SIZE, "b.toml")
    other = parse_template(HEAD + SIZE.replace("Big?", "Bigger?"), "a.toml")
    assert first.version_hash == same.version_hash != other.version_hash
    assert len(first.version_hash) == 16


def test_a_damaged_kept_template_is_one_sentence() -> None:
    for text in ("", "[]", "{}", '{"sections": 3}'):
        with pytest.raises(TemplateError, match="cannot be read"):
            template_from_json(text)


# --- prompts -------------------------------------------------------------------------------------------


def test_a_prompt_is_filled_with_data_or_said_plainly(quarterly: Template) -> None:
    stopped = quarterly.question("buy.stopped")
    assert stopped is not None
    assert spoken(stopped, {"category": "Tea"}).startswith("You no longer take Tea.")
    assert spoken(stopped, {"category": ""}) == stopped.plain
    assert spoken(stopped, {}) == stopped.plain


def test_data_is_never_searched_for_placeholders_or_formats() -> None:
    assert (
        fill("We said {promise}.", {"promise": "{fix} {0.__class__} [red]"})
        == "We said {fix} {0.__class__} [red]."
    )
    assert placeholders("{a} {b!r} {0} {}") == ("a",)


def test_a_hint_without_its_data_is_left_out(quarterly: Template) -> None:
    ontime = quarterly.question("base.ontime")
    assert ontime is not None
    assert hinted(ontime, {}) == ""
    assert hinted(ontime, {"late_rate": "12 %"}) == "Measured: 12 % late."


# --- branches ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ("a.size = up", True),
        ("a.size != up", False),
        ("a.size in down, up", True),
        ("a.size in down", False),
        ("a.rate <= 6", True),
        ("a.rate < 6", False),
        ("a.rate >= 6 and a.size = down", False),
        ("a.rate > 6 or a.size = up", True),
        ("a.size = down and a.rate = 1 or a.rate in 5, 6", True),
        ("a.pct > -12.5", False),
        ("a.many = y", True),
        ("a.many != y", False),
        ("a.many in z, x", True),
        ("a.rows > 1", True),
        ("a.rows = 0", False),
        ("a.none = 0", True),
        ("a.gone != up", False),
        ("a.gone < 5", False),
    ],
)
def test_rules_look_at_answers(rule: str, holds: bool) -> None:
    given = answers(a__size="up", a__rate=6, a__pct=Decimal("-12.5"), a__many=("x", "y"), a__none=())
    rows: Value = ({"what": "one"}, {"what": "two"})
    assert rule_holds(parse_rule(rule), {**given, **answers(a__rows=rows)}) is holds


def test_nothing_opens_on_a_question_that_was_declined(quarterly: Template) -> None:
    for state in AnswerState:
        given = {("bud.dir", ""): Answer("bud.dir", state=state, value="cut")}
        assert ("bud.pct" in shown(quarterly, given)) is (state is AnswerState.ANSWERED)


@pytest.mark.parametrize(
    ("given", "opens"),
    [
        (answers(val__balance=6), {"price.vs", "price.missing", "price.worth"}),
        (answers(val__balance=7), set()),
        (answers(sat__rating=9), {"adv.ask", "sat.why"}),
        (answers(sat__rating=8), {"sat.why"}),
        (answers(bud__dir="raised"), {"bud.pct", "bud.money", "bud.why"}),
        (answers(bud__dir="frozen"), {"bud.why"}),
        (answers(bud__dir="not_decided"), set()),
        (answers(buy__change="no_change"), set()),
        (answers(buy__change="timing"), {"buy.why"}),
        (answers(new__size="same"), set()),
        (answers(new__size="up"), {"new.size_pct", "new.size_effect"}),
        (answers(eco__effect="helping"), {"eco.how"}),
        (answers(comp__active=()), set()),
        (answers(comp__active=({"competitor": "Acme"},)), {"comp.product", "comp.price", "comp.market"}),
    ],
)
def test_follow_ups_of_the_quarterly_review_open_by_rule(
    quarterly: Template, given: Answers, opens: set[str]
) -> None:
    assert shown(quarterly, given) - shown(quarterly, {}) == opens


PILLARS = {"personalisation", "integrity", "expectations", "resolution", "time_effort", "empathy"}


def test_pillars_show_when_satisfaction_or_balance_is_weak(quarterly: Template) -> None:
    pillars = {f"pil.{name}" for name in PILLARS}
    assert not shown(quarterly, answers(sat__rating=6, val__balance=7)) & pillars
    assert pillars <= shown(quarterly, answers(sat__rating=5))
    assert pillars <= shown(quarterly, answers(val__balance=5))


def test_a_pillar_shows_when_it_was_weak_itself_last_time(quarterly: Template) -> None:
    last = {"pil.integrity": Answer("pil.integrity", state=AnswerState.ANSWERED, value=4)}
    seen = shown(quarterly, {}, ReviewContext(last=last))
    assert {key for key in seen if key.startswith("pil.")} == {"pil.integrity"}


def test_yearly_questions_show_when_their_year_is_over(quarterly: Template) -> None:
    def due(last: date, as_of: date) -> bool:
        return "want.choice" in yearly_questions_due(quarterly, {"want.choice": last}, as_of)

    assert len(yearly_questions_due(quarterly, {}, date(2026, 11, 1))) == 11
    assert not due(date(2026, 8, 3), date(2026, 11, 1))
    assert not due(date(2026, 1, 20), date(2026, 12, 19))
    assert due(date(2026, 1, 20), date(2026, 12, 20))
    seen = shown(quarterly, {}, ReviewContext(yearly_due=frozenset({"want.choice"})))
    assert {key for key in seen if key.startswith("want.")} == {"want.choice"}


def test_a_branch_that_went_opens_nothing_further() -> None:
    second = SIZE.replace("a.size", "a.more").replace("options", 'show_if = "a.size = up"\noptions')
    third = text_question("a.third", more='show_if = "a.more = up"')
    template = parse_template(HEAD + SIZE + second + third, "x")
    assert shown(template, answers(a__size="up", a__more="up")) == {"a.size", "a.more", "a.third"}
    assert shown(template, answers(a__size="down", a__more="up")) == {"a.size"}


def test_a_repeated_question_is_one_row_per_promise_and_none_without(quarterly: Template) -> None:
    opening = quarterly.sections[0]
    assert "recap.promises" not in {q.key for q in visible_questions(quarterly, opening, {}, NOTHING)}
    items = {"promises": (Item("p1", "send a quote"), Item("p2", "call Ann"))}
    rows = visible_rows(quarterly, opening, {}, ReviewContext(items=items))
    mine = [row for row in rows if row.question.key == "recap.promises"]
    assert [row.address for row in mine] == [("recap.promises", "p1"), ("recap.promises", "p2")]
    assert "we would call Ann." in spoken(mine[1].question, mine[1].words)


def test_whether_one_question_shows_can_be_asked_alone(quarterly: Template) -> None:
    worth = quarterly.question("price.worth")
    assert worth is not None
    assert is_shown(worth, answers(val__balance=3), NOTHING)
    assert not is_shown(worth, {}, NOTHING)


# --- progress ------------------------------------------------------------------------------------------


def test_progress_counts_what_is_answered_and_what_is_dealt_with(quarterly: Template) -> None:
    given = {
        **answers(open__urgent="no", val__balance=5),
        ("sat.rating", ""): Answer("sat.rating", state=AnswerState.DECLINED),
        ("open.own_topics", ""): Answer("open.own_topics", note="typed, not answered"),
    }
    done = progress(quarterly, given, NOTHING)
    assert done.core == Count(answered=2, dealt_with=3, shown=16)
    assert done.sections["open"] == Count(answered=1, dealt_with=1, shown=4)
    assert done.sections["service"].answered == 1
    assert done.sections["service"].dealt_with == 2


def test_progress_counts_each_promise_and_no_hidden_answer(quarterly: Template) -> None:
    items = {"promises": (Item("p1", "x"), Item("p2", "y"))}
    kept = Answer("recap.promises", "p1", AnswerState.ANSWERED, "kept")
    given = {kept.address: kept, **answers(bud__pct=Decimal(5))}
    done = progress(quarterly, given, ReviewContext(items=items))
    assert done.sections["open"] == Count(answered=1, dealt_with=1, shown=6)
    assert done.sections["economy"].answered == 0
