"""`flask setup`: from nothing to a start, and harmless to repeat."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.extensions import db
from app.places import service as places
from app.pledges.models import Signatory
from tests.support import factories
from tests.support.commands import run

# Generous: on the machines this was written on it takes a tenth of that.
QUICK_SECONDS = 5


@pytest.fixture
def settings() -> dict[str, str]:
    """Nothing is fetched from the internet; tests/congress/test_startup.py has its own peers."""
    return {"CONGRESS_DATA": "off"}


def _people() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Signatory)) or 0


def test_it_makes_everything_a_start_needs(unmigrated_app: Flask) -> None:
    said = run(unmigrated_app, "setup")

    assert places.has_zips()
    assert [each.slug for each in campaigns.list_all()] == ["ai-day-of-action"]
    assert _people() > 100
    assert "every sum agrees" in run(unmigrated_app, "counts", "check")
    assert unmigrated_app.config["PUBLIC_URL"] in said
    assert "no mail leaves this machine" in said


def test_a_second_time_is_quick_and_changes_nothing(unmigrated_app: Flask) -> None:
    run(unmigrated_app, "setup")
    people = _people()
    db.session.rollback()
    began = time.monotonic()
    said = run(unmigrated_app, "setup")

    assert time.monotonic() - began < QUICK_SECONDS
    assert _people() == people
    assert len(campaigns.list_all()) == 1
    assert "loaded" not in said
    assert unmigrated_app.config["PUBLIC_URL"] in said


def test_it_touches_no_campaign_that_is_there(app: Flask) -> None:
    factories.campaign(slug="ours")
    run(app, "setup")

    assert [each.slug for each in campaigns.list_all()] == ["ours"]


def test_the_demo_can_be_left_out(unmigrated_app: Flask) -> None:
    run(unmigrated_app, "setup", "--no-demo")

    assert campaigns.list_all() == []
    assert places.has_zips()


def test_a_live_installation_begins_without_invented_people(
    empty_database: str, make_app: Callable[[str], Flask], settings: dict[str, str]
) -> None:
    settings |= {
        "DELIVERY_MODE": "live",
        "RATE_LIMITS": "on",
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_DEFAULT_SENDER": "Tutti <no-reply@example.org>",
    }
    app = make_app(empty_database)
    with app.app_context():
        said = run(app, "setup")
        assert campaigns.list_all() == []
        db.session.rollback()
        db.engine.dispose()

    assert "Live: mail leaves through 127.0.0.1." in said


def test_a_demo_somebody_deleted_is_loaded_again_only_without_any_other(
    unmigrated_app: Flask,
) -> None:
    run(unmigrated_app, "setup", "--no-demo")
    factories.campaign(slug="ours")
    run(unmigrated_app, "setup")

    assert db.session.scalars(sa.select(Campaign.slug)).all() == ["ours"]
