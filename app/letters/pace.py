"""How fast a channel may be used, over all workers: one row holds when its next slot is."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app import clock
from app.database import insert, transaction
from app.extensions import db
from app.letters.models import Pace

# So many slots may be taken ahead: one a worker, and there are never more of those.
MOST_AHEAD = 50
# What is further off than this, and than MOST_AHEAD slots, was written by a clock that ran
# ahead and has been set right since.
FARTHEST = dt.timedelta(seconds=5)


def reserve(channel: str, per_second: float) -> float:
    """Take the channel's next slot; return how many seconds it is away. One short transaction."""
    gap = dt.timedelta(seconds=1 / per_second)
    with transaction():
        first = insert(Pace).values(channel=channel, next_at=clock.now())
        db.session.execute(first.on_conflict_do_nothing(index_elements=[Pace.channel]))
        # SQLite ignores FOR UPDATE; there `transaction` holds the only write lock.
        row = sa.select(Pace.next_at).where(Pace.channel == channel).with_for_update()
        next_at = db.session.execute(row).scalar_one()
        now = clock.now()
        if next_at < now or next_at - now > max(FARTHEST, MOST_AHEAD * gap):
            next_at = now
        mine = sa.update(Pace).where(Pace.channel == channel).values(next_at=next_at + gap)
        db.session.execute(mine.execution_options(synchronize_session=False))
    return (next_at - now).total_seconds()
