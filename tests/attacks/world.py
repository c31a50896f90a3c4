"""A campaign with something of everything in it, each text of it a mark, and the paths to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from app import clock
from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs import service as jobs
from app.letters import targets, texts
from app.letters.models import Delivery, Letter
from app.letters.texts import Audience
from app.pledges import bulk
from app.pledges.models import Signatory, VoiceState
from app.trends.models import Alert, TrendKind
from tests.support import factories, letters, organizers

METHODS = ("GET", "POST")


@dataclass
class World:
    """One campaign, and for each argument of a path a value that is a row of its own."""

    campaign: Campaign
    person: Signatory
    letter: Letter
    ids: dict[str, Any] = field(default_factory=dict)

    def walk(self, app: Flask, *, slug: str = "") -> Iterator[tuple[str, str, str]]:
        """(endpoint, method, path) of every panel route about something inside of a campaign."""
        for rule in app.url_map.iter_rules():
            if not rule.rule.startswith("/organize/c/<slug>/"):
                continue
            for method in sorted((rule.methods or set()) & set(METHODS)):
                yield rule.endpoint, method, self.path(rule, slug=slug)

    def path(self, rule: Rule, *, slug: str = "") -> str:
        """The path to this world's rows; with another `slug`, through another campaign's door."""
        values = {name: self.ids.get(name, "music") for name in rule.arguments}
        values["slug"] = slug or self.campaign.slug
        for name in rule.arguments:
            if type(rule._converters[name]).__name__ == "IntegerConverter":
                assert name in self.ids, f"{rule.rule}: give the world one {name}"
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        return str(rule.map.bind("").build(rule.endpoint, values, method=method))


def build(slug: str, mark: str, *, email: str = "ada@example.org") -> World:
    """Everything an organizer and an artist can type, typed: `mark` in each text of it."""
    campaign = _campaign(slug, mark)
    music, writing = campaign.disciplines
    craft = factories.craft(music, name=mark[:80])
    partner = factories.partner(campaign, f"{slug}-union", name=mark[:80], consent=mark)
    person = factories.signatory(
        campaign,
        "music",
        also=("writing",),
        confirmed=True,
        first_name=mark[:40],
        last_name=mark[:40],
        credit_name=mark[:120],
        city=mark[:80],
        voice=mark,
        partners=(partner,),
        source=f"{slug}-union",
        email=email,
        updates=True,
    )
    person.voice_state, person.voice_reason = VoiceState.APPROVED, mark
    person.craft_id = craft.id
    letters.brief(campaign, subject=mark[:100], demand=mark, question=mark, call_script=mark)
    texts.save_paragraph(campaign, Audience(writing), mark)
    owner = organizers.organizer()
    target = targets.add(campaign, targets.Named(**_target(mark)), by=owner)
    written = letters.letter(
        campaign,
        known=person,
        personal=mark,
        first_name=mark[:40],
        last_name=mark[:40],
        email=email,
    )
    delivery = db.session.scalars(
        sa.select(Delivery.id).where(Delivery.letter_id == written.id).limit(1)
    ).one()
    alert = _alert(campaign, person, mark)
    job = jobs.start(bulk.COUNT, by=owner, campaign=campaign, params={})
    db.session.commit()
    ids = {
        "discipline_id": music.id,
        "discipline": music.slug,
        "craft_id": craft.id,
        "signatory_id": person.id,
        "target_id": target.id,
        "letter_id": written.id,
        "delivery_id": delivery,
        "job_id": job.id,
        "alert_id": alert.id,
        "what": "signatories",
        "key": "all",
        "chamber": "both",
    }
    return World(campaign, person, written, ids)


def _campaign(slug: str, mark: str) -> Campaign:
    campaign = factories.campaign(
        slug=slug,
        title=mark[:100],
        headline=mark,
        demand=mark,
        story=mark,
        share_text=mark,
        thanks=mark,
        disciplines=(),
    )
    for each in ("music", "writing"):
        factories.discipline(
            campaign, each, name=mark[:60], people=mark[:60], headline=mark, paragraph=mark
        )
    return campaign


def _target(mark: str) -> dict[str, str]:
    return {
        "title": mark[:80],
        "name": mark[:80],
        "phone": "",
        "email": "office@example.org",
        "url": "https://office.example",
        "address": mark[:100],
    }


def _alert(campaign: Campaign, person: Signatory, mark: str) -> Alert:
    made = Alert(
        campaign_id=campaign.id,
        kind=TrendKind.DOMAIN,
        key=mark[:190],
        day=clock.now().date(),
        hour=clock.now(),
        count=300,
        whole=400,
        usual=1,
        first_id=person.id,
        last_id=person.id,
        note=mark,
    )
    db.session.add(made)
    db.session.flush()
    return made
