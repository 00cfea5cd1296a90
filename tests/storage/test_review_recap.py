"""After the call: what the customer may read, what stays with us, and the whole review as data."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from factories import (
    AS_OF,
    answered,
    give,
    make_account,
    make_action,
    make_contact,
    make_order,
    make_review,
    make_store,
    moment,
    quarterly,
    write_note,
)
from reviewtui.domain.answers import Answer, AnswerState, Value
from reviewtui.domain.markdown import inline
from reviewtui.domain.money import Money
from reviewtui.domain.templates import Question, QuestionType
from reviewtui.domain.text import one_line, safe
from reviewtui.services import captures, recap, reviews
from reviewtui.services.transfer.ics import follow_ups, follow_ups_of_review
from reviewtui.services.wrapup import Promised, read_back

SECRET = "xyzzy"


@pytest.fixture
def store(tmp_path):
    return make_store(tmp_path)


@pytest.fixture
def account(store):
    return make_account(store, "Acme & Sons")


def outputs(store, review, as_of=AS_OF):
    """Everything meant for others: the customer's recap, the default JSON, the calendar."""
    sheet, records = reviews.sheet(store, review, as_of), recap.records_of(store, review)
    ics = follow_ups(store, sheet.account.id, moment()) + follow_ups_of_review(sheet, records, moment())
    return recap.customer_recap(sheet, records), json.dumps(recap.review_json(sheet, records)), ics


def internal(store, review):
    return recap.recap(store, review, AS_OF, internal=True)


def full_json(store, review, private=True):
    return recap.review_json(
        reviews.sheet(store, review, AS_OF), recap.records_of(store, review), private=private
    )


def questions_of(data):
    return {q["key"]: q for section in data["sections"] for q in section["questions"]}


def held(store, account):
    """A finished review with something of everything, public and private."""
    make_contact(store, account, "Kim Olsen", decides=True)
    review = reviews.start_review(store, account, quarterly(), moment())
    reviews.set_call(store, review, attendees=["Kim Olsen"], channel="video", moment=moment())
    for answer in (
        answered("sat.rating", 8),
        answered("sat.why", "quick", not_higher=f"late once\n~ {SECRET} their fault"),
        answered("imp.service", ({"ask": f"call first\n~{SECRET} cell"},)),
        answered("bud.dir", "raised"),
        answered("new.personal", f"{SECRET} moved house"),
        answered("comp.active", ({"competitor": "Acorn", "heard": "visited"},)),
        answered("comp.risk", Decimal(35)),
        answered("comp.counter", ({"action": f"{SECRET} counter"},)),
        answered(
            "opp.found", ({"what": "second site", "money": Money(990_000_000, "EUR"), "chance": Decimal(61)},)
        ),
        answered("need.new", ({"need": "labels", "size": Money(770_000, "EUR")},)),
        answered("imp.eleven", f"deliver at night\n~ {SECRET} and pay less", decision="study"),
        answered("close.gut", 4),
    ):
        give(store, review, answer)
    note = (
        f"grew a lot\n!! send the list 2026-11-27\n!! floor plan @customer 2026-12-01\n"
        f"^Acorn pricing: 12% below\n$ pilot 12k 40%\n~ {SECRET} thinks of leaving\n\u3000\uff5e{SECRET} wide"
    )
    write_note(store, review, "new.business", note)
    write_note(store, review, "close.gut", f"{SECRET} nervous\n!! {SECRET} vow")
    captures.confirm(store, review, captures.drafts(reviews.sheet(store, review, AS_OF)), moment())
    reviews.finish(store, review, moment=moment(), next_date=date(2027, 2, 22))
    return review


def test_the_customer_reads_promises_answers_and_the_next_date(store, account):
    text, _, _ = outputs(store, held(store, account))
    assert text.startswith(
        "# Our conversation: Acme & Sons, Fri 20 Nov 2026\n\nWith Kim Olsen, Robin (video).\n"
    )
    for line in (
        "- send the list, by Fri 27 Nov 2026 (Robin)",
        "## What you wanted to do\n\n- floor plan, by Tue 1 Dec 2026",
        "- **Rating of us**: 8",
        "- **New needs**: labels\n",
        "- **Eleven out of ten**: deliver at night\n",
        "  - grew a lot",
        "- Mon 22 Feb 2027",
    ):
        assert line in text


