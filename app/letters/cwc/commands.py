"""`flask letters offices` and `flask letters trial`: the gateways in an operator's hands."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from app.congress.offices import Chamber
from app.letters.channels.face import Answer, ChannelUnavailable, Dispatch
from app.letters.cwc import lists, trial
from app.letters.cwc.lists import ListUnusable
from app.letters.cwc.trial import NoTrial
from app.letters.models import DeliveryState

_CHAMBER = click.argument("chamber", type=click.Choice([each.value for each in Chamber]))


@click.command("offices")
@_CHAMBER
@with_appcontext
def refresh_offices(chamber: str) -> None:
    """Ask a chamber's gateway for its list of active offices, and keep it."""
    try:
        count = lists.refresh(Chamber(chamber))
    except ListUnusable as error:
        raise click.ClickException(f"The list that is kept stays: {error}.") from None
    click.echo(f"{count} offices of the {chamber} take letters electronically.")


@click.command("trial")
@_CHAMBER
@with_appcontext
def send_trial(chamber: str) -> None:
    """Send trial messages for every office to a chamber's test gateway; never to the real one.

    Needs DELIVERY_MODE=live, the test gateway's address and key. Exit code 1 unless
    every message was accepted.
    """
    try:
        counted = trial.run(Chamber(chamber), _tell)
    except (NoTrial, ChannelUnavailable) as error:
        raise click.ClickException(f"{error}.") from None
    for state, count in counted.items():
        click.echo(f"{state.value:<9} {count:>5}")
    if set(counted) != {DeliveryState.ACCEPTED}:
        sys.exit(1)


def _tell(dispatch: Dispatch, answer: Answer) -> None:
    if answer.state != DeliveryState.ACCEPTED:
        ask = dispatch.cause.ask
        click.echo(f"{dispatch.recipient.code} {ask}: {answer.reason}: {answer.words}", err=True)
