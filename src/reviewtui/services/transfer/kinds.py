"""What a table holds, told from its headers, and why: one of the kinds that can be imported, or something else."""

from __future__ import annotations

from collections.abc import Sequence

from reviewtui.domain.frozen import frozen
from reviewtui.services.transfer.mapping import LINE_FIELDS, Column, fields_in, map_columns
from reviewtui.services.transfer.otherkinds import OTHERS, periods
from reviewtui.services.transfer.required import missing
from reviewtui.services.transfer.synonyms import LISTS, RECORDS, normalise
from reviewtui.services.transfer.tools import tool_of

_COMPANY_FACTS = frozenset(
    {"industry", "website", "annual_revenue", "employees", "renewal_date", "address", "city", "region"}
    | {"postal_code", "country"}
)
_PEOPLE = frozenset(
    {"firstname", "lastname", "fullname", "full", "vorname", "nachname", "givenname", "familyname"}
    | {"namefirstname", "namelastname", "apellidos", "prénom"}
)
# Columns that only accounting systems keep, and keep of customers.
_BILLING = frozenset(
    {"contactstatus", "taxnumber", "vatnumber", "paymentterms", "creditlimit", "contacttype", "displayname"}
    | {"customersubtype", "bankaccountnumber", "delinquent", "openbalance", "invoiceprefix"}
)
# What tools call deals, tasks and talks: so many of the headers are enough.
_DEALS = (
    2,
    "stagename|stage|dealstage|dealpipelinestageid|probability|forecastcategory|forecastcategoryname|iswon|isclosed|"
    "nextstep|nextsteps|dealname|propertydealname|dealtitle|dealstatus|opportunityname|expectedrevenue|closedate|"
    "propertyclosedate|dealvalue|dealid|opportunityid|pipeline|weightedamount|chance|winprobability|salesstage|"
    "closingdate|expectedclosedate|potentialname|opportunity|deal|verkaufschance|wahrscheinlichkeit|phase|"
    "abschlusswahrscheinlichkeit|abschlussdatum|nächsterschritt|affaire|oportunidad|probability%|estclosedate|estrevenue|"
    "estimatedclosedate|estimatedrevenue|winlikelihood|opportunityvalue|opportunitystate|forecastclosedate|currentstage|"
    "potentialcustomer|boxname|dealsize|expectedclosing",
)
_ACTIVITIES = (
    2,
    "subject|task|tasksubject|tasktitle|taskname|activitysubject|activitydate|activityduedate|whoid|whatid|taskstatus|"
    "taskduedate|recurrencetype|activitydone|activitytype|taskid|tasktype|tasksubtype|todo|what|due|duedate|dueon|datedue|"
    "firstdue|deadline|actionitem|priority|channel|topic|touchtype|interactiontype|meetingname|meetingtitle|calltitle|"
    "callname|calltype|callstarttime|meetingstarttime|datestart|dateend|startdatetime|enddatetime|outcome|aufgabe|was|"
    "zuerledigen|fällig|fälligam|fälligkeit|fälligkeitsdatum|frist|biswann|priorität|betreff|thema|kanal|kontaktart|"
    "aktivitätsart|besuchsdatum|gesprächspartner|tâche|échéance|sujet|canal|tarea|vencimiento|asunto|direction|relatedto|"
    "regarding|hstasksubject|hstaskstatus|hstaskpriority|hstasktype|hstaskbody|hstimestamp",
)
_TALKS = (
    1,
    "callduration|calldurationinseconds|calldurationinminutes|calloutcome|callnotes|calldirection|callresult|callpurpose|"
    "meetingoutcome|meetingstarttime|isalldayevent|hscalltitle|hscallduration|hscalldisposition|hsmeetingtitle|"
    "hsmeetingstarttime|hsmeetingoutcome",
)
_NOTES = (1, "notebody|notecontent|hsnotebody|propertyhsnotebody|propertyhsbodypreview")
# A to-do has these, a talk never has.
_TO_DO = frozenset(
    {"priority", "ishighpriority", "tasksubtype", "tasktype", "taskstatus", "whatid", "taskduedate"}
)
_HELD = frozenset({"datestart", "startdatetime", "callstarttime", "direction", "host", *_TALKS[1].split("|")})
_NOTE_WORDS = frozenset(
    {
        "text",
        "note",
        "notes",
        "notiz",
        "notizen",
        "comment",
        "comments",
        "kommentar",
        "bemerkung",
        "bemerkungen",
    }
    | {"remark", "remarks", "remarques", "commentaire", "notas", "nota"}
)


