"""Answers that no story tells but every real review has: the smaller ratings, the yearly questions, the gaps."""

from __future__ import annotations

import random

from reviewtui.domain.answers import Answer, AnswerState, with_state, with_value
from reviewtui.domain.templates import QuestionType, Template
from sample.making import chance

_RATED = ("base.comm", "base.exec", "close.gut")
_EFFORT = {5: "far_too_much", 6: "some", 7: "some", 8: "little", 9: "little", 10: "none"}
_MOODS = {5: "cold", 6: "flat", 7: "fine", 8: "warm", 9: "glowing", 10: "glowing"}
_SKIPPED = ("recap.waste", "new.industry", "buy.process", "imp.different", "close.missed", "opp.found")


def filled(
    template: Template, answers: list[Answer], account: str, day: str, yearly: frozenset[str]
) -> list[Answer]:
    """More answers that go with those told: ratings near the rating of us, moods, and what was left out."""
    if template.key != "quarterly":
        return []
    told = {answer.question_key: answer for answer in answers}
    rating = told["sat.rating"].value if "sat.rating" in told else None
    if not isinstance(rating, int):
        return []
    rng = chance("filling", account, day)
    more = [_near(key, rating, rng) for key in _RATED if rng.random() < 0.85]
    if rng.random() < 0.6:
        more.append(with_value(Answer("base.effort"), _EFFORT[max(rating, 5)]))
    if rng.random() < 0.9:
        more.append(with_value(Answer("close.mood"), _MOODS[max(rating, 5)]))
        more.append(with_value(Answer("close.rushed"), "yes" if rng.random() < 0.8 else "partly"))
    more += _gaps(rng)
    more += [_near(key, rating, rng) for key in sorted(yearly) if rng.random() < 0.8]
    known = [question.key for question in template.questions() if question.type is not QuestionType.LIST]
    return [answer for answer in more if answer.question_key not in told and answer.question_key in known]


def _near(key: str, rating: int, rng: random.Random) -> Answer:
    return with_value(Answer(key), max(0, min(10, rating - 2 + int(rng.random() * 4))))


def _gaps(rng: random.Random) -> list[Answer]:
    found = [with_state(Answer(key), AnswerState.NOT_ASKED) for key in _SKIPPED if rng.random() < 0.25]
    if rng.random() < 0.25:
        state = AnswerState.UNKNOWN if rng.random() < 0.6 else AnswerState.DECLINED
        found.append(with_state(Answer("comp.share"), state))
    if rng.random() < 0.2:
        found.append(with_state(Answer("buy.next_value"), AnswerState.UNKNOWN))
    return found
