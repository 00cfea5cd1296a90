"""Where our files live: the user folders of the platform, each of which an environment variable can move.

``REVIEWTUI_DB`` names the database file, ``REVIEWTUI_CONFIG_DIR`` the folder of settings and templates,
``REVIEWTUI_STATE_DIR`` the folder of recovery files. An empty variable counts as not set.
"""

from __future__ import annotations

import os
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
    # platformdirs is imported where it is used: a start with every place named does not pay for it.
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


def config_dir() -> Path:
    """Return the folder of settings and templates; it need not exist yet."""
    named = _from_environment("REVIEWTUI_CONFIG_DIR")
    if named:
        return named
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False)


def state_dir() -> Path:
    """Return the folder of what must outlive a crash; it need not exist yet."""
    named = _from_environment("REVIEWTUI_STATE_DIR")
    if named:
        return named
    from platformdirs import user_state_path

    return user_state_path(APP, appauthor=False)


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
