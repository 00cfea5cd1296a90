"""Three years of made-up orders that follow each account's rhythm, season, growth and story."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from reviewtui.storage.writer import Writer
from sample.making import AS_OF, FIRST_DAY, between, chance, pick, workday

_SERVICES = ("Calibration", "Oven service", "Device service", "Maintenance", "Safety checks")
_TOTALS_ONLY = ("Seniorenhaus Abendsonne", "Kovárna Bílek s.r.o.")
_PRICE_RISE = 1.03


@dataclass(slots=True)
class Made:
    """One order before it has its number; lines are (category, product, quantity, cents)."""

    account: str
    day: date
    currency: str
    lines: list[tuple[str, str, int, int]]
    status: str = "ordered"
    promised: date | None = None
    delivered: date | None = None
    credit: bool = False
    unpriced: bool = False
    seed: float = field(default=0.0)

    @property
    def cents(self) -> int:
        """The sum of the lines."""
        return sum(line[3] for line in self.lines)


def write_orders(
    writer: Writer, ids: dict[str, int], accounts: list[dict[str, Any]], catalog: dict[str, Any]
) -> int:
    """Write the orders of every account, numbered in the order they came in; return how many."""
    made = [order for told in accounts if told["every"] for order in _orders(told, catalog[told["trade"]])]
    made.sort(key=lambda order: (order.day, order.seed))
    for number, order in enumerate(made, start=1):
        prefix = "CN" if order.credit else "SO"
        _write(writer, ids[order.account], f"{prefix}-{order.day:%y}{number:05d}", order)
    return len(made)


def _write(writer: Writer, account_id: int, number: str, order: Made) -> None:
    totals_only = order.account in _TOTALS_ONLY
    order_id = writer.add(
        "orders", account_id=account_id, number=number, day=order.day.isoformat(), status=order.status,
        currency=order.currency, amount=None if order.unpriced else order.cents * 100,
        has_lines=not (totals_only or order.unpriced),
        promised_on=order.promised and order.promised.isoformat(),
        delivered_on=order.delivered and order.delivered.isoformat(),
    )  # fmt: skip
    if totals_only or order.unpriced:
        return
    for category, product, quantity, cents in order.lines:
        writer.add(
            "order_line", order_id=order_id, product=product, category=category,
            quantity=str(quantity), amount=cents * 100,
        )  # fmt: skip


def _orders(told: dict[str, Any], trade: dict[str, Any]) -> list[Made]:
    """The orders of one account; the last one of some is too new to have been delivered."""
    rng = chance("orders", told["name"])
    day = told.get("since", FIRST_DAY + timedelta(days=int(between(rng, 0, told["every"]))))
    end = told.get("until", AS_OF)
    made: list[Made] = []
    while (day := workday(day)) <= end:
        order = _order(told, trade, day, rng)
        made.append(order)
        if rng.random() < 0.03 and order.status == "ordered":
            made.extend(_credit(order, rng))
        pace = trade["season"][day.month - 1] ** 0.4
        day += timedelta(days=max(2, round(told["every"] * between(rng, 0.65, 1.35) / pace)))
    if told["name"] == "Autohaus Rösler":
        made[-1].unpriced = True
    return made


def _order(told: dict[str, Any], trade: dict[str, Any], day: date, rng: random.Random) -> Made:
    years = (day - FIRST_DAY).days / 365.25
    wanted = told["revenue"] * 1000 * told["every"] / 365
    wanted *= trade["season"][day.month - 1] ** 0.6 * (1 + told.get("growth", 0)) ** years
    wanted *= between(rng, 0.7, 1.35) * _phase(told, day)
    lines = _lines(told, trade, day, wanted, rng)
    currency = told.get("currency", "EUR")
    if "second" in told and rng.random() < told["second"][1]:
        currency = told["second"][0]
    order = Made(told["name"], day, currency, lines, seed=rng.random())
    order.promised = workday(day + timedelta(days=int(between(rng, 4, 10))))
    if rng.random() < 0.012:
        order.status = "cancelled"
        return order
    delivered = _delivered(order.promised, _late_share(told, day), rng)
    order.delivered = delivered if delivered <= AS_OF else None
    return order


def _phase(told: dict[str, Any], day: date) -> float:
    factor = 1.0
    for first, last, times in told.get("phases", ()):
        if date.fromisoformat(first) <= day <= date.fromisoformat(last):
            factor *= times
    return factor


def _late_share(told: dict[str, Any], day: date) -> tuple[float, int]:
    """The share of late deliveries on that day, and by how many days at most."""
    for first, last, share in told.get("late", ()):
        if date.fromisoformat(first) <= day <= date.fromisoformat(last):
            return share, 12
    return 0.07, 4


def _delivered(promised: date, late: tuple[float, int], rng: random.Random) -> date:
    share, most = late
    if rng.random() < share:
        return workday(promised + timedelta(days=1 + int(rng.random() * most)))
    return max(
        promised - timedelta(days=int(rng.random() * 3)), promised - timedelta(days=promised.weekday())
    )


def _lines(
    told: dict[str, Any], trade: dict[str, Any], day: date, wanted: float, rng: random.Random
) -> list[tuple[str, str, int, int]]:
    shelf = _shelf(told, trade, day)
    chosen = pick(rng, shelf, 1 + int(rng.random() * 3.6))
    fixed = sum(price * usual for _, _, price, usual, service in chosen if service)
    open_sum = sum(price * usual for _, _, price, usual, service in chosen if not service)
    if not open_sum:
        chosen.append(next(part for part in shelf if not part[4]))
        open_sum = chosen[-1][2] * chosen[-1][3]
    scale = max(wanted - fixed, wanted * 0.3) / open_sum
    rise = _PRICE_RISE ** (day.year - 2024)
    lines = []
    for category, product, price, usual, service in chosen:
        quantity = usual if service else max(1, round(usual * scale))
        lines.append((category, product, quantity, round(price * rise * 100) * quantity))
    return lines


def _shelf(told: dict[str, Any], trade: dict[str, Any], day: date) -> list[tuple[str, str, float, int, bool]]:
    gone = {name for name, last in told.get("without", ()) if day > date.fromisoformat(last)}
    shelf = []
    for category, products in trade["products"].items():
        if category in gone or category not in told.get("cats", trade["products"]):
            continue
        for text in products:
            product, price, usual = (part.strip() for part in text.split("|"))
            shelf.append((category, product, float(price), int(usual), category in _SERVICES))
    return shelf


def _credit(order: Made, rng: random.Random) -> list[Made]:
    day = workday(order.day + timedelta(days=int(between(rng, 8, 20))))
    if day > AS_OF:
        return []
    category, product, quantity, cents = order.lines[0]
    back = max(1, round(quantity * between(rng, 0.1, 0.6)))
    line = (category, product, -back, -round(cents / quantity) * back)
    return [Made(order.account, day, order.currency, [line], credit=True, seed=rng.random())]
