"""`flask congress`: load what is known of Congress, and say how old it is."""

from __future__ import annotations

import datetime as dt
import sys

import click
from flask import current_app
from flask.cli import AppGroup

from app.congress import loading, offices, status, titles
from app.congress.models import CongressLoad, Dataset
from app.congress.records import BrokenData
from app.congress.sources import NothingThere
from app.congress.status import ListAge
from app.congress.tables import Written
from app.database import reading

congress = AppGroup("congress", help="Members of Congress, committees, ZIP codes' districts.")

# What the bar counts: four datasets to read, four to check, and the writing.
STEPS = 9


@congress.command("load")
@click.option(
    "--from",
    "where",
    metavar="DIR",
    help="A folder with the files, or the address of a mirror; else CONGRESS_DATA, "
    "else the official addresses.",
)
def load(where: str | None) -> None:
    """Load members, committees and districts. A file that is not whole changes nothing."""
    source = loading.choose(where or current_app.config["CONGRESS_DATA"])
    if source is None:
        raise click.ClickException("CONGRESS_DATA is off: name a folder with --from DIR.")
    try:
        with click.progressbar(
            length=STEPS, label="Congress", item_show_func=lambda what: what or ""
        ) as bar:
            written = loading.load(source, step=lambda what: bar.update(1, what))
    except NothingThere as error:
        raise click.ClickException(f"Nothing to load: {error}.") from None
    except BrokenData as error:
        raise click.ClickException(f"Nothing was changed. {error}.") from None
    _say(written)


@congress.command("status")
def show() -> None:
    """How old each dataset is, which seats are vacant, what is out of date. 1: nothing loaded."""
    with reading():
        found = status.read()
        for dataset in Dataset:
            click.echo(_line(dataset, found.loads.get(dataset)))
        for each in found.lists:
            click.echo(_list_line(each))
    if found.vacant:
        click.echo(f"\nVacant: {', '.join(found.vacant)}")
    for warning in found.warnings:
        click.secho(f"\n!! {warning}", bold=True)
    if found.warnings:
        click.echo("\nLoad anew: flask congress load")
    if not found.loads:
        count = len(offices.all_offices())
        click.echo(
            f"\nNothing is loaded; the {count} offices are built in. Load: flask congress load"
        )
        sys.exit(1)


def _say(written: Written) -> None:
    for dataset, rows in written.rows.items():
        click.echo(f"{status.called(dataset)}: {rows:,}")
    for note in written.notes:
        click.echo(note)
    for dataset, why in written.missing.items():
        click.echo(f"{status.called(dataset)}: not loaded, {why}", err=True)
    if not written.rows:
        raise click.ClickException("Nothing was loaded.")


def _line(dataset: Dataset, load: CongressLoad | None) -> str:
    name = f"{status.called(dataset):<16}"
    if load is None:
        return f"{name} not loaded"
    return (
        f"{name} {load.rows:>7,}  {titles.ordinal(load.congress)} Congress"
        f"  loaded {_ago(status.age(load))}  from {load.source}"
    )


def _list_line(listed: ListAge) -> str:
    return (
        f"{f'{listed.chamber} by CWC':<16} {listed.count:>7,}  "
        f"listed on {listed.listed_at:%Y-%m-%d}  from {listed.source}"
    )


def _ago(age: dt.timedelta) -> str:
    if age.days < 1:
        return "today"
    return f"{age.days} day{'' if age.days == 1 else 's'} ago"
