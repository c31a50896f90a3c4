"""Deliveries a test has queued, and what became of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.letters.channels.face import Channel, Registry
from app.letters.models import Delivery, LedgerEntry, Letter
from app.pledges.models import Signatory
from tests.support import factories, letters

HOUSE = ("HNM03",)
# The ledger of a delivery that was tried once, and taken.
ONCE = [("waiting", 0), ("queued", 0), ("sending", 1), ("accepted", 1)]


def use(app: Flask, *channels: Channel) -> None:
    """Have the application reach offices by these channels, the best first."""
    app.extensions["letter_channels"] = Registry(list(channels))


def asking() -> Campaign:
    """A campaign that asks for letters, with the three offices of New Mexico held."""
    made = factories.campaign()
    letters.brief(made)
    letters.members()
    return made


def person(campaign: Campaign, number: int = 0) -> Signatory:
    return factories.signatory(
        campaign, email=f"artist{number}@example.org", confirmed=True, mail=False
    )


def queue(campaign: Campaign, number: int = 0, **over: Any) -> Letter:
    """The letter of one person who has proved their address: its deliveries are due now."""
    values = {"offices": HOUSE, "email": f"artist{number}@example.org", **over}
    return letters.letter(campaign, known=person(campaign, number), **values)


def queue_many(campaign: Campaign, count: int, *, first: int = 0) -> list[str]:
    """That many people's letters to one office; the deliveries' ids on the wire, in order."""
    made = [queue(campaign, first + number) for number in range(count)]
    return [each.deliveries[0].uid.hex for each in made]


def row(uid: str) -> Delivery:
    """The row as it stands in the database now, in no transaction."""
    db.session.rollback()
    db.session.expire_all()
    (found,) = [each for each in db.session.scalars(sa.select(Delivery)) if each.uid.hex == uid]
    db.session.refresh(found)
    db.session.expunge(found)
    db.session.rollback()
    return found


def states() -> dict[str, int]:
    """How many deliveries are in each state that any is in."""
    db.session.rollback()
    found = Counter(str(each) for each in db.session.scalars(sa.select(Delivery.state)))
    db.session.rollback()
    return dict(found)


def lines(uid: str) -> list[tuple[str, int]]:
    """The ledger of a delivery: (state, attempt), in order."""
    found = db.session.execute(
        sa.select(LedgerEntry.state, LedgerEntry.attempt)
        .where(LedgerEntry.delivery_id == row(uid).id)
        .order_by(LedgerEntry.id)
    )
    told = [(str(state), attempt) for state, attempt in found]
    db.session.rollback()
    return told
