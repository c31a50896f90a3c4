"""Whether a campaign is in earnest: only where the site is live, and the campaign has gone live.

The one door to that question: for pages, mails, letters and both couriers.
"""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import InstrumentedAttribute

from app.campaigns.models import Campaign, CampaignState


def is_live_site() -> bool:
    """Whether anything may leave this machine at all."""
    return bool(current_app.config["DELIVERY_MODE"] == "live")


def is_live(campaign: Campaign) -> bool:
    """Whether this campaign's mails and letters really leave."""
    return is_live_site() and campaign.live_at is not None


def is_rehearsal(campaign: Campaign) -> bool:
    """Whether what this campaign sends now ends in the rehearsal mailbox."""
    return not is_live(campaign)


def rehearses(campaign: Campaign | None = None) -> bool:
    """The same for a page: one that belongs to no campaign speaks for the site."""
    return is_rehearsal(campaign) if campaign else not is_live_site()


def is_of_archive(
    campaign_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
) -> sa.ColumnElement[bool]:
    """For a query: whether the row's campaign is archived, so that nothing leaves for it."""
    archived = Campaign.state == CampaignState.ARCHIVED
    return campaign_id.in_(sa.select(Campaign.id).where(archived))


def is_of_live(
    campaign_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
) -> sa.ColumnElement[bool]:
    """For a query: whether the row's campaign has gone live. Asked where the site is live."""
    return campaign_id.in_(sa.select(Campaign.id).where(Campaign.live_at.is_not(None)))
