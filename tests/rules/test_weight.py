"""Rules of the house about weight, in bytes before compression, of what a reader must load."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.demo import service as demo
from app.extensions import db
from tests.support.client import Visitor
from tests.support.visits import pages

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

KB = 1024
PAGE, STYLE, SCRIPT = 40 * KB, 25 * KB, 10 * KB


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """The demo campaign: the fullest page there is."""
    loaded = demo.load()
    db.session.commit()
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
