"""Imports as the store sees them: staged where no query looks, compared, made live in one transaction, taken back."""

from __future__ import annotations

from reviewtui.storage.imports.batches import remove_dead_batches
from reviewtui.storage.imports.session import ImportSession, Totals

__all__ = ["ImportSession", "Totals", "remove_dead_batches"]
