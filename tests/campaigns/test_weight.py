"""A page with the score in it weighs 40 KB at most, however many have signed."""

from __future__ import annotations

import datetime as dt
import random

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.database import transaction
from app.demo import service as demo
from app.extensions import db
from app.pledges.models import JournalEntry
from tests.support.client import Visitor
from tests.support.hands import Hands

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

HTML_BYTES = 40 * 1024


@pytest.fixture
def demo_campaign(app: Flask, clock: Hands) -> Campaign:
    with transaction():
        return demo.load()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", ["", "music/", "photography/", "voices/", "numbers/", "thanks/"])
def test_every_page_of_the_demo_campaign(
    client: Visitor, demo_campaign: Campaign, path: str, language: str
) -> None:
    page = client.get(f"/c/{demo_campaign.slug}/{path}?lang={language}")

    assert len(page.body) <= HTML_BYTES


def test_a_form_that_comes_back(client: Visitor, demo_campaign: Campaign) -> None:
    page = client.post(f"/c/{demo_campaign.slug}/sign", {}, status=422)

    assert len(page.body) <= HTML_BYTES


@pytest.mark.parametrize("people", [420, 200_000])
def test_a_campaign_with_many_notes(
    client: Visitor, demo_campaign: Campaign, clock: Hands, people: int
) -> None:
    dice = random.Random(7)
    ids = [each.id for each in demo_campaign.disciplines]
    opened = demo_campaign.opens_at.date()
    each = people // 420
    db.session.execute(
        sa.insert(JournalEntry),
        [
            {
                "campaign_id": demo_campaign.id,
                "delta": each,
                "disciplines": str(ids[number % len(ids)]),
                "state_code": "NM",
                "day": opened + dt.timedelta(days=dice.randrange(38)),
            }
            for number in range(420)
        ],
    )
    for path in ("", "music/"):
        assert len(client.get(f"/c/{demo_campaign.slug}/{path}").body) <= HTML_BYTES


def test_there_is_one_path_for_each_lines_notes(client: Visitor, demo_campaign: Campaign) -> None:
    page = client.get(f"/c/{demo_campaign.slug}/")

    assert len(page.all("svg path, svg circle, svg use, svg ellipse")) < 120
