"""The deliveries of each office, channel, state and reason as sums, for the organizers' board.

A page cannot count a million deliveries while somebody waits. So the worker counts them, once
a minute and only where something has changed, and the page says as of when. What a campaign
says in public (`numbers`) is counted at the moment, until there are too many for that.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import InstrumentedAttribute

from app import clock
from app.campaigns import mode
from app.campaigns.models import Campaign
from app.database import insert, reading, transaction
from app.extensions import db
from app.letters import kept, queries
from app.letters.kept import KEY
from app.letters.models import DeliveryState, DeliverySum, LedgerEntry
from app.letters.outcome import HELD
from app.letters.queries import LetterNumbers

# From so many deliveries on, nobody waits for a count of them (50 ms for a million on SQLite).
MANY = 100_000
# What leaves no line in the ledger (an erasure) is found so many seconds later at the latest.
LONGEST_REST = 600.0
# A count takes no more than the twentieth part of a worker's time, however many there are; it
# is called so many seconds apart.
REST_FOR_EACH, CALLED_EVERY = 20, 60.0
# Much less than the minute between two counts.
KEPT_SECONDS = 5.0
# Campaign, whether in rehearsal -> until when (monotonic), and the numbers.
Kept = dict[tuple[int, bool], tuple[float, LetterNumbers]]


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
    _not_before: float = field(default=0.0)

    def __call__(self) -> bool:
        """Whether it counted."""
        began = time.monotonic()
        if began < self._not_before:
            return False
        with reading():
            newest = db.session.scalar(sa.select(sa.func.max(LedgerEntry.id))) or 0
        if newest == self._newest and began < self._rests_until:
            return False
        refresh()
        ended = time.monotonic()
        self._newest, self._rests_until = newest, ended + LONGEST_REST
        self._not_before = ended + REST_FOR_EACH * (ended - began) - CALLED_EVERY
        return True


def refresh() -> None:
    """Count every delivery, then write the sums: the count holds up nobody who writes."""
    with reading():
        as_of = clock.now()
        found = db.session.execute(kept.counted(KEY)).all()
    rows = [
        {**dict(zip(KEY, key, strict=True)), "count": count, "as_of": as_of}
        for *key, count in sorted(map(tuple, found))
    ]
    with transaction():
        if rows:
            statement = insert(DeliverySum)
            fresh = {name: statement.excluded[name] for name in ("count", "as_of")}
            upsert = statement.on_conflict_do_update(index_elements=list(KEY), set_=fresh)
            db.session.execute(upsert, rows)
        db.session.execute(sa.delete(DeliverySum).where(DeliverySum.as_of < as_of))


def numbers(campaign: Campaign) -> LetterNumbers:
    """The states' numbers: of this moment while there are few, else as the worker last counted.

    Of many, this process keeps them at hand for some seconds: they are some thousand sums.
    """
    key = (campaign.id, mode.is_rehearsal(campaign))
    kept_here: Kept = current_app.extensions.setdefault("letter_numbers", {})
    until, at_hand = kept_here.get(key, (0.0, None))
    if at_hand is not None and time.monotonic() < until:
        return at_hand
    found = _sums(campaign)
    if sum(found.values()) < MANY:
        return queries.count_by_state(campaign)
    made = _numbers(found)
    kept_here[key] = (time.monotonic() + KEPT_SECONDS, made)
    return made


def _sums(campaign: Campaign) -> dict[DeliveryState, int]:
    rows = db.session.execute(
        sa.select(DeliverySum.state, sa.func.sum(DeliverySum.count))
        .where(_mine(campaign))
        .group_by(DeliverySum.state)
    )
    return {DeliveryState(state): int(count) for state, count in rows}


def _numbers(found: dict[DeliveryState, int]) -> LetterNumbers:
    return LetterNumbers(
        accepted=found.get(DeliveryState.ACCEPTED, 0),
        handed_off=found.get(DeliveryState.HANDED_OFF, 0),
        reported=found.get(DeliveryState.REPORTED, 0),
        waiting=found.get(DeliveryState.QUEUED, 0) + found.get(DeliveryState.SENDING, 0),
        failed=found.get(DeliveryState.FAILED, 0),
    )


def _mine(campaign: Campaign) -> sa.ColumnElement[bool]:
    """This campaign's sums, of its present mode: what is a letter by now, not dropped or held."""
    return sa.and_(
        DeliverySum.campaign_id == campaign.id,
        DeliverySum.rehearsed.is_(mode.is_rehearsal(campaign)),
        DeliverySum.state.not_in([DeliveryState.WAITING.value, DeliveryState.DROPPED.value]),
        DeliverySum.reason != HELD,
    )


def read(campaign: Campaign, *, most: int = 12) -> Board:
    """The board of a campaign, of its present mode alone."""
    mine = _mine(campaign)
    known, as_of = db.session.execute(
        sa.select(
            sa.func.count(DeliverySum.office.distinct()), sa.func.min(DeliverySum.as_of)
        ).where(mine)
    ).one()
    total = sa.func.sum(DeliverySum.count)
    ranked = db.session.scalars(
        sa.select(DeliverySum.office)
        .where(mine)
        .group_by(DeliverySum.office)
        .order_by(total.desc(), DeliverySum.office)
        .limit(most)
    ).all()
    offices = _states(DeliverySum.office, sa.and_(mine, DeliverySum.office.in_(ranked)))
    failed = db.session.execute(
        sa.select(DeliverySum.channel, DeliverySum.reason, total)
        .where(mine, DeliverySum.state == DeliveryState.FAILED.value)
        .group_by(DeliverySum.channel, DeliverySum.reason)
        .order_by(total.desc(), DeliverySum.channel, DeliverySum.reason)
    )
    return Board(
        channels=_states(DeliverySum.channel, mine),
        offices=[(office, offices[office]) for office in ranked],
        others=known - len(ranked),
        reasons=[(channel, reason, int(n)) for channel, reason, n in failed],
        as_of=as_of,
    )


def _states(
    column: InstrumentedAttribute[str], wanted: sa.ColumnElement[bool]
) -> dict[str, dict[str, int]]:
    """By `column`, in its order: state -> how many."""
    rows = db.session.execute(
        sa.select(column, DeliverySum.state, sa.func.sum(DeliverySum.count))
        .where(wanted)
        .group_by(column, DeliverySum.state)
        .order_by(column)
    )
    found: dict[str, dict[str, int]] = {}
    for key, state, n in rows:
        found.setdefault(key, {})[state] = int(n)
    return found
