"""What /privacy and the panel say of what is kept, and of the last sweep."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import CampaignState
from app.database import transaction
from app.privacy import closing, sweep
from app.privacy.table import KEPT
from tests.support import factories, organizers
from tests.support.client import Visitor
from tests.support.hands import Hands


@pytest.fixture
def settings() -> dict[str, str]:
    return {"RETENTION_DAYS": "21", "RETENTION_MONTHS": "7"}


def test_the_table_is_the_definitions_with_the_sites_own_settings(app_sqlite: Flask) -> None:
    page = Visitor(app_sqlite).get("/privacy")

    assert page.body.decode().count('<th scope="row"') == len(KEPT)
    for each in KEPT:
        assert str(each.what) in page.text
    assert "21 days after the last delivery has ended" in page.text
    assert "7 months after the campaign has closed" in page.text
    assert "That has not happened here yet." in page.text
    sweep.run()
    assert "Last on " in Visitor(app_sqlite).get("/privacy").text


def test_the_panel_shows_the_last_sweep_and_warns_when_one_is_missed(
    app_sqlite: Flask, clock: Hands
) -> None:
    closed = factories.campaign(title="Gone by", state=CampaignState.WON)
    factories.signatory(factories.campaign(slug="other"), email="pending@example.org")
    owner = organizers.visitor(app_sqlite)
    assert "Not done yet" in owner.get("/organize/privacy/").text
    clock.tick(days=61)
    with transaction():
        closing.note()
    sweep.run()
    owner = organizers.visitor(app_sqlite)

    page = owner.get("/organize/privacy/")

    assert "1 signatures that nobody confirmed" in page.text
    assert closed.title in page.text
    assert "overdue" not in page.text + owner.get("/organize/").text
    clock.tick(days=2, seconds=1)
    owner = organizers.visitor(app_sqlite)
    assert "overdue" in owner.get("/organize/privacy/").text
    assert "overdue" in owner.get("/organize/").text


def test_the_metric_names_the_moment_alone(app_sqlite: Flask, clock: Hands) -> None:
    name = "tutti_privacy_swept_timestamp_seconds"
    assert f"\n{name} 0.0\n" in Visitor(app_sqlite).get("/metrics").body.decode()
    done = sweep.run()
    assert done.ended_at is not None
    found = Visitor(app_sqlite).get("/metrics").body.decode().split(f"\n{name} ")[1].split("\n")[0]
    assert float(found) == done.ended_at.timestamp()
