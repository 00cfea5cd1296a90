"""Where our files live: the user folders of the platform, each of which an environment variable can move.

``REVIEWTUI_DB`` names the database file, ``REVIEWTUI_CONFIG_DIR`` the folder of settings and templates,
``REVIEWTUI_STATE_DIR`` the folder of recovery files. An empty variable counts as not set.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

APP = "reviewtui"
DATABASE_NAME = "reviewtui.db"
CONFIG_NAME = "config.toml"


def database_path(explicit: str | Path | None = None) -> Path:
    """Return the database file: the one named, else ``$REVIEWTUI_DB``, else in the user's data folder."""
    if explicit:
        return Path(explicit).expanduser()
    return _from_environment("REVIEWTUI_DB") or data_dir() / DATABASE_NAME


def data_dir() -> Path:
    """Return the user's data folder of the platform; it need not exist yet."""
    return _own("data", "XDG_DATA_HOME", ".local/share")


def config_dir() -> Path:
    """Return the folder of settings and templates; it need not exist yet."""
    return _from_environment("REVIEWTUI_CONFIG_DIR") or _own("config", "XDG_CONFIG_HOME", ".config")


def state_dir() -> Path:
    """Return the folder of what must outlive a crash; it need not exist yet."""
    return _from_environment("REVIEWTUI_STATE_DIR") or _own("state", "XDG_STATE_HOME", ".local/state")


def config_file() -> Path:
    """Return the settings file."""
    return config_dir() / CONFIG_NAME


def templates_dir() -> Path:
    """Return the folder of the user's own review templates."""
    return config_dir() / "templates"


def recovery_dir() -> Path:
    """Return the folder where typed text goes while the database cannot be written."""
    return state_dir() / "recovery"


def backups_dir(database: Path) -> Path:
    """Return the folder of a database's backups: beside it, so that moving one moves both."""
    return database.parent / "backups"


def make_private(folder: Path) -> Path:
    """Create a folder, and those above it that are missing, for the user alone (0700); return it.

    A folder that exists keeps its permissions. Raises OSError when it cannot be created.
    """
    missing = [part for part in (folder, *folder.parents) if not part.exists()]
    for part in reversed(missing):
        part.mkdir(mode=0o700, exist_ok=True)
    return folder


def _from_environment(name: str) -> Path | None:
    text = os.environ.get(name, "")
    return Path(text).expanduser() if text else None


def _own(what: str, variable: str, usual: str) -> Path:
    """The folder of ours among the user's folders of some kind."""
    if sys.platform == "linux":
        # What platformdirs says there; loading it takes a sixth of the time of a small command, and a megabyte.
        named, home = os.environ.get(variable, ""), os.environ.get("HOME", "")
        if named.startswith("/"):
            return Path(named, APP)
        if not named and home.startswith("/"):
            return Path(home, usual, APP)
    import platformdirs

    return Path(getattr(platformdirs, f"user_{what}_path")(APP, appauthor=False))
