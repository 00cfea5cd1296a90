"""Modules that are loaded when one of their names is wanted."""

from __future__ import annotations

import inspect
from pathlib import Path

from program import modules_after

LATER = """
import sys
from reviewtui.put_off import put_off
with put_off("inspect"):
    import click
assert "inspect" not in sys.modules
assert click.Option(["--one"], help="  Said in one line. ").help == "Said in one line. "
assert "inspect" not in sys.modules
assert click.Option(["--two"], help="Said in\\n    two.").help == "Said in\\ntwo."
import inspect
assert inspect is sys.modules["inspect"] and inspect.cleandoc("a\\n  b") == "a\\nb"
assert click.core.inspect.signature(lambda one: one) == inspect.signature(lambda one: one)
"""


def test_who_loads_meanwhile_finds_its_names_and_who_comes_later_the_real_module(tmp_path: Path) -> None:
    assert "inspect" in modules_after(LATER, home=tmp_path)


def test_a_module_that_is_there_stays_what_it_is() -> None:
    from reviewtui.put_off import put_off

    with put_off("inspect"):
        import inspect as found
    assert found is inspect
