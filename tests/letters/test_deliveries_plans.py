"""A page of deliveries is short walks along an index, on both databases; no table is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock
from app.campaigns.models import Campaign
from app.database import Base
from app.extensions import db
from app.letters import deliveries, targets
from app.letters.deliveries import Filters
from app.letters.models import Delivery, DeliverySum, Letter, Target
from app.privacy.models import KeptSum
from tests.letters import sent

MANY = 15_000
CASES = {
    "all": Filters(),
    "state": Filters(state="failed"),
    "a state nobody is in": Filters(state="sending"),
    "channel": Filters(channel="print"),
    "both": Filters(state="accepted", channel="house_cwc"),
    "office": Filters(offices=("HNM03",)),
    "office and more": Filters(offices=("HNM03", "SNM01"), channel="print", rehearsed=True),
    "reason": Filters(reason="refused"),
    "mode": Filters(rehearsed=False),
    "own words": Filters(own_words=False),
}


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """Enough deliveries, nearly all of them accepted, that a planner has something to choose."""
    made = sent.asking()
    letter = sent.queue(made)
    _copy(Letter, letter.id, {"uid": "NEW", "token_hash": "NEW", "id": "i + 100"})
    _copy(
        Delivery,
        letter.deliveries[0].id,
        {
            "id": "i + 100",
            "uid": "NEW",
            "letter_id": "i + 100",
            "office": "'H' || i",
            "state": "CASE WHEN i % 500 = 0 THEN 'failed' ELSE 'accepted' END",
            "reason": "CASE WHEN i % 500 = 0 THEN 'refused' ELSE '' END",
        },
    )
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    return made


def _copy(model: type[Base], row_id: int, over: dict[str, str]) -> None:
    """MANY copies of one row, as the database makes them itself."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    fresh = "randomblob(16)" if is_sqlite else "decode(md5(i::text), 'hex')"
    uid = "lower(hex(randomblob(16)))" if is_sqlite else "gen_random_uuid()"
    names = [each.name for each in sa.inspect(model).columns]
    said = {name: over.get(name, f"s.{name}") for name in names}
    said = {
        name: (uid if name == "uid" else fresh) if what == "NEW" else what
        for name, what in said.items()
    }
    table = model.__tablename__
    db.session.execute(
        sa.text(
            f"INSERT INTO {table} ({', '.join(names)}) "
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :many) "
            f"SELECT {', '.join(said.values())} FROM n, {table} s WHERE s.id = :id"
        ),
        {"many": MANY, "id": row_id},
    )
    db.session.commit()


@contextmanager
def _watched() -> Iterator[list[tuple[str, object]]]:
    seen: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if "letter_delivery" in statement:
            seen.append((statement, parameters))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def _plan(statement: str, parameters: object) -> list[tuple[object, ...]]:
    words = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    connection = db.session.connection()
    rows = connection.exec_driver_sql(f"{words} {statement}", parameters).all()  # type: ignore[call-overload]
    return [tuple(each) for each in rows]


def _assert_walks(seen: list[tuple[str, object]]) -> None:
    """Each access to the table is along an index that is in order already, up to a limit."""
    assert seen
    for statement, parameters in seen:
        rows = _plan(statement, parameters)
        told = [str(each[-1]) for each in rows]
        if db.engine.dialect.name == "sqlite":
            used = [row for row in rows if str(row[-1]).split()[1:2] == ["letter_delivery"]]
            sorting = {row[1] for row in rows if "TEMP B-TREE" in str(row[-1])}
            assert used
            assert all("SEARCH letter_delivery USING COVERING" in str(row[-1]) for row in used)
            assert not sorting & {row[1] for row in used}, told
        else:
            used_at = [at for at, line in enumerate(told) if "on letter_delivery" in line]
            assert used_at
            assert not any("Seq Scan" in told[at] for at in used_at), told
            for at in used_at:
                if " rows=1 " not in told[at]:  # one row is in order by itself
                    assert "Scan Backward using" in told[at], told[at]
                    assert "Limit" in told[at - 1], told[at - 1]


def test_every_page_walks_along_an_index(campaign: Campaign) -> None:
    for name, filters in CASES.items():
        for before in (None, 5_000):
            with _watched() as seen:
                found = deliveries.page(campaign, filters, before=before)
            assert len(found.lines) <= deliveries.PAGE, name
            _assert_walks(seen[:1])
            if name in ("state", "reason", "mode"):
                assert len(found.lines) == (0 if name == "mode" else 30 if before is None else 9)


def test_the_failures_and_whether_a_target_is_used_come_from_an_index(campaign: Campaign) -> None:
    with _watched() as seen:
        (found,) = deliveries.list_failures(campaign).lines
        assert not targets.is_used(Target(id=7, campaign_id=campaign.id, name=""))
    assert (found.reason, found.count) == ("refused", MANY // 500)
    for statement, parameters in seen:
        if "FROM letter_delivery_sum" in statement:
            continue
        plan = str(_plan(statement, parameters))
        assert "ix_letter_delivery_" in plan, plan
        assert "Seq Scan" not in plan, plan


def test_many_failures_are_those_that_the_worker_counted(campaign: Campaign) -> None:
    counted = clock.now()
    for office, count in (("HNM03", deliveries.MANY_FAILED), ("SNM01", 8)):
        db.session.add(
            DeliverySum(
                campaign_id=campaign.id,
                rehearsed=True,
                office=office,
                channel="house_cwc",
                state="failed",
                reason="unreachable",
                count=count,
                as_of=counted,
            )
        )
    # Seven of them are of writers who are gone: nothing can be sent again.
    gone = {"office": "SNM01", "channel": "house_cwc", "state": "failed", "reason": "unreachable"}
    db.session.add(KeptSum(campaign_id=campaign.id, rehearsed=True, count=7, **gone))
    db.session.commit()
    with _watched() as seen:
        found = deliveries.list_failures(campaign)

    assert [(each.reason, each.count) for each in found.lines] == [("unreachable", 10_001)]
    assert found.as_of == counted
    sums = ("FROM letter_delivery_sum", "FROM letter_delivery_kept")
    assert all(any(each in statement for each in sums) for statement, _values in seen)
