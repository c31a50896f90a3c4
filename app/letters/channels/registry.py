"""Which channels this installation has, and the best of them for a recipient."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import Flask, current_app

from app.letters.channels.email import Email
from app.letters.channels.face import Channel, Registry
from app.letters.channels.hand_off import HandOff
from app.letters.channels.house_cwc import HouseCwc
from app.letters.channels.print import Print
from app.letters.channels.rehearsal import Rehearsal
from app.letters.channels.senate_cwc import SenateCwc
from app.letters.recipients import Recipient

# For messages made only to see whether they would be taken.
TRIAL_UID = uuid.UUID(int=0)


def init_app(app: Flask) -> None:
    """Make the channels, from the configuration. Opens no connection."""
    app.extensions["letter_channels"] = Registry(_make(app))


def current() -> Registry:
    """The application's channels."""
    found: Registry = current_app.extensions["letter_channels"]
    return found


def rehearsing() -> Registry:
    """The same channels, each ending in the rehearsal mailbox: for a campaign not yet live."""
    return Registry([_rehearsed(each) for each in current().channels])


def choose(recipient: Recipient, order: Sequence[str] = ()) -> Channel:
    """The first channel that reaches this recipient, in the campaign's order.

    Channels the order does not name come after it in the house's own. Printing reaches
    everybody, so there always is one.
    """
    channels = current().channels
    ranked = sorted(channels, key=lambda each: _rank(each, order))
    return next(each for each in ranked if each.reaches(recipient))


def _rank(channel: Channel, order: Sequence[str]) -> int:
    return list(order).index(channel.name) if channel.name in order else len(order)


def _make(app: Flask) -> list[Channel]:
    channels: list[Channel] = [HouseCwc(), SenateCwc(), Email(), HandOff(), Print()]
    if app.config["DELIVERY_MODE"] == "live":
        return channels
    return [_rehearsed(each) for each in channels]


def _rehearsed(channel: Channel) -> Channel:
    if isinstance(channel, Rehearsal):
        return channel
    # A mail goes there as it is.
    return Email(rehearses=True) if isinstance(channel, Email) else Rehearsal(channel)
