"""``config`` and ``paths``: the settings of this machine, and where the files are."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from reviewtui.cli.faults import say
from reviewtui.cli.options import pass_session, rendered
from reviewtui.cli.output import Column, line, write
from reviewtui.cli.session import Session
from reviewtui.config import WEEKDAYS
from reviewtui.domain.errors import NotFound, UsageError

_COLUMNS = [Column("setting"), Column("value")]


@click.group()
def config() -> None:
    """The settings of this machine, a TOML file."""


@config.command()
def path() -> None:
    """Where the settings file is; it need not exist."""
    from reviewtui.paths import config_file

    line(str(config_file()))


@config.command()
@rendered
@pass_session
def show(session: Session, form: str) -> None:
    """Every setting with the value in force."""
    values = asdict(session.config)
    values.pop("lines", None)
    values.pop("figures_told", None)
    values["figures"] = asdict(session.config.figures)
    values["first_weekday"] = WEEKDAYS[session.config.first_weekday]
    rows = [{"setting": name, "value": value} for name, value in _flat(values)]
    write(form, values, _COLUMNS, rows, session.config)


def _flat(values: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in values.items():
        found += _flat(value, f"{before}{name}.") if isinstance(value, dict) else [(f"{before}{name}", value)]
    return found


def _figure_names(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """The settings of the figures that begin so, for completion."""
    from reviewtui.domain.figure_settings import USUAL, every_setting

    return [name for name, _, _ in every_setting(USUAL) if name.startswith(begun)]


@config.command()
@rendered
@pass_session
def figures(session: Session, form: str) -> None:
    """Every cut-off and weight of the figures, its usual value beside it, and which of them are changed."""
    from reviewtui.domain.figure_settings import every_setting

    rows = [
        {"setting": name, "value": _plain(now), "usual": _plain(usual), "changed": now != usual}
        for name, now, usual in every_setting(session.config.figures)
    ]
    columns = [Column("setting"), Column("value", right=True), Column("usual", right=True), Column("changed")]
    write(form, rows, columns, rows, session.config)


@config.command(name="set", context_settings={"ignore_unknown_options": True})
@click.argument("name", shell_complete=_figure_names)
@click.argument("value", nargs=-1, required=True)
@pass_session
def set_figure(session: Session, name: str, value: tuple[str, ...]) -> None:
    """Give a cut-off or weight of the figures another value, such as: config set contact_ideal.A 45."""
    from reviewtui.domain.figure_words import understood

    _known(name)
    new, wrong = understood(session.config.figures, name, " ".join(value))
    if wrong:
        raise UsageError(f"{name}: {wrong}.")
    _keep(session, name, new)


@config.command()
@click.argument("name", shell_complete=_figure_names)
@pass_session
def usual(session: Session, name: str) -> None:
    """Put a cut-off or weight of the figures back to its usual value."""
    from reviewtui.domain.figure_settings import USUAL, with_setting
    from reviewtui.domain.figure_words import value_of

    _known(name)
    wrong = with_setting(session.config.figures, name, value_of(USUAL, name))[1]
    if wrong:
        raise UsageError(f"{name} cannot go back alone: {wrong}.")
    _keep(session, name, None)


def _known(name: str) -> None:
    from reviewtui.domain.figure_settings import USUAL, every_setting

    names = [one for one, _, _ in every_setting(USUAL)]
    if name not in names:
        from difflib import get_close_matches

        near = get_close_matches(name, names, n=3)
        hint = f"Did you mean {' or '.join(near)}?" if near else "See reviewtui config figures."
        raise NotFound(f"There is no setting {name}. {hint}", candidates=tuple(near))


def _keep(session: Session, name: str, value: Any) -> None:
    from reviewtui.config import change_figure, load_config
    from reviewtui.domain.figure_words import value_of, written
    from reviewtui.paths import config_file

    before = value_of(session.config.figures, name)
    change_figure(config_file(), name, value)
    now = value_of(load_config(config_file())[0].figures, name)
    say(f"{name}: {written(before)} -> {written(now)}")


def _plain(value: Any) -> Any:
    return " ".join(str(one) for one in value) if isinstance(value, tuple) else value


@config.command()
@click.option("--name", metavar="NAME", default="", help="Your name, the owner of what is written @me.")
@click.option("--currency", metavar="CODE", default="", help="Of amounts that name none, such as EUR.")
@click.option("--year-begins", metavar="MONTH", default="", help="First month of your year, such as apr.")
@rendered
@pass_session
def file(session: Session, form: str, name: str, currency: str, year_begins: str) -> None:
    """Your name, currency and first month, which are kept in the database; the options change them."""
    from reviewtui.services.first_run import MONTHS, change_basics

    if name or currency or year_begins:
        store = session.writing()
        kept = change_basics(store, session.moment, name=name, currency=currency, first_month=year_begins)
    else:
        with session.reading().read() as r:
            kept = (r.me, r.currency, r.first_month)
    values = dict(zip(("name", "currency", "year_begins"), (*kept[:2], MONTHS[kept[2] - 1]), strict=True))
    rows = [{"setting": key, "value": value} for key, value in values.items()]
    write(form, values, _COLUMNS, rows, session.config)


@config.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@pass_session
def check(session: Session, file: Path | None) -> int:
    """Say every mistake in the settings file with line and key; exit 1 when there is one."""
    from reviewtui.config import load_config
    from reviewtui.paths import config_file

    path = file or config_file()
    config, problems = load_config(path)
    in_app = (
        f"{path}, line {config.lines.get(name, 1)}, {name}: {problem}."
        for name, problem in session.app_problems(config)
    )
    found = [*problems, *in_app]
    for problem in found:
        say(problem)
    if not found:
        line("ok")
    return 1 if found else 0


@click.command()
@rendered
@pass_session
def paths(session: Session, form: str) -> None:
    """Where the database, settings, templates, backups and recovery files are."""
    from reviewtui import paths as places

    rows = [
        {"what": "database", "path": str(session.db)},
        {"what": "backups", "path": str(places.backups_dir(session.db))},
        {"what": "config", "path": str(places.config_file())},
        {"what": "templates", "path": str(places.templates_dir())},
        {"what": "recovery", "path": str(places.recovery_dir())},
    ]
    write(
        form,
        {row["what"]: row["path"] for row in rows},
        [Column("what"), Column("path")],
        rows,
        session.config,
    )
