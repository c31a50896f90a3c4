"""Letters too often: the letter comes back as it was read, and goes once it may."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.limits.models import LimitSetting
from tests.letters import writing
from tests.limits.test_signing import solved
from tests.support import letters
from tests.support.client import Visitor
from tests.support.hands import Hands


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


def test_no_letter_is_lost_over_a_limit(client: Visitor, clock: Hands, campaign: Campaign) -> None:
    letters.brief(campaign)
    writing.districts()
    db.session.add(LimitSetting(scope=campaign.id, numbers={"letter": [1, 60, 2, 600]}))
    writing.sent(client, clock)

    form = writing.read_page(client, clock, email="b@example.org").form(writing.FORM)
    asked = writing.press(client, form, "send", status=422)
    assert asked.form(writing.FORM)["personal"] == writing.OWN
    proof = {"altcha": solved(asked)}
    writing.press(client, {**asked.form(writing.FORM), **proof}, "send", status=303)

    form = writing.read_page(client, clock, email="c@example.org").form(writing.FORM)
    late = writing.press(client, form, "send", status=429)
    assert "Many letters" in late.text
    assert late.form(writing.FORM)["personal"] == writing.OWN
    clock.tick(seconds=int(late.headers["Retry-After"]))
    writing.press(client, late.form(writing.FORM), "send", status=303)
    assert writing.kept() == 3
