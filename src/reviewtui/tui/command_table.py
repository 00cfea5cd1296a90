"""Every command of the app, once: id, keys, places, footer word, name, sentence; `commands` makes the rest.

A place is where the user is: ``app`` counts everywhere; ``list``, ``form`` and ``dialog`` are the widgets
inside; the others are screens, ``review.note`` is the inside of a note.
"""

from __future__ import annotations

from reviewtui.domain.frozen import frozen


@frozen
class Command:
    """One thing the user can do.

    ``key_in_text`` works everywhere, also while typing; ``key_outside`` only when no text field has focus.
    Both are Textual key names, several separated by commas. ``short`` is the footer's word (empty: never in
    the footer), ``rank`` its order there, lowest first. ``shadows`` names commands of the app or the list
    whose key this one takes over in its places.
    """

    id: str
    name: str
    places: tuple[str, ...]
    key_in_text: str
    key_outside: str
    tooltip: str
    short: str = ""
    rank: int = 50
    shadows: tuple[str, ...] = ()

    @property
    def action(self) -> str:
        """The Textual action: the last part of the id, on the app for commands that count everywhere."""
        verb = self.id.rpartition(".")[2]
        return f"app.{verb}" if self.places == ("app",) else verb

    @property
    def keys(self) -> tuple[str, ...]:
        """All its keys, those that work inside text first."""
        joined = f"{self.key_in_text},{self.key_outside}"
        return tuple(key for key in joined.split(",") if key)


