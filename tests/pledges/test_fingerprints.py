"""Which signatures came from one place: seen for 30 days, and never as an address."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges import fingerprints
from tests.pledges import signing
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


def test_signing_keeps_the_domain_and_a_fingerprint(
    app: Flask, clock: Hands, campaign: Campaign
) -> None:
    visitor = Visitor(app)
    signing.sign(visitor, clock, email="Ada@Example.ORG")
    signing.sign(visitor, clock, email="bo@example.org")

    first, second = signing.signatories()
    assert first.email_domain == "example.org"
    assert first.fingerprint is not None
    assert first.fingerprint == second.fingerprint
    assert len(fingerprints.short(first.fingerprint)) == 10


def test_another_address_or_week_is_another_fingerprint(app: Flask, clock: Hands) -> None:
    first = fingerprints.of_client("192.0.2.1")
    assert first == fingerprints.of_client("192.0.2.1")
    assert first != fingerprints.of_client("192.0.2.2")
    clock.tick(days=7)
    assert first != fingerprints.of_client("192.0.2.1")
    assert fingerprints.of_client(None) is None


def test_it_is_forgotten_after_thirty_days(app: Flask, clock: Hands, campaign: Campaign) -> None:
    old = factories.signatory(campaign, fingerprint=b"\1" * 16)
    clock.tick(days=29)
    young = factories.signatory(campaign, email="b@example.org", fingerprint=b"\1" * 16)
    assert fingerprints.forget() == 0
    clock.tick(days=1, seconds=1)

    assert fingerprints.forget() == 1

    db.session.refresh(old)
    db.session.refresh(young)
    assert (old.fingerprint, young.fingerprint) == (None, b"\1" * 16)
