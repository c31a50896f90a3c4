"""The letters' courier: takes what is due, sends it over its channel, writes down the outcome.

The rules, in one place:
- Channels take turns, a batch each: a long queue before one holds up no other.
- A channel's line is opened before anything is claimed. Where nobody answers, no row is
  touched and no try burnt: the deliveries wait, and the age of the oldest says so in
  /metrics. During the other side's maintenance nothing is tried at all.
- No transaction is open while a provider is talked to, or a slot is waited for.
- A try is written into the ledger before it begins, and its outcome after it. A worker
  killed in between leaves the row in `sending`; after the lease another one sends it
  again under the same DeliveryId, by which the provider knows it.
- A delivery that cannot be put together fails visibly, and the others go on.
- Where our set-up is at fault, no try is counted; but a delivery that is turned away for
  about a day while others pass has failed (`outcome.turned_away`).
- What a provider says may quote the letter: it is kept with the delivery, never logged.
- Rehearsal is the same path: only the channels differ (`channels.rehearsal`). On a live site
  the campaigns that still rehearse have lanes of their own.
- What an organizer has paused is asked before a claim and between two deliveries.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

import sqlalchemy as sa
import structlog
from flask_babel import force_locale

from app import clock
from app.database import reading, transaction
from app.extensions import db
from app.letters import dispatches, lanes, pace, pauses, undone
from app.letters.channels.face import Answer, Channel, ChannelUnavailable, Send
from app.letters.claims import Claim, ClaimedDelivery, claim
from app.letters.dispatches import Held, Ready, StruckOut, TakenBack
from app.letters.lanes import Lane
from app.letters.models import DeliveryState, LedgerEntry
from app.letters.outcome import (
    DROPPED,
    HELD_BACK,
    MOST_TURNS,
    STRUCK,
    UNREACHABLE,
    Outcome,
    Report,
    after,
    failed,
    turned_away,
)
from app.outbox.courier import DATABASE_TROUBLE
from app.outbox.errors import MailServerUnavailable, NotLoopback, place_of

# At a gateway's pace some seconds' work: so long the other channels wait for their turn.
BATCH = 20
OBSTACLES = (ChannelUnavailable, MailServerUnavailable, NotLoopback)
log = structlog.stdlib.get_logger(__name__)


def drain(
    stop: Callable[[], bool] = lambda: False,
    wait: Callable[[float], object] = time.sleep,
    *,
    resting: Collection[str] = (),
) -> Report:
    """Deliver what is due until nothing is, or no channel will go on, or `stop` says so.

    `stop` is asked between two deliveries: the one in hand is always finished and
    recorded. `wait` is called with the seconds until a channel's next slot. The lanes
    whose keys are `resting` are left out.
    """
    courier = Courier(stop, wait)
    going = [each for each in lanes.current() if each.key not in resting]
    while going:
        going = [each for each in going if courier.take_turn(each)]
    return courier.report


class Courier:
    """One worker's round through the lanes."""

    def __init__(self, stop: Callable[[], bool], wait: Callable[[float], object]) -> None:
        self.stop = stop
        self.wait = wait
        self.report = Report()

    def take_turn(self, lane: Lane) -> bool:
        """Deliver a batch on this lane; False if another turn would do no better."""
        if not self._may_send(lane) or not _has_due(lane):
            return False
        try:
            with lane.channel.line() as send:
                return self._deliver_batch(lane, send)
        except OBSTACLES as obstacle:
            self._stand_before(lane, str(obstacle))
            return False

    def _may_send(self, lane: Lane) -> bool:
        if self.stop() or lane.channel.closed_until(clock.now()) is not None:
            return False
        return not pauses.stops_channel(lane.channel.name)

    def _deliver_batch(self, lane: Lane, send: Send) -> bool:
        batch = claim(lane.channel.name, BATCH, rehearsed=lane.rehearsed)
        waiting = list(batch.items)
        broken, done = "", 0
        try:
            while waiting and not broken:
                self._await_slot(lane.channel)
                if not self._may_send(lane):
                    break
                if not _can_leave(waiting[0], lane):
                    batch.release([waiting.pop(0)])
                    continue
                broken = self._deliver(waiting.pop(0), batch, send)
                done += not broken
        finally:
            batch.release(waiting)
        if broken and not done:
            self._stand_before(lane, broken)
        return done > 0

    def _stand_before(self, lane: Lane, why: str) -> None:
        self.report.obstacles[lane.key] = why
        log.error("no letter can leave", channel=lane.key, why=why)

    def _await_slot(self, channel: Channel) -> None:
        if channel.per_second is not None:
            seconds = pace.reserve(channel.name, channel.per_second)
            if seconds > 0:
                self.wait(seconds)

    def _deliver(self, item: ClaimedDelivery, batch: Claim, send: Send) -> str:
        """Try one delivery and record the outcome; return what broke the line, or ""."""
        ready = _begin(item, batch) if batch.holds(item) else None
        if ready is None:
            log.warning("delivery erased or taken over by another worker", delivery=item.id)
            return ""
        if isinstance(ready, Outcome):
            self._record(item, batch, ready)
            return ""
        try:
            with force_locale(ready.language):
                answer = send(ready.dispatch)
        except OBSTACLES as obstacle:
            self._record(item, batch, _turned_away(item, str(obstacle)))
            raise
        except Exception as error:  # noqa: BLE001  # one bad letter must not hold up the others
            self._record(item, batch, _stumbled(item, error))
            return ""
        self._record(item, batch, after(answer, tries_before=item.attempts))
        return "" if answer.line_is_open else _obstacle(answer)

    def _record(self, item: ClaimedDelivery, batch: Claim, outcome: Outcome) -> None:
        told = {"delivery": item.id, "channel": item.channel, "state": outcome.state.value}
        if not batch.record(item, outcome):
            log.warning("delivery erased or taken over before its outcome was recorded", **told)
            return
        if outcome.tried or outcome.state == DeliveryState.DROPPED:
            self.report.add(outcome)
        log.info("letter tried", **told, reason=outcome.reason)


