"""What is decided about a file before it is imported: what is kept, who is the same, how it was read before."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from reviewtui.domain.custom import PREFIX, is_custom
from reviewtui.domain.errors import ReviewTuiError
from reviewtui.services.transfer.documents import PARTS
from reviewtui.tui.screens.importer.showing import BUSY, ImportShown
from reviewtui.tui.widgets.dialog import Choose, Option, Prompt

if TYPE_CHECKING:
    from reviewtui.services.transfer.mapping import Column
    from reviewtui.storage.imports.matching import Alike
    from reviewtui.tui.screens.importer.running import Wanted

_ALL = "all"
_RULES = {
    "id": "the id alone",
    "name": "the name alone; case and spaces do not matter",
    "email": "the e-mail address alone",
    "website": "the domain of the website alone",
    "phone": "the telephone number alone",
}


class Deciding(ImportShown):
    """Keys that change how the file is read; each looks at it again."""

    async def again(self, wanted: Wanted | None) -> None:
        """Look again, as is wanted now; overridden."""

    def idle(self) -> bool:
        """Whether nothing is running but the reading of the rest of a file, which can be left for something else."""
        if self.under_way is not None and not self.provisional:
            self.tell(BUSY)
            return False
        return True

    def free(self) -> bool:
        """Whether something can be decided now about the file."""
        if self.done and not self.taken_back:
            self.tell("imported already; i names a file")
            return False
        return self.idle()

    def column_here(self) -> Column | None:
        """The column under the cursor."""
        key, columns = self.list.current_key, self.columns()
        return columns[key] if isinstance(key, int) and 0 <= key < len(columns) else None

    def action_keep(self) -> None:
        """Keep the column under the cursor as a custom field, or leave it out again."""
        column = self.column_here()
        if column is not None and self.free():
            self._keep(column)

    @work(exclusive=True, group="import")
    async def _keep(self, column: Column) -> None:
        if self.wanted is not None:
            field = "" if is_custom(column.field) else PREFIX
            await self.again(self.wanted.mapped(column.header, field))
            self.list.move_to_key(column.index)

    def action_keep_rest(self) -> None:
        """Keep every column that fits no field, or leave them out again."""
        if self.wanted is not None and self.free():
            options = self.wanted.options
            self._again_with(replace(self.wanted, options=replace(options, keep_rest=not options.keep_rest)))

    def action_count(self) -> None:
        """Count freight and tax as revenue, or leave them out again."""
        if self.wanted is not None and self.plan is not None and self.free():
            if self.plan.kind != "orders":
                self.tell("Only orders have freight and tax.")
                return
            options = self.wanted.options
            count = () if self.plan.options.count else PARTS
            self._again_with(replace(self.wanted, options=replace(options, count=count)))

    @work(exclusive=True, group="import")
    async def _again_with(self, wanted: Wanted) -> None:
        await self.again(wanted)

    def action_match(self) -> None:
        """Choose what finds the account, or the person, that a row means."""
        if self.wanted is not None and self.plan is not None and self.free():
            self._match(self.wanted)

    @work(exclusive=True, group="import")
    async def _match(self, wanted: Wanted) -> None:
        from reviewtui.services.transfer.asking import MATCHES
        from reviewtui.services.transfer.mapping import fields_in

        assert self.plan is not None
        filled = fields_in(self.plan.columns)
        possible = MATCHES.get(self.plan.kind, {})
        keys = ["", *(key for key, field in possible.items() if not field or field in filled)]
        usual = (
            "id, e-mail address, then name" if self.plan.kind == "contacts" else "id, second id, then name"
        )
        options = [Option(key, key or "the usual rule", _RULES.get(key, usual)) for key in keys]
        current = wanted.options.match[0] if wanted.options.match else ""
        key = await self.app.push_screen_wait(
            Choose("What finds the account of a row?", options, current=current)
        )
        if key is not None and key != current:
            await self.again(replace(wanted, options=replace(wanted.options, match=(key,) if key else ())))

    def action_same(self) -> None:
        """Look at accounts that may be the same, and say which are."""
        if self.wanted is None or self.summary is None or not self.free():
            return
        if not self.summary.alike and not self.wanted.options.same:
            self.tell("No account in the file looks like another one.")
            return
        self._same(self.wanted, self.summary.alike)

    @work(exclusive=True, group="import")
    async def _same(self, wanted: Wanted, alike: tuple[Alike, ...]) -> None:
        agreed = wanted.options.same
        options = [
            Option(one, f"{one.replace('=', ' is ')}", "agreed; Enter takes it back") for one in agreed
        ]
        options += [
            Option(_consent(one), f"{one.name} is {one.other_name}", f"row {one.row}, {_in_short(one.why)}")
            for one in alike
        ]
        if len(alike) > 1 and _ALL not in agreed:
            options.append(Option(_ALL, "all of them are the same", "only what is listed here"))
        text = "Enter takes the two for one: the account that is here keeps its name. Nothing is merged by itself."
        key = await self.app.push_screen_wait(Choose("Are these the same?", options, text))
        if key is None:
            return
        if not key:
            self.tell(
                "Both are in the file only; mend the file, or say that all of them are the same.", bad=True
            )
            return
        now = tuple(one for one in agreed if one != key) if key in agreed else (*agreed, key)
        await self.again(replace(wanted, options=replace(wanted.options, same=now)))

    def action_anew(self) -> None:
        """Forget how files with this header row were read, and look at it anew."""
        if self.plan is None or self.wanted is None or not self.free():
            return
        if self.plan.recalled is None:
            self.tell("Nothing is remembered of files like this one.")
        else:
            self._anew(self.wanted, self.plan.header.cells)

    @work(exclusive=True, group="import")
    async def _anew(self, wanted: Wanted, cells: tuple[str, ...]) -> None:
        from reviewtui.services.transfer.layouts import forget_headers

        moment = self.session.moment()
        try:
            await self.session.act(lambda store: forget_headers(store, cells, moment))
        except ReviewTuiError as error:
            self.tell(str(error), bad=True)
            return
        await self.again(replace(wanted, recall=None, anew=True))
        self.tell("forgotten; the file is read anew")

    @work(exclusive=True, group="save_map")
    async def action_save_map(self) -> None:
        """Write how the file is read as a mapping file, for scripts and for others."""
        from reviewtui.services.transfer.mapfile import save_map

        plan = self.plan
        if plan is None or self.wanted is None:
            self.tell("i names a file first")
            return
        usual = self.wanted.path.with_suffix(".map.toml")
        text = "The columns with their fields and the answers, as TOML: reviewtui import FILE --use-map takes it."
        name = await self.app.push_screen_wait(
            Prompt("Write the mapping file", text, value=str(usual), label="File")
        )
        if not name or not name.strip():
            return
        try:
            await asyncio.to_thread(save_map, plan, Path(name.strip()).expanduser())
            self.tell(f"written to {name.strip()}")
        except ReviewTuiError as error:
            self.tell(str(error), bad=True)


def _in_short(why: str) -> str:
    """Why two may be the same, in so few words that a narrow window has room for them."""
    if why.startswith("both are "):
        return why.removeprefix("both are ")
    return "the same name" if "id" in why.split() else "nearly the same name"


def _consent(one: Alike) -> str:
    """The consent to a pair; empty where both stand in the file only, and there is nothing to name."""
    if one.other_id < 0:
        return ""
    return f"{one.name}={f'id:{one.other_external_id}' if one.other_external_id else one.other_name}"
