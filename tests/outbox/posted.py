"""Mails put into the outbox by a test, and what became of them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.extensions import db
from app.outbox import service
from app.outbox.models import OutboxMail
from app.pledges.models import Signatory
from tests.support import factories


def person(**over: Any) -> Signatory:
    """A signatory who has not confirmed yet, of a campaign of their own."""
    return factories.signatory(factories.campaign(), **{"mail": False, **over})


def post(about: Signatory | None, to: str = "ada@example.org", kind: str = "confirm") -> int:
    """Post and commit one mail; return its id."""
    service.post(
        kind,
        to=to,
        locale="en",
        campaign_id=about.campaign_id if about else None,
        signatory_id=about.id if about else None,
    )
    db.session.commit()
    return newest()


def post_many(about: Signatory, count: int) -> list[str]:
    """Post that many mails in one commit; return their addresses in order."""
    addresses = [f"artist{number}@example.org" for number in range(count)]
    for address in addresses:
        service.post("confirm", to=address, locale="en", campaign_id=None, signatory_id=about.id)
    db.session.commit()
    return addresses


def newest() -> int:
    number = db.session.scalar(sa.select(sa.func.max(OutboxMail.id)))
    db.session.rollback()
    assert number is not None
    return int(number)


def row(mail_id: int) -> OutboxMail:
    """The row as it stands in the database now, in no transaction."""
    db.session.rollback()
    db.session.expire_all()
    found = db.session.get_one(OutboxMail, mail_id)
    db.session.refresh(found)
    db.session.expunge(found)
    db.session.rollback()
    return found


def states() -> dict[str, int]:
    """How many mails are in each state that any is in."""
    db.session.rollback()
    counted = db.session.execute(
        sa.select(OutboxMail.state, sa.func.count()).group_by(OutboxMail.state)
    )
    found = {str(state): int(count) for state, count in counted}
    db.session.rollback()
    return found
