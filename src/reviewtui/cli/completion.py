"""``completion``: a script for the shell."""

from __future__ import annotations

import sys

import click

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_REVIEWTUI_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Write the script that completes commands, options and account names.

    For bash: reviewtui completion bash > ~/.local/share/bash-completion/completions/reviewtui
    """
    from click.shell_completion import get_completion_class

    from reviewtui.cli.root import PROGRAM, root

    kind = get_completion_class(shell)
    assert kind is not None
    made = kind(root, {}, PROGRAM, VARIABLE)
    sys.stdout.write(made.source_template % made.source_vars() + "\n")
