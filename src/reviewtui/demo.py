"""The demo: a private copy of the sample, so that nobody can spoil it and nothing of the user is touched."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

from reviewtui.domain.errors import DatabaseUnusable
from reviewtui.domain.moment import Moment

SAMPLE = "sample.db"
OLD_SECONDS = 24 * 3600


def sample_path() -> Path:
    """Where the sample is: in the package, or at the top of the repository. Raises DatabaseUnusable."""
    here = Path(__file__).resolve().parent
    for place in (here / SAMPLE, here.parents[1] / SAMPLE):
        if place.is_file():
            return place
    raise DatabaseUnusable(f"The sample {SAMPLE} is not part of this installation; install reviewtui again.")


def demo_copy(moment: Moment) -> tuple[Path, date]:
    """A copy of the sample for the user alone (0600, folder 0700), and the date the sample is made for.

    Raises DatabaseUnusable when there is no sample or no room for the copy.
    """
    from reviewtui.paths import make_private, state_dir

    source = sample_path()
    home = state_dir() / "demo"
    try:
        _sweep(home, moment.now.timestamp())
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=make_private(home)))
        path = folder / SAMPLE
        shutil.copyfile(source, path)
        path.chmod(0o600)
    except OSError as error:
        raise DatabaseUnusable(f"The demo cannot be copied to {home}: {error.strerror}.") from None
    return path, _sample_date(path, moment)


def forget_copy(path: Path) -> None:
    """Remove the copy of a demo that has ended."""
    shutil.rmtree(path.parent, ignore_errors=True)


def _sweep(home: Path, now: float) -> None:
    """Remove the copies of demos that were killed, a day later."""
    for folder in home.glob("run-*"):
        if now - folder.stat().st_mtime > OLD_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _sample_date(path: Path, moment: Moment) -> date:
    from reviewtui.storage.store import Store

    store = Store.open(path, moment)
    try:
        with store.read() as r:
            text = r.setting("sample_as_of")
    finally:
        store.close()
    return date.fromisoformat(text) if text else moment.as_of
