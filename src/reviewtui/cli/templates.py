"""``template``: the review templates there are, and a start for one's own."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import click

from reviewtui.cli.faults import say
from reviewtui.cli.options import pass_session, rendered
from reviewtui.cli.output import Column, heading, line, write, write_json
from reviewtui.cli.session import Session
from reviewtui.domain.errors import InvalidInput, WriteFailed
from reviewtui.domain.templates import Template

_COLUMNS = [
    Column("key"),
    Column("name"),
    Column("sections", right=True),
    Column("questions", right=True),
    Column("core", right=True),
    Column("origin", "from"),
    Column("file", table=False),
]


@click.group()
def template() -> None:
    """Review templates: the questions of a review, as TOML files."""


@template.command("list")
@rendered
@pass_session
def list_templates(session: Session, form: str) -> None:
    """All templates, shipped and your own; what is wrong with a file is said and the rest listed."""
    from reviewtui.paths import templates_dir
    from reviewtui.services.templates import available_templates

    found = available_templates(templates_dir())
    for problem in found.problems:
        say(problem)
    rows = [
        {
            "key": one.key,
            "name": one.name,
            "sections": len(one.sections),
            "questions": sum(1 for _ in one.questions()),
            "core": sum(question.core for question in one.questions()),
            "origin": found.origin(one.key),
            "file": str(found.files[one.key]) if one.key in found.files else None,
        }
        for one in found.found
    ]
    write(form, rows, _COLUMNS, rows, session.config)


@template.command()
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@click.option(
    "--toml", "as_toml", is_flag=True, help="The TOML of a shipped template, as it is in the package."
)
def show(key: str, as_json: bool, as_toml: bool) -> None:
    """The sections and questions of a template."""
    from reviewtui.paths import templates_dir
    from reviewtui.services.templates import packaged_text, template_by_key

    found = template_by_key(key, templates_dir())
    if as_toml:
        sys.stdout.write(packaged_text(found.key))
    elif as_json:
        write_json(_data(found))
    else:
        _write(found)


def _data(found: Template) -> dict[str, Any]:
    return {
        "key": found.key,
        "name": found.name,
        "version": found.version_hash,
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "questions": [
                    {
                        "key": question.key,
                        "type": str(question.type),
                        "prompt": question.plain or question.prompt,
                        "options": [
                            {"key": option.key, "label": option.label} for option in question.options
                        ],
                        "core": question.core,
                        "private": question.private,
                        "own": question.own,
                        "show_if": question.show_if or None,
                    }
                    for question in section.questions
                ],
            }
            for section in found.sections
        ],
    }


def _write(found: Template) -> None:
    heading(f"{found.name} ({found.key})")
    for number, section in enumerate(found.sections, 1):
        line()
        heading(f"{number} {section.title}")
        for question in section.questions:
            line(
                f"{'*' if question.core else '-'} {question.key} ({question.type}): {question.plain or question.prompt}"
            )
    line()
    line("* belongs to the short run")


@template.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> int:
    """Say every mistake in template files, with file, line and key; exit 1 when there is one."""
    from reviewtui.services.templates import check_file

    problems = [problem for file in files for problem in check_file(file)]
    for problem in problems:
        say(problem)
    if not problems:
        line("ok")
    return 1 if problems else 0


@template.command()
@click.argument("key")
@click.option(
    "--like",
    metavar="KEY",
    default="quarterly",
    show_default=True,
    help="The shipped template to start from.",
)
def new(key: str, like: str) -> None:
    """Make a template of your own as a file in the config folder, from one that ships, and say where it is."""
    from reviewtui.paths import make_private, templates_dir
    from reviewtui.services.templates import SHIPPED, packaged_text

    if not key.isascii() or not key.replace("-", "").replace("_", "").isalnum() or len(key) > 40:
        raise InvalidInput(
            f'The key "{key}" cannot be a file name: use letters, digits, - and _, at most 40.'
        )
    if like not in SHIPPED:
        raise InvalidInput(f'No template "{like}" ships; there is {", ".join(SHIPPED)}.')
    path = templates_dir() / f"{key}.toml"
    inside = key.lower().replace("-", "_")
    if not inside[0].isalpha():
        raise InvalidInput(f'The key of a template begins with a letter; "{key}" does not.')
    name = re.sub("[-_]+", " ", key).strip().capitalize() or key
    text = packaged_text(like).replace(f'key = "{like}"', f'key = "{inside}"', 1)
    for field in ("name", "title"):
        text = re.sub(f'^{field} = ".*"$', f'{field} = "{name}"', text, count=1, flags=re.MULTILINE)
    try:
        make_private(path.parent)
        with path.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise InvalidInput(f"{path} is there already; it was left as it is.") from None
    except OSError as error:
        raise WriteFailed(f"{path} cannot be written: {error.strerror}.") from None
    line(str(path))
