"""The user's settings: one TOML file; what is wrong in it is said with file, line, key and reason, and the rest works.

The user's name, the currency and the first month of the year are facts about the records and live in the
database; here is only how this machine shows and reads things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewtui.domain.errors import ConfigError
from reviewtui.domain.frozen import frozen

if TYPE_CHECKING:
    from reviewtui.domain.figure_settings import FigureSettings

_BOM = "\ufeff".encode()
DATE_ORDERS = ("dmy", "mdy", "ymd")
DECIMALS = (".", ",")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_ONE_OF: Mapping[str, tuple[str, ...]] = {
    "date_order": DATE_ORDERS,
    "decimal": DECIMALS,
    "first_weekday": WEEKDAYS,
}
_SWITCHES = ("ascii", "mouse")
_TEXTS = ("theme",)
_KNOWN = (*_ONE_OF, *_SWITCHES, *_TEXTS, "keys", "figures")


@frozen
class Config:
    """The settings, each with the value it has when nothing is said.

    ``date_order`` reads ``3/4``; ``decimal`` is the mark that amounts are read and shown with; ``ascii`` draws
    without any special character; ``theme`` is a Textual theme (empty: ours); ``first_weekday`` is 0 for
    Monday to 6; ``keys`` gives commands other keys, by the id of the command; ``lines`` are the lines of
    ``theme`` and of each ``keys.ID`` in the file, which only the app can check; ``figures_told`` is what the section of the figures says, already
    checked, and ``figures`` those settings with the usual values of all others.
    """

    date_order: str = "dmy"
    decimal: str = "."
    ascii: bool = False
    theme: str = ""
    first_weekday: int = 0
    mouse: bool = True
    keys: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    figures_told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def figures(self) -> FigureSettings:
        """Every cut-off and weight of the figures."""
        from reviewtui.domain.figure_settings import read_settings

        return read_settings(self.figures_told)[0]

    @property
    def group(self) -> str:
        """The mark between thousands: the one that is not the decimal mark."""
        return "," if self.decimal == "." else "."


def load_config(path: Path) -> tuple[Config, tuple[str, ...]]:
    """Return the settings in the file and a sentence for each thing wrong with it.

    No file is no problem. What is wrong keeps its usual value; a file that cannot be read at all leaves all
    of them.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Config(), ()
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror
        return Config(), (f"{path}: the settings cannot be read ({reason}). The usual ones are used.",)
    return parse_config(text, str(path))


def parse_config(text: str, source: str) -> tuple[Config, tuple[str, ...]]:
    """Return the settings written in ``text`` and the problems; ``source`` is the name that those mention."""
    import tomllib

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"line {line.group(1)}" if line else "last line"
        what = re.sub(r"\s*\(at .*\)$", "", str(error))
        return Config(), (
            f"{source}, {where}: this is not TOML ({what[:1].lower()}{what[1:]}). The usual settings are used.",
        )
    good: dict[str, Any] = {}
    problems: list[str] = []
    for name, value in data.items():
        problem = _problem(name, value)
        if problem:
            problems.append(f"{source}, line {_line(text, name)}, {name}: {problem}.")
        elif name not in ("keys", "figures"):
            good[name] = WEEKDAYS.index(value) if name == "first_weekday" else value
    keys = dict(_flat(data["keys"])) if isinstance(data.get("keys"), dict) else {}
    lines = {f"keys.{key}": _line(text, key) for key in keys}
    if "theme" in good:
        lines["theme"] = _line(text, "theme")
    for key, value in keys.items():
        if not isinstance(value, str):
            problems.append(
                f'{source}, line {lines[f"keys.{key}"]}, keys.{key}: a key is written in quotes, such as "f4".'
            )
    texts = {key: value for key, value in keys.items() if isinstance(value, str)}
    told, wrong = _figures(data.get("figures"), text, source)
    found = replace(Config(**good), keys=texts, lines=lines, figures_told=told)
    return found, (*problems, *wrong)


def _figures(told: object, text: str, source: str) -> tuple[Mapping[str, Any], list[str]]:
    """What is right in the section of the figures, and a sentence for each thing that is not."""
    if not isinstance(told, dict):
        return {}, []
    from reviewtui.domain.figure_settings import read_settings, told_by

    settings, wrong = read_settings(told)
    return told_by(settings), [
        f"{source}, line {_figure_line(text, name)}, figures.{name}: {problem}." for name, problem in wrong
    ]


