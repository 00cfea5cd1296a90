"""Small bar rows drawn with characters: ``bars([3, 5, -1, None, 8], 5)`` -> ``▄▅- █``.

Values are scaled to the largest; a negative one is marked ``-``, a missing one is a blank, zero is the
lowest bar. With ``ascii=True``: ``. _ : = + * # @``.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

BLOCKS = "▁▂▃▄▅▆▇█"
ASCII = "._:=+*#@"

Number = int | float | Decimal


def bars(values: Sequence[Number | None], width: int, ascii: bool = False) -> str:
    """The last ``width`` values as one bar character each, padded at the left to ``width`` cells."""
    if width <= 0:
        return ""
    shown = list(values)[-width:]
    top = max((float(v) for v in shown if v is not None), default=0.0)
    return "".join(_bar(v, top, ascii) for v in shown).rjust(width)


def _bar(value: Number | None, top: float, ascii: bool) -> str:
    levels = ASCII if ascii else BLOCKS
    if value is None:
        return " "
    if value < 0:
        return "-"
    if top <= 0 or not value:
        return levels[0]
    return levels[min(7, max(1, round(float(value) / top * 7)))]


def gauge(share: float, width: int, ascii: bool = False) -> str:
    """A share from 0 to 1 as a bar of exactly ``width`` cells, such as ``████░░``."""
    full = round(max(0.0, min(1.0, share)) * width)
    on, off = ("#", ".") if ascii else ("█", "░")
    return on * full + off * (width - full)
