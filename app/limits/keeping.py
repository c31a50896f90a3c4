"""Writing down what `watch` has added up, and forgetting what is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa

from app import clock, database
from app.database import transaction
from app.extensions import db
from app.limits.models import LimitCount, ListEntry, Stopped

if TYPE_CHECKING:
    from app.limits.watch import Stop, Told

STOPPED_KEPT = dt.timedelta(days=3)
# An entry that has ended stays so long to be looked at.
ENDED_KEPT = dt.timedelta(days=30)
BATCH = 5_000


def write(stops: Mapping[Stop, Told], hits: Mapping[int, int]) -> None:
    """Add to the list of what is being stopped, and to the entries' hits."""
    for stop, told in sorted(stops.items(), key=lambda each: (each[0].hour, each[0].client)):
        _add(stop, told)
    for entry_id, count in sorted(hits.items()):
        met = sa.update(ListEntry).where(ListEntry.id == entry_id)
        db.session.execute(met.values(hits=ListEntry.hits + count, hit_at=clock.now()))


def forget() -> int:
    """Forget counts whose windows are over, stops after three days, ended entries after thirty."""
    now = clock.now()
    over = (
        (LimitCount, LimitCount.key, LimitCount.expires_at < now),
        (ListEntry, ListEntry.id, ListEntry.expires_at < now - ENDED_KEPT),
    )
    forgotten = 0
    for table, key, old in over:
        some = sa.select(key).where(old).limit(BATCH)
        while gone := _delete(sa.delete(table).where(key.in_(some))):
            forgotten += gone
    return forgotten + _delete(sa.delete(Stopped).where(Stopped.hour < now - STOPPED_KEPT))


def _add(stop: Stop, told: Told) -> None:
    row = {
        "hour": stop.hour,
        "campaign_id": stop.campaign_id,
        "action": stop.action.value,
        "client": stop.client,
        "network": told.network,
        "domain": told.domain,
        "why": told.why,
        "count": told.count,
        "last_at": told.last_at,
    }
    put = database.insert(Stopped).values(row)
    keys = ("hour", "campaign_id", "action", "client")
    anew = {name: put.excluded[name] for name in ("network", "domain", "why", "last_at")}
    counted = {"count": Stopped.count + put.excluded["count"], **anew}
    db.session.execute(put.on_conflict_do_update(index_elements=keys, set_=counted))


def _delete(statement: sa.Delete) -> int:
    with transaction():
        deleted = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast("sa.CursorResult[Any]", deleted).rowcount
