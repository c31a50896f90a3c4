"""What metrics say of deliveries: the same, counted at the moment or read from the sums."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock as time
from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import board, gauges
from app.letters.models import Delivery, DeliveryState
from app.letters.outcome import HELD, NEVER
from tests.support import factories, letters
from tests.support.hands import Hands
from tests.support.statements import heard


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    """Six deliveries that wait for a minute, one that is held, one failed, one accepted."""
    made = factories.campaign()
    letters.brief(made)
    letters.members()
    for number in range(3):
        email = f"a{number}@example.org"
        ada = factories.signatory(made, email=email, confirmed=True)
        letters.letter(made, known=ada, email=email)
    ids = db.session.scalars(sa.select(Delivery.id).order_by(Delivery.id)).all()
    due = time.now() - dt.timedelta(minutes=1)
    _set(ids, channel="house_cwc", due_at=due)
    _set(ids[:1], reason=HELD, due_at=NEVER)
    _set(ids[1:2], state=DeliveryState.FAILED, reason="refused")
    _set(ids[2:3], state=DeliveryState.ACCEPTED)
    db.session.commit()
    board.refresh()
    return made


def _set(ids: object, **values: object) -> None:
    db.session.execute(sa.update(Delivery).where(Delivery.id.in_(ids)).values(**values))  # type: ignore[arg-type]


def test_sums_and_rows_say_the_same(
    app: Flask, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact, outcomes = gauges.depth_and_age(), gauges.count_outcomes()
    assert exact["house_cwc"] == (6, 60.0)
    assert exact["email"] == (0, 0.0)
    assert ("house_cwc", "accepted", 1) in outcomes
    monkeypatch.setattr(gauges, "MOST", 2)
    monkeypatch.setattr(board, "MANY", 1)

    with heard() as statements:
        assert gauges.depth_and_age() == exact
        assert gauges.count_outcomes() == outcomes
    assert any("letter_delivery_sum" in each for each in statements)
    assert not any("GROUP BY letter_delivery.channel" in each for each in statements)
