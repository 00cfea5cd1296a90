"""The places of the app by name; the module of each is loaded when it is first opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any, cast

from textual.screen import Screen

_SCREENS = "reviewtui.tui.screens"
_CLASSES = {
    "today": "TodayScreen",
    "accounts": "AccountsScreen",
    "account": "AccountScreen",
    "tiers": "TiersScreen",
    "figure_settings": "FigureSettingsScreen",
    "review": "ReviewScreen",
    "wrapup": "WrapupScreen",
    "recap": "RecapScreen",
    "actions": "ActionsScreen",
    "first_run": "FirstRunScreen",
    "importer": "ImportScreen",
    "dialogs.capture": "CaptureBar",
}


def _made(module: str) -> Screen[Any]:
    return cast("Screen[Any]", getattr(import_module(f"{_SCREENS}.{module}"), _CLASSES[module])())


PLACES: dict[str, Callable[[], Screen[Any]]] = {
    module.rpartition(".")[2]: partial(_made, module) for module in _CLASSES
}
