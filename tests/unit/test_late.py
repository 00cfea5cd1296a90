"""A pattern that is compiled late is the same pattern."""

from __future__ import annotations

import re

import pytest

from reviewtui.domain.text import late


def test_it_finds_what_the_compiled_one_finds_and_compiles_once(monkeypatch):
    told: list[str] = []
    real = re.compile
    monkeypatch.setattr(re, "compile", lambda *args: told.append(args[0]) or real(*args))
    pattern = late("(A)b", re.IGNORECASE)
    assert told == [], "nothing is compiled before it is used"
    assert pattern.fullmatch("aB")[1] == "a"
    assert pattern.sub("-", "xABy") == "x-y"
    assert pattern.search("c") is None
    assert pattern.pattern == "(A)b"
    assert told[0] == "(A)b" and len(set(told)) == 1


def test_a_wrong_pattern_fails_where_it_is_used():
    with pytest.raises(re.error):
        late("(").match("a")
