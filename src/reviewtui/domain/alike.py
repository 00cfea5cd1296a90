"""Accounts that may be the same: names that differ by legal form, signs or accents only, and shared domains."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LEGAL_WORDS = """
inc incorporated ltd limited llc llp lp plc corp corporation co company gmbh mbh ag kg kgaa ohg ug ek ev eg se
sa sas sasu sarl eurl snc srl srls spa sapa bv nv vof ab as asa oy oyj aps ivs pty pte kft zrt bt nyrt sro doo
dd ood eood ad lda ltda sl slu sau cv sadecv kk gk spzoo spj cic gbr haftungsbeschrankt aktiengesellschaft gesellschaft mit
beschrankter haftung kommanditgesellschaft offene handelsgesellschaft genossenschaft societe anonyme sociedad anonima limitada
societa besloten naamloze vennootschap
"""
_AND = frozenset({"und", "and", "et", "y", "e", "i", "en", "og", "och"})
# Letters that Unicode does not take for one with a mark.
_LETTER_OF = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_SHARED_DOMAINS = """
gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.de yahoo.fr yahoo.co.uk
ymail.com gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de icloud.com me.com mac.com aol.com
proton.me protonmail.com mail.com mail.ru yandex.ru qq.com 163.com 126.com free.fr orange.fr wanadoo.fr
laposte.net libero.it virgilio.it hotmail.it hotmail.fr hotmail.co.uk btinternet.com comcast.net verizon.net
att.net bluewin.ch example.com example.org facebook.com linkedin.com instagram.com google.com sites.google.com
wixsite.com wordpress.com
"""
_LEGAL, _SHARED = frozenset(_LEGAL_WORDS.split()), frozenset(_SHARED_DOMAINS.split())
_LETTERS = re.compile(r"\b(?:\w )+\w\b")
_HOST = re.compile(r"^[a-z]*:?//")
_UMLAUT = re.compile("(?<=[aou])e")


@lru_cache(maxsize=50_000)
def name_core(name: str) -> str:
    """A name without legal form, punctuation, accents, case and words for *and*; equal cores are worth a look, never a proof.

    A name that is nothing but a legal form keeps it.
    """
    bare = "".join(
        c
        for c in unicodedata.normalize("NFKD", name.casefold().translate(_LETTER_OF))
        if not unicodedata.combining(c)
    )
    text = " ".join("".join(c if c.isalnum() else "" if c in ".'’" else " " for c in bare).split())
    words = _LETTERS.sub(lambda run: run[0].replace(" ", ""), text).split()
    kept = len(words)
    while kept > 1 and (words[kept - 1] in _LEGAL or words[kept - 1] in _AND):
        kept -= 1
    return _UMLAUT.sub(
        "", "".join(word for at, word in enumerate(words[:kept]) if not at or word not in _AND)
    )


def domain_of(address: str) -> str:
    """The domain of a website or an e-mail address; empty for those that many share, and for none."""
    text = address.strip().casefold()
    if "@" in text:
        found = text.rpartition("@")[2]
    else:
        found = _HOST.sub("", text).partition("/")[0].partition("?")[0].partition(":")[0]
    found = found.strip(" .>").removeprefix("www.")
    return found if "." in found and " " not in found and found not in _SHARED else ""


def digits_of(phone: str) -> str:
    """A telephone number as its digits; 00 in front is the plus."""
    return re.sub(r"\D", "", phone).removeprefix("00")
