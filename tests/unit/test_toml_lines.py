"""One value of a settings file changed: it reads as wanted, and nothing else of the file is touched."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewtui.config import all_figures, change_figure, load_config
from reviewtui.domain.errors import ConfigError
from reviewtui.domain.figure_settings import USUAL, every_setting
from reviewtui.toml_lines import put, take_out

FILE = """\
# mine
theme = "nord"   # dark; [figures] is below

[keys]
"review.note" = "N"

[figures]
# tier_a = 80
tier_b = 90  # as agreed
post_order_days = [
  1, # first
  7,
]
contact_ideal = { A = 20, B=50 }

[figures.queue_points]
urgent = 60
"""


def differs(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went and those that came."""
    old, new = before.splitlines(), after.splitlines()
    return [one for one in old if one not in new], [one for one in new if one not in old]


@pytest.mark.parametrize(
    ("name", "value", "gone", "came"),
    [
        ("tier_a", "70", [], ["tier_a = 70"]),
        ("tier_b", "91", ["tier_b = 90  # as agreed"], ["tier_b = 91  # as agreed"]),
        ("contact_ideal.A", "21", ["contact_ideal = { A = 20, B=50 }"], ["contact_ideal = { A = 21, B=50 }"]),
        ("contact_ideal.C", "9", ["contact_ideal = { A = 20, B=50 }"], ["contact_ideal = { C = 9, A = 20, B=50 }"]),
        ("queue_points.silent", "5", [], ["silent = 5"]),
        ("health_weights.ledger", "5", [], ["[figures.health_weights]", "ledger = 5"]),
        ("post_order_days", "[3]", ["post_order_days = [", "  1, # first", "  7,", "]"],
         ["post_order_days = [3]", "# post_order_days = [", "#   1, # first", "#   7,", "# ]"]),
    ],
)  # fmt: skip
def test_only_the_lines_of_the_setting_change(
    name: str, value: str, gone: list[str], came: list[str]
) -> None:
    assert differs(FILE, put(FILE, ("figures", *name.split(".")), value)) == (gone, came)


@pytest.mark.parametrize(
    ("name", "usual", "gone", "came"),
    [
        ("tier_b", "95", ["tier_b = 90  # as agreed"], ["# tier_b = 90  # as agreed"]),
        ("contact_ideal.B", "60", ["contact_ideal = { A = 20, B=50 }"], ["contact_ideal = { A = 20, B=60 }"]),
        ("queue_points.urgent", "50", ["urgent = 60"], []),
        ("tier_a", "80", [], []),
    ],
)
def test_a_setting_is_taken_out_and_its_remark_stays(
    name: str, usual: str, gone: list[str], came: list[str]
) -> None:
    assert differs(FILE, take_out(FILE, ("figures", *name.split(".")), usual)) == (gone, came)


@pytest.mark.parametrize(
    "text",
    ["", 'theme="x"', "figures.tier_a = 70\n[keys]\na='b'\n", "figures = {tier_a = 3}\n", "figures = {}", "[figures]",
     "[figures]\ncontact_ideal.A = 4\n", "[figures.queue_points]\r\nurgent = 1\r\n", "[ figures ]\n[x]\ny=1",
     'x = """\n[figures]\ntier_a = 1\n"""\n', "['figures']\n\"tier_a\" = 1 # one", "x = ['[figures]', '#']\n"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["tier_a", "contact_ideal.B"])
def test_however_the_file_is_written_the_value_gets_in_and_out_again(text: str, name: str) -> None:
    path = ("figures", *name.split("."))
    new = put(text, path, "7")
    found = tomllib.loads(new)
    for step in path:
        found = found[step]
    assert found == 7
    assert new.count("\n") == new.count("\r\n") or "\r" not in new
    back = tomllib.loads(take_out(new, path, "80"))
    assert {key: value for key, value in back.items() if key != "figures"} == {
        key: value for key, value in tomllib.loads(text).items() if key != "figures"
    }


@given(
    st.lists(
        st.tuples(st.sampled_from([one for one, _, _ in every_setting(USUAL)]), st.integers(1, 99)),
        max_size=8,
    )
)
def test_any_row_of_changes_to_the_remarked_file_reads_back_and_keeps_every_remark(
    changes: list[tuple[str, int]],
) -> None:
    text = all_figures()
    for name, value in changes:
        text = put(text, ("figures", *name.split(".")), str(value))
    for name, value in dict(changes).items():
        found = tomllib.loads(text)["figures"]
        for step in name.split("."):
            found = found[step]
        assert found == value
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in all_figures().splitlines() if line.startswith("#")
    ]


def test_the_file_keeps_its_rights_its_mark_and_its_link(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
    real.write_bytes(b"\xef\xbb\xbf[figures]\r\ntier_b = 96\r\n")
    real.chmod(0o640)
    link.symlink_to(real)
    change_figure(link, "tier_a", 70)
    assert real.read_bytes() == b"\xef\xbb\xbf[figures]\r\ntier_b = 96\r\ntier_a = 70\r\n"
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
    change_figure(link, "tier_b", 95)
    assert b"tier_b" not in real.read_bytes(), "the usual value needs no line"


def test_a_file_that_is_broken_or_cannot_be_written_stays_as_it_is(tmp_path: Path) -> None:
    broken = tmp_path / "config.toml"
    broken.write_text("[figures\n")
    with pytest.raises(ConfigError, match="cannot be changed from here"):
        change_figure(broken, "tier_a", 70)
    assert broken.read_text() == "[figures\n"
    with pytest.raises(ConfigError, match="cannot be written"):
        change_figure(broken / "config.toml", "tier_a", 70)


def test_a_new_file_lists_every_setting_and_has_the_changed_one(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.toml"
    change_figure(path, "contact_ideal.B", 45)
    config, problems = load_config(path)
    assert problems == ()
    assert config.figures_told == {"contact_ideal": {"B": 45}}
    assert "# B = 60\nB = 45\n" in path.read_text()
