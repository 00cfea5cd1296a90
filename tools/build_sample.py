#!/usr/bin/env python3
"""Build sample.db: about forty made-up accounts with three years of orders and seven quarters of reviews.

The same script gives the same file, byte for byte where SQLite is the same: ids, stamps and chance are fixed.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from pathlib import Path

from sample.making import AS_OF, FIRST_DAY, SampleStore, load, moment_of, stories
from sample.orders import write_orders
from sample.people import write_accounts
from sample.playing import Stage
from sample.work import write_agenda

from reviewtui.domain.figure_settings import USUAL
from reviewtui.services.figure_lines import bring_up
from reviewtui.storage.create import create_file
from reviewtui.storage.figures import rebuild_order_days, store_figures
from reviewtui.storage.store import Store

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = {
    "me": "Robin",
    "currency": "EUR",
    "first_month": "1",
    "sample_as_of": AS_OF.isoformat(),
}


def build(path: Path) -> None:
    """Write the sample to ``path``, over an earlier one."""
    path.unlink(missing_ok=True)
    create_file(path, moment_of(FIRST_DAY), file_uid="5a3d1e0000000001")
    store = SampleStore(path)
    accounts = load("accounts.toml")["account"]
    with store.write("", moment_of(AS_OF)) as w:
        for key, value in SETTINGS.items():
            w.set_setting(key, value)
        ids = write_accounts(store, accounts)
        write_orders(w, ids, accounts, load("catalog.toml"))
        rebuild_order_days(w.db)
        Stage(store, ids, accounts).play(stories())
        write_agenda(store, ids, load("agenda.toml"))
        store_figures(w.db, AS_OF)
    store.commit()
    _keep_lines(path)
    _pack(path)


def _keep_lines(path: Path) -> None:
    """So that the demo shows whom to call with its first paint."""
    store = Store.open(path, moment_of(AS_OF))
    for _ in bring_up(store, AS_OF, USUAL, lambda run: run(store), token="sample"):
        pass
    store.close()


def _pack(path: Path) -> None:
    """Lay the pages out anew, so that neither history nor luck shows in the bytes."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.execute("VACUUM")
    finally:
        db.close()


def main() -> int:
    """Read the arguments, build, say how large it became."""
    parser = argparse.ArgumentParser(description="Build the sample file of reviewtui.")
    parser.add_argument("--out", type=Path, default=ROOT / "sample.db", help="where to write it")
    out: Path = parser.parse_args().out
    build(out)
    print(f"{out}: {out.stat().st_size / 1e6:.2f} MB", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