# id | keys that also work inside text | keys outside text | places | footer word:order | name | sentence
_TABLE = """
app.help | f1 | question_mark | app | Help:90 | Help | The keys of this place
app.palette | ctrl+p,f9 | colon | app | Commands:91 | Commands | Every command and account
app.capture | f4 | a | app | Capture:40 | Capture | Note an action, ask, sighting or fact
app.search | ctrl+r | slash | app | - | Find | Find an account or a command by its name
app.save | ctrl+s | - | app | - | Save now | Write to disk now; it happens by itself anyway
app.redraw | ctrl+l | - | app | - | Redraw | Paint the whole screen again
app.back | escape | - | app | Back:95 | Back | Leave this place
app.quit | ctrl+q | q | app | - | Quit | Leave reviewtui; everything is saved
app.today | - | 1 | today accounts account actions importer tiers figure_settings | - | Today | Go to Today: whom to call, and why
app.accounts | - | 2 | today accounts account actions importer tiers figure_settings | - | Accounts | Go to the table of accounts
app.actions | - | 3 | today accounts account actions importer tiers figure_settings | - | Actions | Go to the agenda of actions
list.down | down | j | list | - | Down | Next row
list.up | up | k | list | - | Up | Row before
list.top | home | g | list | - | Top | First row
list.bottom | end | G | list | - | Bottom | Last row
list.page_down | pagedown | - | list | - | Page down | A page further
list.page_up | pageup | - | list | - | Page up | A page back
list.open | enter | - | list | Open:10 | Open | Open the row
list.mark | - | space | list | - | Mark | Mark the row
list.filter | - | slash | today accounts actions | Filter:30 | Filter | Show only what matches
account.review | - | r | today accounts account | Review:5 | Review | Start or resume the review
account.add | - | n | today accounts | New:45 | New account | Add an account
account.edit | - | e | accounts account | Edit:35 | Edit account | Change the account
account.archive | - | x | accounts account | - | Archive | Put the account away, or take it back
account.contact | - | c | account | Contact:45 | Add contact | Add a person to the account
account.people | - | o | account | - | People | Edit or archive the contacts
account.touch | - | l | today account | Touch:7 | Log touch | Log a call, visit or message
account.no_answer | - | m | today account | - | Not reached | Not reached: log it and try again on ...
calls.next_call | - | greater_than_sign | account review wrapup recap | - | Next call | In a call session: on to the next account
today.snooze | - | z | today | Put aside:15 | Put aside | Put a reason aside until a day, with a note
today.pause | - | p | today | - | Leave in peace | Leave the account in peace until a day
today.aside | - | v | today | - | What is aside | What is put aside or rests, and taking it back
today.owner | - | o | today | - | By owner | Only the accounts of one owner
today.tier | - | t | today | - | By tier | Only one tier
today.reason | - | w | today | - | By reason | Only accounts with one reason
today.call_session | - | N | today | Call session:20 | Call session | Call the marked accounts, or the first so many, one after the other
account.timeline | - | t | account | Timeline:20 | Timeline | Reviews, notes, actions, orders in time
account.review_other | - | R | today accounts account | - | Review with ... | Start a review with another template
places.take_back | - | u | today accounts account actions | - | Take back | Take the last change back, after asking
places.bring_in | - | i | today accounts actions | Import:60 | Import | Bring accounts, orders, actions, touches or notes in from a file
places.basics | - | comma | today accounts actions | - | Name and currency | Your name, currency and the month your year begins in
places.rates | - | X | today accounts account tiers | - | Exchange rates | What one currency is in another: see, add, remove
account.whole_timeline | - | T | account | - | Whole timeline | All events, not only the last 200
account.unfold | - | space | account | - | Unfold | Show the whole of a block, or its first lines again
account.next_section | - | right_square_bracket,tab | account | Sections:21 | Next section | Orders, ledger, health, answers over time
account.previous_section | - | left_square_bracket,shift+tab | account | - | Previous section | The section before
account.brief | - | B | account | - | Brief | The brief and the timeline
account.orders | - | O | account | - | Orders | What they bought, and when the next order is due
account.ledger | - | L | account | - | Ledger | Credits and debits of the relationship
account.health | - | H | account | - | Health | The parts that the number is made of
account.answers | - | Q | account | - | Answers over time | Any question, its values by review
account.tier | - | W | account tiers | - | Tier by hand | Decide the tier with a reason, or take the computed one
account.cadence | - | I | account | - | Plan | Plan of this account alone: touches, reviews, after an order
ledger.entry | - | n | account.ledger | New entry:4 | New entry | Write a credit or a debit
ledger.remove_entry | - | delete,backspace | account.ledger | Remove:6 | Remove entry | Take an entry that somebody wrote out again
account.recap | - | y | account | Recap:46 | Recap | The recap of the last finished review
accounts.sort | - | s | accounts | Sort:31 | Sort | Sort by the next column
accounts.reverse | - | S | accounts | - | Reverse | Turn the order round
accounts.sort_by | - | o | accounts | - | Sort by ... | Choose the column to sort by
places.tiers | - | T | today accounts | - | Tiers | Who brings the revenue: the 80/20 curve, edges, moves
places.figure_settings | - | F | today accounts account tiers | - | Settings of figures | Every cut-off and weight with its usual value
tiers.next_currency | - | right_square_bracket,tab | tiers | Currency:12 | Next currency | The ranking in the next currency
settings.change | - | enter | figure_settings | Change:3 | Change | Give the setting another value, checked as you type
settings.usual | - | backspace,delete | figure_settings | Usual:4 | Back to usual | Put the setting back to its usual value
settings.next_tier | - | right | figure_settings | - | Next tier | In a row by tier: on to the next tier
settings.tier_before | - | left | figure_settings | - | Tier before | In a row by tier: back to the tier before
settings.next_changed | - | n | figure_settings | Next changed:6 | Next changed | On to the next setting that is not the usual one
settings.edit_file | ctrl+o | e | figure_settings | Edit file:7 | Edit the file | Open the settings file in $EDITOR at the line, then read it again
accounts.columns | - | C | accounts | - | Columns | Choose the columns of the table
accounts.views | - | v | accounts | Views:32 | Views | Saved views: bring one up, save one
accounts.archived | - | A | accounts | - | Archived | Show the archived accounts too, or no longer
first_run.new | - | n | first_run | New file:5 | New file | Make a new file
first_run.import | - | i | first_run | Import:10 | Import | Bring accounts, orders, actions, touches or notes from a file
first_run.demo | - | d | first_run | Demo:15 | Demo | Look at made-up accounts; nothing of yours is touched
first_run.go_on | - | t | first_run | - | Go on | Go to Today when there is a file
importer.file | - | i | importer | File:5 | Another file | Name the file to bring in
importer.run | - | y | importer | Import:3 | Import | Take in what is shown
importer.column | - | enter | importer | Field:10 | Field of a column | Give the column under the cursor another field, or leave it out
importer.kind | - | w | importer | What it is:15 | What it holds | Say whether the file holds accounts, contacts, orders, opportunities, actions, touches or notes
importer.sheet | - | s | importer | Sheet:20 | Another sheet | Choose another sheet of the workbook
importer.rows | - | r | importer | Rows:8 | Rows | Look at every row: new, changed field by field, not taken
importer.keep | - | c | importer | Keep:11 | Keep the column | Keep the column under the cursor as a custom field, or leave it out again
importer.keep_rest | - | C | importer | - | Keep the rest | Keep every column that fits no field as a custom field, or leave them out again
importer.same | - | d | importer | Same?:13 | Who may be the same | Accounts that may be one with another; nothing is merged by itself
importer.match | - | m | importer | - | Matching | What finds the account, or the person, of a row
importer.count | - | t | importer | - | Freight and tax | Count freight and tax as revenue, or leave them out again
importer.anew | - | f | importer | - | Read anew | Forget how files like this were read, and look at it anew
importer.save_map | - | x | importer | - | Write mapping file | Write columns and answers as a TOML file for scripts
import_rows.next_sort | - | right_square_bracket,tab | import_rows | Next sort:4 | Next sort | Rows of the next sort: new, changed, same, conflict, rejected, skipped
import_rows.previous_sort | - | left_square_bracket,shift+tab | import_rows | - | Sort before | Rows of the sort before
import_rows.close | - | escape | import_rows | Close:20 | Close | Back to the import
importer.take_back | - | u | importer | Take back:12 | Take this import back | Take this import back as a whole, after asking
file.complete | tab | - | file | Complete:3 | Complete | Go on typing as far as the names go together
filter.open | enter | - | filter | Open:5 | Open | Open the account that is found
filter.list | down,tab | - | filter | List:10 | To the list | Keep the filter and go into the list
filter.clear | escape | - | filter | All:15 | Show all | Forget the filter
actions.done | - | d | actions today | Done:5 | Done | Mark done, or not done
actions.reschedule | - | r | actions | Due:12 | Reschedule | Give it another due date
actions.edit | - | e | actions | Edit:35 | Edit action | Change the action
actions.drop | - | x | actions | Drop:36 | Drop | Give the action up
actions.closed | - | v | actions | - | Show done | Show done and dropped actions too
actions.by_account | - | b | actions | - | By account | Group by account, or by due date again
actions.new | - | n | actions | New:38 | New action | Note another action
actions.source | - | o | actions | Source:37 | Source | Go to where it came from
review.next_section | ctrl+n | right_square_bracket | review | Next:29 | Next section | Next section
review.previous_section | ctrl+t | left_square_bracket | review | - | Previous section | Section before
review.steps | f2 | - | review | Steps:22 | Sections | All sections; a digit there goes to one
review.last | f3 | p | review | Last:24 | Last answers | The last answers in full
review.urgent | f8 | exclamation_mark | review | Urgent:42 | Urgent issue | Log an urgent issue
review.editor | ctrl+o | e | review | - | Write in editor | Write the note in $EDITOR
review.next | tab | j,down | review | - | Next question | Next question
review.previous | shift+tab | k,up | review | - | Previous question | Question before
review.top | - | g,home | review | - | First question | First question of the section
review.bottom | - | G,end | review | - | Last question | Last question of the section
review.open | - | enter | review | Answer:10 | Answer | Open the control, or confirm a list
review.next_field | - | right | review | - | Next field | On to the fields beside the answer
review.previous_field | - | left | review | - | Field before | Back through the fields
review.note | - | n | review | Note:8 | Note | Write the note of this question
review.unchanged | - | equals_sign | review | Same:12 | Unchanged | As last time
review.not_asked | - | s | review | Skip:14 | Not asked | Mark as not asked
review.declined | - | d | review | - | Declined | Mark as declined
review.unknown | - | w | review | - | Does not know | Mark as does not know
review.not_applicable | - | x | review | - | Not applicable | Mark as not applicable
review.ten | - | t | review | - | Ten | Ten out of ten
review.clear | - | backspace | review | - | Clear | Take the answer away
review.undo | - | u | review | Undo:26 | Take back | Undo the last answer
review.call | - | c | review | - | Call details | Attendees, channel and date of the call
review.not_reached | - | m | review | - | Not reached | Not reached: log it and try again on ...
review.discard | - | D | review | - | Discard | Discard this review; it can be taken back
review.reopen | - | R | review | - | Reopen | Make a finished review writable again
review.wrapup | - | f | review | Wrap up:23 | Wrap up | Read back, confirm, finish
note.leave | escape | - | review.note | Questions:5 | Leave the note | Back to the questions
note.undo | ctrl+z | - | review.note form entry | Undo:30 | Undo typing | Take back what was typed
note.redo | ctrl+y | - | review.note form entry | - | Redo typing | Type it again
wrapup.take | - | space | wrapup | Take:5 | Confirm or not | Take this capture, or leave it
wrapup.edit | - | e | wrapup | Edit:12 | Edit capture | Change the capture
wrapup.drop | - | x | wrapup | Drop:14 | Drop capture | Leave the capture out for good
wrapup.date | - | n | wrapup | Next date:16 | Next date | When to talk again
wrapup.finish | - | f | wrapup | Finish:3 | Finish | Finish the review
wrapup.next_part | tab | - | wrapup | Next part:18 | Next part | On to what was promised, captures, next date, own view
wrapup.previous_part | shift+tab | - | wrapup | - | Part before | Back to the part before
wrapup.open | - | enter | wrapup | - | Open | Go to the question, or open what stands here
recap.switch | - | tab | recap | Other text:5 | The other text | The customer's recap, or the note for ourselves
recap.copy | - | y | recap | Copy:10 | Copy | Copy what is shown, and keep it in a file
recap.write | - | w | recap | Write file:12 | Write a file | Write what is shown into a Markdown file
recap.calendar | - | i | recap | Calendar:14 | Calendar file | Write the follow-ups as .ics
capture.save | enter | - | capture | Save:1 | Save | Save the line and go on
capture.account | tab | - | capture | Account:10 | Another account | Note it for another account
capture.held | up | - | capture | - | Line above | Take the line above back into the field
capture.close | escape | - | capture | Close:20 | Close | Close; what stands here is kept
people.change | - | e | people | Change:5 | Change | Change the person
people.add | - | n | people | Add:10 | Add | Add a person
people.remove | - | x | people | Remove:15 | Remove | Take the person off; undo brings them back
people.close | escape | - | people | Close:20 | Close | Back to the account
rates.change | - | e | rates | Change:5 | Change | Give the rate another number
rates.add | - | n | rates | Add:10 | Add | Add a rate
rates.remove | - | x,delete,backspace | rates | Remove:15 | Remove | Remove the rate; taking the last change back brings it back
rates.close | escape | - | rates | Close:20 | Close | Back to where you were
entry.save | ctrl+s | - | entry | Save:4 | Save | Save what is typed; so does Enter on the last field
entry.cancel | escape | - | entry | Leave:6 | Leave | Leave the form; asks when something is typed
form.next | tab | - | form entry | Next:20 | Next field | Next field
form.previous | shift+tab | - | form entry | - | Previous field | Field before
dialog.accept | enter | - | dialog | OK:5 | OK | Take it
dialog.cancel | escape | - | dialog | Cancel:6 | Cancel | Close and change nothing
"""

