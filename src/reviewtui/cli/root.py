"""The command line as a whole: commands by name, loaded only when they are used, and how a call ends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import click

from reviewtui import __version__
from reviewtui.cli.faults import INTERRUPTED, report, say
from reviewtui.cli.options import pass_session, placed
from reviewtui.cli.session import AppProblems, Clock, Opening, Session, nothing_wrong
from reviewtui.domain.errors import ReviewTuiError

PROGRAM = "reviewtui"

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("app:demo", "Open the app on a private copy of the sample data."),
    "review": ("app:review", "Open the app in the review of an account."),
    "today": ("today:today", "Reviews in progress and due, actions overdue and due."),
    "queue": ("queue:queue", "Who to call next, and why."),
    "accounts": ("accounts:accounts", "All accounts with their figures."),
    "tiers": ("tiers:tiers", "Who brings the revenue, on which edge, NPS and coverage."),
    "account": ("accounts:account", "One account: people, orders, rating, what is open."),
    "plan": ("plan:plan", "How often an account is called, asked, reviewed; a plan of its own."),
    "brief": ("brief:brief", "What to know of an account before dialling."),
    "actions": ("actions:actions", "What is to be done, by when."),
    "reviews": ("reviews:reviews", "Reviews with their addresses."),
    "recap": ("reviews:recap", "A review written up: for the customer, for us, as data."),
    "touches": ("touches:touches", "Calls, visits and messages."),
    "add": ("add:add", "Keep a line for an account: ! action, + ask, ^ competitor, ..."),
    "undo": ("undo:undo", "Take back the last change."),
    "import": ("importing:import_file", "Bring in accounts, contacts or orders from CSV or XLSX."),
    "export": ("care:export", "The whole file as data."),
    "rates": ("rates:rates", "Exchange rates: list, add, remove."),
    "backup": ("care:backup", "Make a checked copy of the file."),
    "restore": ("care:restore", "Go back to a backup."),
    "doctor": ("care:doctor", "Check the file and say what to do."),
    "template": ("templates:template", "Review templates: list, show, check, new."),
    "config": ("config:config", "The settings of this machine."),
    "paths": ("config:paths", "Where the files are."),
    "completion": ("completion:completion", "A script that completes commands in your shell."),
}
"""Where each command lives (module of this package, attribute) and its line in the help."""


class Lazy(click.Group):
    """A group that knows its commands by name and line, and imports one only to run or explain it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Every name, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command; None for a name there is not."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command = getattr(import_module(f"reviewtui.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        return placed(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list without importing a single one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is a usage error that names those that come near."""
        if args and args[0] not in COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(args[0], list(COMMANDS), n=3)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise click.UsageError(f'There is no command "{args[0]}".{hint}', ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Lazy,
    name=PROGRAM,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Without a command the app opens. The file is --db, else $REVIEWTUI_DB, else in your data folder. "
    "Exit codes: 0 ok, 1 failure, 2 usage, 3 not found, 4 the file is not usable, 5 an import has a doubt.",
)
@click.option("--read-only", is_flag=True, help="Open the file for reading only.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
@click.option("--ascii", "plain", is_flag=True, help="Draw the app with plain characters only.")
@click.version_option(__version__, "-V", "--version", message=f"{PROGRAM} %(version)s")
@pass_session
@click.pass_context
def root(ctx: click.Context, session: Session, read_only: bool, no_mouse: bool, plain: bool) -> int | None:
    """Customer reviews in the terminal: asked while you talk, kept as data, followed up."""
    session.read_only, session.mouse, session.ascii = read_only, not no_mouse, plain
    if ctx.invoked_subcommand is not None:
        return None
    return session.open_app(
        Opening(session.named_db, session.as_of, read_only=read_only, mouse=not no_mouse, ascii=plain)
    )


placed(root)


def run_cli(
    arguments: Sequence[str],
    clock: Clock,
    open_app: Callable[[Opening], int],
    app_problems: AppProblems = nothing_wrong,
) -> int:
    """Run one call of the command line and return its exit code; data has gone to stdout, talk to stderr."""
    session = Session(clock, open_app, app_problems)
    _speak_utf8()
    try:
        result: Any = root.main(list(arguments), prog_name=PROGRAM, standalone_mode=False, obj=session)
        return result if isinstance(result, int) else 0
    except ReviewTuiError as error:
        return report(error)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        return _misused(error)
    except (click.Abort, KeyboardInterrupt):
        say("reviewtui: stopped.")
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # A reader that went away early has had what it wanted; click turns it into an exit of its own.
        return 0
    finally:
        session.close()


def _misused(error: click.ClickException) -> int:
    context = getattr(error, "ctx", None)
    say(f"reviewtui: {error.format_message()}")
    if context is not None:
        say(f"Try {context.command_path} --help.")
    return error.exit_code


def _speak_utf8() -> None:
    """Data is UTF-8 whatever the locale says; what cannot be encoded is written as an escape, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