def test_nothing_private_of_our_own_or_of_rivals_leaves_the_house(store, account):
    cells = ({"ask": f"one invoice\n~ {SECRET} of old"},)
    make_review(store, account, date(2026, 8, 3), answered("imp.service", cells))
    review = held(store, account)
    text, data, ics = outputs(store, review)
    for out in (text, data, ics):
        assert SECRET not in out
    for word in ("Acorn", "61", "990", "Own view", "confidence", "35", "second site", "77", "Study"):
        assert word not in text
    assert "comp.risk" not in data and "close.gut" not in data
    assert SECRET in internal(store, review)
    assert SECRET in json.dumps(full_json(store, review))


def test_the_internal_note_holds_all_of_it(store, account):
    make_order(store, account, date(2026, 10, 1), 1200)
    make_review(store, account, date(2026, 8, 3), answered("sat.rating", 6))
    text = internal(store, held(store, account))
    for line in (
        "- **Rating of us**: 8 (last time 6)",
        "- **My confidence** (own view): 4",
        "EUR 1,200.00, orders: 1",
        "- Acorn: 12% below (pricing, -12 % against us)",
        "- second site (new order, EUR 99,000.00, 61 %)",
        f"  - \\~ {SECRET} thinks of leaving",
        "promise, Robin, open",
    ):
        assert line in text


def test_a_running_review_is_marked_as_a_draft_and_shows_its_open_promises(store, account):
    review = make_review(store, account, AS_OF, finished=False, notes={"new.business": "!! send the list"})
    assert "- send the list (Robin)" in recap.recap(store, review, AS_OF)
    assert "Draft" in recap.recap(store, review, AS_OF)
    reviews.finish(store, review, moment=moment())
    assert "send the list" not in recap.recap(store, review, AS_OF)
    assert "Drafts not confirmed" in internal(store, review)


def test_without_private_lines_the_internal_note_can_be_passed_on(store, account):
    cells = ({"ask": f"one invoice\n~ {SECRET} of old"},)
    make_review(store, account, date(2026, 8, 3), answered("imp.service", cells))
    text = recap.recap(store, held(store, account), AS_OF, internal=True, private=False)
    assert "(last time one invoice)" in text
    assert "- **Rating of us**: 8" in text
    assert "second site (new order" in text
    assert SECRET not in text
    assert "My confidence" not in text


def value_for(question: Question) -> Value:
    """Some value that fits the question."""
    if question.type is QuestionType.LIST:
        return ({question.columns[0].key: "one"}, {question.columns[0].key: "two"})
    if question.type in (QuestionType.CHOICE, QuestionType.CHOICES):
        key = question.options[0].key
        return key if question.type is QuestionType.CHOICE else (key,)
    return {
        QuestionType.NUMBER: Decimal("12.5"),
        QuestionType.PERCENT: Decimal(7),
        QuestionType.MONEY: Money(123_456_789, "EUR"),
        QuestionType.DATE: date(2027, 3, 1),
        QuestionType.RATING: 7,
        QuestionType.TEXT: "some words",
    }[question.type]


def test_every_question_of_the_template_comes_back_in_the_data(store, account):
    make_action(store, account, "send the list", date(2026, 8, 1), promise=True)
    review = reviews.start_review(store, account, quarterly(), moment())
    uid = reviews.sheet(store, review, AS_OF).items["promises"][0].key
    for question in quarterly().questions():
        item = uid if question.repeat == "promises" else ""
        give(store, review, Answer(question.key, item, AnswerState.ANSWERED, value_for(question)))
    data = json.loads(json.dumps(full_json(store, review)))
    found = questions_of(data)
    assert set(found) == {q.key for q in quarterly().questions() if q.repeat != "fixes"}
    assert {q["state"] for q in found.values()} == {"answered"}
    assert found["buy.next_value"]["value"] == {"amount": "12345.6789", "currency": "EUR"}
    assert found["buy.freq"]["value"] == "12.5"
    assert found["close.next"]["value"] == "2027-03-01"
    assert found["sat.rating"]["value"] == 7
    assert found["comp.active"]["value"] == [{"competitor": "one"}, {"competitor": "two"}]
    assert found["recap.promises"]["prompt"].startswith("Last time I said we would send the list.")
    assert data["template"]["version"] == quarterly().version_hash
    assert data["review"]["draft"] is True


