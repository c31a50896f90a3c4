"""What the tests of editing a campaign begin with."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from tests.support import factories, organizers
from tests.support.client import Visitor


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return factories.campaign(opens_at=dt.datetime(2026, 3, 1, 14, tzinfo=dt.UTC), closes_at=None)


@pytest.fixture
def organizer(app: Flask, campaign: Campaign) -> Visitor:
    return organizers.visitor(app, "organizer")
