"""What the table of accounts shows: its filter, its columns, and the views somebody saved of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import work

from reviewtui.domain.custom import PREFIX
from reviewtui.domain.figured import Figured
from reviewtui.domain.figured_order import SORT_KEYS
from reviewtui.domain.filters import AccountFilter, completions, half_typed
from reviewtui.domain.views import View
from reviewtui.services.views import choose_columns, remove_view, views
from reviewtui.tui.screens.accounts.columns import SORTABLE, arrow_of, chosen, visible_sorts
from reviewtui.tui.screens.accounts.counting import CountingPlace
from reviewtui.tui.widgets.filter_bar import FilterBar

_FROM_SUBJECTS = ("owner", "industry", "city", "country")


class ViewingPlace(CountingPlace):
    """A place with a filter, an order and columns that can be kept as a view."""

    def __init__(self, hint: str) -> None:
        super().__init__()
        self.filter = FilterBar(hint, complete=self._completions)
        self.wanted = AccountFilter()
        self.custom: Mapping[int, Mapping[str, str]] | None = None
        self.shown = chosen(())
        self.column_titles: tuple[str, ...] = ()
        self.kept_columns: tuple[str, ...] = ()
        self.sort, self.descending = "name", False
        self._words: tuple[Mapping[int, Figured], dict[str, list[str]]] = {}, {}
        self._passed: tuple[AccountFilter, tuple[int, ...], Mapping[int, Figured], tuple[int, ...]] | None = (
            None
        )

    def columns_changed(self) -> None:
        """Draw the table with other columns; overridden."""

    async def show_sorted(self) -> None:
        """Read in the order that counts now, from the top; overridden."""

    def _completions(self, text: str) -> tuple[str, ...]:
        """What the filter may become, with the words of this file."""
        words: dict[str, Sequence[str]] = {}
        if ":" in text.rpartition(" ")[2] or text.count('"') % 2:
            words |= self._own_words()
        for fields in (self.custom or {}).values():
            for name, value in fields.items():
                words[f"{PREFIX}{name}"] = sorted({*words.get(f"{PREFIX}{name}", ()), value})
        return completions(text, words)

    def _own_words(self) -> dict[str, list[str]]:
        """Owners, industries and places of these accounts, gathered once: a key must not wait for ten thousand."""
        if self._words[0] is not self.figured:
            found = {
                key: sorted(
                    {word for one in self.figured.values() for word in one.subject.words[key] if word}
                )
                for key in _FROM_SUBJECTS
            }
            self._words = self.figured, found
        return self._words[1]

    def in_doubt(self) -> str:
        """What is wrong with the filter; nothing of a word that is still being typed and may yet be right."""
        problem = self.wanted.problem
        typed = self.filter.field.value
        if problem and self.filter.field.has_focus and half_typed(typed, self._completions(typed)):
            return ""
        return problem

    def passing(self, ids: tuple[int, ...]) -> tuple[int, ...]:
        """Those of the accounts that meet the conditions, looked for anew only when one of them is another."""
        wanted, known = self.wanted, self.figured
        if self._passed is not None:
            before, of, by, found = self._passed
            same = before.conditions == wanted.conditions and before.custom is wanted.custom
            if same and of is ids and by is known:
                return found
        found = tuple(i for i in ids if i in known and wanted.holds(known[i].subject))
        self._passed = wanted, ids, known, found
        return found

    @work(exclusive=True, group="form")
    async def action_columns(self) -> None:
        """Choose the columns; the choice is kept in the file."""
        from reviewtui.tui.screens.accounts.dialogs import ColumnsDialog

        now = [one.title for one in self.shown]
        titles_ = await self.app.push_screen_wait(ColumnsDialog(now))
        if titles_ is None:
            return
        self.show_columns(titles_)
        if not self.session.read_only:
            moment = self.session.moment()
            await self.session.act(lambda store: choose_columns(store, titles_, moment))
        self.columns_changed()

    def unseen_order(self) -> list[str]:
        """The order in words, where no heading in sight shows it, and that it is not the last word yet."""
        in_sight = [one.sort for one in visible_sorts(self.shown, self.app.size.width - 3)]
        counting = ["counting"] if self.sort in SORT_KEYS and not self.all_figured else []
        if self.wanted.text or self.sort in in_sight:
            return counting
        title = next(one.title for one in SORTABLE if one.sort == self.sort)
        return [f"by {title}{arrow_of(self.session.look, descending=self.descending)}", *counting]

    def columns_are(self, kept: tuple[str, ...]) -> None:
        """What the file keeps: it counts when it is news; the columns of a view that was brought up stay."""
        if kept != self.kept_columns:
            self.kept_columns = kept
            self.show_columns(kept)

    def show_columns(self, wanted: tuple[str, ...]) -> None:
        """From the next drawing on these columns, none of them for the usual ones."""
        self.column_titles, self.shown = wanted, chosen(wanted)

    @work(exclusive=True, group="form")
    async def action_views(self) -> None:
        """Bring up a saved view, save what is shown as one, or forget one."""
        from reviewtui.tui.screens.accounts.dialogs import ViewsDialog, view_form

        found = await self.session.read(views)
        wanted = await self.app.push_screen_wait(ViewsDialog(found))
        if wanted is None:
            return
        what, name = wanted
        if what == "open":
            await self.open_view(next(one for one in found if one.name == name))
        elif what == "save":
            now = View("", "", self.filter.text, self.sort, self.descending, self.column_titles)
            await self.fill_in(view_form(self.session, now, found))
        elif self.may_write():
            moment = self.session.moment()
            self.act(lambda store: remove_view(store, name, moment), f"{name}: forgotten")

    async def open_view(self, view: View) -> None:
        """Show a view: its filter, order and columns."""
        self.filter.set_text(view.filter)
        known = {shown.sort for shown in SORTABLE}
        self.sort, self.descending = view.sort if view.sort in known else "name", view.descending
        self.show_columns(view.columns)
        await self.show_sorted()
        self.tell(view.name)
