"""What was decided by hand about a file: kept for the next one with the same headers, or written down in a mapping file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, Protocol

from reviewtui.domain.custom import PREFIX
from reviewtui.domain.frozen import frozen
from reviewtui.domain.short_sum import short_sum
from reviewtui.services.transfer.asking import Doubt, ImportOptions, Styles

if TYPE_CHECKING:
    from reviewtui.domain.errors import ImportProblem
    from reviewtui.services.transfer.mapping import Column
    from reviewtui.services.transfer.plan import ImportPlan
    from reviewtui.services.transfer.profile import Profile

ANSWERS = ("dates", "decimal", "discount", "amounts", "names", "encoding")
"""The doubts whose answers are kept, by the options that answer them."""
BY_HAND = frozenset({"given", "remembered", "mapping file", "kept"})
ALL = "all"
"""The consent to every pair."""
STANDING = ("match", "same", "count")
"""What is said about matching and what counts, kept as text with a line for each part."""
_AMOUNTS = frozenset({"amount", "line_amount"})
_PROVABLE = ("dates", "decimal", "discount", "amounts")
_SAYS = {
    "dmy": "the day first",
    "mdy": "the month first",
    "comma": "a decimal comma",
    "point": "a decimal point",
    "fraction": "fractions",
    "percent": "percent",
    "order": "amounts of whole orders",
    "line": "amounts of lines",
}


@frozen
class Recalled:
    """The kind, the field by column (empty: left out) and the answers; ``origin`` says from where, in words.

    ``whole`` says that every column is named, not only those that somebody decided on.
    """

    kind: str
    mapping: Mapping[str, str]
    answers: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    whole: bool = False

    def maps(self, automatic: Sequence[Column]) -> tuple[str, ...]:
        """The mapping as ``column=field`` pairs, without what the columns come to by themselves."""
        by_itself = {column.header: column.field or "" for column in automatic}
        return tuple(
            f"{header}={wanted}"
            for header, wanted in self.mapping.items()
            if header in by_itself and not _alike(by_itself[header], wanted, whole=self.whole)
        )

    def matched(self, options: ImportOptions) -> ImportOptions:
        """The options with what was said about matching, where nothing else is said now."""
        said: dict[str, Any] = {
            key: tuple(self.answers[key].split("\n"))
            for key in STANDING
            if key in self.answers and not getattr(options, key)
        }
        return replace(options, **said)

    def answered(self, doubts: Iterable[Doubt], options: ImportOptions) -> ImportOptions:
        """The options with the doubts answered that were answered before; what the values contradict stays in doubt."""
        said: dict[str, Any] = {
            doubt.key: self.answers[doubt.key]
            for doubt in doubts
            if doubt.key in self.answers and not doubt.mixed and getattr(options, doubt.key) is None
        }
        return replace(options, **said) if said else options


def _alike(found: str, wanted: str, *, whole: bool) -> bool:
    """Whose an amount is, is told from the rows each time, unless somebody decided on this column."""
    return found == wanted or (whole and {found, wanted} <= _AMOUNTS)


class Recall(Protocol):
    """What is known of a header row, given as its cells; ``encodings`` that files with known headers were said to have."""

    encodings: tuple[str, ...]

    def __call__(self, cells: Sequence[str], /) -> Recalled | None:
        """What was decided about files with this header row."""

    def misfit(self, header: Sequence[str], /) -> ImportProblem | None:
        """Why a file with another header cannot be read; None where it is no matter."""


def headers_key(cells: Sequence[str]) -> str:
    """By what the layout of a file is known: its header row, without empty cells at the end."""
    width = max((place for place, text in enumerate(cells, start=1) if text), default=0)
    joined = "\x1f".join(cells[:width])
    return short_sum(joined.encode("utf-8", "replace"), 16)


def decided(plan: ImportPlan, agreed: Sequence[str] = ()) -> Recalled | None:
    """What somebody decided about this file by hand, now or before; None when the file told it all by itself.

    ``agreed`` are the pairs that a consent to all of them made one: they are kept, and not the consent, since nobody has seen
    yet whom another file names.
    """
    before = plan.recalled
    mapping = {c.header: c.field or "" for c in plan.columns if c.why in BY_HAND}
    answers = dict(before.answers) if before is not None else {}
    answers |= {key: said for key in ANSWERS if (said := getattr(plan.options, key)) is not None}
    same = dict.fromkeys((*(one for one in plan.options.same if one != ALL), *agreed))
    for key, parts in zip(STANDING, (plan.options.match, tuple(same), plan.options.count), strict=True):
        if parts:
            answers[key] = "\n".join(parts)
    if not mapping and not answers and not plan.kind_said and before is None:
        return None
    return Recalled(plan.kind, mapping, answers)


def against_proof(
    recalled: Recalled, columns: Sequence[Column], seen: Profile, styles: Styles, options: ImportOptions
) -> dict[str, str]:
    """The answers that the values of this file prove wrong, each with a sentence that says so: the values count."""
    discounts = [seen.numbers[c.index] for c in columns if c.field == "discount"]
    proofs: dict[str, set[str]] = {
        "dates": {one.proved for one in seen.dates.values() if one.proved},
        "decimal": {one.proved for one in seen.numbers.values() if one.proved},
        "discount": {styles.discount} if any(e.below_one or e.above_one for e in discounts) else set(),
        "amounts": {"line"} if seen.orders.split else set(),
    }
    return {
        key: f"the values of this file prove {_SAYS[proved]}, not {_SAYS[said]} {recalled.origin}; the values count"
        for key, said in recalled.answers.items()
        if key in _PROVABLE and getattr(options, key) in (None, said)
        for proved in sorted(proofs[key] - {said})
    }


def in_words(recalled: Recalled, used: Sequence[str]) -> str:
    """That a file is read as before, and by which answers."""
    answers = [f"{key} {', '.join(recalled.answers[key].splitlines())}" for key in used]
    columns = sum(1 for wanted in recalled.mapping.values() if wanted)
    parts = [f"{columns} column{'s' if columns != 1 else ''}"] if columns else []
    return f"{recalled.origin} ({', '.join([*parts, *answers]) or recalled.kind})"


_SURE = {
    "own name": "own name",
    "known name": "synonym",
    "given": "by hand",
    "kept": "kept as it is",
    "mapping file": "by the mapping file",
    "its values": "by its values",
    "second id": "by name, as a second id",
    "when empty": "synonym, when the first is empty",
}


def how_sure(column: Column) -> str:
    """How the field of a column was found, in words; empty for one that was left out by itself."""
    if column.why == "its values" and not column.field and not column.samples:
        return "it is empty"
    return _SURE.get(column.why, column.why)


def custom_under(header: str) -> str:
    """The custom field that keeps a column under the name it has."""
    return PREFIX + header.replace("=", "-")
