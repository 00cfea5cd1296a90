"""Copying text out of the app: ``said = copy_text(app, recap)``; also write a file, since a copy can get lost.

No terminal confirms a copy made through it, so the sentence says how it was tried.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Any

from textual.app import App

OSC52_LIMIT = 74_000
"""Bytes that terminals commonly take through OSC 52 before base64."""


def copy_text(app: App[Any], text: str) -> str:
    """Copy with the best way there is; the sentence says which, or that none is left."""
    for name, command in _commands():
        if _feed(command, text):
            return f"Copied with {name}."
    if len(text.encode("utf-8", "replace")) > OSC52_LIMIT:
        return "Too long to copy through the terminal; use the file."
    app.copy_to_clipboard(text)
    return "Sent to the terminal's clipboard; if nothing arrives, use the file."


def _commands() -> list[tuple[str, list[str]]]:
    """Programs worth trying here, the local display's first; none of them over SSH but tmux's own."""
    found: list[tuple[str, list[str]]] = []
    remote = "SSH_CONNECTION" in os.environ or "SSH_TTY" in os.environ
    if not remote:
        if sys.platform == "darwin":
            found.append(("pbcopy", ["pbcopy"]))
        if os.environ.get("WAYLAND_DISPLAY"):
            found.append(("wl-copy", ["wl-copy"]))
        if os.environ.get("DISPLAY"):
            found.append(("xclip", ["xclip", "-selection", "clipboard"]))
        if sys.platform == "win32" or os.environ.get("WSL_DISTRO_NAME"):
            found.append(("clip.exe", ["clip.exe"]))
    if os.environ.get("TMUX"):
        found.append(("tmux", ["tmux", "load-buffer", "-w", "-"]))
    return [(name, command) for name, command in found if shutil.which(command[0])]


def _feed(command: list[str], text: str) -> bool:
    """Whether the program took the text within two seconds."""
    try:
        done = subprocess.run(
            command,
            input=text.encode("utf-8", "replace"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=2,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
