"""Our themes: every pair of colours that carries words has a contrast of at least 4.5, checked by a test.

State is never colour alone, so ``ansi-dark``, ``ansi-light`` and NO_COLOR work as well.
"""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

DARK = Theme(
    name="reviewtui-dark",
    primary="#5fafff",
    secondary="#87afd7",
    accent="#5fd7ff",
    warning="#ffd75f",
    error="#ff8787",
    success="#87d787",
    foreground="#e4e4e4",
    background="#121212",
    surface="#121212",
    panel="#262626",
    dark=True,
    variables={
        "text-muted": "#a8a8a8",
        "text-disabled": "#949494",
        "text-accent": "#5fd7ff",
        "text-success": "#87d787",
        "text-warning": "#ffd75f",
        "text-error": "#ff8787",
        "input-selection-background": "#3a3a3a",
        "input-selection-foreground": "#ffffff",
        "scrollbar": "#585858",
        "scrollbar-hover": "#8a8a8a",
        "scrollbar-background": "#262626",
    },
)

LIGHT = Theme(
    name="reviewtui-light",
    primary="#005f87",
    secondary="#005f5f",
    accent="#005faf",
    warning="#875f00",
    error="#af0000",
    success="#005f00",
    foreground="#1c1c1c",
    background="#ffffff",
    surface="#ffffff",
    panel="#e4e4e4",
    dark=False,
    variables={
        "text-muted": "#585858",
        "text-disabled": "#626262",
        "text-accent": "#005faf",
        "text-success": "#005f00",
        "text-warning": "#6f4e00",
        "text-error": "#af0000",
        "input-selection-background": "#d0d0d0",
        "input-selection-foreground": "#000000",
        "scrollbar": "#a8a8a8",
        "scrollbar-hover": "#767676",
        "scrollbar-background": "#e4e4e4",
    },
)

THEMES = (DARK, LIGHT)


# Textual registers these in each app before it asks for the theme.
BUILTIN_THEMES.update({theme.name: theme for theme in THEMES})


def theme_problem(name: str) -> str | None:
    """A sentence when there is no theme of this name, neither ours nor one of Textual's."""
    if name in BUILTIN_THEMES:
        return None
    return f"there is no theme {name!r}; there is {', '.join(sorted(BUILTIN_THEMES))}"


def usable_theme(name: str) -> tuple[str, str]:
    """The theme to begin with, ours where none is named; and a sentence when there is no such theme, else empty."""
    if not name or name in BUILTIN_THEMES:
        return name or DARK.name, ""
    return DARK.name, f"There is no theme {name!r}; using {DARK.name}."
