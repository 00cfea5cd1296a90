"""Text that tries to be something else: markup, control sequences, formulas, invisible and very wide characters.

``strings()`` are ours, and the Big List of Naughty Strings where REVIEWTUI_REAL_DATA names the folder that has it.
``foreign(output)`` finds what a terminal was sent that no program of ours sends.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

OURS = [
    "[/b] =cmd|' /C'!A0",
    "[/foo]",
    "[/]",
    "[@click=app.quit]press me[/]",
    "[bold red]loud[/bold red]",
    "[link=https://example.com]here[/link]",
    "[sys:LOCK=SAFE]",
    "\\[escaped]",
    "$primary {account} {x} %s %(name)s {{ jinja }} {% raw %}",
    "<script>alert(1)</script>",
    "# Heading\n- [ ] task\n---\n|a|b|",
    "=1+2",
    "+SUM(A1:A9)",
    "-2+3",
    "@import",
    "\t=HYPERLINK(\"http://x\")",
    "＝1+1",
    "'=already defused",
    "\x1b]52;c;c2VjcmV0\x07clipboard",
    "\x1b]0;new title\x07",
    "\x1b]8;;http://example.com\x1b\\link\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[Hwiped",
    "\x1b[38;5;199;7;4;9mpink",
    "\x1b[6n\x1b[c\x1bP+q544e\x1b\\",
    "\x1b[?1049l\x1b[?25l\x1bcreset",
    "\x9b31mC1 red\x9d0;title\x9c",
    "bell\x07 back\x08\x08 tab\there",
    "nul\x00inside",
    "carriage\rreturn and\x0bvertical\x0cfeed",
    "\u202eevil txt.exe\u202c",
    "\u2066isolated\u2069 \u200fmark",
    "zero\u200bwidth\u2060joiner\ufeffbom",
    "tags \U000e0041\U000e0042",
    "para\u2029line\u2028next\x85",
    "東京株式会社 — 顧客レビュー",
    "👩‍👩‍👧‍👦 👍🏽 🇩🇪 ❤️",
    "e\u0301\u0323 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!",
    "שלום עליכם مرحبا بالعالم",
    "a" + "\u0301" * 300,
    "W" * 3000,
    "宽" * 1500,
    "Robert'); DROP TABLE account;--",
    '"; -- " OR 1=1 /*',
    "NEAR(\"x\" AND y*) NOT (",
    "../../etc/passwd",
    "CON",
    "! send @nobody fri p1\n!! promise\n+ ask\n^Rival pricing: x\n$ 12k\n~ private",
    "100% sure, 1.234,56 € and 1,234.56",
    "\\N \\x1b \\u202e &amp; &#27;",
    "lone surrogate \ud800 here",
    "\ufffe\uffff non-characters \ufdd0",
]  # fmt: skip


def strings() -> list[str]:
    """All of them that can be stored."""
    found = [one.encode("utf-8", "replace").decode() for one in OURS]
    folder = os.environ.get("REVIEWTUI_REAL_DATA")
    listed = Path(folder or "nowhere") / "blns" / "blns.json"
    return found + (json.loads(listed.read_text("utf-8")) if listed.exists() else [])


_ALLOWED = re.compile(
    r"\x1b\[(?:[\d;]*m"  # colours and weights
    r"|\d+;\d+H|H|2J"  # where to write; the whole screen cleared
    r"|\?(?:1049|25|7|1000|1003|1006|1015|1016|1004|2004|2026|2048)[hl]"  # screen, cursor, mouse, paste, frames
    r"|\?(?:2026|2048)\$p|>\d*u|<u|\?u|c|6n)"  # what can you do?
    r"|\x1b\]22;default\x07"  # the mouse pointer
)
_STEERING = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)


def foreign(output: bytes) -> list[str]:
    """What in the output of the program can only have come from the data, with a little around it."""
    text = output.decode("utf-8", "replace")
    plain = _ALLOWED.sub("", text)
    found = [plain[max(0, m.start() - 10) : m.end() + 20] for m in _STEERING.finditer(plain)]
    return found + [one for one in OURS if "\x1b" in one and one in text]
