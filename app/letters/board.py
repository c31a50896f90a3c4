"""The deliveries of each office, channel, state and reason as sums, for the organizers' board.

A page cannot count a million deliveries while somebody waits. So the worker counts them, once
a minute and only where something has changed, and the page says as of when. What a campaign
says in public does not come from here: `queries.count_by_state` counts at the moment.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, field

import sqlalchemy as sa

from app import clock
from app.campaigns import mode
from app.campaigns.models import Campaign
from app.database import insert, reading, transaction
from app.extensions import db
from app.letters.models import Delivery, DeliveryState, DeliverySum, LedgerEntry

KEY = ("campaign_id", "rehearsed", "office", "channel", "state", "reason")
ROWS = 500
# What leaves no line in the ledger (an erasure) is found so many seconds later at the latest.
LONGEST_REST = 600.0


@dataclass(frozen=True)
class Board:
    """What the sums say of a campaign. Never to be added up across states.

    `channels`: channel -> state -> how many. `offices`: the codes with most deliveries, each
    with its states; `others`: how many offices there are besides. `reasons`: (channel,
    reason, how many failed), most first. `as_of` none: nothing has been counted yet.
    """

    channels: dict[str, dict[str, int]]
    offices: list[tuple[str, dict[str, int]]]
    others: int
    reasons: list[tuple[str, str, int]]
    as_of: dt.datetime | None


@dataclass
class Refresher:
    """Counts anew where something has changed since this process counted last."""

    _newest: int | None = None
    _rests_until: float = field(default=0.0)

    def __call__(self) -> bool:
        """Whether it counted."""
        with reading():
            newest = db.session.scalar(sa.select(sa.func.max(LedgerEntry.id))) or 0
        if newest == self._newest and time.monotonic() < self._rests_until:
            return False
        refresh()
        self._newest, self._rests_until = newest, time.monotonic() + LONGEST_REST
        return True


def refresh() -> None:
    """Count every delivery, then write the sums: the count holds up nobody who writes."""
    columns = [getattr(Delivery, name) for name in KEY]
    with reading():
        as_of = clock.now()
        found = db.session.execute(sa.select(*columns, sa.func.count()).group_by(*columns)).all()
    rows = [
        {**dict(zip(KEY, key, strict=True)), "count": count, "as_of": as_of}
        for *key, count in sorted(map(tuple, found))
    ]
    with transaction():
        for start in range(0, len(rows), ROWS):
            statement = insert(DeliverySum).values(rows[start : start + ROWS])
            fresh = {name: statement.excluded[name] for name in ("count", "as_of")}
            db.session.execute(
                statement.on_conflict_do_update(index_elements=list(KEY), set_=fresh)
            )
        db.session.execute(sa.delete(DeliverySum).where(DeliverySum.as_of < as_of))


def read(campaign: Campaign, *, most: int = 12) -> Board:
    """The board of a campaign, of this site's mode alone."""
    rows = db.session.scalars(
        sa.select(DeliverySum).where(
            DeliverySum.campaign_id == campaign.id,
            DeliverySum.rehearsed.is_(mode.is_rehearsal(campaign)),
            # Nobody's letter yet, and never one: not what an office gets.
            DeliverySum.state.not_in([DeliveryState.WAITING.value, DeliveryState.DROPPED.value]),
        )
    ).all()
    channels: dict[str, dict[str, int]] = {}
    offices: dict[str, dict[str, int]] = {}
    reasons: dict[tuple[str, str], int] = {}
    for row in rows:
        for sums in (channels.setdefault(row.channel, {}), offices.setdefault(row.office, {})):
            sums[row.state] = sums.get(row.state, 0) + row.count
        if row.state == DeliveryState.FAILED:
            key = (row.channel, row.reason)
            reasons[key] = reasons.get(key, 0) + row.count
    ranked = sorted(offices.items(), key=lambda each: (-sum(each[1].values()), each[0]))
    return Board(
        channels=dict(sorted(channels.items())),
        offices=ranked[:most],
        others=len(ranked[most:]),
        reasons=sorted(((*key, n) for key, n in reasons.items()), key=lambda r: (-r[2], r[:2])),
        as_of=min((row.as_of for row in rows), default=None),
    )
