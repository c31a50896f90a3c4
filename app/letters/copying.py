"""Taking what one campaign asks its people to write over into another, for a clone."""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.extensions import db
from app.letters.models import Brief, Paragraph, Target

_BRIEF = (
    "subject", "demand", "question", "call_script", "topics", "committees", "channels",
    "bill_congress", "bill_type", "bill_number", "stance", "organization",
)  # fmt: skip
_TARGET = ("title", "name", "email", "url", "phone", "address", "position")


def copy(original: Campaign, clone: Campaign) -> None:
    """Brief, paragraphs and targets; the clone's ask is one of its own. Nothing without a brief."""
    brief = db.session.get(Brief, original.id)
    if brief is None:
        return
    taken = {name: getattr(brief, name) for name in _BRIEF}
    db.session.add(Brief(campaign_id=clone.id, ask=secrets.token_hex(32), **taken))
    audiences = _audiences(original, clone)
    paragraphs = sa.select(Paragraph).where(Paragraph.campaign_id == original.id)
    for each in db.session.scalars(paragraphs).all():
        if each.audience in audiences:
            key, discipline_id, craft_id = audiences[each.audience]
            db.session.add(
                Paragraph(
                    campaign_id=clone.id,
                    audience=key,
                    chamber=each.chamber,
                    discipline_id=discipline_id,
                    craft_id=craft_id,
                    text=each.text,
                )
            )
    targets = sa.select(Target).where(Target.campaign_id == original.id)
    for target in db.session.scalars(targets).all():
        values = {name: getattr(target, name) for name in _TARGET}
        db.session.add(Target(campaign_id=clone.id, **values))
    db.session.flush()


def _audiences(
    original: Campaign, clone: Campaign
) -> dict[str, tuple[str, int | None, int | None]]:
    """Each audience of the original with what it is in the clone: key, discipline id, craft id."""
    found: dict[str, tuple[str, int | None, int | None]] = {"": ("", None, None)}
    copies = {each.slug: each for each in clone.disciplines}
    for old in original.disciplines:
        new = copies[old.slug]
        found[f"d{old.id}"] = (f"d{new.id}", new.id, None)
        crafts = {each.slug: each for each in new.crafts}
        for craft in old.crafts:
            found[f"c{craft.id}"] = (f"c{crafts[craft.slug].id}", new.id, crafts[craft.slug].id)
    return found
