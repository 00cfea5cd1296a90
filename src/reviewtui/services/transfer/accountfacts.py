"""What a file says of the accounts that only its orders, records or contacts name, where all their rows agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reviewtui.domain.alike import domain_of
from reviewtui.services.transfer.fields import Reader
from reviewtui.services.transfer.reading import Cell, Columns
from reviewtui.storage.imports.staged import StagedContact, StagedLine, StagedLines, StagedRecord

Named = tuple[str, str]
_FIELDS = {"account_owner": "owner", "account_website": "website", "account_city": "city"}


class FactsNamed:
    """Notes what rows say beside each account, by its id and name; what they say differently is empty.

    People have no column for the domain of their company but their e-mail address: it is the ``domain``.
    """

    def __init__(self, readers: Mapping[str, Reader]) -> None:
        self._readers = {field: readers[name] for name, field in _FIELDS.items() if name in readers}
        self.found: dict[Named, dict[str, str]] = {}

    def see(self, record: object, cells: Sequence[Cell]) -> None:
        """Take one row into account."""
        if isinstance(record, StagedContact):
            self._note(
                (record.account, record.account_name), "domain", domain_of(record.values.get("email", ""))
            )
        elif not isinstance(record, StagedLine | StagedRecord):
            return
        about = record.head if isinstance(record, StagedLine) else record
        for field, reader in self._readers.items():
            self._note((about.account, about.account_name), field, reader(cells))

    def see_lines(self, lines: StagedLines, columns: Columns) -> None:
        """Take many rows into account."""
        for field, reader in self._readers.items():
            for place, value in set(zip(lines.which, reader.column(columns) or (), strict=False)):
                head = lines.heads[place]
                self._note((head.account, head.account_name), field, value)

    def _note(self, named: Named, field: str, value: str | None) -> None:
        if not value:
            return
        facts = self.found.setdefault(named, {})
        if facts.setdefault(field, value) != value:
            facts[field] = ""
