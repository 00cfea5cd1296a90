"""The currencies that only the number formats of a workbook's cells name; a reader of values does not see them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from html import unescape
from pathlib import Path

from reviewtui.domain.currencies import currency_named

_MOST = 2_000_000
_LOOKED = 512_000
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w:]+)\s*=\s*"([^"]*)"')
_FORMAT = re.compile(r"<(?:\w+:)?numFmt\b[^>]*>")
_STYLES = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(r"<(?:\w+:)?xf\b[^>]*>")
_CELL = re.compile(r'<(?:\w+:)?c\b(?=[^>]*\br="([A-Z]{1,3})\d+")(?=[^>]*\bs="(\d+)")[^>]*[^/]>')
# [$€-407] and [$CHF], "€", a sign by itself.
_NAMED = re.compile(r'\[\$([^\]-]+)[^\]]*\]|"([^"]*)"|([€£¥₹$])')


def currencies_of(path: Path, sheet: str) -> Mapping[int, frozenset[str]]:
    """Per column (from 0) the signs and codes that the formats of its first cells name; nothing for other files than XLSX."""
    try:
        with zipfile.ZipFile(path) as archive:
            place = _place_of(archive, sheet)
            money = _money_styles(_text(archive, "xl/styles.xml", _MOST)) if place else {}
            return _by_column(_text(archive, place, _LOOKED), money) if money else {}
    except (zipfile.BadZipFile, OSError, KeyError, ValueError, NotImplementedError, EOFError):
        return {}


def _text(archive: zipfile.ZipFile, name: str, most: int) -> str:
    with archive.open(name) as part:
        return part.read(most).decode("utf-8", "replace")


def _attributes(tag: str) -> dict[str, str]:
    return {name.rpartition(":")[2]: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}


def _place_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Where in the archive a sheet stands."""
    sheets = map(_attributes, _SHEET.findall(_text(archive, "xl/workbook.xml", _MOST)))
    wanted = next((one.get("id", "") for one in sheets if one.get("name") == sheet), "")
    relations = map(_attributes, _RELATION.findall(_text(archive, "xl/_rels/workbook.xml.rels", _MOST)))
    target = next((one.get("Target", "") for one in relations if wanted and one.get("Id") == wanted), "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}" if target else ""


def _money_styles(styles: str) -> dict[int, str]:
    """The currency of each style of cells that names one."""
    codes = {
        found["numFmtId"]: sign
        for found in map(_attributes, _FORMAT.findall(styles))
        if "numFmtId" in found and (sign := _sign(found.get("formatCode", "")))
    }
    block = _STYLES.search(styles)
    cells = map(_attributes, _STYLE.findall(block[0]) if block else ())
    return {
        number: codes[one["numFmtId"]] for number, one in enumerate(cells) if one.get("numFmtId") in codes
    }


def _sign(code: str) -> str:
    """The currency that a number format names, as it stands there."""
    for parts in _NAMED.findall(code.replace("\\", "")):
        text = "".join(parts).strip()
        if currency_named(text, "USD"):
            return text
    return ""


def _by_column(cells: str, money: Mapping[int, str]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for letters, style in _CELL.findall(cells):
        if sign := money.get(int(style)):
            found.setdefault(_number(letters), set()).add(sign)
    return {place: frozenset(signs) for place, signs in found.items()}


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
