"""The worker's look at who signed since the last one: it adds them up by hour, and judges.

Each look reads only the rows behind the number it came to, by the primary key, and so costs the
same with ten signatories or a million. It waits some seconds for those who are being written. A
row that is older than its number (who signs anew after withdrawing) is not seen again: these
are trends, not counts. The first look begins with whoever signs from then on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app import clock
from app.campaigns.models import Campaign
from app.database import insert, transaction
from app.extensions import db
from app.pledges.models import Signatory
from app.trends import alerts, seen, thresholds
from app.trends.models import Trend, TrendKind, TrendLook
from app.trends.thresholds import Thresholds

BATCH = 2_000
# So long a transaction may take from its number to its commit.
SETTLE = dt.timedelta(seconds=15)
THE_ROW = 1

# Campaign, hour, kind, key -> how many, the first number, the last.
Sums = dict[tuple[int, dt.datetime, str, str], list[int]]
Touched = set[tuple[int, dt.datetime]]


def look() -> int:
    """Add up who signed since the last look, and tell of what stands out; return how many."""
    total, touched = 0, Touched()
    full = True
    while full:
        with transaction():
            many, full, hours = _step()
        total, touched = total + many, touched | hours
    for campaign_id, hour in sorted(touched):
        with transaction():
            alerts.judge(db.session.get_one(Campaign, campaign_id), hour)
    return total


def _step() -> tuple[int, bool, Touched]:
    """One batch: how many, whether there may be more, and which hours have grown."""
    at = _last()
    if at is None:
        return 0, False, Touched()
    rows = _settled(at)
    if not rows:
        return 0, False, Touched()
    by_campaign: dict[int, Thresholds] = {}
    sums: Sums = {}
    for row in rows:
        if row.imported:
            continue
        if row.campaign_id not in by_campaign:
            campaign = db.session.get_one(Campaign, row.campaign_id)
            by_campaign[row.campaign_id] = thresholds.of(campaign)
        _add(sums, seen.of_row(row, by_campaign[row.campaign_id]))
    _write(sums)
    db.session.execute(
        sa.update(TrendLook)
        .where(TrendLook.id == THE_ROW)
        .values(last_id=rows[-1].id, looked_at=clock.now())
    )
    return len(rows), len(rows) == BATCH, {key[:2] for key in sums}


def _last() -> int | None:
    """How far the last look came, held for this one; None where this is the first ever."""
    found = db.session.scalar(
        sa.select(TrendLook.last_id).where(TrendLook.id == THE_ROW).with_for_update()
    )
    if found is None:
        newest = db.session.scalar(sa.select(sa.func.max(Signatory.id))) or 0
        row = {"id": THE_ROW, "last_id": newest, "looked_at": clock.now()}
        db.session.execute(insert(TrendLook).on_conflict_do_nothing(), [row])
    return found


def _settled(after: int) -> Sequence[Any]:
    """The next rows, up to the first that may have neighbours who are not written yet."""
    rows = db.session.execute(
        sa.select(*seen.COLUMNS).where(Signatory.id > after).order_by(Signatory.id).limit(BATCH)
    ).all()
    young = clock.now() - SETTLE
    for number, row in enumerate(rows):
        if row.created_at > young:
            return rows[:number]
    return rows


def _add(sums: Sums, one: seen.Seen) -> None:
    for kind, key in ((TrendKind.ALL, ""), *one.keys.items()):
        place = (one.campaign_id, one.hour, kind.value, key)
        if place in sums:
            sums[place][0] += 1
            sums[place][2] = one.id
        else:
            sums[place] = [1, one.id, one.id]


def _write(sums: Sums) -> None:
    names = ("campaign_id", "hour", "kind", "key")
    rows = [
        {**dict(zip(names, place, strict=True)), "count": n, "first_id": first, "last_id": last}
        for place, (n, first, last) in sorted(sums.items())
    ]
    if rows:
        statement = insert(Trend)
        grown = {
            "count": Trend.count + statement.excluded.count,
            "last_id": statement.excluded.last_id,
        }
        db.session.execute(
            statement.on_conflict_do_update(index_elements=list(names), set_=grown), rows
        )