@frozen
class Recognised:
    """The kind of a table (None when it could be two or none), why, and what it is when it is something else."""

    kind: str | None
    why: str = ""
    other: str = ""


def guess_kind(names: Sequence[str], hint: str) -> str | None:
    """What kind of file these headers make, None when it could be two; ``hint`` is the file's (or sheet's) name."""
    return recognise(names, hint).kind


def recognise(names: Sequence[str], hint: str) -> Recognised:
    """The kind of a table by its headers; ``hint`` (the file's or sheet's name) settles accounts or contacts."""
    keys = {normalise(name) for name in names}
    tool = tool_of(names)
    if tool is not None and tool.kind in RECORDS:
        return Recognised(tool.kind, f"it looks like {tool.name}: {_because(names, keys & tool.marks)}")
    if tool is not None:
        because = _because_of(map_columns(names, tool.kind), tool.kind)
        return Recognised(tool.kind, f"it looks like {tool.name}: {because}")
    columns = {kind: map_columns(names, kind) for kind in LISTS}
    fields = {kind: fields_in(columns[kind]) for kind in LISTS}
    if not _has_lines(keys) and not _is_company_or_person(keys):
        if record := _record(names, keys, fields["orders"], fields["contacts"]):
            return record
        for other, enough, headers in OTHERS:
            if len(found := keys & set(headers.split("|"))) >= enough:
                return Recognised(None, _because(names, found), other)
    if found := periods(names):
        return Recognised(None, _because(names, found), "sums of periods side by side")
    complete = {kind for kind in LISTS if not missing(kind, fields[kind])}
    if "name" not in fields["accounts"]:
        # Ids alone make an account list only when the user says so.
        complete.discard("accounts")
    if _of_orders(keys, fields["orders"]) and not fields["accounts"] & _COMPANY_FACTS:
        complete.discard("accounts")
    if "orders" in complete and _are_orders(fields["orders"], len(fields["accounts"] & _COMPANY_FACTS), hint):
        return Recognised("orders", _orders_because(columns["orders"]))
    kind = _accounts_or_contacts(complete, keys, fields["accounts"], hint)
    return Recognised(kind, _people_because(columns[kind], kind) if kind else "")


def _record(
    names: Sequence[str], keys: set[str], orders: frozenset[str], people: frozenset[str]
) -> Recognised | None:
    """Opportunities, actions, touches or notes, when the headers are those of such a table."""
    if found := _enough(keys, _DEALS):
        return Recognised("opportunities", _because(names, found))
    if "order_id" in orders and orders & {"amount", "line_amount"} and keys & _NUMBERED:
        # A list of invoices has due dates and subjects too.
        return None
    if found := _enough(keys, _ACTIVITIES) or _enough(keys, _TALKS):
        to_do = fields_in(map_columns(names, "actions")) & {"status", "due", "first_due", "done", "priority"}
        held = not to_do or bool(keys & _HELD and not keys & _TO_DO)
        return Recognised("touches" if held else "actions", _because(names, found))
    if found := _enough(keys, _NOTES):
        return Recognised("notes", _because(names, found))
    return _plain_notes(names, keys, people)


def _enough(keys: set[str], marks: tuple[int, str]) -> set[str]:
    found = keys & set(marks[1].split("|"))
    return found if len(found) >= marks[0] else set()


def _plain_notes(names: Sequence[str], keys: set[str], people: frozenset[str]) -> Recognised | None:
    """A list of notes by hand: whose, when, what, and hardly anything else."""
    columns = map_columns(names, "notes")
    fields = fields_in(columns)
    if not {"text", "date"} <= fields or not keys & _NOTE_WORDS or missing("notes", fields):
        return None
    left = sum(column.field is None for column in columns)
    if left > 1 or people & {"first", "last", "phone", "role"}:
        return None
    return Recognised(
        "notes", _because(names, {normalise(c.header) for c in columns if c.field in ("text", "date")})
    )


