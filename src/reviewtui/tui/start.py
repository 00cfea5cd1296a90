"""Starting: the file is checked and the first screen read while Textual is still being imported, then the app runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reviewtui import paths
from reviewtui.config import load_config
from reviewtui.domain.errors import DatabaseMissing, UsageError
from reviewtui.domain.frozen import frozen
from reviewtui.domain.moment import Moment
from reviewtui.services.calls import CallList
from reviewtui.services.today import today
from reviewtui.storage.engine import is_writable
from reviewtui.storage.review_rhythm import RULES_KEY, rules_of
from reviewtui.storage.store import Store
from reviewtui.tui.launch import LaunchOptions
from reviewtui.tui.left_out import left_out
from reviewtui.tui.reads import Reads
from reviewtui.tui.recovery import Recovery, left_behind
from reviewtui.tui.saver import Saver, SaverEvent
from reviewtui.tui.session import Basics, Session

if TYPE_CHECKING:
    from concurrent.futures import Future

    from reviewtui.config import Config
    from reviewtui.domain.accounts import Account
    from reviewtui.domain.reviews import Review
    from reviewtui.domain.today import Today
    from reviewtui.storage.reader import Reader


@frozen
class Found:
    """What a file says at its opening: who it is, its settings, whether it can be written, whom the run is about.

    ``account_id`` is the account named at the start, ``review`` its review in progress; None where there is none.
    ``rules`` are those by which the stored figures say whose review is due.
    """

    uid: str
    basics: Basics
    writable: bool
    rules: str = ""
    account_id: int | None = None
    review: Review | None = None


def moment_of(launch: LaunchOptions) -> Moment:
    """The moment of a start: the date that was asked for, else today where the user is."""
    now = datetime.now(UTC)
    return Moment(launch.as_of or now.astimezone().date(), now)


def look(launch: LaunchOptions) -> Callable[[Store], Found]:
    """The first read of a run; it raises NotFound when the account named at the start is not there."""

    def read(store: Store) -> Found:
        with store.read() as r:
            account = _named(r, launch.account) if launch.account else None
            running = r.reviews.in_progress(account.id) if account else ()
            wanted = (one for one in running if launch.template in (None, one.template_key))
            return Found(
                uid=r.setting("file_uid", "file"),
                basics=Basics(r.me, r.currency, r.first_month),
                writable=is_writable(launch.db),
                rules=r.setting(RULES_KEY),
                account_id=account.id if account else None,
                review=next(wanted, None),
            )

    return read


def _named(r: Reader, name: str) -> Account:
    from reviewtui.services.accounts import account_named

    return account_named(r, name)


class Start:
    """A run on its way: made before Textual is there, ``session()`` when it is."""

    def __init__(self, launch: LaunchOptions, config: Config) -> None:
        moment = moment_of(launch)
        as_of, calls = moment.as_of, CallList(config.figures)
        self.launch = launch
        self.config = config
        self.call_list = calls
        self.reads = Reads(lambda: Store.open(launch.db, moment, read_only=True))
        self._found: Future[Found] = self.reads.ask(look(launch))
        self._today: Future[Today] | None = None
        self._calls: Future[bool] | None = None
        if not launch.account:
            self._today = self.reads.ask(lambda store: today(store, as_of))
            self._calls = self.reads.ask(lambda store: calls.at_once(store, as_of, self._shown()))

    def _shown(self) -> frozenset[int]:
        """The accounts that the first screen names, beside those of the queue."""
        found = self._today.result() if self._today is not None else None
        if found is None:
            return frozenset()
        actions = (*found.overdue_actions, *found.due_actions, *found.week_actions)
        reviews = (*(one.account_id for one in found.in_progress), *(one.account_id for one in found.due))
        return frozenset((*reviews, *(one.account_id for one in actions)))

    def session(self, tell: Callable[[SaverEvent], None]) -> tuple[Session, Found | None]:
        """The session, and what the file says; None when there is no file yet.

        Raises DatabaseUnusable for a file we cannot use, NotFound for an account that is not in it.
        """
        try:
            found: Found | None = self._found.result()
        except DatabaseMissing:
            if self.launch.account:
                raise
            found = None
        launch, config = self.launch, self.config
        uid = found.uid if found else "new"
        recovery = Recovery(paths.recovery_dir(), uid, os.urandom(4).hex())
        saver = Saver(lambda: Store(launch.db, busy_ms=100, read_only=launch.read_only), recovery, tell)
        session = Session(launch, config, self.reads, saver)
        session.recovery = recovery
        session.file_uid = uid
        if found is not None:
            session.basics = found.basics
            session.read_only = launch.read_only or not found.writable
            session.early = self._today
            if self._today is not None and found.rules != rules_of(config.figures):
                # The settings were changed since the figures were stored: what is due hangs on them.
                settings, day = config.figures, session.as_of
                session.early = self.reads.ask(lambda store: today(store, day, settings))
            session.call_list, session.early_calls = self.call_list, self._calls
            session.left_behind = left_behind(paths.recovery_dir(), uid)
        saver.start()
        return session, found


def run(launch: LaunchOptions) -> int:
    """Open the app and return the exit code of the process; raises UsageError where there is no usable terminal."""
    config, problems = load_config(paths.config_file())
    start = Start(launch, config)
    with left_out():
        from reviewtui.tui.terminal import driver_class, own_size, run_app, terminal_problem

        problem = terminal_problem()
        if problem:
            raise UsageError(problem)
        own_size()
        from reviewtui.tui.app import ReviewApp, first_place

    holder: list[ReviewApp] = []
    session, found = start.session(lambda event: holder[0].tell(event) if holder else None)
    app = ReviewApp(session, first_place(launch, found), problems, driver_class=driver_class())
    holder.append(app)

    code = run_app(app, session.saver.flush, mouse=launch.mouse and config.mouse)
    session.saver.stop()
    if app.wants_demo:
        # In place of this process: the demo is a run of its own, on its own file.
        os.execv(sys.executable, [sys.executable, "-m", "reviewtui", "demo"])
    return code
