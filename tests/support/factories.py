"""Things a test begins with: small, explicit, and really in the database (each commits)."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

import sqlalchemy as sa

from app import clock
from app.campaigns.models import Campaign, CampaignState, Craft, Discipline, Organization
from app.extensions import db
from app.outbox import service as outbox
from app.outbox.models import OutboxMail
from app.pledges import service
from app.pledges.models import Signatory, VoiceState
from app.pledges.signature import Signature

Row = TypeVar("Row")
DISCIPLINES = (("music", "Music"), ("writing", "Writing"), ("illustration", "Illustration"))
PEOPLE = {"music": "musicians", "writing": "writers", "illustration": "illustrators"}


def campaign(**over: Any) -> Campaign:
    """An open campaign whose day is in 40 days, with three disciplines (`disciplines=()`: none).

    It has gone live, so that the site's own mode says what leaves; `live_at=None`: it rehearses.
    """
    wanted = over.pop("disciplines", DISCIPLINES)
    now = clock.now()
    values: dict[str, Any] = {
        "slug": "day",
        "title": "AI Day of Action",
        "headline": "Keep copyright human.",
        "demand": "Congress must keep copyright for people.",
        "story": "Every work has *someone* behind it.",
        "share_text": "I signed. Will you?",
        "goal": 1000,
        "day": (now + dt.timedelta(days=40)).date(),
        "time_zone": "America/New_York",
        "opens_at": now - dt.timedelta(days=10),
        "closes_at": now + dt.timedelta(days=41),
        "state": CampaignState.OPEN,
        "live_at": now - dt.timedelta(days=10),
        **over,
    }
    made = _kept(Campaign(**values))
    for slug, name in wanted:
        discipline(made, slug, name=name)
    return made


def discipline(campaign: Campaign, slug: str = "music", **over: Any) -> Discipline:
    """A discipline, after those the campaign has."""
    position = len(campaign.disciplines)
    values = {
        "slug": slug,
        "name": slug.title(),
        "people": PEOPLE.get(slug, "artists"),
        "headline": f"{slug.title()} is made by people.",
        "paragraph": f"A paragraph for those who make {slug}.",
        "hue": position * 30 % 360,
        "position": position,
        **over,
    }
    made = _kept(Discipline(campaign=campaign, **values))
    db.session.refresh(campaign)
    return made


def craft(discipline: Discipline, slug: str = "session-player", **over: Any) -> Craft:
    """A craft, after those the discipline has."""
    values = {
        "slug": slug,
        "name": slug.replace("-", " ").title(),
        "position": len(discipline.crafts),
        **over,
    }
    made = _kept(Craft(discipline_id=discipline.id, **values))
    db.session.refresh(discipline)
    return made


def partner(campaign: Campaign, code: str = "union", **over: Any) -> Organization:
    """An organization with a code and a consent box of its own."""
    values = {
        "name": f"The {code.title()}",
        "url": f"https://{code}.example",
        "code": code,
        "consent": f"The {code.title()} may write to me.",
        "position": len(campaign.organizations),
        **over,
    }
    made = _kept(Organization(campaign_id=campaign.id, **values))
    db.session.refresh(campaign)
    return made


def signature(campaign: Campaign, discipline: str | None = "music", **over: Any) -> Signature:
    """What a person typed, checked: an artist of that discipline; None or "ally" for an ally."""
    chosen: dict[str | None, Discipline | None] = {None: None, "ally": None}
    chosen |= {each.slug: each for each in campaign.disciplines}
    also = tuple(chosen[slug] for slug in over.pop("also", ()))
    values: dict[str, Any] = {
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": "ada@example.org",
        "country": "US",
        "zip": "87501",
        "state_code": "NM",
        "city": "Santa Fe",
        "discipline": chosen[discipline],
        "also": also,
        **over,
    }
    return Signature(**values)


def signatory(
    campaign: Campaign,
    discipline: str | None = "music",
    *,
    confirmed: bool = False,
    mail: bool = True,
    **over: Any,
) -> Signatory:
    """A person who signed, as the form would have let them.

    Their confirmation mail waits in the outbox, and a nudge in the queue; without
    `mail` it left long ago, and nothing waits.
    `also` names further disciplines by slug; any other word is a field of `Signature`.
    """
    signed = signature(campaign, discipline, **over)
    service.sign_pledge(campaign, signed)
    made = find(campaign, signed.email)
    if confirmed:
        service.confirm(made)
    if not mail:
        db.session.execute(sa.delete(OutboxMail).where(OutboxMail.signatory_id == made.id))
        db.session.info.pop(outbox.NUDGE, None)
    db.session.commit()
    return made


def voice(campaign: Campaign, discipline: str | None = "music", **over: Any) -> Signatory:
    """A confirmed signatory whose voice is approved."""
    words = {"voice": "Every brushstroke was somebody's afternoon.", **over}
    made = signatory(campaign, discipline, confirmed=True, **words)
    made.voice_state = VoiceState.APPROVED
    db.session.commit()
    return made


def find(campaign: Campaign, email: str) -> Signatory:
    """The signatory who gave that address."""
    found = sa.select(Signatory).where(
        Signatory.campaign_id == campaign.id, Signatory.email == email
    )
    return db.session.scalars(found).one()


def _kept(row: Row) -> Row:
    db.session.add(row)
    db.session.commit()
    return row
