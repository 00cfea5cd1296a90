"""Settings: what is right is used, what is wrong is said with file, line, key and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewtui.config import Config, load_config, parse_config

GOOD = """\
date_order = "mdy"
decimal = ","
ascii = true
theme = "nord"
first_weekday = "sunday"
mouse = false

[keys]
"review.note" = "N"
app.help = "f1,h"
"""


def test_no_file_is_no_problem(tmp_path: Path) -> None:
    assert load_config(tmp_path / "config.toml") == (Config(), ())


def test_every_setting_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("\ufeff" + GOOD, encoding="utf-8")
    config, problems = load_config(path)
    assert problems == ()
    keys = {"review.note": "N", "app.help": "f1,h"}
    assert config == Config("mdy", ",", True, "nord", 6, False, keys)
    assert config.lines == {"theme": 4, "keys.review.note": 9, "keys.app.help": 10}
    assert config.group == "."


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('date_order = "ydm"', "date_order: 'ydm' is none of 'dmy', 'mdy', 'ymd'."),
        ("date_order = [1]", "date_order: [1] is none of 'dmy', 'mdy', 'ymd'."),
        ('ascii = "yes"', "ascii: 'yes' is neither true nor false."),
        ("theme = 3", "theme: 3 is not text in quotes."),
        ('keys = "f4"', "keys: keys is a table: write [keys], and below it one line per command."),
        ('colour = "red"', "colour: there is no such setting; there is date_order, decimal, "),
        ("[keys]\napp.help = 4", 'keys.app.help: a key is written in quotes, such as "f4".'),
    ],
)
def test_a_wrong_setting_is_named_and_the_others_count(line: str, problem: str) -> None:
    config, problems = parse_config('decimal = ","\n' + line, "config.toml")
    where = 3 if line.startswith("[") else 2
    assert len(problems) == 1 and problems[0].startswith(f"config.toml, line {where}, {problem}")
    assert config == Config(decimal=",")


def test_a_file_that_is_not_toml_leaves_the_usual_settings() -> None:
    config, problems = parse_config("ascii = true\nmouse = \n", "config.toml")
    assert config == Config()
    assert problems == (
        "config.toml, line 2: this is not TOML (invalid value). The usual settings are used.",
    )


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe\x00")
    _, problems = load_config(tmp_path / "config.toml")
    assert "it is not UTF-8 text" in problems[0]
    config, problems = load_config(tmp_path)
    assert config == Config() and len(problems) == 1 and str(tmp_path) in problems[0]
