"""The sums of deliveries whose rows are gone with their writers: people go, what happened stays.

Whoever counts deliveries adds these, in the same statement, so that a delivery that is
turned into a sum meanwhile is counted once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.database import insert
from app.extensions import db
from app.letters.models import Delivery, DeliveryState
from app.privacy.models import KeptSum

KEY = ("campaign_id", "rehearsed", "office", "channel", "state", "reason")
# What never was a letter: nobody counts it, so nothing of it is kept.
UNCOUNTED = (DeliveryState.WAITING.value, DeliveryState.DROPPED.value)
# What has not left by now never will.
_UNDONE = (DeliveryState.QUEUED.value, DeliveryState.SENDING.value)


def fold(writers: Collection[int]) -> None:
    """Turn these people's deliveries into sums; the caller deletes the rows in this transaction.

    Lock the people first: their letters' courier then finds the rows gone, or was before us.
    """
    columns = [getattr(Delivery, name) for name in KEY]
    rows = db.session.execute(
        sa.select(*columns)
        .where(Delivery.signatory_id.in_(writers), Delivery.state.not_in((*UNCOUNTED, *_UNDONE)))
        .with_for_update(of=Delivery)
    )
    add(Counter(tuple(row) for row in rows))


def add(found: Counter[tuple[Any, ...]]) -> None:
    """Add to the sums, by `KEY`, in one order for everybody."""
    values = [
        {**dict(zip(KEY, key, strict=True)), "count": n} for key, n in sorted(found.items()) if n
    ]
    if values:
        statement = insert(KeptSum)
        grown = {"count": KeptSum.count + statement.excluded.count}
        db.session.execute(
            statement.on_conflict_do_update(index_elements=list(KEY), set_=grown), values
        )


def counted(
    names: Collection[str], *where: sa.ColumnElement[bool], kept: Collection[Any] = ()
) -> sa.Select[Any]:
    """A statement: deliveries by these columns with how many, the rows and the kept together.

    `where` is asked of `Delivery`, `kept` the same of `KeptSum`.
    """
    live = sa.select(*(getattr(Delivery, name) for name in names), sa.func.count().label("count"))
    gone = sa.select(*(getattr(KeptSum, name) for name in names), KeptSum.count)
    both = sa.union_all(
        live.where(*where).group_by(*(getattr(Delivery, name) for name in names)),
        gone.where(*kept),
    ).subquery()
    columns = [both.c[name] for name in names]
    # PostgreSQL adds big integers up to a numeric.
    many = sa.cast(sa.func.sum(both.c.count), sa.BigInteger).label("count")
    return sa.select(*columns, many).group_by(*columns).order_by(*columns)
