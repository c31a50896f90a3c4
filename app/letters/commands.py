"""`flask letters …`: the deliveries in an operator's hands.

Nothing printed here names a person, and no number adds different kinds together.
"""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.congress.offices import OfficeUnknown
from app.database import reading, transaction
from app.letters import queries, service, undone
from app.letters.cwc.commands import refresh_offices, send_trial
from app.letters.errors import NoBrief, StepRefused
from app.letters.models import ChannelName, Delivery
from app.letters.print_command import print_letters
from app.letters.recipients import RecipientUnknown

letters = AppGroup("letters", help="The letters' deliveries, office by office.")
for _each in (print_letters, refresh_offices, send_trial):
    letters.add_command(_each)
_CHANNELS = click.Choice([each.value for each in ChannelName])


@letters.command("status")
@click.argument("slug", metavar="CAMPAIGN")
def status(slug: str) -> None:
    """How many deliveries are in which state, channel by channel."""
    with reading():
        counted = undone.count_states(_campaign(slug))
        for channel, state, rehearsed, count in counted:
            click.echo(f"{channel:<12} {state:<11} {count:>8}{_mark(rehearsed)}")
        if not counted:
            click.echo("No letter has been written yet.")


@letters.command("failures")
@click.argument("slug", metavar="CAMPAIGN", required=False)
def failures(slug: str | None) -> None:
    """What failed, by channel and reason, in the provider's words, the most frequent first."""
    with reading():
        chosen = [_campaign(slug)] if slug else campaigns.list_all()
        for campaign in chosen:
            for channel, reason, words, count in queries.list_failures(campaign):
                click.echo(f"{campaign.slug}  {count:>6}  {channel:<12} {reason:<12} {words}")


@letters.command("retry")
@click.argument("slug", metavar="CAMPAIGN")
@click.option("--reason", help="Only what failed for this reason, as `failures` names it.")
@click.option("--channel", type=_CHANNELS, help="Only what failed over this channel.")
def retry(slug: str, reason: str | None, channel: str | None) -> None:
    """Queue failed deliveries again, each under the number it had."""
    again = left = after = 0
    while True:
        with transaction():
            found = undone.list_failed(_campaign(slug), reason=reason, channel=channel, after=after)
            done = sum(_retried(each) for each in found)
            again, left = again + done, left + len(found) - done
            if not found:
                break
            after = found[-1].id
    click.echo(f"{again} deliveries are queued again.")
    if left:
        raise click.ClickException(f"{left} cannot be: whom they were for is gone.")


def _retried(delivery: Delivery) -> bool:
    try:
        service.retry(delivery)
    except (StepRefused, NoBrief, RecipientUnknown, OfficeUnknown):
        return False
    return True


def _campaign(slug: str) -> Campaign:
    for each in campaigns.list_all():
        if each.slug == slug:
            return each
    raise click.ClickException(f"There is no campaign {slug!r}.")


def _mark(rehearsed: bool) -> str:
    return "  (rehearsed)" if rehearsed else ""
