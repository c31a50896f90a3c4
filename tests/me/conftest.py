"""What the tests of one's own page begin with."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands


@pytest.fixture
def campaign(app_sqlite: Flask, clock: Hands) -> Campaign:
    """An open campaign called "day", with crafts and a partner."""
    made = factories.campaign()
    factories.craft(made.disciplines[0], "session-player")
    factories.partner(made, "union")
    return made


@pytest.fixture
def visitor(client_sqlite: Visitor) -> Visitor:
    return client_sqlite
