"""How we find out about the outbox: what is due, how deep it is, what failed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import cast

import sqlalchemy as sa

from app import clock
from app.campaigns import mode
from app.claims import is_free
from app.extensions import db
from app.letters import pauses
from app.letters.undone import MOST_COUNTED, Backlog
from app.outbox.models import FAILED, UNDONE, MailState, OutboxMail

# The house's own mails, those of the organizers' accounts: no campaign's mode and no pause
# holds them up.
IS_OF_HOUSE = OutboxMail.campaign_id.is_(None)
# What somebody is owed for as long as anything is held about them, an ended campaign or not.
IS_OWED = OutboxMail.kind == "me_link"


def is_of_mode(*, rehearsed: bool) -> sa.ColumnElement[bool]:
    """Mails that were rehearsed, or those in earnest that may leave now.

    One in earnest waits while its campaign is back in rehearsal; either, while it is archived,
    but for links to one's own page.
    """
    stands = sa.or_(IS_OF_HOUSE, IS_OWED, sa.not_(mode.is_of_archive(OutboxMail.campaign_id)))
    if rehearsed:
        return sa.and_(OutboxMail.rehearsed.is_(True), stands)
    if not mode.is_live_site():
        return sa.false()
    live = sa.or_(IS_OF_HOUSE, mode.is_of_live(OutboxMail.campaign_id))
    return sa.and_(OutboxMail.rehearsed.is_(False), live, stands)


def may_next(*, rehearsed: bool) -> sa.ScalarSelect[int]:
    """For a statement with the parameter `next_id`: that mail, if it still may leave.

    Somebody may have paused, or ended its campaign's turn, since it was claimed.
    """
    this = sa.select(OutboxMail.id).where(
        OutboxMail.id == sa.bindparam("next_id"), _may_leave(rehearsed)
    )
    return this.correlate(None).scalar_subquery()


def is_due(*, rehearsed: bool) -> sa.ColumnElement[bool]:
    """Due now and in nobody's hand, or in a hand whose lease has run out; and not paused."""
    return sa.and_(UNDONE, is_free(OutboxMail), _may_leave(rehearsed))


def has_due(*, rehearsed: bool) -> bool:
    """Whether a worker could claim a mail at this moment."""
    due = sa.select(OutboxMail.id).where(is_due(rehearsed=rehearsed))
    return db.session.scalar(due.limit(1)) is not None


def depth_and_age() -> tuple[int, float]:
    """How many mails wait or are being sent, and how many seconds the oldest is overdue.

    On a live site those in earnest alone.
    """
    ours = is_of_mode(rehearsed=not mode.is_live_site())
    depth, due_at = db.session.execute(
        sa.select(sa.func.count(), sa.func.min(OutboxMail.due_at)).where(UNDONE, ours)
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


def backlog() -> Backlog:
    """The campaigns' mails that wait, counted no further than `MOST_COUNTED`: for a page."""
    waits = sa.and_(UNDONE, is_of_mode(rehearsed=not mode.is_live_site()))
    # In the index's order: so the walk ends where the count does.
    some = sa.select(OutboxMail.due_at).where(waits).order_by(OutboxMail.due_at, OutboxMail.id)
    few = some.limit(MOST_COUNTED + 1).subquery()
    depth, due_at = db.session.execute(
        sa.select(sa.func.count(), sa.func.min(few.c.due_at)).select_from(few)
    ).one()
    return Backlog(depth, max(0.0, (clock.now() - due_at).total_seconds()) if due_at else 0.0)


def list_failed(*, limit: int = 100, before_id: int | None = None) -> Sequence[OutboxMail]:
    """The mails that failed for good, the newest first; those with ids below `before_id`."""
    failed = sa.select(OutboxMail).where(FAILED)
    if before_id is not None:
        failed = failed.where(OutboxMail.id < before_id)
    return db.session.scalars(failed.order_by(OutboxMail.id.desc()).limit(limit)).all()


def list_newest(*, limit: int = 50) -> Sequence[OutboxMail]:
    """The mails posted last, whatever became of them, the newest first."""
    newest = sa.select(OutboxMail).order_by(OutboxMail.id.desc())
    return db.session.scalars(newest.limit(limit)).all()


def _may_leave(rehearsed: bool) -> sa.ColumnElement[bool]:
    goes_on = sa.or_(IS_OF_HOUSE, sa.not_(pauses.is_stopped(pauses.MAIL)))
    return sa.and_(is_of_mode(rehearsed=rehearsed), goes_on)
