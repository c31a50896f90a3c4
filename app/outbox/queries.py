"""How we find out about the outbox: what is due, how deep it is, what failed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import cast

import sqlalchemy as sa

from app import clock
from app.claims import is_free
from app.extensions import db
from app.outbox.models import FAILED, UNDONE, MailState, OutboxMail


def is_due() -> sa.ColumnElement[bool]:
    """Due now and in nobody's hand, or in a hand whose lease has run out."""
    return sa.and_(UNDONE, is_free(OutboxMail))


def has_due() -> bool:
    """Whether a worker could claim a mail at this moment."""
    found = db.session.scalar(sa.select(OutboxMail.id).where(is_due()).limit(1))
    return found is not None


def depth_and_age() -> tuple[int, float]:
    """How many mails wait or are being sent, and how many seconds the oldest is overdue."""
    depth, due_at = db.session.execute(
        sa.select(sa.func.count(), sa.func.min(OutboxMail.due_at)).where(UNDONE)
    ).one()
    oldest = cast("dt.datetime | None", due_at)
    if oldest is None:
        return depth, 0.0
    return depth, max(0.0, (clock.now() - oldest).total_seconds())


def count_by_state() -> dict[MailState, int]:
    """How many mails are in each state. Reads the whole table: for people, not for metrics."""
    rows = db.session.execute(
        sa.select(OutboxMail.state, sa.func.count()).group_by(OutboxMail.state)
    )
    found = {MailState(state): count for state, count in rows}
    return {state: found.get(state, 0) for state in MailState}


def list_failed(*, limit: int = 100) -> Sequence[OutboxMail]:
    """The mails that failed for good, the newest first."""
    failed = sa.select(OutboxMail).where(FAILED)
    return db.session.scalars(failed.order_by(OutboxMail.id.desc()).limit(limit)).all()


def list_newest(*, limit: int = 50) -> Sequence[OutboxMail]:
    """The mails posted last, whatever became of them, the newest first."""
    newest = sa.select(OutboxMail).order_by(OutboxMail.id.desc())
    return db.session.scalars(newest.limit(limit)).all()
