"""``rates``: dated exchange rates, by which orders in several currencies come into one sum and one ranking."""

from __future__ import annotations

from datetime import date

import click

from reviewtui.cli.faults import say
from reviewtui.cli.options import IsoDate, pass_session, rendered
from reviewtui.cli.output import Column, line, write, write_json
from reviewtui.cli.session import Session
from reviewtui.domain.rate_words import lacking_words
from reviewtui.domain.rates import Rate

_COLUMNS = [Column("from"), Column("to"), Column("date"), Column("rate", right=True)]


def _data(one: Rate) -> dict[str, str]:
    return {"from": one.source, "to": one.target, "date": one.day, "rate": one.rate}


@click.group()
def rates() -> None:
    """Exchange rates, each from its day on until the next of these currencies.

    An order counts at the newest rate that is not after its day. Where there is none from its currency to the other, the
    rate the other way round is turned over, or two rates lead there by a third currency.
    """


@rates.command(name="list")
@click.argument("source", metavar="[FROM]", default="")
@click.argument("target", metavar="[TO]", default="")
@rendered
@pass_session
def list_rates(session: Session, source: str, target: str, form: str) -> None:
    """Every rate, the newest of two currencies first; those of FROM, or of FROM and TO."""
    from reviewtui.services.rates import all_rates, without_rate

    store = session.reading()
    rows = [_data(one) for one in all_rates(store, source, target)]
    write(form, rows, _COLUMNS, rows, session.config)
    if form == "table" and not rows:
        line("No rate is kept." if not source else "No such rate is kept.")
    lacking = without_rate(store, session.today)
    if lacking:
        with store.read() as r:
            say(lacking_words(lacking, r.currency))


@rates.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.argument("rate", metavar="RATE")
@click.option("--date", "day", type=IsoDate(), help="The day from which it counts; without it, today.")
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@pass_session
def add(session: Session, source: str, target: str, rate: str, day: date | None, as_json: bool) -> None:
    """Keep a rate: one FROM is RATE of TO, as in: rates add USD EUR 0.92 --date 2026-01-01."""
    from reviewtui.services.rates import add_rate

    kept = add_rate(session.writing(), source, target, rate, session.moment, day)
    one, before = kept.rate, kept.before
    if as_json:
        write_json({**_data(one), "before": before or None})
        return
    was = f", before {before}" if before and before != one.rate else ""
    line(f"{one.source} to {one.target} from {one.day}: {one.rate}{was}")


@rates.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--date", "day", type=IsoDate(), help="The day of the rate that is to go.")
@click.option("--all", "every", is_flag=True, help="All rates of the two currencies in this direction.")
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@pass_session
def remove(session: Session, source: str, target: str, day: date | None, every: bool, as_json: bool) -> None:
    """Remove the rate of a day, or with --all every rate from FROM to TO; `reviewtui undo` brings it back."""
    from reviewtui.services.rates import remove_rates

    if (day is None) is not every:
        raise click.UsageError("Say which rate: --date YYYY-MM-DD, or --all.")
    gone = remove_rates(session.writing(), source, target, session.moment, day)
    if as_json:
        write_json({"removed": [_data(one) for one in gone]})
        return
    for one in gone:
        line(f"removed: {one.source} to {one.target} from {one.day}: {one.rate}")
