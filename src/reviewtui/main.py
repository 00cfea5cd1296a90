"""The front door: reads the arguments, owns the clock, and picks the app or the command line."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from reviewtui.domain.errors import ReviewTuiError, UsageError
from reviewtui.domain.moment import Moment, business_date
from reviewtui.tui.launch import LaunchOptions

if TYPE_CHECKING:
    from reviewtui.cli.session import Opening
    from reviewtui.config import Config

COMPLETING = "_REVIEWTUI_COMPLETE"
_VALUES = {"--db": "db", "--as-of": "as_of", "--template": "template", "-t": "template"}
_FLAGS = {"--read-only": ("read_only", True), "--no-mouse": ("mouse", False), "--ascii": ("ascii", True)}


def main(arguments: Sequence[str]) -> int:
    """Run one call of the program and return its exit code.

    What plainly opens the app goes there without loading the command line; the rest is parsed by it.
    """
    try:
        opening = None if COMPLETING in os.environ else plain_opening(arguments)
        if opening is not None:
            return open_app(opening)
    except ReviewTuiError as error:
        from reviewtui.cli.faults import report

        return report(error)
    from reviewtui.put_off import put_off

    with put_off("inspect"):
        from reviewtui.cli.root import run_cli
    return run_cli(arguments, clock, open_app, app_problems)


def clock(as_of: date | None = None) -> Moment:
    """The present moment; the business date is ``as_of``, else today where the user is."""
    now = datetime.now(UTC)
    return Moment(as_of or now.astimezone().date(), now)


def app_problems(config: Config) -> list[tuple[str, str]]:
    """(setting, what is wrong) of the settings whose names only the app knows: its keys and its themes."""
    from reviewtui.tui.commands import wrong_keys
    from reviewtui.tui.themes import theme_problem

    theme = theme_problem(config.theme) if config.theme else None
    return [*([("theme", theme)] if theme else []), *wrong_keys(config.keys)]


def plain_opening(arguments: Sequence[str]) -> Opening | None:
    """What the arguments open in the app; None when they say anything else, which the command line then explains.

    That is: nothing or options of the app alone, ``demo``, or ``review ACCOUNT``.
    """
    words: list[str] = []
    found: dict[str, object] = {}
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.partition("=")
        if name in _VALUES:
            value = value if equals else next(rest, "")
            if not value:
                return None
            found[_VALUES[name]] = value
        elif argument in _FLAGS:
            key, switch = _FLAGS[argument]
            found[key] = switch
        elif argument.startswith("-"):
            return None
        else:
            words.append(argument)
    if words and words != ["demo"] and (words[0] != "review" or len(words) != 2):
        return None
    if "template" in found and words[:1] != ["review"]:
        return None
    return _opening(words, found)


def _opening(words: list[str], found: dict[str, object]) -> Opening:
    from reviewtui.cli.session import Opening

    return Opening(
        db=str(found["db"]) if "db" in found else None,
        as_of=business_date(str(found["as_of"])) if "as_of" in found else None,
        demo=words == ["demo"],
        account=words[1] if len(words) == 2 else None,
        template=str(found["template"]) if "template" in found else None,
        read_only=bool(found.get("read_only")),
        mouse=bool(found.get("mouse", True)),
        ascii=bool(found.get("ascii")),
    )


def open_app(opening: Opening) -> int:
    """Open the app and return its exit code; raises UsageError when there is no terminal to draw on."""
    if not sys.stdin.isatty() or not sys.stderr.isatty():
        raise UsageError("The app needs a terminal. For data, use a command: see reviewtui --help.")
    if opening.demo:
        return _open_demo(opening)
    from reviewtui.paths import database_path

    return _run(
        LaunchOptions(
            db=database_path(opening.db),
            as_of=opening.as_of,
            account=opening.account,
            template=opening.template,
            read_only=opening.read_only,
            mouse=opening.mouse,
            ascii=opening.ascii,
        )
    )


def _open_demo(opening: Opening) -> int:
    from reviewtui.demo import demo_copy, forget_copy

    if opening.db:
        raise UsageError("The demo opens a copy of the sample; leave out --db.")
    path, sample_date = demo_copy(clock())
    try:
        return _run(
            LaunchOptions(
                db=path,
                as_of=opening.as_of or sample_date,
                demo=True,
                mouse=opening.mouse,
                ascii=opening.ascii,
            )
        )
    finally:
        forget_copy(path)


def _run(options: LaunchOptions) -> int:
    # The collector would walk over a hundred thousand new objects several times while modules load.
    gc.disable()
    from reviewtui.tui.start import run

    return run(options)
