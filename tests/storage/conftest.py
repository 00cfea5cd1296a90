"""Fixtures of the storage tests."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest
from store_factory import NOBODY


class AsNobody(Protocol):
    """A block that runs without the rights of root."""

    def __call__(self) -> Block: ...


class Block(Protocol):
    """A context manager."""

    def __enter__(self) -> None: ...
    def __exit__(self, *args: object) -> None: ...


@pytest.fixture
def db_path(tmp_path: Path) -> Path:
    """Where a test's database goes."""
    return tmp_path / "data" / "reviewtui.db"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that a user without rights can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="reviewtui-test-"))
    folder.chmod(0o755)
    yield folder
    for part in (folder, *folder.rglob("*")):
        if part.is_dir():
            part.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def unprivileged() -> AsNobody:
    """Run a block as a user whom file permissions stop; root is stopped by none, so root steps down for it."""

    @contextmanager
    def block() -> Iterator[None]:
        if os.getuid() != 0:
            yield
            return
        try:
            os.setresgid(NOBODY, NOBODY, 0)
            os.setresuid(NOBODY, NOBODY, 0)
        except OSError as error:
            pytest.skip(f"root may not step down here: {error}")
        try:
            yield
        finally:
            os.setresuid(0, 0, 0)
            os.setresgid(0, 0, 0)

    return block  # type: ignore[return-value]
