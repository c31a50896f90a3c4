"""What the tests of merging disciplines and crafts begin with."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.organizers.models import Organizer
from app.pledges import moving
from tests.support import factories, organizers


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Constants made smaller: a handful of people makes several batches and looks."""
    monkeypatch.setattr(moving, "BATCH", 3)
    monkeypatch.setattr(moving, "LOOK", 4)


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return factories.campaign()


@pytest.fixture
def me(app: Flask) -> Organizer:
    return organizers.organizer("organizer")
