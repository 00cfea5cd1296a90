"""Every figure a second time, slowly and plainly, from the written definitions alone: nothing of the product is used.

It reads the tables of a file as they are, and counts days one by one where that is simplest.
"""

from __future__ import annotations

import calendar
import json
import math
import sqlite3
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

Row = dict[str, Any]
IDEAL = {"A": 30, "B": 60, "C": 120, "N": 14, "-": 14}
MOST = {"A": 60, "B": 120, "C": 240, "N": 30, "-": 30}
ASK_IDEAL = {"A": 92, "B": 183, "C": 365, "N": 92, "-": 92}
ASK_MOST = {"A": 120, "B": 240, "C": 450, "N": 120, "-": 120}
REVIEW = {"A": 3, "B": 6, "C": 12, "N": 3, "-": 3}
FACTOR = {"A": 3, "B": 2, "C": 1, "N": 2, "-": 1}
POINTS = {
    "urgent": 50,
    "contact": 30,
    "feedback": 20,
    "promise": 20,
    "silent": 20,
    "said": 15,
    "rival": 15,
    "renewal": 15,
}
WAY = {
    "buy.change": {"real_less": -1, "moved_elsewhere": -1, "no_change": 0, "real_more": 1},
    "bud.dir": {"cut": -1, "frozen": 0, "same": 0, "raised": 1},
    "new.size": {"strong_down": -1, "down": -1, "same": 0, "up": 1, "strong_up": 1},
}  # fmt: skip


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def months(d: date, n: int) -> date:
    """The same day n months on, or the last of a month that is too short."""
    y, m = d.year + (d.month - 1 + n) // 12, (d.month - 1 + n) % 12 + 1
    return date(y, m, min(d.day, calendar.monthrange(y, m)[1]))


def quarter_start(d: date, first: int) -> date:
    d = d.replace(day=1)
    while (d.month - first) % 3:
        d = months(d, -1)
    return d