def _obstacle(answer: Answer) -> str:
    """Why the line is no use any more, for the log: in our words and the other side's status."""
    reason = answer.reason or UNREACHABLE
    return f"{reason}: {answer.status}" if answer.status else reason


def _has_due(lane: Lane) -> bool:
    with reading():
        return undone.has_due(lane.channel.name, rehearsed=lane.rehearsed)


def _can_leave(item: ClaimedDelivery, lane: Lane) -> bool:
    """Its campaign may have gone live, or back into rehearsal, since it was claimed."""
    with reading():
        return undone.can_leave(item.id, rehearsed=lane.rehearsed)


def _begin(item: ClaimedDelivery, batch: Claim) -> Ready | Outcome | None:
    """All that the channel needs, and the line in the ledger that says a try begins.

    Or what becomes of a delivery that cannot or need not be sent; None if it is not ours.
    """
    try:
        with transaction():
            if not batch.begin(item):
                return None
            return dispatches.to_send(item.id)
    except Held:
        return HELD_BACK
    except StruckOut:
        return STRUCK
    except TakenBack:
        return DROPPED
    except DATABASE_TROUBLE:
        raise  # no fault of this letter
    except Exception as error:  # noqa: BLE001  # one bad letter must not hold up the others
        return _stumbled(item, error)


def _stumbled(item: ClaimedDelivery, error: Exception) -> Outcome:
    why = f"could not be put together: {place_of(error)}"
    log.error("letter could not be sent", delivery=item.id, channel=item.channel, why=why)
    return failed(why)


def _turned_away(item: ClaimedDelivery, why: str) -> Outcome:
    """What becomes of a delivery that met an obstacle in the middle of its try."""
    with reading():
        turns = _list_turns(item)
        passed = len(turns) >= MOST_TURNS and _others_passed(item, since=turns[-2])
    return turned_away(why, turns=len(turns), others_pass=passed)


def _list_turns(item: ClaimedDelivery) -> list[int]:
    """The ledger's lines in which its present try begins: one more each time it is put back."""
    its = LedgerEntry.delivery_id == item.id
    failed_before = sa.select(sa.func.coalesce(sa.func.max(LedgerEntry.id), 0)).where(
        its, LedgerEntry.state == DeliveryState.FAILED
    )
    turns = sa.select(LedgerEntry.id).where(
        its,
        LedgerEntry.id > failed_before.scalar_subquery(),
        LedgerEntry.state == DeliveryState.SENDING,
        LedgerEntry.attempt == item.attempts + 1,
    )
    return list(db.session.scalars(turns.order_by(LedgerEntry.id)))


def _others_passed(item: ClaimedDelivery, *, since: int) -> bool:
    """Whether another delivery of this channel has got through since that line of the ledger."""
    passed = sa.select(LedgerEntry.id).where(
        LedgerEntry.id > since,
        LedgerEntry.delivery_id != item.id,
        LedgerEntry.channel == item.channel,
        LedgerEntry.state.in_((DeliveryState.ACCEPTED, DeliveryState.HANDED_OFF)),
    )
    return db.session.scalar(passed.limit(1)) is not None