def test_the_data_names_captures_and_records_and_the_past(store, account):
    make_review(
        store, account, date(2026, 8, 3), answered("sat.rating", 6), notes={"sat.rating": f"slow\n~ {SECRET}"}
    )
    data = full_json(store, held(store, account), private=False)
    assert questions_of(data)["sat.rating"]["past"] == [
        {
            "date": "2026-08-03",
            "quarter": "2026-Q3",
            "state": "answered",
            "text": "6",
            "value": 6,
            "note": "slow",
        }
    ]
    assert {c["kind"]: c["state"] for c in data["captures"]}["sighting"] == "confirmed"
    assert [o["amount"] for o in data["records"]["opportunity"] if o["text"] == "second site"] == [
        {"amount": "99000.00", "currency": "EUR"}
    ]


LINES = st.lists(
    st.tuples(
        st.sampled_from(["", "!", "!! ", "+", "^Acorn ", "$", "@Kim ", '"', "- ", "# "]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
        st.booleans(),
        st.sampled_from(["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\n\n"]),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINES)
def test_no_private_line_leaves_whatever_stands_around_it(lines):
    parts = [
        f"~{marker}{text}{SECRET}{end}" if private else f"{marker}{text.lstrip()}{end}"
        for marker, text, private, end in lines
    ]
    text = "".join(
        part if part.startswith("~") or not part.lstrip().startswith("~") else "x" + part for part in parts
    )
    text = "\n".join(line if SECRET not in line or line.startswith("~") else "x" for line in text.split("\n"))
    with tempfile.TemporaryDirectory() as folder:
        store = make_store(Path(folder))
        account = make_account(store, "Acme")
        first = make_review(
            store,
            account,
            date(2026, 8, 3),
            answered("new.business", text.replace(SECRET, "")),
            finished=False,
        )
        write_note(store, first, "sat.rating", text)
        captures.confirm(store, first, captures.drafts(reviews.sheet(store, first, AS_OF)), moment())
        reviews.finish(store, first, moment=moment(date(2026, 8, 3)))
        second = make_review(store, account, AS_OF, notes={"new.business": text})
        leaked = [line for line in text.splitlines() if SECRET in line and not line.startswith("~")]
        if not leaked:
            for review in (first, second):
                assert all(SECRET not in out for out in outputs(store, review))
        store.close()


NAUGHTY = (
    "# heading", "[link](javascript:alert(1))", "<script>alert(1)</script>", "![x](http://a/b.png)", "**bold** _it_",
    "&lt;b&gt;", "1. one", "- item", "+ item", "> quote", "```\ncode\n```", "    code", "a\n===", "a\n---", "| a | b |\n|---|---|",
    "<http://x.example>", "~~gone~~", "\\*not\\*", "a_b_c __d__", "[ref]: http://x.example", "\x1b[31mred\x07", "a\u202eb",
    "=SUM(A1)", "Ω≈ç√∫", "田中さん", "👩‍👩‍👧", "*", "`", "\\", "___", "***", "1) x", "<!-- c -->", "&#35; x",
)  # fmt: skip

ALLOWED = frozenset(
    [
        "inline",
        "text",
        "paragraph_open",
        "paragraph_close",
        "bullet_list_open",
        "bullet_list_close",
        "list_item_open",
        "list_item_close",
    ]
)


def read_back_as_markdown(text: str) -> tuple[str, set[str]]:
    """The text a reader of the Markdown sees, and the kinds of things in it."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(f"- {text}\n")
    inner = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in (*tokens, *inner)} - {"text_special"}
    return "".join(child.content for child in inner), kinds


@pytest.mark.parametrize("text", NAUGHTY)
def test_markup_in_text_is_shown_and_not_interpreted(text):
    seen, kinds = read_back_as_markdown(inline(text))
    assert seen == safe(one_line(text)).strip()
    assert kinds <= ALLOWED


@settings(max_examples=400, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("#*_`[]()<>!&;~|\\-+=1.: \nab"))
def test_no_text_at_all_is_interpreted(text):
    wanted = safe(one_line(text)).strip()
    seen, kinds = read_back_as_markdown(inline(text))
    if wanted:
        assert (seen, kinds <= ALLOWED) == (wanted, True)


def test_naughty_text_goes_through_every_recap(store):
    account = make_account(store, "<b>Acme</b> [x](y)")
    review = make_review(
        store, account, AS_OF, answered("new.business", "# heading"), finished=False,
        notes={"sat.rating": "\n".join(NAUGHTY), "close.gut": "<script>"},
    )  # fmt: skip
    give(store, review, answered("sat.rating", 5))
    for text in (recap.recap(store, review, AS_OF), internal(store, review)):
        tokens = MarkdownIt("commonmark").parse(text)
        inner = [child for token in tokens for child in token.children or ()]
        assert not {"html_block", "html_inline", "link_open", "image", "fence", "code_block"} & {
            token.type for token in (*tokens, *inner)
        }
        headings = [tokens[i + 1].content for i, token in enumerate(tokens) if token.type == "heading_open"]
        assert "heading" not in headings
    json.dumps(full_json(store, review))


def test_what_is_read_back_starts_with_what_changed(store, account):
    make_review(
        store, account, date(2026, 8, 3), answered("eco.effect", "neutral"), answered("sat.rating", 6)
    )
    make_action(
        store,
        account,
        "send the list",
        date(2026, 8, 3),
        promise=True,
        due=date(2026, 9, 1),
        owner="Sam",
        review_id=1,
    )
    review = reviews.start_review(store, account, quarterly(), moment())
    uid = reviews.sheet(store, review, AS_OF).items["promises"][0].key
    give(store, review, answered("recap.promises", "partly", item=uid, due=date(2026, 12, 4)))
    give(store, review, answered("eco.effect", "neutral"))
    give(store, review, answered("sat.rating", 8))
    give(store, review, answered("close.gut", 3))
    write_note(store, review, "sat.rating", "!! call weekly @me 2026-11-27\n! internal only")
    sheet = reviews.sheet(store, review, AS_OF)
    told = read_back(sheet, captures.drafts(sheet))
    assert next((h.label, h.before, h.now, h.way) for h in told.heard) == ("Rating of us", "6", "8", "up")
    assert "My confidence" not in [h.label for h in told.heard]
    assert told.promised == (
        Promised("call weekly", date(2026, 11, 27), "Robin"),
        Promised("send the list", date(2026, 12, 4), "Sam"),
    )
    assert "sat.rating" not in [q.key for q in told.missing] and "bud.dir" in [q.key for q in told.missing]
    assert (len(told.unconfirmed), told.proposed) == (2, date(2027, 2, 22))
    assert sheet.fills["promises"] == "call weekly by Fri 27 Nov"


def test_the_calendar_holds_what_is_to_do_and_is_the_same_each_time(store, account):
    held(store, account)
    make_action(store, account, "done one", AS_OF, status="done", done_on=AS_OF)
    make_action(store, account, "a; b, c\\d\nBEGIN:VEVENT", AS_OF, due=AS_OF, priority=1)
    text = follow_ups(store, account, moment())
    assert follow_ups(store, account, moment()) == text
    from icalendar import Calendar

    calendar = Calendar.from_ical(text)
    with store.read() as r:
        uids = {f"{a.uid}@reviewtui" for a in r.work.actions(account_id=account)}
    to_dos = [entry for entry in calendar.walk("VTODO") if SECRET not in str(entry["summary"])]
    assert {str(entry["uid"]) for entry in to_dos} <= uids
    assert "a; b, c\\d BEGIN:VEVENT (Acme & Sons)" in [str(entry["summary"]) for entry in to_dos]
    (event,) = calendar.walk("VEVENT")
    assert (str(event["summary"]), event["dtstart"].dt) == ("Next review (Acme & Sons)", date(2027, 2, 22))
    assert event["dtstamp"].dt == datetime(2026, 11, 20, 9, tzinfo=UTC)
