"""What the cells of tasks, calls, notes and deals say, in the words of many tools: channel, standing, priority, length."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from reviewtui.domain.captured import OPPORTUNITY_KINDS
from reviewtui.services.transfer.documents import words_of
from reviewtui.services.transfer.numbers import Mark, read_number, shown

ACTION, NOTE = "action", "note"
OPEN, DONE, DROPPED, MISSED = "open", "done", "dropped", "missed"
LONGEST = 1440
"""A touch lasts a day at most, in minutes."""

_SORTS = (
    ("video", r"video\w*(?: call| meeting| conference| chat)?|(?:zoom|(?:microsoft |ms )?teams)(?: call| meeting)?|webex|google meet|skype|online (?:meeting|termin)|web (?:meeting|conference)|screen share|"
     r"visio\w*|videollamada"),
    ("e-mail", r"(?:incoming |outgoing |forwarded |list )?e ?mails?(?: sent| logged)?|mail|listemail|mailing|correo\w*|courriel|"
     r"incoming email|incominge?mail|forwarded ?email|posta elettronica"),
    ("message", r"sms|text(?: message)?|message|whats ?app(?: message)?|chat|linked ?in(?: message)?|nachricht|letter|send letter|"
     r"brief|fax|postal mail|conversation session|communication|mensaje|messaggio|bericht"),
    ("event", r"trade ?(?:show|fair)|fair|conference|webinar|seminar|workshop|messe|messebesuch|veranstaltung|salon|feria|fiera|"
     r"roadshow|event attendance"),
    (NOTE, r"notes?|notiz|remarque|nota|comment|kommentar|memo"),
    (ACTION, r"to ?dos?|tasks?|aufgabe|deadline|follow ?up|reminder|tâche|tarea|attività|taak|erinnerung|wiedervorlage|"
     r"send quote|send proposal|proposal|none|other|other task|internal|admin"),
    ("visit", r"meetings?|visits?|site visit|on site(?: visit)?|in person(?: meeting)?|face to face|event|appointment|lunch|dinner|"
     r"breakfast|coffee|besuch|vor ort|kundenbesuch|termin|treffen|meeting logged|besprechung|réunion|rendez vous|rdv|visite|"
     r"reunión|visita|riunione|afspraak|bezoek|first meeting|demo|presentation|präsentation"),
    ("call", r"(?:logged |phone |telephone |cold |sales |discovery |intro |follow up |outbound |inbound |outgoing |incoming |missed )?"
     r"calls?(?: back)?|phone|telephone|by phone|telefon|anruf|telefonat|telefonisch|rückruf|appel|téléphone|llamada|teléfono|"
     r"chiamata|telefonata|telefoontje|dialer|cti"),
)  # fmt: skip
_SORT = tuple((sort, re.compile(pattern)) for sort, pattern in _SORTS)
# Salesforce writes "Email: subject" and "Call" where the type is missing.
_SUBJECT = re.compile(
    r"(call|e-?mail|meeting|visit|anruf|besuch|telefonat)(?:\s*[:\-\u2013].*)?", re.IGNORECASE | re.DOTALL
)

_DONE = re.compile(
    r"completed?|done|closed|finished|held|erledigt|abgeschlossen|fertig|gehalten|stattgefunden|terminée?|faite?|"
    r"completad[oa]|hech[oa]|realizad[oa]|completato|afgerond|voltooid|geschlossen|sent|gesendet|logged|resolved|received|"
    r"replied|answered|beantwortet|connected|reached|erreicht|yes|y|true|x|ja|oui|si|sí|ok|(?:completed|done|closed) .*"
)
_DROPPED = re.compile(
    r"cancel\w*|dropped|drop|rejected|abandoned|obsolete|not held|will not do|wont do|won t do|skipped|discarded|abgesagt|"
    r"stornier\w*|abgebrochen|verworfen|entfällt|entfallen|nicht stattgefunden|annul\w*|cancelad\w*|rescheduled|verschoben|"
    r"geannuleerd|declined|invalid"
)
_MISSED = re.compile(
    r"no answer|no show|busy|(?:left )?voice ?mail|left (?:live )?(?:message|voice ?mail)|wrong number|missed(?: call)?|"
    r"not reached|unreachable|no connect\w*|not connected|no contact|nicht erreicht|besetzt|mailbox|keine antwort|"
    r"nicht erschienen|verpasst|pas de réponse|absent|sin respuesta|no contesta|attempted|bad number|failed|bounced|"
    r"unavailable|not available|no response|left vm|vm|lm|geen antwoord"
)
# What the call outcomes of HubSpot are called inside.
_HUBSPOT = {
    "f240bbac 87c9 4f6e bf70 924b57d47db7": DONE,
    "9d9162e7 6cf3 4944 bf63 4dff82258764": MISSED,
    "a4c4c377 d246 4b32 a13b 75a56a4cd0ff": MISSED,
    "b2cf5968 551e 4856 9783 52b3da59a7d0": MISSED,
    "73a0d17f 1163 4015 bdd5 ec830791da20": MISSED,
    "17b47fee 58de 441e a44c c6300d46f273": MISSED,
}
_OPENS = re.compile(
    r"open|planned|scheduled|to ?do|not started|not done|no|false|n|0|nein|non|offen|geplant|in progress|in arbeit|"
    r"in bearbeitung|started|waiting.*|wartet.*|deferred|pending|new|neu|new task|nicht begonnen|begonnen|zurückgestellt|"
    r"à faire|en cours|ouvert|pendiente|abierto|abierta|en curso|da fare|aperto|in corso|overdue|überfällig|upcoming|assigned|"
    r"queued|ringing|calling.*|backlog|doing"
)
_PRIORITIES = (
    (
        1,
        r"high(?:est)?|urgent|(?:sehr )?hoch|critical|kritisch|dringend|p?1|a|haute|élevée|alta|alto|hoog|important",
    ),
    (2, r"medium|normale?|mittel|p?2|b|moyenne|medi[ao]|middel|standard"),
    (3, r"low(?:est)?|niedrig|gering|p?[345]|c|basse|faible|baj[oa]|bassa|laag|minor"),
)
_CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?(?:\.\d+)?")
_SPOKEN = re.compile(
    r"(?:(?P<hours>\d+(?:[.,]\d+)?)\s*(?:h|hrs?|hours?|std\.?|stunden?|heures?|horas?))?\s*"
    r"(?:(?P<minutes>\d+(?:[.,]\d+)?)\s*(?:m|min|mins|minutes?|min\.|minuten?|minutos?|minuti))?\s*"
    r"(?:(?P<seconds>\d+(?:[.,]\d+)?)\s*(?:s|secs?|seconds?|sek\.?|sekunden?))?",
    re.IGNORECASE,
)
_WON = re.compile(
    r"(?:closed ?)?won|gewonnen|gagnée?|ganad[oa]|vint[oa]|gewonnen abgeschlossen|closed won.*|.* closed won"
)
_LOST = re.compile(
    r"(?:closed ?)?lost|verloren|perdue?|perdid[oa]|pers[oa]|dead|abandoned|disqualified|dropped|cancel\w*|closed lost.*|"
    r".* closed lost|omitted|rejected|declined|deleted|abgelehnt|storniert"
)
_KINDS = (
    ("renewal", r".*(?:renew|verlängerung|renouvellement|renovaci|rinnovo).*"),
    ("more volume", r".*(?:upsell|up sell|expan|upgrade|more volume|erweiterung|increase).*"),
    ("other product", r".*(?:cross ?sell|other product|add ?on|neues produkt).*"),
    ("new order", r".*(?:new|neu|nouve|nuev|nuov).*"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def activity_sort(text: str) -> str | None:
    """The channel that a word for an activity names, else ``action`` or ``note``; None for a word that is not known."""
    name = words_of(text)
    return next((sort for sort, pattern in _SORT if pattern.fullmatch(name)), None)


@lru_cache(maxsize=4096)
def sort_of_subject(subject: str) -> str | None:
    """The channel that a subject such as ``Call`` or ``Email: offer`` names where nothing else does."""
    match = _SUBJECT.fullmatch(subject.strip())
    return activity_sort(match[1]) if match else None


@lru_cache(maxsize=4096)
def standing(text: str) -> str:
    """``open``, ``done``, ``dropped`` or ``missed`` (tried, nobody reached); empty for a word that is not known."""
    name = words_of(text)
    if name in _HUBSPOT:
        return _HUBSPOT[name]
    if _MISSED.fullmatch(name):
        return MISSED
    if _DROPPED.fullmatch(name):
        return DROPPED
    if _OPENS.fullmatch(name):
        return OPEN
    return DONE if _DONE.fullmatch(name) else ""


@lru_cache(maxsize=4096)
def deal_standing(text: str) -> str:
    """``won``, ``lost`` or ``open``: a stage that is neither is a step on the way."""
    name = words_of(text)
    if _WON.fullmatch(name):
        return "won"
    return "lost" if _LOST.fullmatch(name) else "open"


@lru_cache(maxsize=1024)
def opportunity_kind(text: str) -> str | None:
    """One of the kinds of opportunities, None for a word that names none."""
    name = words_of(text)
    if name in OPPORTUNITY_KINDS:
        return name
    return next((kind for kind, pattern in _KINDS if re.fullmatch(pattern, name)), None)


def priority(text: str) -> int | None:
    """1 (high), 2 or 3; None for a word that is none of these."""
    name = words_of(text)
    return next((number for number, pattern in _PRIORITIES if re.fullmatch(pattern, name)), None)


def minutes(text: str, mark: Mark, per_minute: int = 1) -> int:
    """A length in whole minutes: ``30``, ``00:30:00``, ``1:15``, ``1 h 15 min``; a bare number counts as many of a unit as
    make a minute (1, 60 for seconds, 60,000 for milliseconds). Raises ValueError with the reason.
    """
    clock = _CLOCK.fullmatch(text)
    spoken = _SPOKEN.fullmatch(text)
    if clock:
        first, second, third = (int(part or 0) for part in clock.groups())
        whole = clock[3] is not None or per_minute == 1
        seconds = Decimal(3600 * first + 60 * second + third if whole else 60 * first + second)
    elif spoken and any(spoken.groups()):
        hours, mins, secs = (Decimal((part or "0").replace(",", ".")) for part in spoken.groups())
        seconds = 3600 * hours + 60 * mins + secs
    else:
        seconds = read_number(text, mark)[0] * 60 / per_minute
    length = int((seconds / 60).to_integral_value(ROUND_HALF_UP))
    if not 0 <= seconds <= LONGEST * 60:
        raise ValueError(f"{shown(text)} is not the length of a touch; it is 0 to {LONGEST} minutes")
    return max(1, length) if seconds else 0
