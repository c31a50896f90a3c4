"""The organizer's verbs: what a campaign's letter says, for whom, and whom else it goes to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from app.campaigns.models import Campaign, Craft, Discipline
from app.congress.offices import Chamber
from app.extensions import db
from app.letters import fields
from app.letters.models import Brief, Paragraph


@dataclass(frozen=True)
class Audience:
    """For whom a paragraph is: one craft, one discipline, or (neither) everybody."""

    discipline: Discipline | None = None
    craft: Craft | None = None
    chamber: Chamber | None = None

    @property
    def key(self) -> str:
        if self.craft is not None:
            return f"c{self.craft.id}"
        return f"d{self.discipline.id}" if self.discipline is not None else ""


def save_brief(campaign: Campaign, *, subject: str, demand: str) -> Brief:
    """Say what every letter of the campaign asks for. Raises fields.FieldUnknown.

    A changed demand or subject is a new ask, and gets a campaign id of its own: the
    gateways count by it.
    """
    fields.check(demand)
    fields.check(subject)
    brief = db.session.get(Brief, campaign.id)
    if brief is None:
        brief = Brief(campaign_id=campaign.id, subject="", demand="", ask="")
        db.session.add(brief)
    if (brief.subject, brief.demand) != (subject, demand):
        brief.subject, brief.demand = subject, demand
        brief.ask = secrets.token_hex(32)
    db.session.flush()
    return brief


def save_paragraph(campaign: Campaign, audience: Audience, text: str) -> None:
    """Write, replace or (with an empty text) take away one paragraph. Raises FieldUnknown."""
    fields.check(text)
    chamber = audience.chamber.value if audience.chamber else ""
    found = db.session.scalar(
        sa.select(Paragraph).where(
            Paragraph.campaign_id == campaign.id,
            Paragraph.audience == audience.key,
            Paragraph.chamber == chamber,
        )
    )
    if not text.strip():
        if found is not None:
            db.session.delete(found)
    elif found is not None:
        found.text = text
    else:
        db.session.add(
            Paragraph(
                campaign_id=campaign.id,
                audience=audience.key,
                chamber=chamber,
                discipline_id=audience.discipline.id if audience.discipline else None,
                craft_id=audience.craft.id if audience.craft else None,
                text=text,
            )
        )
    db.session.flush()
