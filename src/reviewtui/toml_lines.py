"""One value of a TOML text changed, and every other character left as it was: remarks, order, spacing, line ends.

    put(text, ("figures", "tier_a"), "70")        -> the text with that value
    take_out(text, ("figures", "tier_a"), "80")   -> without it, or with 80 where it cannot go alone

TOML can say the same thing in many ways (sections, dotted keys, tables in one line). Each way to change it is tried,
and only a text that reads as the old one with exactly this change is taken.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Path = tuple[str, ...]

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_NAME = re.compile(_KEY)
_DOTTED = re.compile(rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*")
_HEADER = re.compile(rf"\[{{1,2}}[ \t]*({_DOTTED.pattern})[ \t]*\]{{1,2}}")
_BLANK = re.compile(r"(?:[\s,]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}#\r\n]*")
_PIECE = re.compile(rf"{_STRING.pattern}|#[^\n]*|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where ``key = value`` stands; ``inside`` is true in a table that is written in one line."""

    path: Path
    table: Path
    start: int
    value: int
    end: int
    inside: bool = False


@dataclass(frozen=True, slots=True)
class _Section:
    """The lines under a header; the first section has none and an empty path."""

    path: Path
    start: int
    end: int


def put(text: str, path: Path, value: str) -> str:
    """The text with ``value`` (as TOML writes it) at ``path``; raises ValueError where no way to write it is found.

    The text must be TOML; TOMLDecodeError is a ValueError too.
    """
    wanted = tomllib.loads(text)
    _set(wanted, path, tomllib.loads(f"x = {value}")["x"])
    return _first(_ways_to_put(text, path, value), wanted)


def take_out(text: str, path: Path, usual: str) -> str:
    """The text without ``path``, or with the value ``usual`` where it stands in a line with others; else ValueError.

    A line with a remark behind the value is not lost: it becomes a remark as a whole.
    """
    wanted = tomllib.loads(text)
    here = next((one for one in _walk(text)[0] if one.path == path), None)
    if here is None:
        return text
    _set(wanted, path, None)
    try:
        return _first(() if here.inside else (_without(text, here),), wanted)
    except ValueError:
        return put(text, path, usual)


def _first(ways: Iterable[str], wanted: dict[str, Any]) -> str:
    for new in ways:
        try:
            if _pruned(tomllib.loads(new)) == _pruned(wanted):
                return new
        except tomllib.TOMLDecodeError:
            continue
    raise ValueError("it is written in a way that only you can change")


def _set(table: dict[str, Any], path: Path, value: object) -> None:
    """Put a value at a path, None to take it away; ValueError where something else than a table is in the way."""
    for name in path[:-1]:
        table = table.setdefault(name, {})
        if not isinstance(table, dict):
            raise ValueError(f"{name} is no table")
    if value is None:
        table.pop(path[-1], None)
    else:
        table[path[-1]] = value


def _pruned(value: Any) -> Any:
    """Without empty tables, whose headers may come or stay."""
    if not isinstance(value, dict):
        return value
    kept = {name: _pruned(one) for name, one in value.items()}
    return {name: one for name, one in kept.items() if one != {}}


# --- finding


def _walk(text: str) -> tuple[list[_Entry], list[_Section]]:
    """Every entry and every section of a text that is TOML."""
    entries: list[_Entry] = []
    starts: list[tuple[Path, int, int]] = [((), 0, 0)]
    table: Path = ()
    at = _skip(text, 0)
    while at < len(text):
        header = _HEADER.match(text, at)
        if header:
            table = _names(header[1])
            starts.append((table, at, _line_end(text, header.end())))
            at = header.end()
        else:
            found = _entry(text, at, table, table)
            entries += found
            at = found[0].end
        at = _skip(text, at)
    ends = [start for _, start, _ in starts[1:]] + [len(text)]
    sections = [_Section(path, body, end) for (path, _, body), end in zip(starts, ends, strict=True)]
    return entries, sections


