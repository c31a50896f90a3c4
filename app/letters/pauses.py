"""What an organizer has stopped: a channel, the campaigns' mail, or everything.

Both couriers ask here before they claim and between two deliveries, so that a pause holds
from the next one on. Mails of organizers' accounts are never stopped: who would lift it?
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app import clock
from app.audit import service as audit
from app.database import insert, reading
from app.extensions import db
from app.letters import ledger
from app.letters.models import ChannelName, Pause
from app.organizers.models import Organizer
from app.outbox import service as outbox

MAIL, EVERYTHING = "mail", "everything"
# All that can be stopped.
WHAT = (EVERYTHING, MAIL, *(each.value for each in ChannelName))


class CannotPause(ValueError):
    """There is nothing of that name."""


@dataclass(frozen=True)
class Paused:
    """A pause and whose it is; `by` is none for somebody whose account is gone."""

    pause: Pause
    by: Organizer | None


def list_all() -> dict[str, Paused]:
    """What is stopped now, by its name."""
    rows = db.session.execute(
        sa.select(Pause, Organizer).outerjoin(Organizer, Organizer.id == Pause.organizer_id)
    )
    return {row[0].what: Paused(row[0], row[1]) for row in rows}


def is_stopped(what: str) -> sa.ColumnElement[bool]:
    """For a query: whether this is stopped, by itself or with everything."""
    # Not IN: that would be written anew for each mail.
    return sa.exists().where(sa.or_(Pause.what == what, Pause.what == EVERYTHING))


def is_everything() -> bool:
    """Whether the kill switch is thrown."""
    return db.session.get(Pause, EVERYTHING) is not None


def are_mails_held() -> bool:
    """Whether no campaign's mail leaves now: for a page that would promise one."""
    return bool(db.session.scalar(sa.select(is_stopped(MAIL))))


def list_held_channels() -> frozenset[str]:
    """The channels by which no letter leaves now."""
    held = frozenset(db.session.scalars(sa.select(Pause.what)))
    return frozenset(ChannelName) if EVERYTHING in held else held & frozenset(ChannelName)


def stops_channel(channel: str) -> bool:
    """Whether nothing may leave by this channel now: for a courier, who is in no transaction."""
    with reading():
        return bool(db.session.scalar(sa.select(is_stopped(channel))))


def pause(what: str, *, by: Organizer | None) -> bool:
    """Stop it; False where it was stopped already. Raises CannotPause."""
    if what not in WHAT:
        raise CannotPause
    row = {"what": what, "since": clock.now(), "organizer_id": by.id if by else None}
    stopping = insert(Pause).values(row).on_conflict_do_nothing().returning(Pause.what)
    stopped = db.session.scalar(stopping) is not None
    if stopped:
        audit.record("outgoing.pause", by=by, subject=f"outgoing:{what}")
    return stopped


def resume(what: str, *, by: Organizer | None) -> bool:
    """Let it go on, and wake the couriers; False where it was going on. Raises CannotPause."""
    if what not in WHAT:
        raise CannotPause
    gone = sa.delete(Pause).where(Pause.what == what).returning(Pause.what)
    resumed = db.session.scalar(gone) is not None
    if resumed:
        audit.record("outgoing.resume", by=by, subject=f"outgoing:{what}")
        outbox.ask_for_nudge()
        ledger.ask_for_nudge()
    return resumed
