"""A worker's hold on mails (`app.claims`), and what is kept of a mail once its outcome is known.

An outcome is one statement and one transaction, recorded before the next mail leaves
(docs/decisions/0007-outbox-rows-without-words.md). The same statement asks what the next one
needs to know: it is the one way to the database that a mail takes.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from app import claims, clock
from app.campaigns import mode
from app.claims import Pile
from app.database import at_once, reading, table_of
from app.extensions import db
from app.mail import ahead
from app.mail.ahead import Ahead
from app.outbox import queries
from app.outbox.models import ClaimedMail, MailState, OutboxMail
from app.outbox.outcome import Outcome

MAILS = Pile(OutboxMail, ClaimedMail, waiting=MailState.WAITING, in_hand=MailState.SENDING)
# Written into the statement: less to send for each mail, and to read.
_FREE: dict[str, Any] = dict.fromkeys(claims.FREE, sa.null())
# Only the fact stays: the address is the signatory's to keep or to erase.
_FORGOTTEN: dict[str, Any] = {
    "recipient": sa.literal_column("''"),
    "context": sa.literal_column("'{}'"),
}


class Look(NamedTuple):
    """A mail in hand at this moment: whether it may leave, and its person is as was read."""

    may_leave: bool
    is_same: bool = False


def claim(limit: int, *, rehearsed: bool) -> Claim:
    """Take up to `limit` mails that are due into this worker's hand, the longest due first."""
    taken = Claim.take(MAILS, queries.is_due(rehearsed=rehearsed), limit)
    taken.rehearsed = rehearsed
    taken.people = Ahead([each.signatory_id for each in taken.mails if each.signatory_id])
    return taken


class Claim(claims.Claim[ClaimedMail]):
    """Some mails in this worker's hand."""

    rehearsed: bool
    people: Ahead
    _looked: tuple[int, Look] = (0, Look(False))

    @property
    def mails(self) -> list[ClaimedMail]:
        return self.items

    def look(self, mail: ClaimedMail) -> Look:
        """As of when the mail before was recorded, or as of now."""
        at, look = self._looked
        self._looked = (0, Look(False))
        if at == mail.id:
            return look
        person = self.people.get(mail.signatory_id)
        given = {"next_id": mail.id} | ahead.told_of(person)
        with reading():
            looking = _looking(self.rehearsed, mode.is_live_site())
            return _seen(db.session.execute(looking, given).one())

    def record(
        self, mail: ClaimedMail, outcome: Outcome, *, then: ClaimedMail | None = None
    ) -> bool:
        """Write down what became of `mail`, and look at the one that comes `then`.

        False if it was erased or taken over meanwhile.
        """
        values = _after(mail, outcome)
        person = self.people.get(then.signatory_id) if then else None
        given = {f"new_{name}": value for name, value in values.items()}
        given |= {"this_id": mail.id, "this_lease": self.lease, "next_id": then.id if then else 0}
        is_over = outcome.state in (MailState.SENT, MailState.DROPPED)
        recording = _recording(tuple(values), is_over, self.rehearsed, mode.is_live_site())
        with at_once() as connection:
            done = connection.execute(recording, given | ahead.told_of(person)).first()
        if done is not None and then is not None:
            self._looked = (then.id, _seen(done[1:]))
        return done is not None


@cache
def _recording(
    names: tuple[str, ...], is_over: bool, rehearsed: bool, _live_site: bool
) -> sa.Executable:
    mails = table_of(OutboxMail)
    ours = sa.and_(
        mails.c.id == sa.bindparam("this_id"),
        mails.c.state == MailState.SENDING,
        mails.c.lease == sa.bindparam("this_lease"),
    )
    values = {name: sa.bindparam(f"new_{name}", type_=mails.c[name].type) for name in names}
    known = _FREE | _FORGOTTEN if is_over else _FREE
    returned = mails.c.id, *_looks(rehearsed)
    return sa.update(mails).where(ours).values(known | values).returning(*returned)


@cache
def _looking(rehearsed: bool, _live_site: bool) -> sa.Executable:
    return sa.select(*_looks(rehearsed))


def _looks(rehearsed: bool) -> tuple[sa.ScalarSelect[int], sa.ScalarSelect[int]]:
    return queries.may_next(rehearsed=rehearsed), ahead.is_same()


def _seen(row: Any) -> Look:
    leaving, same = row
    return Look(leaving is not None, same is not None)


def _after(mail: ClaimedMail, outcome: Outcome) -> dict[str, Any]:
    now = clock.now()
    values: dict[str, Any] = {"state": outcome.state, "last_error": outcome.error}
    if outcome.state != MailState.DROPPED:
        values["attempts"] = mail.attempts + 1
    if outcome.pause is not None:
        values["due_at"] = now + outcome.pause
    if outcome.state == MailState.SENT:
        values["sent_at"] = now
    return values
