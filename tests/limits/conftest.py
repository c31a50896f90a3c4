"""Limits are on here; everywhere else in the suite they are off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.limits import watch
from tests.support import factories
from tests.support.hands import Hands


@pytest.fixture
def settings() -> dict[str, str]:
    return {"RATE_LIMITS": "on"}


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    return factories.campaign()


@pytest.fixture
def told(app: Flask) -> Callable[[], None]:
    """Have written now what is otherwise written after a second."""
    return watch.current().flush
