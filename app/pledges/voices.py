"""How voices are found: by the public, and by the organizers who moderate them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges.models import Signatory, VoiceState

# More are counted by nobody: "999+" says enough.
MOST_COUNTED = 1000


class Pile(StrEnum):
    """The piles of the queue. Held ones wait, too, for a second look."""

    WAITING = "waiting"
    HELD = "held"
    APPROVED = "approved"
    FEATURED = "featured"
    DECLINED = "declined"


@dataclass(frozen=True)
class Depth:
    """How many lie on a pile; `or_more`: counting stopped there."""

    count: int
    or_more: bool


def list_pile(
    campaign: Campaign, pile: Pile, *, before_id: int | None = None, limit: int
) -> Sequence[Signatory]:
    """Voices of those who count: what waits oldest first, everything else newest first.

    `before_id` goes on after the voice with that id, in that order.
    """
    oldest_first = pile in (Pile.WAITING, Pile.HELD)
    wanted = _pile(campaign, pile).options(
        joinedload(Signatory.discipline), joinedload(Signatory.craft)
    )
    if before_id is not None:
        wanted = wanted.where(
            Signatory.id > before_id if oldest_first else Signatory.id < before_id
        )
    order = Signatory.id if oldest_first else Signatory.id.desc()
    return db.session.scalars(wanted.order_by(order).limit(limit)).all()


def depths(campaign: Campaign) -> dict[Pile, Depth]:
    """How many voices lie on each pile, as far as anybody counts."""
    found = {}
    for pile in Pile:
        some = _pile(campaign, pile).with_only_columns(Signatory.id).limit(MOST_COUNTED)
        count = db.session.scalar(sa.select(sa.func.count()).select_from(some.subquery())) or 0
        found[pile] = Depth(min(count, MOST_COUNTED - 1), count >= MOST_COUNTED)
    return found


def find_voice(campaign: Campaign, signatory_id: int) -> Signatory | None:
    """Whoever of this campaign has that number and left a voice."""
    return db.session.scalar(
        sa.select(Signatory).where(
            Signatory.id == signatory_id,
            Signatory.campaign_id == campaign.id,
            Signatory.voice_state != VoiceState.NONE,
        )
    )


def _pile(campaign: Campaign, pile: Pile) -> sa.Select[Signatory]:
    wanted = sa.select(Signatory).where(
        Signatory.campaign_id == campaign.id,
        # As the partial index says it.
        Signatory.voice_state != sa.literal_column("'none'"),
        Signatory.counted,
    )
    if pile in (Pile.WAITING, Pile.HELD):
        held = Signatory.voice_held != "" if pile is Pile.HELD else Signatory.voice_held == ""
        return wanted.where(Signatory.voice_state == VoiceState.WAITING, held)
    if pile is Pile.FEATURED:
        return wanted.where(Signatory.voice_state == VoiceState.APPROVED, Signatory.voice_featured)
    state = VoiceState.APPROVED if pile is Pile.APPROVED else VoiceState.DECLINED
    return wanted.where(Signatory.voice_state == state)
