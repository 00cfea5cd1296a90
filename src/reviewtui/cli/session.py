"""What one call of the command line knows: the file, the date, the settings; and the options that set them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reviewtui.domain.errors import ReadOnly
from reviewtui.domain.frozen import frozen
from reviewtui.domain.moment import Moment

if TYPE_CHECKING:
    from reviewtui.config import Config
    from reviewtui.services.everyone import Everyone
    from reviewtui.storage.store import Store

Clock = Callable[[date | None], Moment]
AppProblems = Callable[["Config"], Sequence[tuple[str, str]]]


def nothing_wrong(_: Config) -> Sequence[tuple[str, str]]:
    """Where there is no app beside the command line, it has nothing to object to."""
    return ()


@frozen
class Opening:
    """A wish to open the app, as the command line hands it to the front door; None where nothing was said."""

    db: str | None = None
    as_of: date | None = None
    demo: bool = False
    account: str | None = None
    template: str | None = None
    read_only: bool = False
    mouse: bool = True
    ascii: bool = False


@dataclass
class Session:
    """One call: options said before or after the command land here; stores opened through it are closed at the end.

    ``app_problems`` gives (setting, what is wrong) of settings that only the app understands, such as its keys.
    """

    clock: Clock
    open_app: Callable[[Opening], int]
    app_problems: AppProblems = nothing_wrong
    named_db: str | None = None
    as_of: date | None = None
    mouse: bool = True
    ascii: bool = False
    read_only: bool = False
    _stores: list[Store] = field(default_factory=list)

    @property
    def db(self) -> Path:
        """The database file of this call; it need not exist yet."""
        from reviewtui.paths import database_path

        return database_path(self.named_db)

    @cached_property
    def moment(self) -> Moment:
        """The one moment of this call."""
        return self.clock(self.as_of)

    @property
    def today(self) -> date:
        """The business date of this call."""
        return self.moment.as_of

    @cached_property
    def config(self) -> Config:
        """The settings; what is wrong in them is said once and the rest used."""
        from reviewtui.cli.faults import say
        from reviewtui.config import load_config
        from reviewtui.paths import config_file

        config, problems = load_config(config_file())
        for problem in problems:
            say(f"reviewtui: {problem}")
        return config

    def reading(self) -> Store:
        """The file, opened for reading; raises leaves of DatabaseUnusable (exit 4)."""
        return self._open(create=False)

    def writing(self, *, create: bool = False) -> Store:
        """The file, opened for writing, with ``create`` made when there is none yet; raises ReadOnly."""
        store = self._open(create=create)
        if store.read_only:
            raise ReadOnly(f"{store.path} may not be written, so this cannot be saved. Make it writable.")
        return store

    def everyone(self, store: Store) -> Everyone:
        """The figures of every account as of the date of this call."""
        from reviewtui.services.everyone import Everyone

        return Everyone(store, self.today, self.config.figures, real_date=self.moment.real_date)

    def _open(self, *, create: bool) -> Store:
        from reviewtui.storage.store import Store

        assert self.config
        store = Store.open(self.db, self.moment, create=create, read_only=self.read_only)
        self._stores.append(store)
        return store

    def close(self) -> None:
        """Close what was opened."""
        for store in self._stores:
            store.close()
