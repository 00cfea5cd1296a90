"""Start-up of other Textual programs a user could pick, where they are on the PATH; nothing is installed for it."""

from __future__ import annotations

import shutil

from bench import Bench, Figures, app, middle, rounds_of, stock
from screens import TODAY

from terminal import Terminal

PEERS = {"bagels": [], "dooit": [], "posting": [], "harlequin": ["-a", "sqlite", ":memory:"]}


def peers(bench: Bench) -> None:
    """From the start until the first screen is whole, empty as it comes, beside ours with 10,000 accounts."""

    def started(command: list[str], ready: str) -> Figures:
        with Terminal(command, bench.env()) as run:
            found = run.start(ready)
        return {"quiet": [found["quiet"]], "memory": [found["memory"]], "cpu": [found["cpu"]]}

    cases = {
        "peer bare": lambda: started(stock("bare"), "READY"),
        "peer reviewtui": lambda: started(app(bench.big), TODAY),
    }
    for name, words in PEERS.items():
        found = shutil.which(name)
        if found:
            try:
                started([found, *words], r"\S")
            except TimeoutError:
                print(f"{name}: its first screen never came to rest, so it is left out")
                continue
            cases[name] = lambda command=[found, *words]: started(command, r"\S")  # type: ignore[misc]
    figures = rounds_of(bench, cases)
    for name, one in figures.items():
        if name != "peer bare":
            shown = name.removeprefix("peer ")
            bench.ratio(
                f"{shown}: first screen whole vs bare app", one["quiet"], figures["peer bare"]["quiet"], None
            )
            bench.add("  memory", middle(one["memory"]), None, "MiB")
