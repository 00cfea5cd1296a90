"""Review templates as values: sections of questions with permanent keys.

Reading one from TOML is ``template_parsing``, keeping one with a review is ``template_json``, and
deciding which questions stand on the screen is ``template_rules``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

MAX_OPTIONS = 10
MAX_TITLE = 16
MAX_SHORT = 24

PANELS = ("none", "promises", "orders", "budget", "competitors", "asks")
REPEATS = ("promises", "fixes")
EVERY = ("yearly",)
SUGGESTIONS = ("contacts", "competitors", "colleagues", "categories")
RECORDS = ("action", "ask", "sighting", "opportunity", "fact", "objective", "wish", "touch")
OPENABLE = ("issue",)
AGGREGATES = ("none", "distribution", "counts", "mean", "median", "sum", "nps", "tags", "rate", "calendar")

ITEM_WORD: Mapping[str, str] = {"promises": "promise", "fixes": "fix"}
"""The name under which a repeated question finds its item in the prompt."""

PLACEHOLDERS = frozenset(
    [
        "promise",
        "fix",
        "date",
        "month",
        "orders_now",
        "orders_before",
        "category",
        "rating",
        "late_rate",
        "months",
        "renewal_or_next_order",
        "idea",
        "renewal_date",
        "promises",
        "proposed_date",
        "account",
        "contact",
    ]
)
"""Every ``{name}`` a prompt or a hint may ask for."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


class QuestionType(StrEnum):
    """What kind of value answers a question, a sub-field or a column."""

    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    RATING = "rating"
    TEXT = "text"
    LIST = "list"


DEFAULT_AGGREGATE: Mapping[QuestionType, str] = {
    QuestionType.CHOICE: "distribution",
    QuestionType.CHOICES: "counts",
    QuestionType.NUMBER: "sum",
    QuestionType.MONEY: "sum",
    QuestionType.PERCENT: "median",
    QuestionType.DATE: "calendar",
    QuestionType.RATING: "mean",
    QuestionType.TEXT: "tags",
    QuestionType.LIST: "counts",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer of a choice; ``opens`` names a form ("issue") or another question's key."""

    key: str
    label: str
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A named part beside the main value, or a column of a list row.

    ``suggest`` names what completes it (contacts, competitors, colleagues, categories); ``default`` is the
    text a new row starts with, in the shorthand of its type (``"60"`` for 60 %).
    """

    key: str
    label: str
    type: QuestionType = QuestionType.TEXT
    options: tuple[Option, ...] = ()
    suggest: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class Becomes:
    """What an answer, or each row of a list, turns into at the wrap-up.

    ``values`` are (attribute, text) pairs: constants such as ``("domain", "service")``, or ``("what", "{need}")``
    for a column or sub-field of that name; ``"{value}"`` is the main value.
    """

    record: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its permanent key; wording may change, the meaning of the key may not.

    ``label`` captions the main value where sub-fields stand beside it; ``none`` is the wording of "there are
    none" of a list; ``ordered`` options run from the least to the most, so that two answers compare as up or
    down; ``minimum`` and ``maximum`` bound a number or percent, both included.
    """

    key: str
    type: QuestionType
    prompt: str
    short: str
    plain: str = ""
    hint: str = ""
    label: str = ""
    options: tuple[Option, ...] = ()
    fields: tuple[Field, ...] = ()
    columns: tuple[Field, ...] = ()
    core: bool = False
    private: bool = False
    own: bool = False
    ordered: bool = False
    none: str = ""
    unit: str = ""
    aggregate: str = "none"
    show_if: str = ""
    repeat: str = ""
    every: str = ""
    weak_below: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    becomes: Becomes | None = None

    @property
    def confidential(self) -> bool:
        """Whether it stays out of everything meant for others: private, or our own view."""
        return self.private or self.own

    def option(self, key: str) -> Option | None:
        """Return the option of that key, or None."""
        return next((option for option in self.options if option.key == key), None)


@dataclass(frozen=True, slots=True)
class Section:
    """One screen of questions; ``show`` names the data panel that stands beside it."""

    key: str
    title: str
    intro: str = ""
    show: str = "none"
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A review as data; ``version_hash`` changes with any wording, order or rule, and with nothing else."""

    key: str
    name: str
    title_long: str
    version_hash: str
    rhythm: str
    sections: tuple[Section, ...]

    def questions(self) -> Iterator[Question]:
        """Yield every question in the order of the template."""
        for section in self.sections:
            yield from section.questions

    def question(self, key: str) -> Question | None:
        """Return the question of that key, or None."""
        return next((question for question in self.questions() if question.key == key), None)

    def section(self, key: str) -> Section | None:
        """Return the section of that key, or None."""
        return next((section for section in self.sections if section.key == key), None)


def core_questions(template: Template) -> tuple[Question, ...]:
    """Return the questions of the short run, in order."""
    return tuple(question for question in template.questions() if question.core)


def placeholders(text: str) -> tuple[str, ...]:
    """Return the names a wording asks for as ``{name}``, in order of appearance."""
    return tuple(_PLACEHOLDER.findall(text))


def fill(prompt: str, values: Mapping[str, str], plain: str = "") -> str:
    """Fill ``{name}`` from ``values``; where one is missing or empty, return ``plain`` instead.

    Values are text from data: they are put in as they are and never searched for placeholders again.
    """
    if not all(values.get(name) for name in placeholders(prompt)):
        return plain
    return _PLACEHOLDER.sub(lambda match: values[match.group(1)], prompt)


def spoken(question: Question, values: Mapping[str, str]) -> str:
    """Return the sentence to say, with the data in it when all of it is known, else the plain wording."""
    return fill(question.prompt, values, question.plain)


def hinted(question: Question, values: Mapping[str, str]) -> str:
    """Return the hint for our own eyes; one that lacks its data is left out."""
    return fill(question.hint, values)
