"""What /metrics says of deliveries: of this moment while there are few, else as the worker counted.

Whoever reads metrics does so every few seconds, and must not read a million deliveries each time.
"""

from __future__ import annotations

import sqlalchemy as sa

from app.campaigns import mode
from app.extensions import db
from app.letters import board, kept, undone
from app.letters.models import ChannelName, Delivery, DeliveryState, DeliverySum
from app.letters.outcome import HELD
from app.privacy.models import KeptSum

# So many of a channel are counted one by one.
MOST = 1_000


def depth_and_age() -> dict[str, tuple[int, float]]:
    """By channel: how many wait or are being sent, how many seconds the oldest is overdue.

    On a live site of what is in earnest alone.
    """
    found = {}
    counted: dict[str, int] | None = None
    for channel in ChannelName:
        backlog = undone.list_waiting(channel, most=MOST)
        depth = backlog.depth
        if depth > MOST:
            counted = _waiting() if counted is None else counted
            depth = max(depth, counted.get(channel, 0))
        found[channel.value] = depth, backlog.oldest
    return found


def count_outcomes() -> list[tuple[str, str, int]]:
    """(channel, state, how many) of all ever kept; on a live site of what is in earnest."""
    live = mode.is_live_site()
    columns = (DeliverySum.channel, DeliverySum.state)
    counted = db.session.execute(
        sa.select(*columns, sa.func.sum(DeliverySum.count))
        .where(DeliverySum.rehearsed.is_not(live))
        .group_by(*columns)
        .order_by(*columns)
    ).all()
    if sum(int(count) for *_key, count in counted) < board.MANY:
        counted = db.session.execute(
            kept.counted(
                ("channel", "state"),
                Delivery.rehearsed.is_not(live),
                kept=[KeptSum.rehearsed.is_not(live)],
            )
        ).all()
    return [(channel, state, int(count)) for channel, state, count in counted]


def _waiting() -> dict[str, int]:
    rows = db.session.execute(
        sa.select(DeliverySum.channel, sa.func.sum(DeliverySum.count))
        .where(
            DeliverySum.state.in_((DeliveryState.QUEUED.value, DeliveryState.SENDING.value)),
            DeliverySum.reason != HELD,
            undone.is_of_mode(rehearsed=not mode.is_live_site(), of=DeliverySum),
        )
        .group_by(DeliverySum.channel)
    )
    return {channel: int(count) for channel, count in rows}
