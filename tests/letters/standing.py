"""How one letter stands: its writer, its page, its deliveries and the mails about it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import queries
from app.letters.models import Letter
from app.outbox.models import OutboxMail
from app.pledges.models import Signatory
from tests.support import factories, letters


def confirmed(campaign: Campaign, **over: Any) -> Signatory:
    """Somebody who has proved their address; no mail to them lies in the outbox."""
    return factories.signatory(campaign, confirmed=True, mail=False, **over)


def tracked(letter: Letter) -> str:
    """The path of the page where the letter is followed."""
    return f"/letters/{letters.token(letter)}/"


def states(letter: Letter) -> dict[str, str]:
    """The state of the delivery to each office."""
    return {each.office: each.state for each in letter.deliveries}


def text_of(letter: Letter, office: str) -> str:
    """What this office gets to read."""
    [delivery] = [each for each in letter.deliveries if each.office == office]
    return queries.part(delivery).text


def mails() -> list[str]:
    """The kinds of the mails in the outbox, the first posted first."""
    return list(db.session.scalars(sa.select(OutboxMail.kind).order_by(OutboxMail.id)))
