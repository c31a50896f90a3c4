"""`flask setup`: everything between a bare checkout and a start. Harmless to repeat."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from app import migrate
from app.campaigns import queries as campaigns
from app.congress import startup as congress
from app.database import transaction
from app.demo import service as demo
from app.organizers import invitations, people
from app.places import service as places


@click.command("setup")
@click.option(
    "--demo/--no-demo",
    "with_demo",
    default=True,
    help="Load the demo campaign where there is no campaign at all.",
)
@with_appcontext
def setup(with_demo: bool) -> None:
    """Make what a start needs: schema, ZIP codes, Congress, static files, a demo campaign."""
    migrate.upgrade()
    with transaction():
        if not places.has_zips():
            click.echo(f"ZIP codes: {places.load_zips():,} loaded.")
    click.echo(congress.prepare())
    rehearsal = current_app.config["DELIVERY_MODE"] == "rehearsal"
    with transaction():
        if with_demo and rehearsal and not campaigns.has_any():
            loaded = demo.load()
            click.echo(f"The demo campaign {loaded.slug} is loaded; its signatories are invented.")
        first = None if people.has_owner() else invitations.link(invitations.first_owner())
    _say_where(first)


def _say_where(first: str | None) -> None:
    config = current_app.config
    click.echo(f"\n  Tutti        {config['PUBLIC_URL']}/")
    click.echo(f"  Panel        {config['PUBLIC_URL']}/organize/")
    if first:
        click.echo(f"  First owner  {first}")
        click.echo("               opens once, and makes whoever opens it an owner: keep it yours.")
        click.echo("               The next start prints another, and this one is void then.")
    if config["DELIVERY_MODE"] == "rehearsal":
        click.echo(f"  Mailbox      {config['INSTANCE_DIR'] / 'mailbox'}")
        click.echo("               read it with: .venv/bin/flask rehearsal mailbox")
        click.echo("  Rehearsal: no mail leaves this machine.\n")
    else:
        click.echo(f"  Live: mail leaves through {config['MAIL_SERVER']}.\n")
