"""The ledger: every step of a delivery, taken by name and written down.

The only writer of deliveries' states, apart from the courier's claims. Flushes, never
commits.
"""

from __future__ import annotations

import datetime as dt

from app import clock
from app.extensions import db
from app.letters.errors import StepRefused
from app.letters.models import Delivery, DeliveryState, LedgerEntry

# Where a session notes that its commit should wake the letters' courier (see `tasks`).
NUDGE = "letters.nudge"

_FROM: dict[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.QUEUED: frozenset(
        {
            DeliveryState.WAITING,
            DeliveryState.SENDING,
            DeliveryState.FAILED,
            # Dropped with a writer who was struck out and stands again (`restored`).
            DeliveryState.DROPPED,
        }
    ),
    DeliveryState.ACCEPTED: frozenset({DeliveryState.SENDING}),
    DeliveryState.HANDED_OFF: frozenset({DeliveryState.SENDING}),
    DeliveryState.FAILED: frozenset({DeliveryState.SENDING}),
    # What the system could not deliver, the artist may still have sent by hand.
    DeliveryState.REPORTED: frozenset({DeliveryState.HANDED_OFF, DeliveryState.FAILED}),
    DeliveryState.DROPPED: frozenset(
        {DeliveryState.WAITING, DeliveryState.QUEUED, DeliveryState.SENDING}
    ),
}


def step(delivery: Delivery, state: DeliveryState, *, words: str = "", reason: str = "") -> None:
    """Take one step and write it down. Raises StepRefused where it is none from here."""
    if DeliveryState(delivery.state) not in _FROM.get(state, frozenset()):
        raise StepRefused(f"{delivery.state} to {state}")
    delivery.state = state
    delivery.words, delivery.reason = words, reason
    delivery.changed_at = clock.now()
    delivery.lease = delivery.leased_until = None
    db.session.add(entry(delivery.id, delivery.channel, state, delivery.attempts, words))
    db.session.flush()


def entry(
    delivery_id: int, channel: str, state: DeliveryState, attempt: int, words: str = ""
) -> LedgerEntry:
    """A line of the ledger, not yet in the session."""
    return LedgerEntry(
        delivery_id=delivery_id,
        at=clock.now(),
        state=state,
        channel=channel,
        attempt=attempt,
        words=words,
    )


def called(delivery: Delivery, at: dt.datetime) -> None:
    """The artist says that they called; whatever became of the letter. Harmless twice."""
    delivery.called_at = delivery.called_at or at
    db.session.flush()


def ask_for_nudge() -> None:
    """Have the letters' courier woken when the current transaction commits."""
    db.session.info[NUDGE] = True
