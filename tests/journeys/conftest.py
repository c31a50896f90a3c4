"""What the browser journeys share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from tests.support import commands, factories
from tests.support.hands import Hands


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    """An open campaign with three disciplines."""
    return factories.campaign()


@pytest.fixture
def drain(app: Flask) -> Callable[[], None]:
    """`drain()` sends every mail that waits in the outbox, as the worker would."""
    return lambda: commands.run(app, "outbox", "drain")
