"""Who looks after the accounts that only orders or opportunities name, where all their rows agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reviewtui.services.transfer.fields import Reader
from reviewtui.services.transfer.reading import Cell, Columns
from reviewtui.storage.imports.staged import StagedLine, StagedLines, StagedRecord

Named = tuple[str, str]


class OwnersNamed:
    """Notes the owner beside each account, by its id and name; one of whom the rows say several things has none."""

    def __init__(self, readers: Mapping[str, Reader]) -> None:
        self._reader = readers.get("account_owner")
        self._found: dict[Named, str] = {}

    @property
    def found(self) -> dict[Named, str]:
        """The owners that are beyond doubt."""
        return {named: owner for named, owner in self._found.items() if owner}

    def see(self, record: object, cells: Sequence[Cell]) -> None:
        """Take one row into account."""
        if self._reader is None or not isinstance(record, StagedLine | StagedRecord):
            return
        about = record.head if isinstance(record, StagedLine) else record
        self._note((about.account, about.account_name), self._reader(cells))

    def see_lines(self, lines: StagedLines, columns: Columns) -> None:
        """Take many rows into account."""
        owners = self._reader.column(columns) if self._reader is not None else None
        for place, owner in set(zip(lines.which, owners, strict=True)) if owners is not None else ():
            head = lines.heads[place]
            self._note((head.account, head.account_name), owner)

    def _note(self, named: Named, owner: str | None) -> None:
        if owner and self._found.setdefault(named, owner) != owner:
            self._found[named] = ""