def change_figure(path: Path, name: str, value: Any) -> None:
    """Write one checked setting of the figures (``table.entry`` in a table) into the file; all else in it stays.

    The usual value, or None, takes the setting out. A file that is not there yet begins with every setting as a
    remark. Raises ConfigError where the file cannot be read or written, or is such that only its user can change it.
    """
    from reviewtui.domain.figure_settings import USUAL
    from reviewtui.domain.figure_words import as_toml, value_of
    from reviewtui.toml_lines import put, take_out

    usual = value_of(USUAL, name)
    where = ("figures", *name.split("."))
    try:
        raw = path.read_bytes() if path.exists() else all_figures().encode()
        mark = _BOM if raw.startswith(_BOM) else b""
        text = raw.removeprefix(_BOM).decode("utf-8")
        back = value is None or value == usual
        new = take_out(text, where, as_toml(usual)) if back else put(text, where, as_toml(value))
        if new != text:
            _write(path, mark + new.encode())
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}. Nothing was changed.") from None
    except ValueError as error:
        raise ConfigError(
            f"{path} cannot be changed from here ({error}). Open it and mend that first."
        ) from None


def _write(path: Path, content: bytes) -> None:
    """Put the whole file in place at once, with the rights it had; a link stays one."""
    target = path.resolve()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.new")
    part.write_bytes(content)
    if target.exists():
        part.chmod(target.stat().st_mode & 0o777)
    part.replace(target)


def all_figures() -> str:
    """A settings file with every setting of the figures as a remark, so that nobody has to know the names."""
    from reviewtui.domain.figure_settings import USUAL, every_setting
    from reviewtui.domain.figure_words import as_toml

    lines = ["# Settings of reviewtui. Take the # away from a line to change it.", "[figures]"]
    tables: dict[str, list[str]] = {}
    for name, _, usual in every_setting(USUAL):
        table, dot, entry = name.partition(".")
        if dot:
            tables.setdefault(table, []).append(f"# {entry} = {as_toml(usual)}")
        else:
            lines.append(f"# {table} = {as_toml(usual)}")
    for table, entries in tables.items():
        lines += ["", f"[figures.{table}]", *entries]
    return "\n".join(lines) + "\n"


def figure_line(text: str, name: str) -> int:
    """The line of a setting of the figures in a file, of its table or section where it is not named; else 1."""
    return _figure_line(text, name) if name else 1


def _figure_line(text: str, name: str) -> int:
    """The line of a setting of the figures, of its table, or of the section; 1 when it is written in some other way."""
    table, _, entry = name.partition(".")
    own = rf'"?{re.escape(entry or table)}"?'
    lines = list(enumerate(text.splitlines(), start=1))
    section = re.compile(rf"^\s*\[figures(?:\.{re.escape(table)})?\]")
    start = max((number for number, line in lines if section.match(line)), default=1)
    inner = re.compile(rf"^\s*(?:{own}\s*=|.*[{{,]\s*{own}\s*=|\[figures\.{own}\])")
    found = (number for number, line in lines if number >= start and inner.match(line))
    outer = re.compile(rf'^\s*(?:figures\.)?"?{re.escape(table)}"?\s*(?:=|\.)')
    others = (number for number, line in lines if outer.match(line))
    return next(found, next(others, start))


def _problem(name: str, value: object) -> str:
    """What is wrong with one setting, or nothing."""
    if name not in _KNOWN:
        return f"there is no such setting; there is {', '.join(_KNOWN)}"
    if name in _ONE_OF and value not in _ONE_OF[name]:
        return f"{value!r} is none of {', '.join(repr(one) for one in _ONE_OF[name])}"
    if name in _SWITCHES and not isinstance(value, bool):
        return f"{value!r} is neither true nor false"
    if name in _TEXTS and not isinstance(value, str):
        return f"{value!r} is not text in quotes"
    if name in ("keys", "figures") and not isinstance(value, dict):
        what = "command" if name == "keys" else "setting"
        return f"{name} is a table: write [{name}], and below it one line per {what}"
    return ""


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """The entries of a table under their dotted names, so that quoted and bare ids of commands both work."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _line(text: str, name: str) -> int:
    """The line of a setting or of the header of its table; 1 when it is written in some other way."""
    pattern = re.compile(rf'^\s*(?:"?{re.escape(name)}"?\s*=|\[{re.escape(name)}\])')
    return next((number for number, line in enumerate(text.splitlines(), start=1) if pattern.match(line)), 1)
