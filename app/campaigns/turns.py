"""Of two organizers who edit a campaign at once, the second is told: nobody overwrites blindly."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa

from app.campaigns.errors import EditedMeanwhile
from app.campaigns.models import Campaign
from app.extensions import db

# What the column holds: a form that names a higher one was not made by us.
HIGHEST = 2**31 - 1


def take(campaign: Campaign, version: int) -> None:
    """Begin a change that was made on `version` of the campaign, which then is the next one.

    The row stays locked until the transaction ends. Raises EditedMeanwhile where it is at
    another version by now.
    """
    if not 0 < version <= HIGHEST:
        raise EditedMeanwhile
    turn = (
        sa.update(Campaign)
        .where(Campaign.id == campaign.id, Campaign.version == version)
        .values(version=Campaign.version + 1)
        .execution_options(synchronize_session=False)
    )
    if cast("sa.CursorResult[Any]", db.session.execute(turn)).rowcount != 1:
        raise EditedMeanwhile
    db.session.refresh(campaign)
