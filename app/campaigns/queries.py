"""How campaigns and their disciplines are found."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.campaigns.models import Campaign, CampaignState, Discipline
from app.extensions import db


class CampaignUnknown(LookupError):
    """No campaign of that name is public."""


class DisciplineUnknown(LookupError):
    """The campaign has no such discipline."""


def get_public(slug: str, session: Session | None = None) -> Campaign:
    """A campaign that is not a draft, with all its page needs. Raises CampaignUnknown."""
    if "\0" in slug:  # PostgreSQL takes none in a text: that would be an error, not an answer
        raise CampaignUnknown
    found = (session or db.session).scalar(
        sa.select(Campaign)
        .options(selectinload(Campaign.disciplines), selectinload(Campaign.organizations))
        .where(Campaign.slug == slug, Campaign.state != CampaignState.DRAFT)
    )
    if found is None:
        raise CampaignUnknown
    return found


def get_public_id(slug: str) -> int:
    """The id alone of a campaign that is not a draft. Raises CampaignUnknown."""
    found = None
    if "\0" not in slug:
        found = db.session.scalar(
            sa.select(Campaign.id).where(
                Campaign.slug == slug, Campaign.state != CampaignState.DRAFT
            )
        )
    if found is None:
        raise CampaignUnknown
    return found


def get_any(slug: str) -> Campaign:
    """A campaign in whatever state, drafts too: for organizers. Raises CampaignUnknown."""
    found = None
    if "\0" not in slug:
        found = db.session.scalar(
            sa.select(Campaign)
            .options(selectinload(Campaign.disciplines), selectinload(Campaign.organizations))
            .where(Campaign.slug == slug)
        )
    if found is None:
        raise CampaignUnknown
    return found


def get_discipline(campaign: Campaign, slug: str) -> Discipline:
    """By its address, or by one it had before (an alias). Raises DisciplineUnknown."""
    for each in campaign.disciplines:
        if each.slug == slug:
            return each
    for each in campaign.disciplines:
        if slug.casefold() in (alias.casefold() for alias in each.aliases):
            return each
    raise DisciplineUnknown


def present_slug(campaign: Campaign, slug: str) -> str:
    """What a discipline's address is now, for a form that is older than its renaming."""
    try:
        return get_discipline(campaign, slug).slug
    except DisciplineUnknown:
        return slug


def get_discipline_by_id(campaign: Campaign, discipline_id: int) -> Discipline:
    """One that stands, by number: for organizers. Raises DisciplineUnknown."""
    for each in campaign.disciplines:
        if each.id == discipline_id:
            return each
    raise DisciplineUnknown


def list_open() -> Sequence[Campaign]:
    """The campaigns that organizers have opened, the next day of action first."""
    return db.session.scalars(
        sa.select(Campaign).where(Campaign.state == CampaignState.OPEN).order_by(Campaign.day)
    ).all()


def list_ended() -> Sequence[Campaign]:
    """The campaigns that are over, the latest day of action first."""
    over = (CampaignState.CLOSED, CampaignState.WON, CampaignState.ARCHIVED)
    return db.session.scalars(
        sa.select(Campaign).where(Campaign.state.in_(over)).order_by(Campaign.day.desc())
    ).all()


def list_all() -> Sequence[Campaign]:
    """Every campaign, drafts included, oldest first."""
    return db.session.scalars(sa.select(Campaign).order_by(Campaign.id)).all()


def has_any() -> bool:
    return db.session.execute(sa.select(Campaign.id).limit(1)).first() is not None
