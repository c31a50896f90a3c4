"""What happened on the demo campaign: its invented people signed, and others only looked."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

import sqlalchemy as sa

from app.activity import service as activity
from app.activity.models import EventKind
from app.activity.service import Place
from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges.models import Signatory

SEED = 11
HOSTS = ("news.example", "social.example", "social.example", "guild.example", "letter.example")


def load(campaign: Campaign) -> None:
    """Views, signatures and confirmations, as the folds would have left them."""
    dice = random.Random(SEED)  # noqa: S311  # invented views need no secrets
    added: Counter[Place] = Counter()
    people = db.session.execute(
        sa.select(
            Signatory.discipline_id,
            Signatory.source,
            Signatory.created_at,
            Signatory.confirmed_at,
        ).where(Signatory.campaign_id == campaign.id)
    )
    for discipline_id, source, signed_at, confirmed_at in people:
        key, hour = str(discipline_id or ""), _hour(signed_at)
        added[campaign.id, EventKind.SIGNED.value, hour, key] += 1
        if confirmed_at is not None:
            added[campaign.id, EventKind.CONFIRMED.value, _hour(confirmed_at), key] += 1
        for _view in range(dice.randrange(2, 9)):
            added[campaign.id, EventKind.VIEWED.value, hour, ""] += 1
            if source:
                added[campaign.id, EventKind.SOURCE.value, hour.replace(hour=0), source] += 1
            elif dice.random() < 0.5:
                host = dice.choice(HOSTS)
                added[campaign.id, EventKind.HOST.value, hour.replace(hour=0), host] += 1
    activity.add(added)


def _hour(moment: dt.datetime) -> dt.datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
