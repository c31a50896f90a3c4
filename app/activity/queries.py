"""What has happened on a campaign: what is folded and what is not, in one statement.

So every answer is of one snapshot and exact at every moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from app.activity.models import Event, EventKind, HourlySum
from app.extensions import db


@dataclass(frozen=True)
class Ranked:
    """The largest of a kind, most first, and what all the others come to together."""

    top: list[tuple[str, int]]
    others: int


def totals(campaign_id: int) -> dict[EventKind, int]:
    """How often each of these has happened since the counting began."""
    kinds = (EventKind.VIEWED, EventKind.SIGNED, EventKind.CONFIRMED)
    both = _both(campaign_id, kinds, "kind")
    rows = db.session.execute(
        sa.select(both.c.kind, sa.func.sum(both.c["count"])).group_by(both.c.kind)
    )
    found = {EventKind(name): int(many) for name, many in rows}
    return {each: found.get(each, 0) for each in kinds}


def by_key(campaign_id: int, kind: EventKind, *, most: int = 12) -> Ranked:
    """The keys it happened with, the `most` frequent ones by name."""
    both = _both(campaign_id, (kind,), "key")
    count = sa.func.sum(both.c["count"])
    rows = db.session.execute(
        sa.select(both.c.key, count).group_by(both.c.key).order_by(count.desc(), both.c.key)
    ).all()
    return Ranked(
        top=[(name, int(many)) for name, many in rows[:most]],
        others=sum(int(many) for _name, many in rows[most:]),
    )


def by_hour(
    campaign_id: int, kinds: Collection[EventKind], *, since: dt.datetime
) -> dict[tuple[EventKind, dt.datetime], int]:
    """How often, in each hour that begins at `since` or later; hours without any are left out."""
    both = _both(campaign_id, kinds, "kind", "hour", since=since)
    kind, hour = both.c.kind, both.c.hour
    rows = db.session.execute(
        sa.select(kind, hour, sa.func.sum(both.c["count"])).group_by(kind, hour)
    )
    return {(EventKind(name), moment): int(many) for name, moment, many in rows}


def first_hour(campaign_id: int) -> dt.datetime | None:
    """When the counting of what happens on this campaign began; None before anything has."""
    kinds = (EventKind.VIEWED, EventKind.SIGNED)
    parts = [
        sa.select(sa.func.min(table.hour).label("hour")).where(
            table.campaign_id == campaign_id, table.kind == kind.value
        )
        for table in (HourlySum, Event)
        for kind in kinds
    ]
    hours = sa.union_all(*parts).subquery()
    found: dt.datetime | None = db.session.scalar(sa.select(sa.func.min(hours.c.hour)))
    return found


def _both(
    campaign_id: int,
    kinds: Collection[EventKind],
    *columns: str,
    since: dt.datetime | None = None,
) -> sa.Subquery:
    """`columns` and the count of the sums and of what is not folded yet."""
    parts = []
    for table in (HourlySum, Event):
        wanted = [table.campaign_id == campaign_id, table.kind.in_([each.value for each in kinds])]
        if since is not None:
            wanted.append(table.hour >= since)
        parts.append(
            sa.select(*(getattr(table, name) for name in columns), table.count).where(*wanted)
        )
    return sa.union_all(*parts).subquery()
