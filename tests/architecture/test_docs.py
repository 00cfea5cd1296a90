"""What the documentation says is so: links, commands, options, keys, markers, settings; nothing of this machine in it."""

from __future__ import annotations

import re
import shlex
import sys
import tomllib
from datetime import date
from pathlib import Path

import click
import pytest

from reviewtui.cli.root import COMMANDS, root
from reviewtui.config import parse_config
from reviewtui.domain.captures import MARKERS, parse_line
from reviewtui.tui.commands import apply_keymap

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

PAGES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
PICTURES = sorted((ROOT / "docs" / "images").glob("*.svg"))
PICTURES_NEEDED = {"today", "accounts", "account", "review", "note", "wrapup", "recap"}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
SPOKEN = re.compile(r"`(reviewtui(?: [^`]*)?)`")
FOREIGN = re.compile(
    r"(?<![\w.])/(?:work|tmp|home|root|Users)/|index-url|pypi\.org/simple|\b(?:10|192\.168|172\.1[6-9])\.\d"
)
PUBLIC = ("https://keepachangelog.com/", "https://semver.org/")


def named(path: Path) -> str:
    """A page as a test's name."""
    return str(path.relative_to(ROOT))


def calls_in(text: str) -> list[list[str]]:
    """Every call of the program on a page, as words; what is a pipe, a comment or optional is left out."""
    spoken = SPOKEN.findall(text)
    lines = [line.strip() for block in blocks(text, "") for line in block.splitlines()]
    lines += [line.strip() for line in text.splitlines() if line.startswith("    reviewtui")]
    found = []
    for line in [*spoken, *(line for line in lines if line.startswith("reviewtui"))]:
        shell = re.split(r" {2,}| [|<>#] ?", line.replace("...", ""))[0]
        found.append([word.strip("[]") for word in shlex.split(shell)][1:])
    return found


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def options_of(command: click.Command) -> set[str]:
    """What a command takes, and the two that every call takes."""
    own = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    return own | {"--help", "-h", "--version", "-V"}


def unknown_in(words: list[str]) -> list[str]:
    """The words of a call that the program would not understand."""
    command: click.Command = root
    known = options_of(root)
    wrong = []
    for word in words:
        below = getattr(command, "commands", None)
        if word.startswith("-") and word != "-":
            wrong += [word] if word.partition("=")[0] not in known else []
        elif command is root and word.isascii() and word.islower() and "." not in word:
            if word not in COMMANDS:
                return [word]
            found = root.get_command(click.Context(root), word)
            assert found is not None
            command, known = found, known | options_of(found)
        elif below and word in below:
            command, known = below[word], known | options_of(below[word])
    return wrong


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = LINK.findall(re.sub(r"`[^`]*`", "", page.read_text("utf-8")))
    outside = [target for target in targets if "://" in target and not target.startswith(PUBLIC)]
    missing = [
        target
        for target in targets
        if "://" not in target and not (page.parent / target.partition("#")[0]).exists()
    ]
    assert (outside, missing) == ([], [])


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_and_option_that_is_named_exists(page: Path) -> None:
    wrong = [(words, bad) for words in calls_in(page.read_text("utf-8")) if (bad := unknown_in(words))]
    assert wrong == []


@pytest.mark.parametrize("page", [*PAGES, *PICTURES], ids=named)
def test_nothing_of_the_machine_it_was_written_on_is_told(page: Path) -> None:
    assert FOREIGN.findall(page.read_text("utf-8")) == []


def test_the_make_targets_that_are_named_exist() -> None:
    there = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    said = {name for page in PAGES for name in re.findall(r"\bmake ([a-z]+)", page.read_text("utf-8"))}
    code = {
        name
        for page in PAGES
        for name in re.findall(r"(?:`|^)make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE)
    }
    assert code <= there & said
    assert {"demo", "test", "check", "screenshots"} <= code


def test_the_page_of_keys_is_what_the_program_has() -> None:
    from write_keys import TARGET, page

    assert TARGET.read_text("utf-8") == page(), "run: python tools/write_keys.py"


def test_the_markers_of_the_readme_are_those_of_the_program_and_each_example_is_understood() -> None:
    rows = re.findall(
        r"^\| `(\S{1,2})` \|[^|]*\| `([^`]+)` \|$", (ROOT / "README.md").read_text("utf-8"), re.M
    )
    assert {mark for mark, _ in rows} == set(MARKERS)
    for mark, example in rows:
        read = parse_line(example, as_of=date(2026, 11, 19), currency="EUR")
        assert read is not None
        assert (read.kind, read.problems) == (MARKERS[mark], ())


def test_the_settings_that_are_shown_are_taken() -> None:
    for page in ("guide.md", "keys.md"):
        for block in blocks((ROOT / "docs" / page).read_text("utf-8"), "toml"):
            settings, problems = parse_config(block, page)
            assert (problems, apply_keymap(settings.keys)) == ((), [])
            assert tomllib.loads(block)
    apply_keymap({})


def test_every_picture_is_shown_and_fetches_nothing() -> None:
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in LINK.findall(page.read_text("utf-8"))
        if target.endswith(".svg")
    }
    assert set(PICTURES) == shown
    assert {picture.stem for picture in PICTURES} >= PICTURES_NEEDED
    for picture in PICTURES:
        text = picture.read_text("utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?:|url\(|@import|<script|<image|href", text)
        assert len(text) < 40_000


def test_a_wrong_page_would_be_noticed() -> None:
    assert unknown_in(["today", "--nope"]) == ["--nope"]
    assert unknown_in(["nosuch"]) == ["nosuch"]
    assert unknown_in(["template", "check", "FILE"]) == []
    assert calls_in('`reviewtui recap "A@2026-Q4" > x.md`') == [["recap", "A@2026-Q4"]]
    assert FOREIGN.search("see /work/main")
