"""What the tests of a campaign's disciplines begin with."""

from __future__ import annotations

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
    return factories.campaign()


@pytest.fixture
def organizer(app: Flask, campaign: Campaign) -> Visitor:
    return organizers.visitor(app, "organizer")