_SHADOWS = {
    "list.filter": ("app.search",),
    "note.leave": ("app.back",),
    "dialog.cancel": ("app.back",),
    "wrapup.take": ("list.mark",),
    "account.unfold": ("list.mark",),
    "wrapup.open": ("list.open",),
    "importer.column": ("list.open",),
    "settings.change": ("list.open",),
    "recap.switch": ("list.open", "list.mark"),
    "filter.clear": ("app.back",),
}


def _parse(line: str) -> Command:
    cells = ["" if cell.strip() == "-" else cell.strip() for cell in line.split(" | ")]
    short, _, rank = cells[4].partition(":")
    return Command(
        id=cells[0],
        name=cells[5],
        places=tuple(cells[3].split()),
        key_in_text=cells[1],
        key_outside=cells[2],
        tooltip=cells[6],
        short=short,
        rank=int(rank or 50),
        shadows=_SHADOWS.get(cells[0], ()),
    )


COMMANDS: tuple[Command, ...] = tuple(_parse(line) for line in _TABLE.strip().splitlines())

ACTIVE_WITH: dict[str, tuple[str, ...]] = {
    "app": (),
    "today": ("list", "app"),
    "accounts": ("list", "app"),
    "account": ("list", "app"),
    "tiers": ("list", "app"),
    "figure_settings": ("list", "app"),
    "account.ledger": ("account", "list", "app"),
    "actions": ("list", "app"),
    "review": ("app",),
    "review.note": ("review", "app"),
    "wrapup": ("list", "app"),
    "recap": ("list", "app"),
    "list": ("app",),
    "first_run": ("list", "app"),
    "importer": ("list", "app"),
    "import_rows": ("list",),
    "file": ("dialog",),
    "filter": ("app",),
    "capture": (),
    "form": ("dialog",),
    "dialog": (),
    "people": ("list",),
    "rates": ("list",),
    "entry": (),
}
"""For each place the places whose commands also count there, nearest first."""

PLACES = tuple(ACTIVE_WITH)
TEXT_PLACES = frozenset({"capture", "file", "review.note", "form", "entry", "filter"})
"""Places where a text field has focus: keys for outside text do not count."""
