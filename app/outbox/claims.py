"""A worker's hold on mails: claim, renew, record, release. Each is one short transaction.

A lease is a random name written beside the time it ends. Every later write
names it, so a worker that was too slow cannot undo what its successor did.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection
from typing import Any, cast

import sqlalchemy as sa

from app import clock
from app.database import transaction
from app.extensions import db
from app.outbox.models import ClaimedMail, MailState, OutboxMail
from app.outbox.outcome import Outcome
from app.outbox.queries import is_due

# Longer than the longest single mail (`app.mail.line`) plus RENEW_AFTER; and not
# longer than that: the mails of a worker that was killed wait for its end.
LEASE = dt.timedelta(minutes=3)
RENEW_AFTER = dt.timedelta(seconds=20)
_FREE = {"lease": None, "leased_until": None}
_IN_HAND = [getattr(OutboxMail, name) for name in ClaimedMail.__dataclass_fields__]


def claim(limit: int) -> Claim:
    """Take up to `limit` mails that are due into this worker's hand, the longest due first."""
    lease, now = secrets.token_hex(16), clock.now()
    # SQLite ignores FOR UPDATE; there `transaction` holds the only write lock.
    due = sa.select(OutboxMail.id).where(is_due()).order_by(OutboxMail.due_at, OutboxMail.id)
    # A CTE: PostgreSQL may run a plain sub-select more than once, and lock too much.
    picked = due.limit(limit).with_for_update(skip_locked=True).cte("picked")
    mine = sa.update(OutboxMail).where(OutboxMail.id.in_(sa.select(picked.c.id)))
    held = mine.values(state=MailState.SENDING, lease=lease, leased_until=now + LEASE)
    taking = held.returning(*_IN_HAND).execution_options(synchronize_session=False)
    with transaction():
        found = [ClaimedMail(*row) for row in db.session.execute(taking)]
    return Claim(lease, now, sorted(found, key=lambda mail: (mail.due_at, mail.id)))


class Claim:
    """Some mails in this worker's hand, and its lease on them."""

    def __init__(self, lease: str, taken_at: dt.datetime, mails: list[ClaimedMail]) -> None:
        self.lease = lease
        self.mails = mails
        self._fresh_at = taken_at
        self._held = {mail.id for mail in mails}

    def holds(self, mail: ClaimedMail) -> bool:
        """Whether `mail` is still ours; renews an ageing lease on all that are not yet done."""
        now = clock.now()
        if now - self._fresh_at >= RENEW_AFTER:
            with transaction():
                self._write(None, {"leased_until": now + LEASE})
                self._held = set(db.session.scalars(sa.select(OutboxMail.id).where(self._ours())))
            self._fresh_at = now
        return mail.id in self._held

    def record(self, mail: ClaimedMail, outcome: Outcome) -> bool:
        """Write down what became of `mail`; False if it was erased or taken over meanwhile."""
        with transaction():
            return self._write([mail.id], _FREE | _after(mail, outcome)) == 1

    def release(self, mails: Collection[ClaimedMail]) -> None:
        """Give untried mails back, due as they were and with no try counted."""
        if mails:
            with transaction():
                self._write([mail.id for mail in mails], _FREE | {"state": MailState.WAITING})

    def _write(self, ids: list[int] | None, values: dict[str, Any]) -> int:
        which = self._ours() if ids is None else sa.and_(self._ours(), OutboxMail.id.in_(ids))
        ours = sa.update(OutboxMail).where(which).values(values)
        done = db.session.execute(ours.execution_options(synchronize_session=False))
        return cast("sa.CursorResult[Any]", done).rowcount

    def _ours(self) -> sa.ColumnElement[bool]:
        return sa.and_(OutboxMail.state == MailState.SENDING, OutboxMail.lease == self.lease)


def _after(mail: ClaimedMail, outcome: Outcome) -> dict[str, Any]:
    now = clock.now()
    values: dict[str, Any] = {"state": outcome.state, "last_error": outcome.error}
    if outcome.state != MailState.DROPPED:
        values["attempts"] = mail.attempts + 1
    if outcome.pause is not None:
        values["due_at"] = now + outcome.pause
    if outcome.state == MailState.SENT:
        values["sent_at"] = now
    if outcome.state in (MailState.SENT, MailState.DROPPED):
        # Only the fact stays: the address is the signatory's to keep or to erase.
        values |= {"recipient": "", "context": {}}
    return values
