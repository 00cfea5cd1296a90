"""The errors a user can meet: one root, leaves that carry a sentence for people and an exit code for scripts."""

from __future__ import annotations


class ReviewTuiError(Exception):
    """Root of every expected fault; ``str(error)`` is one sentence that says what, where and what to do."""

    exit_code = 1


class UsageError(ReviewTuiError):
    """The request itself is not understood (a bad option, a bad date)."""

    exit_code = 2


class InvalidInput(ReviewTuiError):
    """A value does not fit its field; the sentence names the field, the value and the rule."""


class NotFound(ReviewTuiError):
    """Nothing, or more than one thing, answers to a name.

    ``candidates`` lists the names that come near, in a stable order; empty when nothing does. ``several`` says that
    all of them have the name, or begin with it.
    """

    exit_code = 3

    def __init__(self, message: str, candidates: tuple[str, ...] = (), *, several: bool = False) -> None:
        super().__init__(message)
        self.candidates = candidates
        self.several = several


class DatabaseUnusable(ReviewTuiError):
    """The database file cannot be used: missing, unreadable, damaged, foreign, newer, or not writable."""

    exit_code = 4


class DatabaseMissing(DatabaseUnusable):
    """There is no database file yet at the place named."""


class DatabaseDamaged(DatabaseUnusable):
    """The file is broken, or is no database at all; a backup can take its place."""


class ReadOnly(DatabaseUnusable):
    """The database is open for reading only and the request wants to write."""


class DatabaseBusy(ReviewTuiError):
    """Another program holds the database longer than we wait; trying again may work."""


class WriteFailed(ReviewTuiError):
    """The file cannot be written just now (full disk, moved, I/O error); nothing was changed."""

    exit_code = 4


class Conflict(ReviewTuiError):
    """Somebody else changed the same thing since it was read.

    ``theirs`` is what is stored now, ``ours`` is what was to be written; both texts are kept.
    """

    def __init__(self, message: str, *, theirs: str = "", ours: str = "", version: int = 0) -> None:
        super().__init__(message)
        self.theirs = theirs
        self.ours = ours
        self.version = version


class TemplateError(ReviewTuiError):
    """A review template is not usable; the sentence names file, line, key and reason."""


class ConfigError(ReviewTuiError):
    """The configuration file is not usable; the sentence names file, line, key and reason."""


class ImportProblem(ReviewTuiError):
    """An input file cannot be imported; the sentence names the file, the row and the reason."""


class ImportDoubt(ReviewTuiError):
    """An import needs an answer that ``--yes`` may not guess."""

    exit_code = 5
