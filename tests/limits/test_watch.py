"""What is told in passing is written together, and waits while it cannot be written."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.limits import watch
from app.limits.lists import Asker
from app.limits.models import Action, Stopped
from tests.support.hands import Hands


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


def test_what_could_not_be_written_is_added_to_what_came_meanwhile(
    clock: Hands, campaign: Campaign
) -> None:
    meter, campaign_id = watch.current(), campaign.id
    somebody = Asker("192.0.2.7", "ada@example.org")
    db.session.commit()

    def is_stopped(times: int) -> None:
        for _each in range(times):
            meter.stopped(Action.SIGN, campaign_id, somebody, "wait")

    @sa.event.listens_for(db.engine, "before_cursor_execute")
    def fail(*_args: object) -> None:
        is_stopped(3)
        raise sa.exc.OperationalError("", None, OSError())

    is_stopped(2)
    meter.flush()
    sa.event.remove(db.engine, "before_cursor_execute", fail)
    meter.flush()

    assert db.session.scalars(sa.select(Stopped.count)).all() == [5]
