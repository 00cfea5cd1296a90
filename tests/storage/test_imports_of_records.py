"""Actions, touches, notes and opportunities of other tools: what each row becomes, twice, taken back, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import make_account, make_contact
from reviewtui.domain.errors import Conflict, ImportProblem, UsageError
from reviewtui.domain.moment import Moment
from reviewtui.services.actions import agenda, reschedule
from reviewtui.services.actions import done as mark_done
from reviewtui.services.brief import timeline
from reviewtui.services.figures import account_figures
from reviewtui.services.today import keep_figures
from reviewtui.services.transfer.importing import ImportSummary, run_import
from reviewtui.services.transfer.plan import ImportOptions, plan_import
from reviewtui.services.transfer.spreadsheets import csv_to, xlsx_to
from reviewtui.services.transfer.tables import shared_table
from reviewtui.services.undo import undo_import, undo_last
from reviewtui.storage.examine import examine
from reviewtui.storage.imports import batches, golive
from reviewtui.storage.store import Store

AS_OF = date(2026, 11, 20)
MOMENT = Moment(AS_OF, datetime(2026, 11, 20, 9, 0, tzinfo=UTC))


class Desk:
    """Writes small files and imports them into a file with two accounts and a person at each."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store = folder, store
        self.acme = make_account(store, "Acme", external_id="A1")
        self.beta = make_account(store, "Beta", external_id="B2")
        make_contact(store, self.acme, "Kim Olsen", email="kim@acme.example", external_id="C1")
        make_contact(store, self.beta, "Lee Park", email="lee@beta.example")

    def take(self, text: str, name: str = "file.csv", kind: str | None = None, **more: Any) -> ImportSummary:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        moment = more.pop("moment", MOMENT)
        plan = plan_import(path, kind=kind, options=more.pop("options", None))
        done = run_import(self.store, plan, moment, **more)
        assert done.read == done.new + done.changed + done.same + done.conflict + done.rejected + done.skipped
        return done

    def rows(self, table: str, columns: str) -> list[tuple[Any, ...]]:
        with self.store.read() as r:
            found = r.db.execute(f"SELECT {columns} FROM {table} WHERE deleted_at IS NULL ORDER BY id")
            return [tuple(row) for row in found]

    def state(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything in the tables that these imports write, but for the stamps."""
        columns = {
            "action": "account_id,title,owner,side,promise,status,priority,due,first_due,done_on,created_on,detail,external_id",
            "touch": "account_id,day,channel,topic,person,contact,minutes,text,two_way,reached,planned,value_given,external_id",
            "note": "account_id,text,written_on,author,external_id",
            "opportunity": "account_id,text,kind,amount,currency,chance,due,next_step,status,found_on,external_id",
            "account": "name,external_id",
        }
        return {table: self.rows(table, names) for table, names in columns.items()}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = Store.open(tmp_path / "accounts.db", MOMENT, create=True)
    with store.write("first run", MOMENT, journal=False) as w:
        for key, value in (("me", "Robin"), ("currency", "EUR")):
            w.set_setting(key, value)
    yield Desk(tmp_path, store)
    store.close()


def verdicts(done: ImportSummary) -> tuple[int, ...]:
    """new, changed, same, conflict, rejected"""
    return done.new, done.changed, done.same, done.conflict, done.rejected


SALESFORCE = """"Subject","Type","TaskSubtype","Status","Priority","ActivityDate","AccountId","WhoId","Description","CallDurationInSeconds","Id"
"Call about offer","Call","Call","Completed","Normal","2026-11-02","A1","C1","Went well","125","T1"
"Send price list","","Task","Not Started","High","2026-11-30","A1","","","","T2"
"Email: Re: offer","","Email","Completed","Normal","2026-11-03","A1","C1","","","T3"
"Yearly talk","Meeting","","Not Started","Normal","2026-12-05","B2","","","","T4"
"Old idea","Other","Task","Deferred","Low","","B2","","","","T5"
"""


def test_a_mixed_list_of_salesforce_goes_row_by_row(desk: Desk) -> None:
    done = desk.take(SALESFORCE)
    assert verdicts(done) == (5, 0, 0, 0, 0)
    assert dict(done.became) == {"touch": 3, "action": 2}
    touches = desk.rows("touch", "day,channel,topic,contact,minutes,two_way,reached,planned,external_id")
    assert touches == [
        ("2026-11-02", "call", "Call about offer", "Kim Olsen", 2, 1, 1, 0, "T1"),
        # Nothing says that the e-mail was answered, so it is no contact in two directions.
        ("2026-11-03", "e-mail", "Email: Re: offer", "Kim Olsen", None, 0, 1, 0, "T3"),
        ("2026-12-05", "visit", "Yearly talk", "", None, 0, 1, 1, "T4"),
    ]
    actions = desk.rows("action", "title,status,priority,due,first_due,owner,promise,created_on")
    assert actions == [
        ("Send price list", "open", 1, "2026-11-30", "2026-11-30", "Robin", 0, "2026-11-20"),
        ("Old idea", "open", 3, None, None, "Robin", 0, "2026-11-20"),
    ]


HUBSPOT_CALLS = """Record ID,Call Title,Call outcome,Call duration,Activity date,Activity assigned to,Call notes,Associated Company,Associated Contact
701,Intro,Connected,185000,2026-11-04 10:15,Sam,<p>Wants <b>samples</b></p><p>~ margin is thin</p>,Acme,Kim Olsen
702,Intro again,No answer,0,2026-11-05 09:00,Sam,,Acme,kim@acme.example
703,,Left voicemail,12000,2026-11-06 09:00,Sam,,,Lee Park
"""


def test_calls_of_hubspot_are_in_milliseconds_and_tell_who_was_not_reached(desk: Desk) -> None:
    assert verdicts(desk.take(HUBSPOT_CALLS)) == (3, 0, 0, 0, 0)
    assert desk.rows("touch", "account_id,channel,topic,person,contact,minutes,text,two_way,reached") == [
        (desk.acme, "call", "Intro", "Sam", "Kim Olsen", 3, "Wants samples\n~ margin is thin", 1, 1),
        (desk.acme, "call", "Intro again", "Sam", "Kim Olsen", 0, "", 0, 0),
        # No company in the row: the only account that knows the person has it.
        (desk.beta, "call", "", "Sam", "Lee Park", 1, "", 0, 0),
    ]


PIPEDRIVE = """Activity - Subject,Activity - Type,Activity - Done,Activity - Due date,Activity - Duration,Activity - Organization,Activity - Contact person,Activity - Note,Activity - Assigned to user,Activity - ID
Demo of the line,Meeting,Done,2026-11-10,01:30,Acme,Kim Olsen,Liked it,Sam,1
Call again,Call,To do,2026-11-24,00:15,Acme,Kim Olsen,,Sam,2
Draft contract,Task,To do,2026-11-25,,Beta,,,Sam,3
Offer sent,Email,Done,2026-11-11,,Beta,Lee Park,,Sam,4
"""


def test_activities_of_pipedrive_done_and_to_do(desk: Desk) -> None:
    assert dict(desk.take(PIPEDRIVE).became) == {"touch": 3, "action": 1}
    assert desk.rows("touch", "day,channel,person,contact,minutes,two_way,planned") == [
        ("2026-11-10", "visit", "Sam", "Kim Olsen", 90, 1, 0),
        ("2026-11-24", "call", "Sam", "Kim Olsen", 15, 0, 1),
        ("2026-11-11", "e-mail", "Sam", "Lee Park", None, 0, 0),
    ]
    assert desk.rows("action", "title,due,owner,status") == [("Draft contract", "2026-11-25", "Sam", "open")]


def test_a_planned_call_that_took_place_since_is_the_same_touch(desk: Desk) -> None:
    desk.take(PIPEDRIVE)
    later = PIPEDRIVE.replace("Call again,Call,To do", "Call again,Call,Done")
    assert verdicts(desk.take(later)) == (0, 0, 4, 0, 0)
    call = desk.rows("touch", "day,two_way,reached,planned")[1]
    assert call == ("2026-11-24", 0, 1, 1), (
        "a call on a day that is still to come is planned, whoever ticked it"
    )
    days_after = Moment(date(2026, 11, 26), datetime(2026, 11, 26, 9, 0, tzinfo=UTC))
    assert verdicts(desk.take(later, moment=days_after)) == (0, 1, 3, 0, 0)
    assert desk.rows("touch", "day,two_way,reached,planned")[1] == ("2026-11-24", 1, 1, 0)


ESPO = """Name,Status,Date Start,Date End,Parent,Assigned User,Description
Quarterly talk,Held,2026-10-01 10:00,2026-10-01 11:00,Acme,Sam,All good
Site visit,Planned,2026-12-01 10:00,2026-12-01 11:00,Acme,Sam,
Dropped in,Not Held,2026-10-05 10:00,2026-10-05 11:00,Beta,Sam,
"""


def test_meetings_of_espocrm_held_planned_and_not_held(desk: Desk) -> None:
    desk.take(ESPO, "Meetings.csv")
    assert desk.rows("touch", "topic,channel,day,two_way,reached,planned") == [
        ("Quarterly talk", "visit", "2026-10-01", 1, 1, 0),
        ("Site visit", "visit", "2026-12-01", 0, 1, 1),
        ("Dropped in", "visit", "2026-10-05", 0, 0, 0),
    ]


def test_a_german_spreadsheet_of_tasks(desk: Desk) -> None:
    text = "Kunde;Aufgabe;Wer;Fällig am;Status;Priorität\nAcme;Muster senden;Sam;03.12.2026;offen;hoch\nBeta;Preise;Robin;13.11.2026;erledigt;niedrig\n"
    desk.take(text, "aufgaben.csv")
    assert desk.rows("action", "title,owner,due,status,priority,created_on") == [
        ("Muster senden", "Sam", "2026-12-03", "open", 1, "2026-11-20"),
        ("Preise", "Robin", "2026-11-13", "done", 3, "2026-11-13"),
    ]


NOTES = """Note - Content,Note - Organization,Note - Add time,Note - User,Note - ID
"<p>Met at the <i>fair</i>.</p><ul><li>two lines</li><li>5 &lt; 6 &amp; more</li></ul><script>alert(1)</script>",Acme,2026-09-01 08:00:00,Sam,11
"~ pays late",Beta,2026-09-02 08:00:00,Robin,12
"""


def test_notes_lose_their_html_and_keep_their_private_lines(desk: Desk) -> None:
    assert dict(desk.take(NOTES).became) == {"note": 2}
    assert desk.rows("note", "text,written_on,author,review_id") == [
        ("Met at the fair.\n- two lines\n- 5 < 6 & more", "2026-09-01", "Sam", None),
        ("~ pays late", "2026-09-02", "Robin", None),
    ]
    event = next(e for e in timeline(desk.store, desk.acme, AS_OF) if e.kind == "note")
    assert (event.day, event.detail) == (date(2026, 9, 1), "Sam")


DEALS = """Record ID,Deal Name,Deal Stage,Close Date,Amount,Deal probability,Associated Company,Create Date,Next step
9001,New line,Closed Won,2026-10-15,"12,500.00",1,Acme,2026-06-01 10:00,
9002,Spare parts,Negotiation,2026-12-31,"4,000.00",0.6,Acme,2026-08-01 10:00,Send offer
9003,Rental,Closed Lost,2026-09-30,,0,Beta,2026-05-01 10:00,
"""


def test_deals_of_hubspot_with_chances_as_fractions(desk: Desk) -> None:
    assert dict(desk.take(DEALS).became) == {"opportunity": 3}
    columns = "text,amount,currency,chance,due,status,found_on,next_step"
    assert desk.rows("opportunity", columns) == [
        ("New line", 125_000_000, "", 100, "2026-10-15", "won", "2026-06-01", ""),
        ("Spare parts", 40_000_000, "", 60, "2026-12-31", "open", "2026-08-01", "Send offer"),
        ("Rental", None, "", 0, "2026-09-30", "lost", "2026-05-01", ""),
    ]


FILES = {
    "salesforce.csv": SALESFORCE,
    "calls.csv": HUBSPOT_CALLS,
    "activities.csv": PIPEDRIVE,
    "Meetings.csv": ESPO,
    "notes.csv": NOTES,
    "deals.csv": DEALS,
    "plain.csv": "account,date,channel,subject,notes\nAcme,2026-11-01,call,Offer,long\nAcme,2026-11-01,call,Offer,longer\n",
    "todo.csv": "customer,what,who,due,status\nAcme,Send quote,Sam,2026-11-25,open\nAcme,Nothing dated,Sam,,open\n",
    "own.csv": "Account,Date,Note,Author\nAcme,2026-11-01,one,Sam\nAcme,2026-11-01,two,Sam\n",
}


@pytest.mark.parametrize("name", FILES)
def test_the_same_file_twice_changes_nothing_and_undo_takes_all_of_it_back(desk: Desk, name: str) -> None:
    before = desk.state()
    first = desk.take(FILES[name], name)
    assert first.new == first.read and first.batch is not None
    taken = desk.state()
    later = Moment(date(2027, 2, 1), datetime(2027, 2, 1, 9, 0, tzinfo=UTC))
    again = desk.take(FILES[name], name)
    assert verdicts(again) == (0, 0, first.read, 0, 0)
    if name not in ("salesforce.csv", "activities.csv", "Meetings.csv"):
        # Where nothing is planned a later day makes no difference either.
        assert verdicts(desk.take(FILES[name], name, moment=later)) == (0, 0, first.read, 0, 0)
    assert desk.state() == taken
    undo_last(desk.store, MOMENT)
    assert desk.state() == before


def test_what_is_done_or_moved_here_is_not_undone_by_the_same_file(desk: Desk) -> None:
    text = FILES["todo.csv"]
    desk.take(text)
    (first, second) = (row[0] for row in desk.rows("action", "id"))
    mark_done(desk.store, second, MOMENT)
    reschedule(desk.store, first, date(2026, 12, 24), MOMENT)
    assert verdicts(desk.take(text)) == (0, 0, 2, 0, 0)
    assert desk.rows("action", "status,due") == [("open", "2026-12-24"), ("done", None)]
    assert verdicts(desk.take(text.replace("2026-11-25,open", "2026-11-25,done"))) == (0, 1, 1, 0, 0)


def test_undo_says_what_was_edited_since_and_changes_nothing(desk: Desk) -> None:
    done = desk.take(FILES["todo.csv"], "todo.csv")
    mark_done(desk.store, desk.rows("action", "id")[0][0], MOMENT)
    taken = desk.state()
    with pytest.raises(Conflict, match="1 of its records has been changed since: action 'Send quote'"):
        undo_import(desk.store, done.batch or 0, MOMENT)
    assert desk.state() == taken


def test_imported_actions_stand_in_the_agenda_and_touches_move_the_contact_clock(desk: Desk) -> None:
    assert account_figures(desk.store, desk.acme, AS_OF).contact.state == "red"
    desk.take(FILES["todo.csv"], "todo.csv")
    desk.take("account,date,channel,subject\nA1,2026-11-10,e-mail,sent only\n")
    assert account_figures(desk.store, desk.acme, AS_OF).contact.state == "red"
    desk.take("account,date,channel,subject\nA1,2026-11-10,call,talked\n")
    found = account_figures(desk.store, desk.acme, AS_OF).contact
    assert (found.last, found.state) == (date(2026, 11, 10), "green")
    groups = {name: [action.title for action in actions] for name, actions in agenda(desk.store, AS_OF)}
    assert groups == {"later": ["Send quote"], "someday": ["Nothing dated"]}
    events = [(e.day.isoformat(), e.kind, e.text, e.detail) for e in timeline(desk.store, desk.acme, AS_OF)]
    assert ("2026-11-20", "action", "Send quote", "to do, due 2026-11-25, Sam") in events
    assert ("2026-11-10", "touch", "talked", "call") in events


def test_the_stored_figures_know_of_actions_that_an_import_brings_and_undo_takes(desk: Desk) -> None:
    def opened() -> list[tuple[Any, ...]]:
        with desk.store.read() as r:
            return [
                tuple(row)
                for row in r.db.execute("SELECT account_id, open_actions FROM account_figures ORDER BY 1")
            ]

    keep_figures(desk.store, MOMENT)
    assert opened() == [(desk.acme, 0), (desk.beta, 0)]
    desk.take(FILES["todo.csv"])
    assert opened() == [(desk.acme, 2), (desk.beta, 0)]
    undo_last(desk.store, MOMENT)
    assert opened() == [(desk.acme, 0), (desk.beta, 0)]


def test_what_cannot_be_taken_is_said_row_by_row_and_can_be_mended(desk: Desk, tmp_path: Path) -> None:
    text = (
        "ID,account,date,channel,subject,minutes\n1,Acme,2026-11-01,call,fine,5\n2,Nobody,2026-11-01,call,who,5\n"
        "3,Acme,,call,when,5\n4,Acme,2026-11-01,call,long,9999\n5,,2026-11-01,call,whose,5\n"
        "1,Acme,2026-11-02,call,fine,5\n"
    )
    done = desk.take(text)
    assert verdicts(done) == (1, 0, 0, 1, 4)
    rejects = (tmp_path / "file.rejects.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",", 7)[6:] for line in rejects[1:]] == [
        ["3", "no account has the id or name 'Nobody'; import the accounts first"],
        ["4", "the touch has no date"],
        ["5", "column 'minutes': '9999' is not the length of a touch; it is 0 to 1440 minutes"],
        ["6", '"the row names no account, and nobody there"'],
        ["7", "conflict: an earlier row gives another day for the same touch"],
    ]
    mended = (
        (tmp_path / "file.rejects.csv").read_text("utf-8-sig").replace("Nobody", "Beta").replace("9999", "99")
    )
    again = desk.take(mended, "mended.csv")
    assert (again.new, again.rejected) == (2, 2)


def test_accounts_are_made_only_when_asked_and_go_with_the_import(desk: Desk) -> None:
    text = "customer,what,due\nGamma,Call in,2026-12-01\nGamma,Send list,2026-12-02\n"
    assert verdicts(desk.take(text)) == (0, 0, 0, 0, 2)
    before = desk.state()
    done = desk.take(text, make_accounts=True)
    assert (done.new, done.accounts_made) == (2, 1)
    assert desk.rows("account", "name")[-1] == ("Gamma",)
    undo_last(desk.store, MOMENT)
    assert desk.state() == before


def test_an_id_kept_under_another_account_is_a_conflict(desk: Desk) -> None:
    desk.take("Task ID,Account,Subject,Due Date\n7,Acme,Send,2026-12-01\n")
    done = desk.take("Task ID,Account,Subject,Due Date\n7,Beta,Send,2026-12-01\n")
    assert verdicts(done) == (0, 0, 0, 1, 0)
    assert "the action with the id '7' is kept under another account" in done.reasons[0]


def test_private_lines_written_here_survive_a_file_that_does_not_have_them(desk: Desk) -> None:
    desk.take("Note ID,Account,Date,Note\n1,Acme,2026-11-01,said\n")
    note = desk.rows("note", "id")[0][0]
    with desk.store.write("edit", MOMENT) as w:
        w.change("note", note, text="said\n~ between us")
    assert verdicts(desk.take("Note ID,Account,Date,Note\n1,Acme,2026-11-01,said\n")) == (0, 0, 1, 0, 0)
    assert verdicts(desk.take("Note ID,Account,Date,Note\n1,Acme,2026-11-01,said more\n")) == (0, 1, 0, 0, 0)
    assert desk.rows("note", "text") == [("said more\n~ between us",)]


def test_a_file_that_names_no_account_at_all_is_refused_in_one_sentence(desk: Desk) -> None:
    with pytest.raises(ImportProblem, match=r"holds notes \(.*\), but no column is known as the account"):
        desk.take("Note body,Create date\nhello,2026-11-01\n")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_exported_comes_back_the_same_into_an_empty_file(
    desk: Desk, tmp_path: Path, form: str
) -> None:
    for name, text in FILES.items():
        desk.take(text, name)
    store = Store.open(tmp_path / "other.db", MOMENT, create=True)
    other = Desk.__new__(Desk)
    other.folder, other.store = tmp_path, store
    for table in ("accounts", "contacts", "actions", "touches", "notes", "opportunities"):
        target = tmp_path / f"out-{table}.{form}"
        write = csv_to if form == "csv" else xlsx_to
        write(shared_table(desk.store, table, AS_OF, private=True), target)
        for own, news in ((desk.store, False), (store, True)):
            done = run_import(own, plan_import(target), MOMENT)
            assert (done.changed, done.conflict, done.rejected, done.new > 0) == (0, 0, 0, news)
    kept = desk.state()
    came = other.state()
    assert came == kept
    store.close()


WORDS = st.sampled_from(["Call", "Email", "Meeting", "Task", "Note", "odd", ""])
STATES = st.sampled_from(["Completed", "open", "No answer", "cancelled", "whatever", ""])
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Acme", "Beta", "A1", "", "Nobody"]),
        WORDS,
        st.sampled_from(["a", "b", "~ c", "", "<b>d</b>"]),
        st.sampled_from(["2026-11-01", "2026-12-24", "", "soon"]),
        STATES,
        st.sampled_from(["", "lee@beta.example", "Kim Olsen", "x@y.example"]),
        st.sampled_from(["", "1", "2", "3"]),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_any_table_of_activities_adds_up_changes_nothing_twice_and_is_taken_back(
    desk: Desk, rows: list[tuple[str, ...]]
) -> None:
    head = "Account,Type,Subject,Due Date,Status,Contact,Task ID"
    text = "\n".join([head, *(",".join(f'"{cell}"' for cell in row) for row in rows), ""])
    before = desk.state()
    first = desk.take(text)
    taken = desk.state()
    again = desk.take(text)
    assert (again.new, again.changed) == (0, 0)
    assert again.same == first.new + first.changed + first.same
    assert (again.conflict, again.rejected, again.skipped) == (first.conflict, first.rejected, first.skipped)
    assert desk.state() == taken
    if first.batch is not None:
        undo_import(desk.store, first.batch, MOMENT)
    assert desk.state() == before


def many_tasks(n: int) -> str:
    """Tasks, calls and e-mails of two accounts that are here and of one that only the file names."""
    kinds = ("Task,Not Started", "Call,Completed", "Email,Completed", "Task,Completed")
    rows = (
        f"{('Acme', 'Beta', 'Newcomer')[i % 3]},{kinds[i % 4]},Subject {i},2026-11-{1 + i % 28:02},T{i}"
        for i in range(n)
    )
    return "\n".join(["Account,Type,Status,Subject,Due Date,Task ID", *rows, ""])


def as_readers_see(desk: Desk) -> list[Any]:
    """What queries show of accounts, people and records, and the figures that are kept of them."""
    with desk.store.read() as r:
        tables = ("accounts", "contacts", "actions", "touches", "notes", "opportunities")
        return [
            *(list(r.shared.rows(name, 1, 10**6)) for name in tables),
            r.work.recent_touches(AS_OF),
            r.work.actions(),
            [account.name for account in r.accounts.all()],
            [tuple(row) for row in r.db.execute("SELECT * FROM account_figures ORDER BY account_id")],
            r.figures.known(1, 10**6, AS_OF),
        ]


def whole_rows(desk: Desk) -> dict[str, int]:
    """How many rows the tables have, whether queries see them or not."""
    tables = ("account", "contact", "action", "touch", "import_change", "import_batch")
    with desk.store.read() as r:
        return {name: r.db.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in tables}


@pytest.fixture
def large(desk: Desk) -> dict[str, str]:
    """Files that are large enough to be written ahead: records, and accounts with a person each."""
    keep_figures(desk.store, MOMENT)
    people = (f"E{i},Company {i},Person {i},p{i}@x.example" for i in range(700))
    head = "External ID,Account Name,Contact Name,Contact Email"
    accounts = "\n".join([head, *people, "A1,Acme,Jo New,jo@acme.example", ""])
    return {"touch": many_tasks(1500), "contact": accounts}


@pytest.mark.parametrize("table", ["touch", "contact"])
def test_a_large_file_is_seen_by_nobody_until_it_is_live_and_is_taken_back_as_a_whole(
    desk: Desk, large: dict[str, str], table: str
) -> None:
    before, shown = whole_rows(desk), as_readers_see(desk)
    written: list[int] = []

    def look(*_: Any) -> None:
        written.append(whole_rows(desk)[table])
        assert as_readers_see(desk) == shown

    done = desk.take(large[table], progress=look, make_accounts=True)
    assert (done.new, done.changed) == {"touch": (1500, 0), "contact": (700, 1)}[table]
    assert max(written) == {"touch": 750, "contact": 703}[table], "not written ahead: nothing is tested"
    found = examine(desk.store.path)
    assert (found.figures_off, found.order_days_off, found.loose) == (0, 0, ())
    live = as_readers_see(desk)
    assert len(live[3] if table == "touch" else live[1]) == max(written)
    again = desk.take(large[table], make_accounts=True)
    assert (again.new, again.changed, again.same) == (0, 0, done.new + done.changed)
    assert as_readers_see(desk) == live
    assert done.batch is not None
    undo_import(desk.store, done.batch, MOMENT)
    assert as_readers_see(desk) == shown
    records = ("account", "contact", "action", "touch")
    assert [whole_rows(desk)[name] for name in records] == [before[name] for name in records]


@pytest.mark.parametrize("table", ["touch", "contact"])
def test_of_an_import_that_was_killed_before_it_was_live_the_next_open_leaves_nothing(
    desk: Desk, large: dict[str, str], table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, shown = whole_rows(desk), as_readers_see(desk)
    with monkeypatch.context() as killed:
        killed.setattr(golive.GoingLive, "_abandon", lambda *_: None)
        killed.setattr(golive.GoingLive, "_publish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            desk.take(large[table], make_accounts=True)
    assert whole_rows(desk)["import_change"] > before["import_change"] + 1000
    assert as_readers_see(desk) == shown
    monkeypatch.setattr(batches, "_runs", lambda pid: False)
    Store.open(desk.store.path, MOMENT).close()
    assert whole_rows(desk) == before
    assert as_readers_see(desk) == shown


def test_figures_are_right_whatever_others_did_while_a_large_file_was_written(
    desk: Desk, large: dict[str, str]
) -> None:
    other = Store.open(desk.store.path, MOMENT)
    titles = iter(["Ring Lee"])

    def act(*_: Any) -> None:
        if whole_rows(desk)["contact"] == 703:
            for title in titles:
                with other.write("an action", MOMENT) as w:
                    w.add(
                        "action", account_id=desk.acme, title=title, due="2026-11-01", created_on="2026-10-01"
                    )

    done = desk.take(large["contact"], progress=act)
    other.close()
    assert done.new == 700
    assert whole_rows(desk)["action"] == 1, "the other session did nothing: nothing is tested"
    found = examine(desk.store.path)
    assert (found.figures_off, found.loose) == (0, ())
    with desk.store.read() as r:
        kept = r.db.execute("SELECT open_actions FROM account_figures WHERE account_id=?", (desk.acme,))
        assert kept.fetchone()[0] == 1


def test_a_task_about_an_account_is_the_accounts_and_one_about_a_deal_is_nobodys(desk: Desk) -> None:
    desk.take("Account ID,Account Name\n0015g00000AbCdE,Gamma\n", "gamma.csv")
    done = desk.take(
        "Id,WhoId,WhatId,Subject,ActivityDate,Status,Priority\nT1,,0015g00000AbCdEAAV,Send list,2026-11-30,Open,High\n"
        "T2,,0065g00000ZzZzZAAV,About the deal,2026-11-30,Open,High\n"
    )
    assert verdicts(done) == (1, 0, 0, 0, 1)
    assert "row 3: the row names no account" in done.reasons[0]
    assert desk.rows("action", "title, (SELECT name FROM account WHERE id=account_id)") == [
        ("Send list", "Gamma")
    ]


def test_two_long_ids_that_begin_alike_are_two_accounts_unless_they_are_salesforces(desk: Desk) -> None:
    desk.take("Account ID,Account Name\n100000000000000001,Gamma\n0015g00000AbCdE,Delta\n", "accounts.csv")
    orders = "Order No,Account ID,Date,Amount\n1,100000000000000002,2026-11-01,5\n2,0015g00000AbCdEAAV,2026-11-01,7\n"
    done = desk.take(orders, "orders.csv")
    assert verdicts(done) == (1, 0, 0, 0, 1)
    assert done.reasons[0].startswith("row 2: no account has the id or name '100000000000000002'")


def test_a_person_of_several_accounts_is_a_conflict_and_never_a_guess(desk: Desk) -> None:
    done = desk.take(
        "First Name,Last Name,Associated Company\nAnn,Lee,Acme;Beta\nBo,May,Acme;Elsewhere\n", "people.csv"
    )
    assert verdicts(done) == (1, 0, 0, 1, 0)
    assert done.reasons == ("row 2: the row names 2 accounts: Acme;Beta",)


@pytest.mark.parametrize(
    ("text", "table", "column", "kept"),
    [
        (
            "customer,what,due,Region,Size\nAcme,Call in,2026-12-01,North,\n",
            "action",
            "detail",
            "Region: North",
        ),
        (
            "account,date,channel,subject,notes,Region\nAcme,2026-11-01,call,fine,went well,North\n",
            "touch",
            "text",
            "went well\nRegion: North",
        ),
        ("Account,Date,Note,Region\nAcme,2026-11-01,said,North\n", "note", "text", "said\nRegion: North"),
    ],
)
def test_what_fits_no_field_can_be_kept_below_the_text_of_a_record(
    desk: Desk, text: str, table: str, column: str, kept: str
) -> None:
    options = ImportOptions(keep_rest=True)
    assert desk.take(text, options=options).new == 1
    assert desk.rows(table, column) == [(kept,)]
    assert verdicts(desk.take(text, options=options)) == (0, 0, 1, 0, 0)
    assert verdicts(desk.take(text.replace("North", "South"), options=options)) == (0, 1, 0, 0, 0)
    assert desk.rows(table, column) == [(kept.replace("North", "South"),)]
    with pytest.raises(UsageError, match="opportunities, and these keep no custom fields"):
        desk.take("Deal Name,Stage,Account,Amount,Region\nX,Won,Acme,5,North\n", options=options)
