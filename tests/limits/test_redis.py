"""Limits in a real Redis: shared by all processes, and none of the signers' trouble when away."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app import database
from app.campaigns.models import Campaign
from app.extensions import db
from app.limits import service, stores
from app.limits.lists import Asker
from app.limits.models import Action, LimitCount
from app.limits.redis_store import RedisStore, WithFallback
from app.limits.service import Answer
from app.limits.store import DatabaseStore, Want

HALL = Asker("192.0.2.7", "ada@hall.example")
BURST = Want("burst", b"client", 3, 60)
LONG = Want("sustained", b"client", 5, 300)


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


def ask_six_times(campaign: Campaign) -> list[Answer]:
    """As requests that may write do."""
    wanted = campaign.id
    db.session.rollback()
    with database.writing():
        return [service.check(Action.SIGN, wanted, HALL, typed="").answer for _ in range(6)]


def test_two_processes_count_together_and_what_is_refused_is_not_counted(redis_url: str) -> None:
    one, other = RedisStore(redis_url), RedisStore(redis_url)

    assert [store.take([LONG, BURST]) for store in (one, other, one)] == [[], [], []]
    assert [other.take([LONG, BURST]) for _ in range(5)] == [[BURST]] * 5
    assert [one.take([LONG], [BURST]) for _ in range(3)] == [[BURST], [BURST], [LONG]]
    assert 55 <= one.wait(BURST) <= 121
    assert one.once(b"1" * 16, 60)
    assert not other.once(b"1" * 16, 60)
    assert one.add(Want("pressure", b"", 1_000, 60), 7) == 7
    assert other.add(Want("pressure", b"", 1_000, 60), 5) == 12


def test_the_whole_way_counts_in_redis_alone(
    app: Flask, campaign: Campaign, redis_url: str
) -> None:
    app.config["REDIS_URL"] = redis_url
    stores.init_app(app)

    answers = ask_six_times(campaign)

    assert answers == [Answer.PASS] * 5 + [Answer.PROVE]
    assert db.session.scalars(sa.select(LimitCount)).all() == []


def test_while_redis_is_away_the_database_counts_and_the_log_says_so(
    app: Flask, campaign: Campaign, capsys: pytest.CaptureFixture[str]
) -> None:
    away = WithFallback(RedisStore("unix:///nowhere/redis.sock"), DatabaseStore())
    app.extensions["limit_store"] = away

    answers = ask_six_times(campaign)

    assert answers == [Answer.PASS] * 5 + [Answer.PROVE]
    said = "".join(capsys.readouterr())
    assert said.count("Redis is away") == 1
    assert "nowhere" not in said