def _entry(text: str, at: int, before: Path, table: Path, *, inside: bool = False) -> list[_Entry]:
    """The entry that begins here, and those inside its value where that is a table."""
    dotted = _DOTTED.match(text, at)
    if dotted is None:
        raise ValueError("it cannot be read line by line")
    path = (*before, *_names(dotted[0]))
    value = _skip(text, text.index("=", dotted.end()) + 1)
    found = [_Entry(path, table, at, value, _value_end(text, value), inside)]
    if text[value] == "{":
        at = _skip(text, value + 1)
        while text[at] != "}":
            inner = _entry(text, at, path, table, inside=True)
            found += inner
            at = _skip(text, inner[0].end)
    return found


def _names(dotted: str) -> Path:
    return tuple(
        next(iter(tomllib.loads(f"{part[0]} = 0"))) if part[0][0] in "\"'" else part[0]
        for part in _NAME.finditer(dotted)
    )


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _value_end(text: str, at: int) -> int:
    """Where the value that begins here ends."""
    if text[at] not in "[{":
        plain = _STRING.match(text, at)
        if plain:
            return plain.end()
        bare = _BARE.match(text, at)
        return at + len(bare[0].rstrip()) if bare else at
    depth = 0
    for piece in _PIECE.finditer(text, at):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(piece[0], 0)
        if not depth:
            return piece.end()
    return len(text)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    """Behind the line break of the line."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


# --- changing


def _without(text: str, entry: _Entry) -> str:
    start, end = _line_start(text, entry.start), _line_end(text, entry.end)
    lines = text[start:end]
    kept = ""
    if "#" in text[entry.end : end] or "#" in text[entry.value : entry.end]:
        kept = "".join(f"# {line}" for line in lines.splitlines(keepends=True))
    return text[:start] + kept + text[end:]


def _anew(text: str, entry: _Entry, value: str) -> str:
    """Another value for an entry; one with remarks between its lines stays below the new line as a remark."""
    if entry.inside or "#" not in text[entry.value : entry.end]:
        return text[: entry.value] + value + text[entry.end :]
    line = f"{text[entry.start : entry.value]}{value}{_break(text)}"
    start = _line_start(text, entry.start)
    return text[:start] + line + _without(text, entry)[start:]


def _ways_to_put(text: str, path: Path, value: str) -> Iterator[str]:
    """Each way to write it, the nearest to how the file is written first."""
    entries, sections = _walk(text)
    for one in entries:
        if one.path == path:
            yield _anew(text, one, value)
            return
    for section in reversed(sections):
        # Its own section, else the nearest one above it that is there.
        if section.path and section.path == path[:-1]:
            yield _into(text, section, entries, path[len(section.path) :], value)
    for one in entries:
        if text[one.value] == "{" and path[: len(one.path)] == one.path:
            yield _into_braces(text, one, path[len(one.path) :], value)
    yield _new_section(text, path, value)
    for section in reversed(sections):
        if section.path == path[: len(section.path)]:
            yield _into(text, section, entries, path[len(section.path) :], value)


def _break(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _into(text: str, section: _Section, entries: list[_Entry], rest: Path, value: str) -> str:
    """A line in a section: below the remark that names the setting, else below its last entry, else at its top."""
    remark = re.compile(rf"^[ \t]*#[ \t]*{re.escape('.'.join(rest))}[ \t]*=", re.MULTILINE)
    named = remark.search(text, section.start, section.end)
    own = [one.end for one in entries if section.start <= one.start < section.end and not one.inside]
    at = _line_end(text, named.end()) if named else _line_end(text, own[-1]) if own else section.start
    line = f"{'.'.join(rest)} = {value}{_break(text)}"
    before = text[:at]
    return before + (_break(text) if before and not before.endswith("\n") else "") + line + text[at:]


def _into_braces(text: str, table: _Entry, rest: Path, value: str) -> str:
    inner = text[table.value + 1 : table.end]
    comma = "" if inner.strip() == "}" else ","
    space = "" if inner[:1] == " " else " "
    return f"{text[: table.value + 1]} {'.'.join(rest)} = {value}{comma}{space}{text[table.value + 1 :]}"


def _new_section(text: str, path: Path, value: str) -> str:
    end = _break(text)
    before = text if not text or text.endswith("\n") else text + end
    return f"{before}{end if before else ''}[{'.'.join(path[:-1])}]{end}{path[-1]} = {value}{end}"
