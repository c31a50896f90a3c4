"""A campaign's deliveries as organizers look through them: filtered, newest first, in pages.

Every page is a few short walks along an index, one for each state, channel or office in
question, put together: however many deliveries there are, and however few fit, no table
is read through. What no index holds (own words; more about one office) is asked of a bounded
number of them, and the page says how to go on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.extensions import db
from app.letters.models import (
    FAILED,
    HAS_REASON,
    ChannelName,
    Delivery,
    DeliveryState,
    DeliverySum,
    Letter,
)
from app.pledges.models import Signatory
from app.privacy.models import KeptSum

PAGE = 50
# How many deliveries are looked at for a page where no index can say which fit.
WINDOW = 2_000
# From so many failed deliveries on, a page does not count them itself.
MANY_FAILED = 10_000
# In which a delivery can have a reason.
_REASONED = (
    DeliveryState.FAILED,
    DeliveryState.DROPPED,
    DeliveryState.QUEUED,
    DeliveryState.SENDING,
)


@dataclass(frozen=True)
class Filters:
    """What is looked for; "", () and None: whatever. `offices` are codes."""

    state: str = ""
    channel: str = ""
    offices: tuple[str, ...] = ()
    reason: str = ""
    rehearsed: bool | None = None
    own_words: bool | None = None


@dataclass(frozen=True)
class Listed:
    """One line. No legal name, no address: the credit name is what the public may know."""

    id: int
    letter_id: int
    office: str
    addressee: str
    channel: str
    state: str
    reason: str
    words: str
    attempts: int
    rehearsed: bool
    own_words: bool
    changed_at: dt.datetime
    credit_name: str


@dataclass(frozen=True)
class Found:
    """A page. `older`: go on below this id; None where there is no more.

    `is_partial`: more may fit further down, they were not looked for at once.
    """

    lines: Sequence[Listed]
    older: int | None
    is_partial: bool = False


@dataclass(frozen=True)
class Failure:
    """How many failed for one reason over one channel."""

    channel: str
    reason: str
    count: int
    rehearsed: bool


@dataclass(frozen=True)
class Failures:
    """The lines of what failed. `as_of` none: of this moment; else when they were counted."""

    lines: tuple[Failure, ...]
    as_of: dt.datetime | None = None


def page(campaign: Campaign, filters: Filters, *, before: int | None = None) -> Found:
    """The newest deliveries that fit, with ids below `before`."""
    rest = list(_rest(filters))
    most = WINDOW if rest else PAGE + 1
    ids = _ids(campaign.id, filters, before, most)
    fitting = _fitting(ids, rest) if rest else ids
    if len(fitting) > PAGE:
        return Found(_lines(fitting[:PAGE]), fitting[PAGE - 1])
    more = bool(rest) and len(ids) == most
    return Found(_lines(fitting), ids[-1] if more else None, is_partial=more)


def list_failures(campaign: Campaign) -> Failures:
    """How many failed, by reason and channel, the most frequent first.

    Of this moment, from an index alone; where there are many, as the worker counted them.
    """
    summed = sa.func.sum(DeliverySum.count)
    counted = sa.select(DeliverySum.channel, DeliverySum.reason, DeliverySum.rehearsed, summed)
    known = _failures(
        counted.where(
            _of(campaign),
            DeliverySum.state == DeliveryState.FAILED,
            DeliverySum.reason != "",
        ),
        summed,
    )
    if _total(known) > MANY_FAILED and _total(known := _present(campaign, known)) > MANY_FAILED:
        as_of = sa.select(sa.func.min(DeliverySum.as_of))
        return Failures(known, db.session.scalar(as_of.where(_of(campaign))))
    many = sa.func.count()
    present = sa.select(Delivery.channel, Delivery.reason, Delivery.rehearsed, many)
    return Failures(
        _failures(
            present.where(
                Delivery.campaign_id == campaign.id,
                FAILED,
                HAS_REASON,
                Delivery.rehearsed.in_((False, True)),
            ),
            many,
        )
    )


def _total(lines: tuple[Failure, ...]) -> int:
    return sum(each.count for each in lines)


def _present(campaign: Campaign, known: tuple[Failure, ...]) -> tuple[Failure, ...]:
    """Without those of writers who are gone: their sums stay, but nothing can be sent again."""
    key = KeptSum.channel, KeptSum.reason, KeptSum.rehearsed
    gone = {
        (channel, reason, rehearsed): int(count)
        for channel, reason, rehearsed, count in db.session.execute(
            sa.select(*key, sa.func.sum(KeptSum.count))
            .where(KeptSum.campaign_id == campaign.id, KeptSum.state == DeliveryState.FAILED)
            .group_by(*key)
        )
    }
    left = (
        replace(each, count=each.count - gone.get((each.channel, each.reason, each.rehearsed), 0))
        for each in known
    )
    return tuple(each for each in left if each.count > 0)


def _of(campaign: Campaign) -> sa.ColumnElement[bool]:
    return DeliverySum.campaign_id == campaign.id


def _failures(
    counted: sa.Select[str, str, bool, int], many: sa.ColumnElement[int]
) -> tuple[Failure, ...]:
    columns = list(counted.selected_columns)[:3]
    rows = db.session.execute(counted.group_by(*columns).order_by(many.desc(), *columns))
    return tuple(
        Failure(channel, reason, int(count), rehearsed)
        for channel, reason, rehearsed, count in rows
    )


def _ids(campaign_id: int, filters: Filters, before: int | None, most: int) -> list[int]:
    """The ids that fit, the newest first: the newest of each walk, put together."""
    walks: list[sa.Select[Any]] = []
    for conditions in _walks(filters):
        walk = sa.select(Delivery.id).where(Delivery.campaign_id == campaign_id, *conditions)
        if before is not None:
            walk = walk.where(Delivery.id < before)
        newest = walk.order_by(Delivery.id.desc()).limit(most).subquery()
        walks.append(sa.select(newest.c.id))
    if not walks:
        return []
    together = sa.union_all(*walks).subquery()
    return list(
        db.session.scalars(sa.select(together.c.id).order_by(together.c.id.desc()).limit(most))
    )


def _walks(filters: Filters) -> Iterator[list[sa.ColumnElement[bool]]]:
    """The conditions of each walk: each fixes what stands before the id in one index."""
    states = [filters.state] if filters.state else [each.value for each in DeliveryState]
    channels = [filters.channel] if filters.channel else [each.value for each in ChannelName]
    modes = [filters.rehearsed] if filters.rehearsed is not None else [False, True]
    if filters.offices:
        for office, state in product(filters.offices, states):
            yield [Delivery.office == office, Delivery.state == state]
        return
    reason: list[Any] = []
    if filters.reason:
        states = [each for each in states if each in _REASONED]
        reason = [HAS_REASON, Delivery.reason == filters.reason]
    for mode, state, channel in product(modes, states, channels):
        yield [
            Delivery.rehearsed.is_(mode),
            Delivery.state == state,
            Delivery.channel == channel,
            *reason,
        ]


def _rest(filters: Filters) -> Iterator[sa.ColumnElement[bool]]:
    """What no walk has fixed."""
    if filters.own_words is not None:
        yield Letter.own_words.is_(filters.own_words)
    if not filters.offices:
        return
    if filters.channel:
        yield Delivery.channel == filters.channel
    if filters.rehearsed is not None:
        yield Delivery.rehearsed.is_(filters.rehearsed)
    if filters.reason:
        yield Delivery.reason == filters.reason


def _fitting(ids: Sequence[int], rest: Sequence[sa.ColumnElement[bool]]) -> list[int]:
    """Those of these for which the rest holds too; in their order."""
    found = set(
        db.session.scalars(
            sa.select(Delivery.id)
            .join(Letter, Letter.id == Delivery.letter_id)
            .where(Delivery.id.in_(ids), *rest)
        )
    )
    return [each for each in ids if each in found]


def _lines(ids: Iterable[int]) -> list[Listed]:
    columns: tuple[Any, ...] = (
        Delivery.id,
        Delivery.letter_id,
        Delivery.office,
        Delivery.addressee,
        Delivery.channel,
        Delivery.state,
        Delivery.reason,
        Delivery.words,
        Delivery.attempts,
        Delivery.rehearsed,
        Letter.own_words,
        Delivery.changed_at,
        Signatory.credit_name,
    )
    rows = db.session.execute(
        sa.select(*columns)
        .join(Letter, Letter.id == Delivery.letter_id)
        .join(Signatory, Signatory.id == Delivery.signatory_id)
        .where(Delivery.id.in_(list(ids)))
        .order_by(Delivery.id.desc())
    )
    return [Listed(*row) for row in rows]
