"""What the tests of letters begin with: a campaign that asks for them, a gateway, a letter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import queries
from app.letters.models import Letter
from tests.letters.gateway import ByHttp, Gateway, serving
from tests.letters.sent import asking, use
from tests.letters.standing import confirmed
from tests.letters.writing import districts
from tests.support import letters
from tests.support.hands import Hands


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    """A campaign that asks for letters, with the three offices of New Mexico held."""
    return asking()


@pytest.fixture
def districts_loaded(app: Flask, clock: Hands) -> None:
    """A table of districts, in which two share the ZIP code 10001."""
    districts(z10001=("NY-10", "NY-12"))


@pytest.fixture
def call_script(campaign: Campaign) -> None:
    """The campaign asks for telephone calls, too."""
    brief = queries.get_brief(campaign)
    brief.call_script = "Ask the {office_title} about {craft} and {artists} artists."
    db.session.commit()


@pytest.fixture
def letter(campaign: Campaign) -> Letter:
    """A letter that its writer has confirmed, queued to three offices."""
    return letters.letter(campaign, known=confirmed(campaign))


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """A gateway that takes everything until it is told otherwise."""
    with serving() as gateway:
        yield gateway


@pytest.fixture
def house(app: Flask, gateway: Gateway, clock: Hands) -> ByHttp:
    """The one way to every office: over that gateway."""
    channel = ByHttp(gateway.port)
    use(app, channel)
    return channel