def middle(values: list[int]) -> float:
    values = sorted(values)
    n = len(values)
    return values[n // 2] if n % 2 else (values[n // 2 - 1] + values[n // 2]) / 2


def counted(amount: Fraction | int) -> int:
    """An exact sum in whole ten-thousandths: where it does not go in whole, the one below, or above a round one."""
    below = math.floor(amount)
    return below if amount == below or below % 5 else below + 1


class Plain:
    """All figures of a file as of a date."""

    def __init__(self, path: Path, as_of: date) -> None:
        self._made: dict[int, Row] = {}
        db = sqlite3.connect(path)
        db.row_factory = sqlite3.Row
        self.as_of = as_of
        self.settings = {row["key"]: row["value"] for row in db.execute("SELECT * FROM setting")}
        self.first = int(self.settings.get("first_month", "1"))
        self.rows = {
            table: [dict(row) for row in db.execute(f"SELECT * FROM {table}")]
            for table in [
                "account",
                "orders",
                "order_line",
                "review",
                "answer",
                "touch",
                "action",
                "issue",
                "sighting",
                "account_plan",
                "snooze",
                "ledger_entry",
                "rate",
            ]
        }
        db.close()
        self.rivals = {}
        self.accounts = {row["id"]: row for row in self.rows["account"] if not row["deleted_at"]}
        self.by: dict[str, dict[int, list[Row]]] = {}
        for table in self.rows:
            groups: dict[int, list[Row]] = {}
            for row in self.rows[table]:
                if "account_id" in row and not row.get("deleted_at"):
                    groups.setdefault(row["account_id"], []).append(row)
            self.by[table] = groups
        self.lines: dict[int, list[Row]] = {}
        for row in self.rows["order_line"]:
            self.lines.setdefault(row["order_id"], []).append(row)
        self.money = {one: self.orders(one) for one in self.accounts}
        self.tiers = self.ranking()

    def of(self, table: str, account: int) -> list[Row]:
        return self.by[table].get(account, [])

    # -- rates

    def one_way(self, a: str, b: str, on: date) -> tuple[date, Fraction] | None:
        """The newest rate of two currencies by a day, from either side, with its own day."""
        for source, target, turned in ((a, b, False), (b, a, True)):
            rows = [
                (day(row["day"]), Fraction(row["rate"])) for row in self.rows["rate"]
                if (row["source"], row["target"]) == (source, target) and day(row["day"]) <= on
            ]  # fmt: skip
            if rows:
                since, rate = max(rows)
                return since, 1 / rate if turned else rate
        return None

    def rate(self, a: str, b: str, on: date) -> Fraction | None:
        """What one unit is worth in another currency on a day, rounded to 18 decimals."""
        if a == b:
            return Fraction(1)
        found = self.one_way(a, b, on)
        if found is None:
            codes = {row[end] for row in self.rows["rate"] for end in ("source", "target")} - {a, b}
            ways = []
            for code in sorted(codes, reverse=True):
                first, second = self.one_way(a, code, on), self.one_way(code, b, on)
                if first and second:
                    ways.append((min(first[0], second[0]), len(ways), first[1] * second[1]))
            # The newest of the older rows; of equals the currency that comes first.
            found = max(ways)[::2] if ways else None
        return Fraction(round(found[1] * 10**18), 10**18) if found else None

    # -- orders

    def orders(self, account: int) -> Row:
        own = self.accounts[account]["currency"] or self.settings.get("currency", "")
        found = [
            {**row, "day": day(row["day"]), "currency": row["currency"] or own}
            for row in self.of("orders", account)
            if row["status"] != "cancelled" and row["amount"] is not None and day(row["day"]) <= self.as_of
        ]
        mine = [
            {**row, "amount": row["amount"] * rate} for row in found
            if (rate := self.rate(row["currency"], own, row["day"])) is not None
        ]  # fmt: skip
        lacking = [row for row in found if self.rate(row["currency"], own, row["day"]) is None]
        common, usual_code = Fraction(0), self.settings.get("currency", "")
        year = months(self.as_of, -12)
        days = sorted({row["day"] for row in found if row["amount"] > 0})
        gaps = [(b - a).days for a, b in pairwise(days)][-12:]
        usual = float(middle(gaps)) if len(days) >= 4 else None
        since = (self.as_of - days[-1]).days if days else None
        start = quarter_start(self.as_of, self.first)
        n = (self.as_of - start).days + 1

        def between(a: date, b: date) -> int:
            return counted(sum(row["amount"] for row in mine if a <= row["day"] <= b))

        for row in found:
            if row["day"] > year and row not in lacking and common is not None:
                rate = self.rate(row["currency"], usual_code, row["day"])
                common = None if rate is None else common + row["amount"] * rate

        def same_days(back: int) -> int:
            a, end = months(start, -3 * back), months(start, -3 * back + 3)
            return between(a, min(a + timedelta(days=n - 1), end - timedelta(days=1)))

        sizes = [row["amount"] for row in mine if row["amount"] > 0 and row["day"] > year]
        gross = sum(sizes)
        quarters = [
            between(
                months(start, -3 * back), min(months(start, -3 * back + 3) - timedelta(days=1), self.as_of)
            )
            for back in range(7, -1, -1)
        ]
        return {
            "own": own, "all": found, "days": days,
            "known": bool(found),
            "revenue": counted(sum(row["amount"] for row in mine if row["day"] > year)),
            "common": None if common is None else counted(common),
            "left": sorted({
                (code, sum(row["amount"] for row in lacking if row["currency"] == code and row["day"] > year))
                for code in {row["currency"] for row in lacking if row["day"] >= months(start, -21)}
            }),
            "orders": sum(1 for row in mine if row["day"] > year and row["amount"] > 0),
            "average": round(Fraction(gross, len(sizes) * 100)) if sizes else None,
            "quarters": quarters, "like": (n, same_days(0), same_days(1), same_days(4)),
            "rhythm": usual, "since": since, "drift": since / usual if usual else None, "start": start,
        }  # fmt: skip

    def mix(self, account: int) -> tuple[list[str], list[str]]:
        start = self.money[account]["start"]
        seen: dict[str, set[int]] = {}
        for order in self.of("orders", account):
            on = day(order["day"])
            if order["status"] == "cancelled" or on > self.as_of:
                continue
            back = 0
            while on < months(start, -3 * back):
                back += 1
            for line in self.lines.get(order["id"], []):
                if line["amount"] > 0 and (line["category"] or line["product"]):
                    seen.setdefault(line["category"] or line["product"], set()).add(back)
        started = [name for name, q in seen.items() if (0 in q or 1 in q) and not q & {2, 3, 4, 5}]
        stopped = [
            name for name, q in seen.items() if len(q & {2, 3, 4, 5}) > 1 and 0 not in q and 1 not in q
        ]
        return sorted(started), sorted(stopped)

    def key(self, account: int) -> tuple[str, str, int]:
        row = self.accounts[account]
        return row["name"].casefold(), row["external_id"], account

    def worth(self) -> dict[int, tuple[str, int]]:
        """The currency and the amount that each account is held against others by."""
        usual = self.settings.get("currency", "")
        apart = {
            one["own"] for one in self.money.values()
            if one["own"] != usual and one["known"] and (one["common"] is None or not self.rows["rate"] or not usual)
        }  # fmt: skip
        return {
            one: (money["own"], money["revenue"]) if money["own"] in apart else (usual, money["common"])
            for one, money in self.money.items()
        }

    def ranking(self) -> dict[int, Row]:
        result: dict[int, Row] = {}
        worth = self.worth()
        for code in {one[0] for one in worth.values()}:
            paying = [
                one for one, (ranked, amount) in worth.items()
                if ranked == code and amount > 0 and self.money[one]["days"]
            ]  # fmt: skip
            paying.sort(key=lambda one: (-worth[one][1], self.key(one)))
            total = sum(worth[one][1] for one in paying)
            running = 0
            for one in paying:
                share_before = Fraction(running, total)
                running += worth[one][1]
                share = Fraction(running, total)
                tier = "C"
                if share_before < Fraction(95, 100):
                    tier = "B"
                if share_before < Fraction(80, 100):
                    tier = "A"
                result[one] = {
                    "tier": tier, "cumulative": float(share), "share": worth[one][1] / total,
                    "edge": abs(share - Fraction(8, 10)) <= Fraction(2, 100)
                    or abs(share - Fraction(95, 100)) <= Fraction(2, 100),
                }  # fmt: skip
        for one, money in self.money.items():
            found = result.setdefault(
                one, {"tier": "C" if money["days"] else "-", "cumulative": None, "share": None, "edge": False}
            )
            if found["tier"] in "BC" and money["days"][0] > months(self.as_of, -6):
                found["tier"] = "N"
            found["computed"] = found["tier"]
            for plan in self.of("account_plan", one):
                if plan["tier"] and (not plan["tier_since"] or day(plan["tier_since"]) <= self.as_of):
                    found["tier"] = plan["tier"]
        return result

    # -- talks

    def reviews(self, account: int, *states: str) -> list[Row]:
        return [r for r in self.of("review", account) if r["state"] in states and day(r["day"]) <= self.as_of]

    def talks(self, account: int) -> list[tuple[date, str, bool, bool, int, str]]:
        """(day, channel, two-way, value given, id, table), oldest first."""
        found = []
        reviews_with_touch = set()
        for t in self.of("touch", account):
            if not t["planned"] and t["reached"] and day(t["day"]) <= self.as_of:
                found.append(
                    (
                        day(t["day"]),
                        t["channel"],
                        bool(t["two_way"]),
                        bool(t["value_given"]),
                        t["id"],
                        "touch",
                    )
                )
                reviews_with_touch.add(t["review_id"])
        found += [
            (day(r["day"]), r["channel"], True, False, r["id"], "review")
            for r in self.reviews(account, "finished")
            if r["id"] not in reviews_with_touch
        ]
        return sorted(found, key=lambda one: (one[0], one[5], one[4]))

    def answers(self, account: int) -> list[tuple[date, int, str, str, Any]]:
        """(day, review, key, state, value), oldest first."""
        reviews = {r["id"]: day(r["day"]) for r in self.reviews(account, "finished", "in_progress")}
        found = [
            (reviews[a["review_id"]], a["review_id"], a["question_key"], a["state"], json.loads(a["value"]))
            for a in self.of("answer", account)
            if a["review_id"] in reviews and a["state"] != "open"
        ]
        return sorted(found, key=lambda one: (one[0], one[1]))

    def numbers(self, account: int, key: str) -> list[tuple[date, int, float]]:
        return [
            (on, review, value) for on, review, name, state, value in self.answers(account)
            if name == key and state == "answered" and type(value) in (int, float)
        ]  # fmt: skip

    def state(self, last: date | None, ideal: int, most: int) -> str:
        if last is None or (self.as_of - last).days > most:
            return "red"
        return "green" if (self.as_of - last).days <= ideal else "amber"

    # -- promises

    def promises(self, account: int) -> list[Row]:
        found = []
        for a in self.of("action", account):
            if not a["promise"] or a["side"] != "ours" or day(a["created_on"]) > self.as_of:
                continue
            told, due = day(a["first_due"]) or day(a["due"]), day(a["due"])
            done = day(a["done_on"]) if a["status"] == "done" else None
            done = done if done and done <= self.as_of else None
            passed = told is not None and told <= self.as_of
            if a["status"] == "dropped" and not (a["broken"] and passed):
                continue
            if a["broken"] and passed:
                end, on = "broken", told
            elif done:
                end, on = ("kept" if (told is None or done <= told) and not a["slipped"] else "late"), done
            elif a["slipped"] and passed:
                end, on = "late", told
            else:
                end, on = None, None
            waits = not done and due is not None and due < self.as_of and end != "broken"
            found.append({"end": end, "on": on, "told": told, "waits": waits, "since": due})
        return found

    # -- the ledger

    def ledger(self, account: int, most: int) -> list[tuple[date, float]]:
        weights = {"kept": 2, "late": -2, "broken": -5}
        entries: list[tuple[date, float]] = [
            (p["on"], weights[p["end"]]) for p in self.promises(account) if p["end"]
        ]
        for i in self.of("issue", account):
            if day(i["opened_on"]) > self.as_of:
                continue
            if i["found_by"] == "us":
                entries.append((day(i["opened_on"]), 1))
            if i["solved_on"] and i["solved_well"] is not None:
                entries.append((day(i["solved_on"]), 1 if i["solved_well"] else -4))
        ratings = self.numbers(account, "sat.rating")
        for before, now in pairwise(ratings):
            entries.append((now[0], now[2] - before[2]))
        talks = self.talks(account)
        entries += [(one[0], 1) for one in talks if one[3]]
        real = {one[0] for one in talks if one[2]}
        if real:
            silent, on = 0, min(real)
            while on < self.as_of:
                on += timedelta(days=1)
                silent += 1
                if silent > most and (silent - most) % 30 == 0:
                    entries.append((on, -1))
                if on in real:
                    silent = 0
        entries += [(day(e["day"]), float(e["weight"])) for e in self.of("ledger_entry", account)]
        return [one for one in entries if one[0] <= self.as_of and one[1]]

    def balance(self, account: int, most: int) -> float | None:
        entries = self.ledger(account, most)
        if not entries:
            return None
        return sum(weight * 0.5 ** ((self.as_of - on).days / 180) for on, weight in entries)

    # -- next touch

    def next_touch(self, account: int, last: date | None, own: Row) -> date:
        wanted: list[date] = []
        reviews = [
            day(r["day"]) for r in self.reviews(account, "finished") if r["template_key"] == "quarterly"
        ]
        wanted.append(months(max(reviews), own["review"]) if reviews else self.as_of)
        wanted.append(last + timedelta(days=own["ideal"]) if last else self.as_of)
        in_days, in_months = own["steps"]
        # A step missed for longer than the plan runs, and a month, is forgotten.
        forgotten = min(
            months(self.as_of, -1 - max(in_months, default=0)),
            self.as_of - timedelta(days=max(in_days, default=0)),
        )
        answered: list[date] = []
        money = self.money[account]
        orders = []
        for o in sorted((o for o in money["all"] if o["amount"] > 0), key=lambda o: o["day"]):
            rate = self.rate(o["currency"], money["own"], o["day"])
            in_own = {"amount": counted(o["amount"] * rate), "currency": money["own"]} if rate else {}
            orders.append({**o, **in_own})
        for order in orders:
            smaller = [
                o["amount"] for o in orders if o["day"] < order["day"] and o["currency"] == order["currency"]
            ]
            first = order["day"] == orders[0]["day"]
            if first or (smaller and order["amount"] > 2 * middle(smaller)):
                arrived = day(order["delivered_on"])
                at = arrived if arrived and arrived <= self.as_of else order["day"]
                steps = [at + timedelta(days=n) for n in in_days] + [months(at, n) for n in in_months]
                answered += [one for one in steps if one >= forgotten]
        renewal = day(self.accounts[account]["renewal_date"])
        if renewal and renewal >= self.as_of:
            answered.append(renewal - timedelta(days=own["lead"]))
        if money["rhythm"] is not None:
            answered.append(money["days"][-1] + timedelta(days=int(money["rhythm"] + 0.5)))
        answered += [day(t["day"]) for t in self.of("touch", account) if t["planned"]]
        wanted += [one for one in answered if last is None or last < one]
        found = max(min(wanted), self.as_of)
        rests = self.rests(account)
        return max(found, rests) if rests else found

    def own(self, account: int) -> Row:
        """What holds for an account: its own plan, and where it has none what its tier and the settings say."""
        tier, plan = self.tiers[account]["tier"], dict(next(iter(self.of("account_plan", account)), {}))
        for name, since in json.loads(plan.get("own_since") or "{}").items():
            if since > self.as_of.isoformat():
                plan[name] = None
        found: Row = {}
        for name, clock, ideals, mosts in (
            ("", "contact", IDEAL, MOST),
            ("ask_", "feedback", ASK_IDEAL, ASK_MOST),
        ):
            ideal, most = plan.get(f"{clock}_ideal"), plan.get(f"{clock}_maximum")
            # An own maximum below the ideal pulls that down with it; without one the ideal pulls the maximum up.
            most = max(ideal or 0, mosts[tier]) if most is None else most
            ideal = min(most, ideals[tier] if ideal is None else ideal)
            found |= {f"{name}ideal": ideal, f"{name}most": most}
        steps = plan.get("post_order")
        words = ["1d", "7d", "1m", "3m", "6m"] if steps is None else steps.split()
        lead = plan.get("renewal_lead")
        return found | {
            "review": plan.get("review_months") or REVIEW[tier], "lead": 60 if lead is None else lead,
            "steps": [[int(one[:-1]) for one in words if one[-1] == unit] for unit in "dm"],
        }  # fmt: skip

    def rests(self, account: int) -> date | None:
        for plan in self.of("account_plan", account):
            until, since = day(plan["rest_until"]), day(plan["rest_since"])
            if until and self.as_of < until and (since is None or since <= self.as_of):
                return until
        return None

    # -- everything together

    def contradiction(self, account: int) -> bool:
        _, now, before, last_year = self.money[account]["like"]
        base = last_year if last_year > 0 else before
        if base <= 0:
            return False
        change = Fraction(now - base, base)
        newest: dict[str, tuple[date, Any]] = {}
        for on, _, key, state, value in self.answers(account):
            if key in WAY and state == "answered":
                newest[key] = (on, value)
        said = {
            WAY[key][value] for key, (on, value) in newest.items()
            if isinstance(value, str) and value in WAY[key] and months(on, 3) >= self.as_of
        }  # fmt: skip
        return (change <= Fraction(-1, 5) and bool(said & {0, 1})) or (
            change >= Fraction(1, 5) and -1 in said
        )

    def reasons(self, account: int, contact: str, feedback: str) -> set[str]:
        found = set()
        money = self.money[account]
        for i in self.of("issue", account):
            solved = day(i["solved_on"])
            if (
                i["severity"] == "urgent"
                and day(i["opened_on"]) <= self.as_of
                and not (solved and solved <= self.as_of)
            ):
                found.add("urgent")
        if contact == "red":
            found.add("contact")
        if feedback == "red":
            found.add("feedback")
        if any(p["waits"] for p in self.promises(account)):
            found.add("promise")
        if money["drift"] is not None and money["drift"] >= 2:
            found.add("silent")
        if self.contradiction(account):
            found.add("said")
        if any(0 <= (self.as_of - day(s["seen_on"])).days <= 90 for s in self.of("sighting", account)):
            found.add("rival")
        renewal = day(self.accounts[account]["renewal_date"])
        if renewal and 0 <= (renewal - self.as_of).days <= 90:
            found.add("renewal")
        for s in self.of("snooze", account):
            if day(s["set_on"]) <= self.as_of < day(s["until"]):
                found.discard(s["reason"])
        return found & {"urgent", "promise"} if self.rests(account) else found

    def figures(self, account: int) -> Row:
        if account not in self._made:
            self._made[account] = self._figures(account)
        return self._made[account]

    def _figures(self, account: int) -> Row:
        money, standing = self.money[account], self.tiers[account]
        tier, own = standing["tier"], self.own(account)
        most = own["most"]
        talks = self.talks(account)
        last = max((one[0] for one in talks if one[2]), default=None)
        asked = [
            on for on, _, key, state, _ in self.answers(account)
            if state == "answered" and key.split(".")[0] in ("sat", "base", "val", "pil", "want", "imp")
        ]  # fmt: skip
        contact = self.state(last, own["ideal"], most)
        feedback = self.state(max(asked, default=None), own["ask_ideal"], own["ask_most"])
        ratings = self.numbers(account, "sat.rating")
        basics = [
            found[-1][2] for k in ("ontime", "comm", "exec") if (found := self.numbers(account, f"base.{k}"))
        ]
        recommend = self.numbers(account, "sat.recommend")
        score = recommend[-1][2] if recommend and recommend[-1][0] > months(self.as_of, -12) else None
        due = [
            p for p in self.promises(account)
            if p["told"] and months(self.as_of, -12) < p["told"] <= self.as_of and (p["end"] or p["waits"])
        ]  # fmt: skip
        kept = sum(p["end"] == "kept" for p in due)
        balance = self.balance(account, most)
        health = self.health(
            {
                "ledger": None if balance is None else balance / 10,
                "rating": ratings[-1][2] / 10 if ratings else None,
                "drift": None if money["drift"] is None else 2 - money["drift"],
                "contact": {"green": 1, "amber": 0.5, "red": 0}[contact],
                "promises": kept / len(due) if due else None,
                "basics": sum(basics) / len(basics) / 10 if basics else None,
            }
        )
        reasons = self.reasons(account, contact, feedback)
        written = [one[1] in ("e-mail", "message") for one in talks]
        spoken = [one[0] for one in talks if one[2] and one[1] not in ("e-mail", "message")]
        quiet = not spoken or (self.as_of - spoken[-1]).days > most
        asked_last = max(asked, default=None)
        unasked = asked_last is None or (self.as_of - asked_last).days > 2 * own["ask_most"]
        untouched = last is None or (self.as_of - last).days > 2 * most
        return {
            **standing, "contact": contact, "feedback": feedback, "last": last,
            "rating": ratings[-1][2] if ratings else None, "basics": sum(basics) / len(basics) if basics else None,
            "class": None if score is None else "promoter" if score >= 9 else "detractor" if score <= 6 else "passive",
            "keep": (kept, len(due)), "balance": balance, "health": health,
            "next": self.next_touch(account, last, own), "reasons": reasons, "own": own,
            "points": 0 if self.accounts[account]["archived_at"] else FACTOR[tier] * sum(POINTS[r] for r in reasons),
            "mix": self.mix(account), "email_only": len(written) > 2 and all(written[-3:]) and quiet,
            "status_quo": money["drift"] is not None and money["drift"] < 1.5 and unasked and untouched,
        }  # fmt: skip

    @staticmethod
    def health(shares: dict[str, float | None]) -> float:
        """Not yet rounded."""
        weights = {"ledger": 25, "rating": 20, "drift": 20, "contact": 15, "promises": 10, "basics": 10}
        known = {name: min(1, max(0, share)) for name, share in shares.items() if share is not None}
        return 100 * sum(weights[n] * s for n, s in known.items()) / sum(weights[n] for n in known)

    def reviews_due(self) -> list[int]:
        """Accounts without a finished quarterly review within their own rhythm or that of their tier, in the order of Today."""
        found = []
        for account in self.accounts:
            running, held = (
                [day(r["day"]) for r in self.reviews(account, state) if r["template_key"] == "quarterly"]
                for state in ("in_progress", "finished")
            )
            since = months(self.as_of, -self.own(account)["review"])
            waits = not running and not self.accounts[account]["archived_at"]
            if waits and not any(on > since for on in held):
                found.append(account)

        def place(one: int) -> tuple[Any, ...]:
            (code, amount), usual = worth[one], self.settings.get("currency", "")
            if not self.money[one]["known"]:
                return 2, "", 0, self.key(one)
            return int(code != usual), code, -amount, self.key(one)

        # No amount is held against one that no rate leads to: the currency of the file comes first, the others by code.
        worth = self.worth()
        return sorted(found, key=place)

    def queue(self) -> list[int]:
        """Accounts in the order of the queue."""
        points = {one: self.figures(one)["points"] for one in self.accounts}
        return sorted(
            (one for one in points if points[one] > 0), key=lambda one: (-points[one], self.key(one))
        )
