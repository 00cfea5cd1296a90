"""Options that every command takes, before its name or after it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from reviewtui.cli.session import Session
from reviewtui.domain.errors import UsageError
from reviewtui.domain.moment import business_date

F = TypeVar("F", bound=Callable[..., Any])
FORMS = ("table", "json", "csv")


class IsoDate(click.ParamType[date]):
    """A date written 2026-11-22."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it, or fail with a usage error."""
        if isinstance(value, date):
            return value
        try:
            return business_date(value)
        except UsageError as wrong:
            self.fail(str(wrong), param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002
        """How it is shown in the help."""
        return "YYYY-MM-DD"


def _kept(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Keep an option in the session, whichever side of the command it stood on; the nearer one wins."""
    if value is not None and not ctx.resilient_parsing:
        setattr(ctx.ensure_object(Session), str(param.name), value)


_PLACE = [
    click.Option(
        ["--db", "named_db"],
        metavar="FILE",
        expose_value=False,
        callback=_kept,
        help="The database file to work on.",
    ),
    click.Option(
        ["--as-of"],
        type=IsoDate(),
        expose_value=False,
        callback=_kept,
        help="Take this day for today, in every figure.",
    ),
]


def placed(command: click.Command) -> click.Command:
    """See to it that a command, and those below it, take ``--db`` and ``--as-of`` behind their own names too."""
    command.params += [option for option in _PLACE if option not in command.params]
    for below in getattr(command, "commands", {}).values():
        placed(below)
    return command


def rendered(command: F) -> F:
    """Add ``--json`` and ``--csv``; the command gets ``form``: table, json or csv."""

    @functools.wraps(command)
    def chosen(*args: Any, as_json: bool, as_csv: bool, **values: Any) -> Any:
        if as_json and as_csv:
            raise click.UsageError("--json and --csv exclude each other.")
        form = "json" if as_json else "csv" if as_csv else "table"
        return command(*args, form=form, **values)

    chosen = click.option("--csv", "as_csv", is_flag=True, help="CSV with a header row.")(chosen)
    return click.option("--json", "as_json", is_flag=True, help="JSON.")(chosen)  # type: ignore[return-value]


class AccountName(click.ParamType[str]):
    """The name of an account, its unique beginning, or ``id:`` and its id; completed from the file."""

    name = "account"

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Names that begin with what is typed; none when the file cannot be read."""
        from reviewtui.domain.errors import ReviewTuiError
        from reviewtui.services.accounts import account_names

        try:
            store = ctx.ensure_object(Session).reading()
            names = account_names(store)
        except (ReviewTuiError, OSError, TypeError):
            return []
        typed = incomplete.casefold()
        return [CompletionItem(name) for _, name in names if name.casefold().startswith(typed)][:50]


pass_session = click.make_pass_decorator(Session)
