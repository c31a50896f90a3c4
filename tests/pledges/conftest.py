"""What the tests of pledges begin with."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from tests.support import factories
from tests.support.hands import Hands


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    """An open campaign called "day", with crafts and a partner."""
    made = factories.campaign()
    factories.craft(made.disciplines[0], "session-player")
    factories.craft(made.disciplines[1], "novelist")
    factories.partner(made, "union")
    factories.partner(made, "guild")
    return made
