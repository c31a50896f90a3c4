"""What the tests of the letter's texts begin with."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from tests.support import factories, letters, organizers
from tests.support.client import Visitor
from tests.support.hands import Hands


@pytest.fixture
def campaign(app_sqlite: Flask, clock: Hands) -> Campaign:
    return factories.campaign()


@pytest.fixture
def asking(campaign: Campaign) -> Campaign:
    letters.brief(campaign)
    return campaign


@pytest.fixture
def desk(app_sqlite: Flask, campaign: Campaign) -> Visitor:
    return organizers.visitor(app_sqlite, "organizer")
