"""What the worker sees of how people sign, and what it tells of."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs import engine
from app.outbox.models import OutboxMail
from app.pledges import bulk, recount, search
from app.pledges.models import Signatory
from app.pledges.rules import Rules
from app.trends import alerts, looking, service
from app.trends.models import Alert, Trend, TrendKind, TrendLook
from app.trends.thresholds import Thresholds
from tests.pledges.signing import assert_exact
from tests.support import factories, organizers
from tests.support.hands import Hands
from tests.trends.crowd import crowd

FP = b"\x1f\x0a\x9c" * 5 + b"!"


def begun(**over: Any) -> Campaign:
    """A campaign at which the worker has looked once, before anybody signed."""
    made = factories.campaign(**over)
    looking.look()
    return made


def look(clock: Hands) -> None:
    clock.tick(seconds=30)
    looking.look()
    db.session.expire_all()


def found() -> list[tuple[str, str]]:
    rows = db.session.execute(sa.select(Alert.kind, Alert.key).order_by(Alert.kind, Alert.key))
    return [(kind, key) for kind, key in rows]


def counted(kind: TrendKind) -> dict[str, int]:
    rows = db.session.execute(sa.select(Trend.key, Trend.count).where(Trend.kind == kind.value))
    return {each.key: each[1] for each in rows}


def test_the_first_look_begins_with_who_signs_from_then_on(app_sqlite: Flask, clock: Hands) -> None:
    campaign = factories.campaign()
    crowd(campaign, 3)
    look(clock)
    assert counted(TrendKind.ALL) == {}

    crowd(campaign, 2, name="q")
    look(clock)

    assert counted(TrendKind.ALL) == {"": 2}


def test_looks_add_up_and_see_each_once(
    app: Flask, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "BATCH", 3)
    campaign = begun()
    crowd(campaign, 7, source="union")
    crowd(campaign, 1, name="i", imported=True)
    assert looking.look() == 0, "they may have neighbours who are not written yet"
    look(clock)
    crowd(campaign, 2, name="q", filled_seconds=2)
    look(clock)
    look(clock)

    assert counted(TrendKind.ALL) == {"": 9}
    assert counted(TrendKind.SOURCE) == {"union": 7}
    assert counted(TrendKind.SPEED) == {"fast": 2}
    assert counted(TrendKind.DOMAIN)["gmail.com"] == 6
    newest = db.session.scalar(sa.select(sa.func.max(Signatory.id)))
    assert db.session.scalars(sa.select(TrendLook.last_id)).one() == newest


@pytest.mark.parametrize(
    ("kind", "many", "columns"),
    [
        ("address", 15, {"fingerprint": FP}),
        ("domain", 40, {"email_domain": "burner.example"}),
        ("shape", 80, {"name_shape": "a|a9999"}),
        ("name", 5, {"legal_name_index": FP}),
        ("speed", 50, {"filled_seconds": 3}),
        ("zip", 40, {"zip": "99999", "filled_seconds": 3}),
        ("source", 70, {"source": "leak", "filled_seconds": 3}),
    ],
)
def test_what_stands_out_is_told_of_once_a_day(
    app_sqlite: Flask, clock: Hands, kind: str, many: int, columns: dict[str, Any]
) -> None:
    campaign = begun()
    by = organizers.organizer("organizer")
    organizers.organizer("viewer")
    crowd(campaign, 200)
    clock.tick(days=2)
    crowd(campaign, 30, name="q")
    crowd(campaign, many, name="bot", **columns)

    look(clock)
    crowd(campaign, many, name="again", **columns)
    look(clock)

    assert kind in [each for each, _key in found()]
    alert = db.session.scalars(sa.select(Alert).where(Alert.kind == kind)).one()
    assert (alert.count, alert.whole) == (2 * many, 30 + 2 * many)
    people = search.find(alerts.people_of(alert), limit=500).people
    assert len(people) == 2 * many
    assert all("bot" in each.email or "again" in each.email for each in people)
    mails = db.session.scalars(sa.select(OutboxMail).where(OutboxMail.kind == "trend_alert")).all()
    assert [each.recipient for each in mails] == [by.email]
    assert "burner" not in str(mails[0].context)


def test_what_is_simply_popular_is_not_told_of(app_sqlite: Flask, clock: Hands) -> None:
    """A big provider, the campaign's own city, a newsletter, and everybody's shape."""
    campaign = begun()
    crowd(campaign, 400)
    clock.tick(days=2)
    crowd(campaign, 400, name="q", source="newsletter")
    crowd(campaign, 60, name="r", zip="60601")

    look(clock)

    assert found() == []


def test_a_launch_day_alarms_nobody(app_sqlite: Flask, clock: Hands) -> None:
    campaign = begun()
    crowd(campaign, 500, source="launch")
    look(clock)
    assert found() == []

    other = factories.campaign(slug="other")
    crowd(other, 90, name="x", email_domain="burner.example")
    look(clock)

    assert [each for each, _key in found()] == ["domain"], "but nothing else is that plain"


def test_a_dismissed_trend_is_left_in_peace_for_a_week(app_sqlite: Flask, clock: Hands) -> None:
    campaign = begun()
    by = organizers.organizer("organizer")
    crowd(campaign, 20, fingerprint=FP)
    look(clock)
    alert = db.session.scalars(sa.select(Alert)).one()
    alerts.dismiss(alert, note="a union hall", by=by)
    db.session.commit()

    clock.tick(days=3)
    crowd(campaign, 20, name="b", fingerprint=FP)
    look(clock)
    assert len(found()) == 1
    clock.tick(days=5)
    crowd(campaign, 20, name="c", fingerprint=FP)
    look(clock)

    assert len(found()) == 2


def test_an_alert_leads_to_a_bulk_act_that_can_be_taken_back(app: Flask, clock: Hands) -> None:
    campaign = begun()
    by = organizers.organizer("organizer")
    crowd(campaign, 10, state="confirmed")
    crowd(campaign, 20, name="bot", fingerprint=FP, state="confirmed")
    recount.repair(campaign)
    db.session.commit()
    look(clock)
    alert = db.session.scalars(sa.select(Alert)).one()

    def done(job: Any) -> Any:
        db.session.commit()
        engine.drain()
        db.session.refresh(job)
        return job

    dry = done(bulk.begin(campaign, alerts.people_of(alert), by=by))
    job = done(bulk.go_on(dry, by=by, act=bulk.SHADOW))

    assert job.done == 20
    assert assert_exact(campaign)["artists", ""] == 10
    done(bulk.undo(job, by=by))
    assert assert_exact(campaign)["artists", ""] == 30


def test_what_is_old_or_rare_is_forgotten(app: Flask, clock: Hands) -> None:
    campaign = begun()
    crowd(campaign, 20, fingerprint=FP, zip="10001")
    look(clock)
    # Longer than the day that rare ones have: no worker came by.
    clock.tick(days=5)

    service.forget()
    assert set(counted(TrendKind.NAME)) == set()
    assert counted(TrendKind.ZIP) == {"10001": 20}
    assert counted(TrendKind.ALL) == {"": 20}

    clock.tick(days=30)
    service.forget()
    assert counted(TrendKind.ALL) == {}
    assert found() == []


def test_thresholds_are_the_campaigns_own(app_sqlite: Flask, clock: Hands) -> None:
    campaign = begun()
    by = organizers.organizer("organizer")
    service.configure(campaign, Rules(), Thresholds(address=100), by=by)
    db.session.commit()
    crowd(campaign, 60, fingerprint=FP)

    look(clock)

    assert found() == []
