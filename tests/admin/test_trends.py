"""The screen of trends: who sees what, the settings, an alert's page."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs.models import Job
from app.pledges import rules
from app.trends import looking, thresholds
from app.trends.models import Alert
from tests.support import factories, organizers
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.trends.crowd import crowd

URL = "/organize/c/day/trends/"
FP = b"\x1f\x0a\x9c" * 5 + b"!"


@pytest.fixture
def campaign(app_sqlite: Flask, clock: Hands) -> Campaign:
    made = factories.campaign()
    looking.look()
    crowd(made, 16, name="bot", fingerprint=FP, source="leak")
    crowd(made, 4, name="few", source="quiet-link", zip="99501")
    clock.tick(seconds=30)
    looking.look()
    return made


@pytest.fixture
def organizer(app_sqlite: Flask, campaign: Campaign) -> Visitor:
    return organizers.visitor(app_sqlite, "organizer")


def alert() -> Alert:
    return db.session.scalars(sa.select(Alert).order_by(Alert.id)).all()[0]


def test_an_organizer_sees_codes_and_alerts(organizer: Visitor) -> None:
    page = organizer.get(URL)

    assert FP.hex()[:10] in page.text
    assert "quiet-link" in page.text
    assert "From one network address" in page.one("#alerts-title").parent.get_text()  # type: ignore[union-attr]
    assert "1 alert" in organizer.get("/organize/c/day/").text
    assert "1 alert" in organizer.get("/organize/").text


def test_a_viewer_sees_numbers_and_nobody(app_sqlite: Flask, campaign: Campaign) -> None:
    viewer = organizers.visitor(app_sqlite, "viewer")

    page = viewer.get(URL)

    assert "leak" in page.text
    assert FP.hex()[:10] not in page.text
    assert "quiet-link" not in page.text
    assert "99501" not in page.text
    assert not page.all("#settings")
    viewer.get(f"{URL}{alert().id}/", status=403)


def test_rules_and_thresholds_are_set_and_audited_without_the_patterns(
    organizer: Visitor, campaign: Campaign
) -> None:
    page = organizer.get(URL)
    form = page.form("#settings")
    typed = {**form, "rule_fast": "4", "rule_names": "Jane Doe\ntest*", "address": "25"}

    back = organizer.post(URL, {**typed, "address": "none"}, status=422)
    assert "Jane Doe" in back.html
    assert organizer.post(URL, {**typed, "rule_names": "*"}, status=422)
    organizer.post(URL, typed, status=303)

    db.session.refresh(campaign)
    assert rules.of(campaign) == rules.Rules(fast=4, names=("Jane Doe", "test*"))
    assert thresholds.of(campaign).address == 25
    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert entry.action == "trends.settings"
    assert "Jane" not in str(entry.after)
    # The history calls each number what its field is called, not what a letter's sender is.
    told = organizer.get(f"/organize/c/{campaign.slug}/history/").text
    assert "From one network address: 25" in told
    assert "Postal address" not in told


def test_an_alert_shows_its_people_and_begins_the_dry_count(
    organizer: Visitor, campaign: Campaign
) -> None:
    url = f"{URL}{alert().id}/"
    page = organizer.get(url)
    assert "bot3@" in page.text
    assert "few1@" not in page.text

    token = organizers.csrf(page)
    answer = organizer.post(url, {"csrf_token": token, "do": "count"}, status=303)

    job = db.session.scalars(sa.select(Job)).one()
    assert answer.headers["Location"].endswith(f"/signatories/strike/{job.id}/")


def test_an_alert_is_dismissed_with_a_note(organizer: Visitor, campaign: Campaign) -> None:
    url = f"{URL}{alert().id}/"
    token = organizers.csrf(organizer.get(url))
    organizer.post(url, {"csrf_token": token, "do": "dismiss", "note": " "}, status=422)
    organizer.post(url, {"csrf_token": token, "do": "dismiss", "note": "our hall"}, status=303)

    assert "our hall" in organizer.get(URL).text
    assert "1 alert" not in organizer.get("/organize/").text
    other = factories.campaign(slug="other")
    db.session.commit()
    organizer.get(f"/organize/c/{other.slug}/trends/{alert().id}/", status=404)
