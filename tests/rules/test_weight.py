"""Rules of the house about weight, in bytes before compression, of what a reader must load."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock
from app.campaigns import page
from app.campaigns.models import Campaign
from app.campaigns.staff import MOST_NOTES
from app.demo import service as demo
from app.extensions import db
from app.pledges import counts
from app.pledges.models import JournalEntry
from tests.support.client import Visitor
from tests.support.visits import pages

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

KB = 1024
PAGE, STYLE, SCRIPT = 40 * KB, 25 * KB, 10 * KB


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """The demo campaign with as many notes on its score as there can be."""
    loaded = demo.load()
    room = MOST_NOTES - sum(each.count for each in counts.numbers(loaded).disciplines)
    day, writers = clock.now().date(), str(loaded.disciplines[1].id)
    one = {"campaign_id": loaded.id, "delta": 1, "disciplines": writers, "day": day}
    db.session.execute(sa.insert(JournalEntry), [one] * room)
    db.session.commit()
    with app.test_request_context():
        assert page.draw_score(loaded, counts.numbers(loaded)).notes == MOST_NOTES
    return loaded


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_is_heavier_than_it_may_be(
    client: Visitor, campaign: Campaign, language: str
) -> None:
    paths = pages(campaign.slug, campaign.disciplines[0].slug)
    weights = {
        name: len(client.get(f"{path}?lang={language}").body) for name, path in paths.items()
    }

    assert {name: weight for name, weight in weights.items() if weight > PAGE} == {}


@pytest.mark.parametrize(("name", "most"), [("css/tutti.css", STYLE), ("js/tutti.js", SCRIPT)])
def test_styles_and_scripts_stay_light(client: Visitor, app: Flask, name: str, most: int) -> None:
    url = app.jinja_env.globals["static"](name)

    assert 0 < len(client.get(url).body) <= most


def test_the_pages_ask_for_one_style_and_one_script(client: Visitor, campaign: Campaign) -> None:
    page = client.get(f"/c/{campaign.slug}/")

    assert [Path(str(tag["src"])).suffix for tag in page.all("script[src]")] == [".js"]
    assert len(page.all('link[rel="stylesheet"]')) == 1
