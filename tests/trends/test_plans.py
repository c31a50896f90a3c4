"""The page of trends reads the large ones alone, by their index, on both databases."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask import Flask

from app import clock
from app.database import insert
from app.extensions import db
from app.trends import queries, service
from app.trends.models import Trend, TrendKind
from tests.support import factories
from tests.support.hands import Hands
from tests.support.statements import heard

HOURS, FEW_PER_HOUR = 40, 150


def test_what_came_once_is_not_read(app: Flask, clock: Hands) -> None:
    campaign = factories.campaign()
    _fill(campaign.id)
    with heard() as statements:
        found = queries.overview(campaign, few=3)
    large = next(each for each in statements if "count >= 3" in each)

    assert [line.key for line in found.lines[TrendKind.ZIP]] == ["87501"]
    assert "ix_trend_large" in _plan(large, campaign.id)


def test_what_came_once_is_forgotten_after_a_day(app: Flask, clock: Hands) -> None:
    campaign = factories.campaign()
    _fill(campaign.id)

    assert service.forget() == (HOURS - 25) * FEW_PER_HOUR
    clock.tick(days=15)
    service.forget()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Trend)) == 0


def _fill(campaign_id: int) -> None:
    """Every hour one large trend, and many keys that came once."""
    this = clock.now().replace(minute=0, second=0, microsecond=0)
    counts = {"87501": 9} | {f"{number}": 1 for number in range(FEW_PER_HOUR)}
    rows = [
        {
            "campaign_id": campaign_id,
            "hour": this - dt.timedelta(hours=back),
            "kind": TrendKind.ZIP.value,
            "key": key,
            "count": count,
            "first_id": 1,
            "last_id": 9,
        }
        for back in range(HOURS)
        for key, count in counts.items()
    ]
    db.session.execute(insert(Trend), rows)
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _plan(statement: str, campaign_id: int) -> str:
    is_sqlite = db.engine.dialect.name == "sqlite"
    since = clock.now() - dt.timedelta(hours=48)
    values = (
        (campaign_id, since.isoformat(" "), 10_000, 0)
        if is_sqlite
        else {"campaign_id_1": campaign_id, "hour_1": since, "param_1": 10_000}
    )
    words = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    rows = db.session.connection().exec_driver_sql(f"{words} {statement}", values).all()
    return " ".join(str(each[-1]) for each in rows)
