"""Noting what happens on a campaign, and adding it up.

Whoever lets something happen notes it in the same transaction as one row of its own, so
that nobody waits for a counter; the worker folds the rows into sums by the hour and
deletes them in the same transaction. Flushes, never commits.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

import sqlalchemy as sa

from app import clock
from app.activity.models import Event, EventKind, HourlySum
from app.database import insert, table_of
from app.extensions import db
from app.swift import put

# Events of one fold: a transaction short enough that nobody notices it.
FOLD = 10_000
# Inline: nobody asks for the number the row gets.
NOTE = sa.insert(table_of(Event)).inline()

# Campaign, kind, hour, key.
Place = tuple[int, str, dt.datetime, str]


def note(kind: EventKind, campaign_id: int, key: str = "", count: int = 1) -> None:
    """It has happened, this hour, in the transaction that is under way."""
    row = {"campaign_id": campaign_id, "kind": kind.value, "key": key, "count": count}
    put(NOTE, {**row, "hour": this_hour()})


def this_hour() -> dt.datetime:
    """The beginning of the present hour, UTC."""
    return clock.now().replace(minute=0, second=0, microsecond=0)


def fold(limit: int = FOLD) -> int:
    """Move up to `limit` events into the sums; return how many.

    Two folds at once take different events (PostgreSQL) or turns (SQLite).
    """
    taken = sa.select(Event.id).order_by(Event.id).limit(limit)
    gone = (
        sa.delete(Event)
        .where(Event.id.in_(taken.with_for_update(skip_locked=True).scalar_subquery()))
        .returning(Event.campaign_id, Event.kind, Event.hour, Event.key, Event.count)
    )
    added: Counter[Place] = Counter()
    events = db.session.execute(gone).all()
    for campaign_id, kind, hour, key, count in events:
        added[campaign_id, kind, hour, key] += count
    add(added)
    return len(events)


def add(added: Mapping[Place, int]) -> None:
    """Add to the sums, in one order for everybody, so that no two wait in a circle."""
    columns = ("campaign_id", "kind", "hour", "key", "count")
    rows = [dict(zip(columns, (*place, n), strict=True)) for place, n in sorted(added.items()) if n]
    if rows:
        statement = insert(HourlySum)
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["campaign_id", "kind", "hour", "key"],
                set_={"count": HourlySum.count + statement.excluded.count},
            ),
            rows,
        )
