"""A worker's hold on deliveries (`app.claims`), and the line that each outcome is in the ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app import claims, clock
from app.claims import Pile
from app.extensions import db
from app.letters import ledger
from app.letters.models import Delivery, DeliveryState
from app.letters.outcome import Outcome
from app.letters.undone import is_due


@dataclass(frozen=True)
class ClaimedDelivery:
    """A delivery in a worker's hand, readable without a transaction."""

    id: int
    channel: str
    attempts: int
    due_at: dt.datetime


DELIVERIES = Pile(
    Delivery, ClaimedDelivery, waiting=DeliveryState.QUEUED, in_hand=DeliveryState.SENDING
)


def claim(channel: str, limit: int, *, rehearsed: bool) -> Claim:
    """Take up to `limit` deliveries of a channel that are due, the longest due first."""
    return Claim.take(DELIVERIES, is_due(channel, rehearsed=rehearsed), limit)


class Claim(claims.Claim[ClaimedDelivery]):
    """Some deliveries in this worker's hand."""

    def begin(self, item: ClaimedDelivery) -> bool:
        """Write down that a try begins, in the caller's transaction; False if it is not ours."""
        if not self.lock(item, changed_at=clock.now()):
            return False
        tries = item.attempts + 1
        db.session.add(ledger.entry(item.id, item.channel, DeliveryState.SENDING, tries))
        return True

    def record(self, item: ClaimedDelivery, outcome: Outcome) -> bool:
        """Write down what became of it; False if it was erased or taken over meanwhile."""
        now, tries = clock.now(), item.attempts + int(outcome.tried)
        values: dict[str, Any] = {
            "state": outcome.state,
            "attempts": tries,
            "words": outcome.words,
            "reason": outcome.reason,
            "changed_at": now,
        }
        if outcome.pause is not None:
            values["due_at"] = now + outcome.pause
        line = ledger.entry(item.id, item.channel, outcome.state, tries, outcome.words)
        return self.write_down(item, values, beside=[line])
