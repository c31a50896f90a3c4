"""Letters too often: the letter comes back as it was read, and goes once it may."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.limits.models import LimitSetting
from tests.letters import writing
from tests.limits.test_signing import solved, told_to_a_stranger
from tests.support import factories, letters
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


def test_a_letter_is_answered_the_same_to_the_byte_for_a_known_address(
    client: Visitor, clock: Hands, campaign: Campaign
) -> None:
    """At every step and under every limit: somebody who has written, and nobody yet."""
    letters.brief(campaign)
    writing.districts()
    db.session.add(LimitSetting(scope=campaign.id, numbers={"letter": [3, 60, 4, 600]}))
    factories.signatory(campaign, confirmed=True)
    writing.sent(Visitor(client.app), clock)
    emails = ("ada@example.org", "new@example.org")
    begun = writing.begin(client, clock)

    def both(forms: list[dict[str, str]], step: str, status: int) -> list[dict[str, str]]:
        pages = [
            writing.press(client, form, step, status=status, personal=writing.OWN) for form in forms
        ]
        one, other = (
            told_to_a_stranger(page, email) for page, email in zip(pages, emails, strict=True)
        )
        assert one == other
        return [page.form(writing.FORM) if page.is_html and status != 303 else {} for page in pages]

    forms = both([begun | {"email": each} for each in emails], "write", 200)
    read = both(forms, "read", 200)
    both(read, "send", 303)
    both(read, "send", 422)
