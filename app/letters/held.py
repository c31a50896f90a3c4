"""The letters of people in the shadow: they wait, and count in no number, until that ends.

Their writer reads what everybody reads whose letter has not left yet. Nothing in here is sent,
dropped or lost: the reason `HELD` and a moment far away keep it from the courier. What an
office has accepted before stays what it is: it happened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa

from app import clock
from app.extensions import db
from app.letters import ledger
from app.letters.models import Delivery, DeliveryState
from app.letters.outcome import HELD, NEVER

# In the writer's hands, or reported by them: it has not left through us, and is no number of ours.
_THEIRS = (DeliveryState.HANDED_OFF, DeliveryState.REPORTED)


def hold(writers: Collection[int]) -> None:
    """Keep back what waits for its turn, and count no longer what lies in their own hands."""
    _mark(writers, Delivery.state == DeliveryState.QUEUED, reason=HELD, due_at=NEVER)
    _mark(writers, Delivery.state.in_(_THEIRS), reason=HELD)


def let_go(writers: Collection[int]) -> None:
    """What was kept back is due now, and counts again."""
    is_held = Delivery.reason == HELD
    queued = Delivery.state == DeliveryState.QUEUED
    _mark(writers, is_held, queued, reason="", due_at=clock.now(), attempts=0)
    _mark(writers, is_held, reason="")
    ledger.ask_for_nudge()


def _mark(writers: Collection[int], *which: sa.ColumnElement[bool], **values: object) -> None:
    if writers:
        db.session.execute(
            sa.update(Delivery)
            .where(Delivery.signatory_id.in_(writers), *which)
            .values(**values)
            .execution_options(synchronize_session="fetch")
        )


def due(is_shadowed: bool) -> tuple[dt.datetime, str]:
    """When a letter that is queued now is due, and the reason it is kept back for, if it is."""
    return (NEVER, HELD) if is_shadowed else (clock.now(), "")
