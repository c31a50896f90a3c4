"""`flask counts`: does every sum agree with a full recount?"""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.database import transaction
from app.pledges import recount

counts = AppGroup("counts", help="The sums of signatories.")


@counts.command("check")
@click.option("--repair", is_flag=True, help="Write the recount over what disagrees.")
def check(repair: bool) -> None:
    """Compare every sum with a full recount; exit with 1 where they disagree."""
    wrong = [slug for slug in _slugs() if not _check(slug, repair)]
    if wrong and not repair:
        raise click.ClickException("The sums disagree. `flask counts check --repair` mends them.")


def _slugs() -> list[str]:
    return [each.slug for each in campaigns.list_all()]


def _check(slug: str, repair: bool) -> bool:
    with transaction():
        recount.one_snapshot()
        campaign = _campaign(slug)
        found = recount.check(campaign)
        for each in found.differences:
            click.echo(
                f"{slug}: {each.kind} {each.key or 'all'}: "
                f"{each.kept} kept, {each.recounted} recounted"
            )
        if found.flags:
            click.echo(f"{slug}: {found.flags} people are marked against the rule")
        if found.agrees:
            click.echo(f"{slug}: every sum agrees with the recount")
        elif repair:
            recount.repair(campaign)
            click.echo(f"{slug}: repaired")
    return found.agrees


def _campaign(slug: str) -> Campaign:
    return next(each for each in campaigns.list_all() if each.slug == slug)
