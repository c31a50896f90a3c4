"""The demo campaign: real rows, through the real models, of people who do not exist.

Its pages say so (`Campaign.is_demo`). The sums are those of a full recount.
"""

from __future__ import annotations

import datetime as dt
import random
import tomllib
import uuid
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app import clock, keyring
from app.campaigns.models import Campaign, CampaignState, Craft, Discipline, Organization
from app.canonical_email import canonical, domain_of
from app.demo import activity, letters
from app.demo.people import Person, invent
from app.extensions import db
from app.places import queries as places
from app.pledges import published, queries, recount
from app.pledges.models import (
    Signatory,
    SignatoryAlso,
    SignatoryState,
    Visibility,
    VoiceState,
)
from app.pledges.rows import LEGAL_NAME

CONTENT = Path(__file__).with_name("content.toml")
# How long before its day the campaign stands when it is loaded, and how long it has been open.
DAYS_TO_GO, DAYS_OPEN = 24, 38
ALLIES = 37
SEED = 20261004


class DemoExists(ValueError):
    """The database has the demo campaign already."""


def is_loaded() -> bool:
    """Whether the database has it."""
    slug = tomllib.loads(CONTENT.read_text(encoding="utf-8"))["campaign"]["slug"]
    return db.session.scalar(sa.select(Campaign.id).where(Campaign.slug == slug)) is not None


def load() -> Campaign:
    """Make the demo campaign with its invented signatories. Raises DemoExists."""
    content = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    slug = content["campaign"]["slug"]
    if db.session.scalar(sa.select(Campaign.id).where(Campaign.slug == slug)) is not None:
        raise DemoExists
    campaign = _campaign(content)
    letters.load(campaign)
    _sign(campaign, content)
    recount.repair(campaign)
    published.publish(campaign)
    activity.load(campaign)
    return campaign


def _campaign(content: dict[str, Any]) -> Campaign:
    now = clock.now()
    today = now.astimezone(ZoneInfo(content["campaign"]["time_zone"])).date()
    campaign = Campaign(
        **content["campaign"],
        day=today + dt.timedelta(days=DAYS_TO_GO),
        opens_at=now - dt.timedelta(days=DAYS_OPEN),
        closes_at=now + dt.timedelta(days=DAYS_TO_GO + 30),
        state=CampaignState.OPEN,
        is_demo=True,
        organizations=[
            Organization(position=i, **each) for i, each in enumerate(content["organizations"])
        ],
        disciplines=[_discipline(i, each) for i, each in enumerate(content["disciplines"])],
    )
    db.session.add(campaign)
    db.session.flush()
    return campaign


def _discipline(position: int, text: dict[str, Any]) -> Discipline:
    columns = {key: text[key] for key in ("slug", "name", "people", "hue", "headline", "paragraph")}
    return Discipline(
        position=position,
        crafts=[
            Craft(slug=_slug(name), name=name, position=i) for i, name in enumerate(text["crafts"])
        ],
        **columns,
    )


def _sign(campaign: Campaign, content: dict[str, Any]) -> None:
    dice = random.Random(SEED)  # noqa: S311  # invented people need no secrets
    by_slug = {each.slug: each for each in campaign.disciplines}
    primaries: list[Discipline | None] = [
        by_slug[text["slug"]] for text in content["disciplines"] for _ in range(text["weight"])
    ]
    primaries += [None] * ALLIES
    dice.shuffle(primaries)
    rows = [_row(campaign, each, i, dice) for i, each in enumerate(primaries)]
    rows += [
        _voice_row(campaign, by_slug[each["discipline"]], each, len(rows) + i, dice)
        for i, each in enumerate(content["voices"])
    ]
    ids = db.session.scalars(
        sa.insert(Signatory).returning(Signatory.id, sort_by_parameter_order=True), rows
    ).all()
    also = _also(ids, rows, campaign, dice)
    db.session.execute(sa.insert(SignatoryAlso), also)


def _also(
    ids: Any, rows: list[dict[str, Any]], campaign: Campaign, dice: random.Random
) -> list[dict[str, int]]:
    """One artist in seven also makes something else."""
    chosen = []
    for signatory_id, row in zip(ids, rows, strict=True):
        if row["discipline_id"] and dice.random() < 1 / 7:
            other = dice.choice(campaign.disciplines)
            if other.id != row["discipline_id"]:
                chosen.append({"signatory_id": signatory_id, "discipline_id": other.id})
    return chosen


def _row(
    campaign: Campaign, discipline: Discipline | None, number: int, dice: random.Random
) -> dict[str, Any]:
    person = invent(number, dice)
    # More and more as the day nears: the square root of an even spread.
    signed_at = campaign.opens_at + dt.timedelta(days=DAYS_OPEN) * dice.random() ** 0.5
    craft = dice.choice(discipline.crafts) if discipline and dice.random() < 0.6 else None
    return {
        **_identity(person),
        **_place(person.zip),
        "campaign_id": campaign.id,
        "credit_name": person.credit_name if discipline else "",
        "discipline_id": discipline.id if discipline else None,
        "craft_id": craft.id if craft else None,
        "voice": "",
        "voice_state": VoiceState.NONE,
        "visibility": dice.choice((Visibility.CREDIT, Visibility.CREDIT, Visibility.INITIALS)),
        "updates": False,
        "source": dice.choice(("", "", "commons", "labor")),
        "locale": "en",
        "state": SignatoryState.CONFIRMED,
        "counted": True,
        "repeats": 0,
        "created_at": signed_at,
        "confirmed_at": signed_at + dt.timedelta(minutes=4),
    }


def _voice_row(
    campaign: Campaign,
    discipline: Discipline,
    voice: dict[str, str],
    number: int,
    dice: random.Random,
) -> dict[str, Any]:
    return _row(campaign, discipline, number, dice) | {
        "credit_name": voice.get("credit", ""),
        "visibility": voice.get("visibility", Visibility.CREDIT),
        "voice": voice["text"],
        "voice_state": VoiceState.APPROVED,
        "state_code": voice["state"],
        "zip": "",
        "city": "",
    }


def _identity(person: Person) -> dict[str, Any]:
    ring, uid, token = keyring.current(), uuid.uuid4(), uuid.uuid4().hex
    legal = {"first_name": person.first_name, "last_name": person.last_name}
    return {
        "uid": uid,
        "sealed": ring.seal({**legal, "token": token}, bound_to=uid.bytes),
        "legal_name_index": ring.index(LEGAL_NAME, " ".join(legal.values())),
        "email": person.email,
        "email_canonical": canonical(person.email),
        "email_domain": domain_of(person.email),
        "token_hash": queries.token_hash(token),
    }


def _place(zip_code: str) -> dict[str, Any]:
    place = places.find_place(zip_code)
    return {
        "country": "US",
        "zip": zip_code,
        "city": place.city if place else "",
        "state_code": place.state if place else None,
    }


def _slug(name: str) -> str:
    kept = "".join(each if each.isalnum() else "-" for each in name.lower().replace("’", ""))
    return kept.strip("-")
