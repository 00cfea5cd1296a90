"""Accounts and contacts of the sample file."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date
from typing import Any

from reviewtui.domain.text import name_key
from sample.making import FIRST_DAY, SampleStore

# Numbers that the national regulators keep free for films and books, where they have such.
_PHONES = {
    "Germany": "+49 221 4710 {:03d}",
    "United Kingdom": "+44 1632 960{:03d}",
    "United States": "+1 207 555 01{:02d}",
    "France": "+33 4 65 71 {:02d} 40",
}
_MORE_PHONES = {
    "Switzerland": "+41 21 555 0{:03d}",
    "Austria": "+43 732 555 {:03d}",
    "Netherlands": "+31 40 555 0{:03d}",
    "Japan": "+81 6 5550 0{:03d}",
    "Sweden": "+46 31 390 60{:03d}",
    "Spain": "+34 96 555 0{:03d}",
    "Italy": "+39 030 555 0{:03d}",
    "Denmark": "+45 55 55 0{:03d}",
    "Czechia": "+420 555 000 {:03d}",
    "Poland": "+48 71 555 0{:03d}",
}
_SMALL = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "ı": "i", "ł": "l", "Ż": "Z"})
_LEGAL = re.compile(r"\b(gmbh|kg|ag|ltd|llc|bv|eg|sa|srl|ab|aps|sro|co)\b")


def write_accounts(store: SampleStore, accounts: list[dict[str, Any]]) -> dict[str, int]:
    """Write every account with its people and return the ids by name."""
    ids: dict[str, int] = {}
    for number, told in enumerate(accounts, start=1):
        ids[told["name"]] = account_id = _account(store, number, told)
        for place, (name, title, channel, note) in enumerate(told["contacts"], start=1):
            _contact(store, account_id, told, number * 4 + place, (name, title, channel, note))
    return ids


def web_name(name: str) -> str:
    """The name of an account as it stands in its made-up web address."""
    words = _LEGAL.sub(" ", plain(name).replace(".", "").replace("'", ""))
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-") or "sakura"


def plain(text: str) -> str:
    """Lower case ASCII, umlauts written out."""
    spelled = unicodedata.normalize("NFKD", text.casefold().translate(_SMALL))
    return "".join(sign for sign in spelled if sign.isascii())


def _account(store: SampleStore, number: int, told: dict[str, Any]) -> int:
    street, code, city, region, country = told["place"]
    since = told.get("since", FIRST_DAY)
    web = web_name(told["name"])
    terms = {0: "30 days net", 1: "14 days, 2 % discount", 2: "30 days net"}[number % 3]
    return store.add(
        "account", min(since, date(2026, 10, 14)) if told["every"] else date(2026, 10, 14),
        name=told["name"], name_key=name_key(told["name"]), external_id=f"C{1000 + number * 7}",
        owner=told["owner"], industry=told["industry"], website=f"https://www.{web}.example",
        phone=_phone(country, number), email=f"office@{web}.example",
        address=street, postal_code=code, city=city, region=region, country=country,
        currency=told.get("currency", "EUR"), employees=told["employees"],
        annual_revenue=told["turnover"] * 10_000_000 if "turnover" in told else None,
        renewal_date=told.get("renewal"), note=told.get("note", ""),
        custom=json.dumps({"Payment terms": terms}), archived_at=told.get("archived"),
    )  # fmt: skip


def _contact(
    store: SampleStore, account_id: int, told: dict[str, Any], seed: int, card: tuple[str, str, str, str]
) -> None:
    name, title, channel, note = card
    latin = re.search(r"\(([^)]+)\)", name)
    words = re.sub(r"^(dr|dra)\.? ", "", plain(latin.group(1) if latin else name)).replace("'", "")
    parts = re.sub(r"[^a-z]+", " ", words).split()
    store.add(
        "contact", told.get("since", FIRST_DAY) if told["every"] else date(2026, 10, 14),
        account_id=account_id, name=name, title=title.lstrip("*-"),
        email=f"{'.'.join([parts[0], parts[-1]])}@{web_name(told['name'])}.example",
        phone=_phone(told["place"][4], seed), channel=channel, decides=title.startswith("*"),
        left=title.startswith("-"), note=note,
    )  # fmt: skip


def _phone(country: str, seed: int) -> str:
    form = {**_PHONES, **_MORE_PHONES}[country]
    return form.format(10 + seed * 37 % 90 if ":02d" in form else 100 + seed * 37 % 899)
