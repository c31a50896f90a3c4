"""What the tests of the campaign's pages begin with."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from tests.support import factories
from tests.support.hands import Hands


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    """An open campaign called "day"."""
    return factories.campaign()
