"""What the driver makes of the bytes that a terminal sends."""

from __future__ import annotations

import pytest

from reviewtui.tui.driver import KeyParser


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("\x1bx", ["escape", "x"]),
        ("\x1b\t", ["escape", "tab"]),
        ("\x1b\tx", ["escape", "tab", "x"]),
        ("\x1b\x7f", ["escape", "backspace"]),
        ("\x1b[Z", ["shift+tab"]),
        ("\x17", ["ctrl+w"]),
        ("\x1b[A", ["up"]),
    ],
)
def test_esc_and_a_key_are_two_keys_however_quickly_they_come(typed: str, keys: list[str]) -> None:
    assert [getattr(event, "key", None) for event in KeyParser().feed(typed)] == keys
