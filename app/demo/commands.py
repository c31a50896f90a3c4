"""`flask campaign demo`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.database import transaction
from app.demo import service

campaign = AppGroup("campaign", help="Campaigns.")


@campaign.command("demo")
def demo() -> None:
    """Load the demo campaign, whose signatories are invented; exit with 1 where it is there."""
    try:
        with transaction():
            loaded = service.load()
            click.echo(f"Loaded the demo campaign {loaded.slug}.")
    except service.DemoExists:
        raise click.ClickException("The database has the demo campaign already.") from None
