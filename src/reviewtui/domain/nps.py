"""NPS: who would recommend us, of those who said, and how much revenue stands behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Nps:
    """The latest answers of a set of accounts: ``value`` from -100 to 100, None when nobody answered.

    ``weighted`` is the same by 12-month net revenue, for each currency in which somebody who answered has any.
    """

    n: int
    promoters: int
    detractors: int
    weighted: Mapping[str, float]

    @property
    def value(self) -> float | None:
        """% of 9-10 minus % of 0-6."""
        return 100 * (self.promoters - self.detractors) / self.n if self.n else None


def nps_class(score: float | None) -> str:
    """promoter (9-10), passive (7-8) or detractor (0-6); empty when unknown."""
    if score is None:
        return ""
    if score >= 9:
        return "promoter"
    return "passive" if score > 6 else "detractor"


def nps(answers: Iterable[tuple[float | None, int | None, str]]) -> Nps:
    """From (latest answer in the period, net revenue in 1/10,000, currency) of each account; None where unknown."""
    known = [
        (nps_class(score), revenue or 0, currency)
        for score, revenue, currency in answers
        if score is not None
    ]
    signs = {"promoter": 1, "detractor": -1}
    behind: dict[str, list[int]] = {}
    for kind, revenue, currency in known:
        if revenue > 0:
            sums = behind.setdefault(currency, [0, 0])
            sums[0] += signs.get(kind, 0) * revenue
            sums[1] += revenue
    kinds = [kind for kind, _, _ in known]
    weighted = {currency: 100 * net / total for currency, (net, total) in sorted(behind.items())}
    return Nps(len(kinds), kinds.count("promoter"), kinds.count("detractor"), weighted)
