"""What tools write for channel, standing, priority and length, and HTML as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewtui.services.transfer.activitywords import (
    activity_sort,
    deal_standing,
    minutes,
    opportunity_kind,
    priority,
    sort_of_subject,
    standing,
)
from reviewtui.services.transfer.markup import plain_text

SORTS = {
    "call": "Call|Phone call|INBOUND_CALL|Anruf|Telefonat|Appel|Logged call|call back",
    "visit": "Meeting|Lunch|Besuch|Vor Ort|Event|Appointment|In person|réunion",
    "video": "Video call|Zoom|Microsoft Teams|Online-Termin",
    "e-mail": "Email|E-Mail|EMAIL|Incoming email|List Email|INCOMING_EMAIL",
    "message": "SMS|WhatsApp|LinkedIn message|Brief",
    "event": "Trade show|Messe|Webinar",
    "action": "Task|To-do|TODO|Aufgabe|Deadline|Follow-up|Other",
    "note": "Note|NOTE|Notiz",
}
STANDINGS = {
    "done": "Completed|COMPLETED|Done|Held|erledigt|Connected|TRUE|abgeschlossen",
    "open": "Not Started|In Progress|To do|offen|Planned|SCHEDULED|Waiting on someone else|Deferred|FALSE|0",
    "dropped": "Canceled|Cancelled|Not Held|storniert|Dropped|RESCHEDULED",
    "missed": "No answer|NO_ANSWER|Left voicemail|Busy|NO_SHOW|nicht erreicht|Wrong number",
    "": "Prospecting|Parked",
}


@pytest.mark.parametrize(
    ("sort", "text"), [(sort, text) for sort, words in SORTS.items() for text in words.split("|")]
)
def test_a_word_for_an_activity_is_a_channel_or_a_to_do(sort: str, text: str) -> None:
    assert activity_sort(text) == sort


def test_a_word_of_ones_own_is_no_channel() -> None:
    assert activity_sort("Deep dive") is None
    assert sort_of_subject("Email: Re: your offer") == "e-mail"
    assert sort_of_subject("Call") == "call"
    assert sort_of_subject("Calling cards reordered") is None


@pytest.mark.parametrize(
    ("state", "text"), [(state, text) for state, words in STANDINGS.items() for text in words.split("|")]
)
def test_how_an_activity_stands(state: str, text: str) -> None:
    assert standing(text) == state


@pytest.mark.parametrize(
    ("text", "per", "wanted"),
    [
        ("30", 1, 30),
        ("00:30:00", 1, 30),
        ("01:30", 1, 90),
        ("1 h 15 min", 1, 75),
        ("45 min", 1, 45),
        ("1,5 Std", 1, 90),
        ("125", 60, 2),
        ("02:05", 60, 2),
        ("185000", 60_000, 3),
        ("00:03:05", 60_000, 3),
        ("12", 60, 1),
        ("0", 1, 0),
    ],
)
def test_lengths_are_minutes_whatever_the_tool_counts_in(text: str, per: int, wanted: int) -> None:
    assert minutes(text, "point", per) == wanted


def test_a_length_of_more_than_a_day_is_said() -> None:
    with pytest.raises(ValueError, match="is not the length of a touch; it is 0 to 1440 minutes"):
        minutes("2000", "point")


def test_priorities_and_deals() -> None:
    assert [priority(word) for word in ("High", "Normal", "niedrig", "P1", "Highest", "3", "?")] == [
        1,
        2,
        3,
        1,
        1,
        3,
        None,
    ]
    stages = (
        "Closed Won",
        "closedwon",
        "gewonnen",
        "Closed Lost",
        "verloren",
        "Negotiation/Review",
        "Won back later?",
    )
    assert [deal_standing(stage) for stage in stages] == ["won", "won", "won", "lost", "lost", "open", "open"]
    assert opportunity_kind("Existing Customer - Upgrade") == "more volume"
    assert opportunity_kind("Renewal") == "renewal"
    assert opportunity_kind("Opportunity") is None


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two<br>three</p>", "one\ntwo\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<div>AT&amp;T &lt;b&gt;</div>", "AT&T <b>"),
        ("5 < 6 and <b>bold</b>", "5 < 6 and bold"),
        ("Q&amp;A", "Q&A"),
        ("<style>p {}</style><p onclick='x()'>seen</p><script>alert(1)</script>", "seen"),
        ("<p>said</p>\n<p>~ kept from others</p>", "said\n~ kept from others"),
        ("no tags, a<b and c>d\n  kept as it is", "no tags, a<b and c>d\n  kept as it is"),
        ("<p>never closed", "never closed"),
    ],
)
def test_html_becomes_words(html: str, text: str) -> None:
    assert plain_text(html) == text


@given(st.text(alphabet=st.sampled_from("<>/&;pbr il~x \n\"'=!-"), max_size=60))
def test_any_text_becomes_plain_and_never_fails(text: str) -> None:
    assert isinstance(plain_text(text), str)


@given(st.text(max_size=80).filter(lambda text: "<" not in text and "&" not in text))
def test_a_text_without_html_stays_as_it_is(text: str) -> None:
    assert plain_text(text) == text
