"""Mapping files: how files of one layout are read, as TOML that a script can keep beside them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewtui.domain.custom import PREFIX, is_custom
from reviewtui.domain.errors import ImportProblem
from reviewtui.services.transfer.asking import CHOICES
from reviewtui.services.transfer.documents import PARTS
from reviewtui.services.transfer.given import known_fields
from reviewtui.services.transfer.mapping import column_names
from reviewtui.services.transfer.recalled import ANSWERS, STANDING, Recalled, custom_under, decided
from reviewtui.services.transfer.synonyms import KINDS
from reviewtui.storage.files import write_new

if TYPE_CHECKING:
    from reviewtui.services.transfer.plan import ImportPlan

_PARTS = ("kind", "columns", "answers")


class MapFile:
    """A mapping file that was read; called with the cells of a row it says whether they are its header."""

    def __init__(self, path: Path, recalled: Recalled) -> None:
        self.path = path
        self.recalled = recalled
        said = recalled.answers.get("encoding")
        self.encodings: tuple[str, ...] = (said,) if said else ()
        self._wanted = {header for header, field in recalled.mapping.items() if field}

    def __call__(self, cells: Sequence[str]) -> Recalled | None:
        return self.recalled if self._wanted and self._wanted <= set(column_names(cells)) else None

    def misfit(self, header: Sequence[str]) -> ImportProblem:
        """Why a file with this header cannot be read by it: which of its columns are not there, and what is."""
        names = column_names(header)
        lost = [wanted for wanted in self.recalled.mapping if wanted in self._wanted - set(names)]
        near = get_close_matches(lost[0], names, 1, 0.5) if lost else []
        hint = (
            f"; did you mean {near[0]!r}?" if near else f"; the file has {', '.join(map(repr, names[:12]))}"
        )
        where = f"{self.path.name}, line {_line_of(self.path, lost[0])}" if lost else self.path.name
        missing = f"the file has no column {lost[0]!r}" if lost else "it does not fit the file"
        return ImportProblem(f"{where}: {missing}{hint}. Mend the mapping file, or leave --use-map out.")


def read_map(path: Path) -> MapFile:
    """Read a mapping file; raises ImportProblem that names the file, the line and what to do."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as fault:
        raise ImportProblem(f"{path} cannot be read ({fault.strerror}); name another mapping file.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ImportProblem(
            f"{path.name} is no TOML: {fault}. Mend it, or write it anew with --save-map."
        ) from None
    for key in data:
        if key not in _PARTS:
            raise _wrong(path, key, f"there is no {key!r} in a mapping file; it has {', '.join(_PARTS)}")
    kind = data.get("kind")
    if kind not in KINDS:
        said = f"{kind!r} is no kind of file" if "kind" in data else "the kind is missing"
        raise _wrong(path, "kind", f'{said}; write kind = "accounts", or one of {", ".join(KINDS)}')
    columns, answers = _table(path, data, "columns"), _table(path, data, "answers")
    mapping = {header: _field(path, kind, header, field) for header, field in columns.items()}
    texts = {key: _answer(path, key, answer) for key, answer in answers.items()}
    return MapFile(path, Recalled(kind, mapping, texts, f"as {path.name} says", whole=True))


def _table(path: Path, data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name, {})
    if not isinstance(found, dict):
        raise _wrong(path, name, f"{name!r} is a table; write [{name}] and its keys below it")
    return found


def _field(path: Path, kind: str, header: str, field: Any) -> str:
    if not isinstance(field, str):
        raise _wrong(path, header, f'the field of {header!r} is a text; write "" to leave the column out')
    if is_custom(field):
        return field if field != PREFIX else custom_under(header)
    if field and field not in known_fields(kind):
        near = get_close_matches(field, known_fields(kind), 1)
        hint = f"did you mean {near[0]!r}?" if near else f"the fields are {', '.join(known_fields(kind))}"
        raise _wrong(path, header, f"there is no field {field!r} for {kind}; {hint}")
    return field


def _answer(path: Path, key: str, said: Any) -> str:
    if key in STANDING:
        if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
            raise _wrong(path, key, f'{key} is a list of texts; write {key} = ["..."]')
        if key == "count" and (strange := [one for one in said if one not in PARTS]):
            raise _wrong(path, key, f"{strange[0]!r} cannot be counted; count takes {' and '.join(PARTS)}")
        return "\n".join(said)
    if key not in ANSWERS:
        raise _wrong(
            path, key, f"there is no answer {key!r}; the answers are {', '.join((*ANSWERS, *STANDING))}"
        )
    choices = CHOICES.get(key)
    if not isinstance(said, str) or (choices and said not in choices):
        raise _wrong(
            path, key, f"{said!r} does not answer {key}; write {' or '.join(choices or ('a text',))}"
        )
    return said


def _wrong(path: Path, key: str, sentence: str) -> ImportProblem:
    line = _line_of(path, key)
    return ImportProblem(f"{path.name}{f', line {line}' if line else ''}: {sentence}.")


def _line_of(path: Path, key: str) -> int:
    """The line of the file in which a key stands; 0 when it stands nowhere as it is."""
    begins = re.compile(
        rf"\s*\[?\s*(?:{re.escape(key)}|{re.escape(json.dumps(key, ensure_ascii=False))}|'{re.escape(key)}')\s*[=\]]"
    )
    lines = path.read_text("utf-8").splitlines()
    return next((number for number, line in enumerate(lines, start=1) if begins.match(line)), 0)


def save_map(plan: ImportPlan, target: Path) -> None:
    """Write how a file is read, with the answers given, as a new mapping file; never over one that is there.

    Raises DatabaseUnusable for the place.
    """
    with write_new(target) as out:
        out.write(map_text(plan))


def map_text(plan: ImportPlan) -> str:
    """The mapping file of a plan."""
    width = len(plan.header.cells)
    lines = [
        f"# How files like {json.dumps(plan.path.name, ensure_ascii=False)} are read; see docs/import.md."
    ]
    lines += [f'kind = "{plan.kind}"', "", "[columns]"]
    lines += [f"{_quoted(c.header)} = {_quoted(c.field or '')}" for c in plan.columns if c.index < width]
    found = decided(plan)
    if found is not None and found.answers:
        lines += ["", "[answers]", *(f"{key} = {_toml(key, said)}" for key, said in found.answers.items())]
    return "\n".join(lines) + "\n"


def _toml(key: str, said: str) -> str:
    if key not in STANDING:
        return _quoted(said)
    return f"[{', '.join(_quoted(one) for one in said.splitlines())}]"


def _quoted(text: str) -> str:
    """A TOML string; JSON writes the same but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
