"""`flask counts`: does every sum agree with a full recount?"""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.database import reading, transaction
from app.pledges import recount

TRIES = 5
# PostgreSQL: what the snapshot saw has changed since (serialization_failure, deadlock_detected).
MOVED = ("40001", "40P01")

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
    found = _agreed(slug, repair)
    for each in found.differences:
        click.echo(
            f"{slug}: {each.kind} {each.key or 'all'}: {each.kept} kept, {each.recounted} recounted"
        )
    if found.flags:
        click.echo(f"{slug}: {found.flags} people are marked against the rule")
    if _campaign(slug).sums_only_at is not None:
        click.echo(f"{slug}: its people are gone, only the sums are kept: nothing to recount")
    elif found.agrees:
        click.echo(f"{slug}: every sum agrees with the recount")
    elif repair:
        click.echo(f"{slug}: repaired")
    return found.agrees


def _agreed(slug: str, repair: bool) -> recount.Check:
    """Check, and repair where told to; once more where the worker folded at that very moment."""
    for _ in range(TRIES):
        try:
            with transaction() if repair else reading():
                recount.one_snapshot()
                campaign = _campaign(slug)
                found = recount.check(campaign)
                if repair and not found.agrees:
                    recount.repair(campaign)
            return found
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) not in MOVED:
                raise
    raise click.ClickException("The sums move too fast to repair them just now: run it again.")


def _campaign(slug: str) -> Campaign:
    return next(each for each in campaigns.list_all() if each.slug == slug)