_NUMBERED = frozenset(
    {
        "invoiceno",
        "invoicenumber",
        "invoice#",
        "orderid",
        "ordernumber",
        "ordernum",
        "orderno",
        "order#",
        "rechnungsnr",
    }
    | {
        "auftragsnummer",
        "fakturanr",
        "ordrenr",
        "factuurnummer",
        "factuurnr",
        "verkaufsbeleg",
        "numérodefacture",
    }
    | {
        "belegnr",
        "belegnummer",
        "auftragsnr",
        "rechnungsnummer",
        "bestellnummer",
        "num",
        "documentnumber",
        "docnumber",
    }
)


def _has_lines(keys: set[str]) -> bool:
    """Whether the table has order lines beyond doubt: then a subject or a stage in it is something else."""
    return any(key.startswith("lineitem") for key in keys) or bool(
        keys & {"invoiceno", "invoicenumber", "orderid", "ordernumber", "ordernum"}
        and keys & {"quantity", "qty", "unitprice", "itemquantity", "unitamount", "orderquantity"}
    )


def _of_orders(keys: set[str], orders: frozenset[str]) -> bool:
    """Whether numbers of orders and what they are worth, or was paid back of them, make the rows no accounts."""
    return "order_id" in orders and bool("amount" in orders or (keys & _NUMBERED and "refunded" in orders))


def _is_company_or_person(keys: set[str]) -> bool:
    """Whether the table is a list of records of a CRM, which in hundreds of columns also speak of deals and tasks."""
    return "recordid" in keys and bool(keys & {"companyname", "firstname"})


def _are_orders(fields: frozenset[str], facts: int, hint: str) -> bool:
    if "order_id" in fields:
        return bool(fields & LINE_FIELDS or fields & {"date", "amount"})
    return facts < 3 and not _names_accounts(hint)


def _accounts_or_contacts(
    complete: set[str], keys: set[str], fields: frozenset[str], hint: str
) -> str | None:
    people = {key.removeprefix("property") for key in keys} & _PEOPLE
    if "name" in keys and keys & {"company", "companyname", "organization"} and keys & {"title", "jobtitle"}:
        people.add("name")
    found = [kind for kind in ("accounts", "contacts") if kind in complete]
    if len(found) == 2 and len(keys & _BILLING) >= 2:
        return "accounts"
    if len(found) == 2:
        if not people or len(fields & _COMPANY_FACTS) >= 2:
            found = ["accounts"] if _names_accounts(hint) or not people else found
        else:
            found = ["contacts"]
    if len(found) == 2 and any(word in hint.casefold() for word in ("contact", "people", "person")):
        return "contacts"
    return found[0] if len(found) == 1 else None


def _names_accounts(hint: str) -> bool:
    return any(
        word in hint.casefold() for word in ("account", "customer", "client", "compan", "organi", "kunden")
    )


def _because(names: Sequence[str], keys: set[str]) -> str:
    shown = [repr(name) for name in names if normalise(name) in keys]
    return f"it has the columns {', '.join(shown[:4])}"


def _orders_because(columns: Sequence[Column]) -> str:
    words = {"order_id": "numbers", "date": "dates", "amount": "amounts", "product": "products"}
    words |= {"quantity": "quantities", "line_amount": "amounts of lines", "unit_price": "prices"}
    return _has(columns, words)


def _because_of(columns: Sequence[Column], kind: str) -> str:
    return _orders_because(columns) if kind == "orders" else _people_because(columns, kind)


def _people_because(columns: Sequence[Column], kind: str = "accounts") -> str:
    words = {
        "name": "names of companies",
        "external_id": "their ids",
        "city": "places",
        "industry": "industries",
    }
    if kind == "contacts":
        words = {"full": "names of people", "first": "first names", "last": "last names"}
        words |= {"account": "the ids of their accounts", "account_name": "their companies"}
    return _has(columns, words)


def _has(columns: Sequence[Column], words: dict[str, str]) -> str:
    by_field = {c.field: c.header for c in columns if c.field and c.why != "when empty"}
    parts = [f"{word} ({by_field[name]})" for name, word in words.items() if name in by_field]
    return "it has " + ", ".join(parts[:4])
