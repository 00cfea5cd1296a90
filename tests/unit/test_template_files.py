"""The templates that ship hold every question of the question bank, typed here by hand, and nothing else."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from reviewtui.domain.errors import NotFound, TemplateError
from reviewtui.domain.template_checks import RECORD_VALUES
from reviewtui.domain.template_parsing import check_template
from reviewtui.domain.templates import (
    AGGREGATES,
    PANELS,
    PLACEHOLDERS,
    SUGGESTIONS,
    Question,
    Template,
    core_questions,
    placeholders,
)
from reviewtui.services.templates import (
    SHIPPED,
    available_templates,
    check_file,
    packaged_template,
    packaged_text,
    template_by_key,
)

BANK = {
    "open.urgent": "choice", "open.own_topics": "list", "recap.promises": "choice", "recap.fix_holds": "choice",
    "recap.value": "text", "recap.waste": "text",
    "new.business": "text", "new.size": "choice", "new.size_pct": "percent", "new.size_effect": "choice",
    "new.people": "list", "new.industry": "text", "new.personal": "text",
    "eco.effect": "choice", "eco.how": "choices", "bud.dir": "choice", "bud.pct": "percent", "bud.money": "money",
    "bud.why": "choices", "bud.when": "date", "bud.holder": "list",
    "buy.change": "choice", "buy.why": "choices", "buy.freq": "number", "buy.next_value": "money",
    "buy.stopped": "choice", "buy.ease": "rating", "buy.process": "text", "buy.fit": "choice",
    "sat.rating": "rating", "sat.why": "text", "sat.recommend": "rating", "base.ontime": "rating",
    "base.comm": "rating", "base.exec": "rating", "base.effort": "choice", "val.balance": "rating",
    "price.vs": "choices", "price.missing": "choices", "price.worth": "money",
    "pil.personalisation": "rating", "pil.integrity": "rating", "pil.expectations": "rating",
    "pil.resolution": "rating", "pil.time_effort": "rating", "pil.empathy": "rating",
    "want.choice": "rating", "want.control": "rating", "want.service": "rating", "want.attention": "rating",
    "want.growth": "rating",
    "res.progress": "percent", "res.expect": "list", "need.new": "list", "need.hidden": "text",
    "imp.service": "list", "imp.product": "list", "imp.different": "text", "imp.eleven": "text",
    "imp.exceptional": "text", "imp.nocompare": "text",
    "comp.active": "list", "comp.product": "text", "comp.price": "percent", "comp.market": "choices",
    "comp.attack": "text", "comp.share": "percent", "comp.risk": "percent", "comp.counter": "list",
    "opp.found": "list", "ren.intent": "choice", "adv.ask": "choices", "rel.freq": "choice", "rel.meet": "choice",
    "rel.colleague": "list",
    "close.readback": "choice", "close.missed": "text", "close.next": "date", "close.mood": "choice",
    "close.rushed": "choice", "close.gut": "rating",
}  # fmt: skip

OPTIONS = {
    "open.urgent": "no minor urgent", "recap.promises": "kept partly late not_done",
    "recap.fix_holds": "better same worn_off no_longer_needed",
    "new.size": "strong_down down same up strong_up", "new.size_effect": "less same more different",
    "eco.effect": "hurting slight_drag neutral slight_lift helping",
    "eco.how": "demand prices costs credit staff supply rules", "bud.dir": "cut frozen same raised not_decided",
    "bud.why": "own_sales group_order project_end price_rise new_plan other",
    "buy.change": "real_less timing no_change real_more moved_elsewhere",
    "buy.why": "demand stock budget other_supplier product_fit effort season",
    "buy.stopped": "not_needed replaced_by_us other_supplier in_house", "buy.fit": "yes mostly no",
    "base.effort": "far_too_much some little none", "price.vs": "named_rival own_budget last_year in_house",
    "price.missing": "speed advice reliability fit terms contact results",
    "comp.market": "mail call visit fair referral ads social",
    "ren.intent": "yes probably open probably_not no",
    "adv.ask": "testimonial reference_call introduction case_story not_now",
    "rel.freq": "weekly monthly quarterly half_yearly when_needed", "rel.meet": "yes maybe no",
    "close.readback": "right corrected", "close.mood": "cold flat fine warm glowing",
    "close.rushed": "yes partly no",
}  # fmt: skip

CORE = set(
    [
        "open.urgent",
        "new.business",
        "eco.effect",
        "bud.dir",
        "buy.change",
        "buy.ease",
        "sat.rating",
        "sat.recommend",
        "base.ontime",
        "val.balance",
        "res.progress",
        "imp.service",
        "imp.eleven",
        "comp.active",
        "rel.freq",
        "close.readback",
    ]
)

FIELDS = {
    "recap.value": "money", "new.size_pct": "basis", "bud.money": "period", "buy.next_value": "low high",
    "res.progress": "goal", "imp.eleven": "effort decision date", "comp.price": "competitor kind",
    "rel.freq": "channel topics", "sat.why": "not_higher",
}  # fmt: skip

COLUMNS = {
    "open.own_topics": "topic", "new.people": "person move decides", "bud.holder": "contact",
    "res.expect": "expectation met", "need.new": "need by_when size", "imp.service": "ask due",
    "imp.product": "ask report_back", "comp.active": "competitor heard", "comp.counter": "action due",
    "opp.found": "what kind money chance date", "rel.colleague": "colleague said what",
}  # fmt: skip

PRIVATE = {"new.personal", "comp.risk", "comp.counter", "close.mood", "close.rushed", "close.gut"}


@pytest.fixture(scope="module")
def quarterly() -> Template:
    return packaged_template("quarterly")


def asked(template: Template, key: str) -> Question:
    question = template.question(key)
    assert question is not None, key
    return question


def test_the_quarterly_review_asks_every_question_of_the_bank_with_its_type(quarterly: Template) -> None:
    assert {question.key: question.type.value for question in quarterly.questions()} == BANK


def test_it_has_nine_sections(quarterly: Template) -> None:
    assert len(quarterly.sections) == 9


def test_exactly_the_sixteen_questions_of_the_short_run_are_core(quarterly: Template) -> None:
    keys = [question.key for question in core_questions(quarterly)]
    assert set(keys) == CORE
    assert len(keys) == 16


def test_every_choice_has_the_options_of_the_bank(quarterly: Template) -> None:
    found = {q.key: " ".join(o.key for o in q.options) for q in quarterly.questions() if q.options}
    assert found == OPTIONS


def test_sub_fields_and_columns_are_there(quarterly: Template) -> None:
    for key, names in FIELDS.items():
        assert " ".join(field.key for field in asked(quarterly, key).fields) == names, key
    columns = {q.key: " ".join(c.key for c in q.columns) for q in quarterly.questions() if q.columns}
    assert columns == COLUMNS


def test_private_questions_and_our_own_views_stay_out_of_what_others_read(quarterly: Template) -> None:
    assert {question.key for question in quarterly.questions() if question.confidential} == PRIVATE


def test_core_questions_come_first_in_their_section(quarterly: Template) -> None:
    for section in quarterly.sections:
        flags = [question.core for question in section.questions]
        assert flags == sorted(flags, reverse=True), section.key


def test_prompts_with_data_can_be_said_without_it(quarterly: Template) -> None:
    for question in quarterly.questions():
        assert question.prompt[-1] in ".?" or question.own
        if placeholders(question.prompt):
            assert question.plain.endswith("?"), question.key


def test_the_data_panels_stand_beside_their_sections(quarterly: Template) -> None:
    panels = {section.key: section.show for section in quarterly.sections if section.show != "none"}
    assert panels == {
        "open": "promises",
        "economy": "budget",
        "buying": "orders",
        "needs": "asks",
        "competitors": "competitors",
    }


def test_an_urgent_answer_opens_the_issue_form(quarterly: Template) -> None:
    option = asked(quarterly, "open.urgent").option("urgent")
    assert option is not None and option.opens == "issue"


def test_the_chance_of_an_opportunity_starts_at_sixty_percent(quarterly: Template) -> None:
    chance = next(column for column in asked(quarterly, "opp.found").columns if column.key == "chance")
    assert chance.default == "60"


def test_the_pulse_asks_its_five_questions_the_way_the_quarterly_review_keeps_them(
    quarterly: Template,
) -> None:
    pulse = packaged_template("pulse")
    keys = [question.key for question in pulse.questions()]
    assert keys == ["res.progress", "sat.rating", "need.new", "res.expect", "imp.different"]
    for question in pulse.questions():
        same = asked(quarterly, question.key)
        wording = {"prompt": same.prompt, "plain": same.plain, "short": same.short, "core": same.core}
        assert replace(question, **wording) == same


def test_without_a_folder_the_shipped_templates_are_offered() -> None:
    for folder in (None, Path("/nowhere/at/all")):
        templates = available_templates(folder)
        assert [template.key for template in templates.found] == list(SHIPPED)
        assert templates.problems == ()


def own(folder: Path, name: str, key: str, prompt: str = "How are you?") -> Path:
    path = folder / name
    path.write_text(
        f'key = "{key}"\nname = "Mine"\n[[section]]\nkey = "one"\ntitle = "One"\n[[section.question]]\n'
        f'key = "my.question"\ntype = "text"\nshort = "Mine"\nprompt = "{prompt}"\n',
        encoding="utf-8",
    )
    return path


def test_a_users_file_is_offered_beside_the_shipped_ones(tmp_path: Path) -> None:
    own(tmp_path, "visit.toml", "visit")
    templates = available_templates(tmp_path)
    assert [template.key for template in templates.found] == [*SHIPPED, "visit"]
    assert templates.origin("visit") == "own file"
    assert templates.origin("pulse") == "shipped"
    assert template_by_key("visit", tmp_path).name == "Mine"


def test_a_users_file_replaces_the_shipped_one_of_its_key_and_is_marked(tmp_path: Path) -> None:
    path = own(tmp_path, "shorter.toml", "pulse")
    templates = available_templates(tmp_path)
    assert templates.replaced == {"pulse"}
    assert templates.files == {"pulse": path}
    assert "replaces" in templates.origin("pulse")
    assert template_by_key("pulse", tmp_path).name == "Mine"


def test_a_file_with_mistakes_is_named_and_the_shipped_one_stays(tmp_path: Path) -> None:
    path = own(tmp_path, "pulse.toml", "pulse", prompt="")
    templates = available_templates(tmp_path)
    assert templates.replaced == frozenset()
    assert templates.problems == (f"{path}, line 10, my.question: the prompt is missing.",)
    assert check_file(path) == templates.problems
    with pytest.raises(TemplateError, match=r"line 10, my\.question"):
        template_by_key("pulse", tmp_path)


def test_two_files_of_one_key_are_told_apart(tmp_path: Path) -> None:
    own(tmp_path, "a.toml", "visit")
    own(tmp_path, "b.toml", "visit")
    templates = available_templates(tmp_path)
    assert (
        len(templates.problems) == 1
        and "b.toml" in templates.problems[0]
        and "a.toml" in templates.problems[0]
    )


def test_a_file_that_is_not_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(b"key = \xff\xfe")
    assert available_templates(tmp_path).problems == (
        f"{tmp_path / 'x.toml'}: not UTF-8 text; save it as UTF-8.",
    )


def test_an_unknown_template_lists_the_known_ones(tmp_path: Path) -> None:
    for key in ("yearly", "../pulse"):
        with pytest.raises(NotFound) as caught:
            template_by_key(key, tmp_path)
        assert caught.value.candidates == SHIPPED


def test_a_copy_of_a_shipped_template_is_a_start_for_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(packaged_text("quarterly"), encoding="utf-8")
    templates = available_templates(tmp_path)
    assert templates.problems == () and templates.replaced == {"quarterly"}
    assert template_by_key("quarterly", tmp_path) == packaged_template("quarterly")


DOCS = Path(__file__).parents[2] / "docs" / "templates.md"


def test_the_template_in_the_documentation_works() -> None:
    example = DOCS.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    assert check_template(example, "visit.toml") == ()


def test_the_documentation_names_everything_a_file_can_say() -> None:
    text = DOCS.read_text(encoding="utf-8")
    attributes = {field.name for field in fields(Question)}
    said = [
        *attributes,
        *(f"{{{name}}}" for name in PLACEHOLDERS),
        *AGGREGATES,
        *PANELS,
        *SUGGESTIONS,
        *RECORD_VALUES,
    ]
    said += [name for names in RECORD_VALUES.values() for name in names]
    assert [word for word in said if word not in text] == []
