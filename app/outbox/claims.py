"""A worker's hold on mails (`app.claims`), and what is kept of a mail once its outcome is known."""

from __future__ import annotations

from typing import Any

from app import claims, clock
from app.claims import Pile
from app.outbox.models import ClaimedMail, MailState, OutboxMail
from app.outbox.outcome import Outcome
from app.outbox.queries import is_due

MAILS = Pile(OutboxMail, ClaimedMail, waiting=MailState.WAITING, in_hand=MailState.SENDING)


def claim(limit: int, *, rehearsed: bool) -> Claim:
    """Take up to `limit` mails that are due into this worker's hand, the longest due first."""
    return Claim.take(MAILS, is_due(rehearsed=rehearsed), limit)


class Claim(claims.Claim[ClaimedMail]):
    """Some mails in this worker's hand."""

    @property
    def mails(self) -> list[ClaimedMail]:
        return self.items

    def record(self, mail: ClaimedMail, outcome: Outcome) -> bool:
        """Write down what became of `mail`; False if it was erased or taken over meanwhile."""
        return self.write_down(mail, _after(mail, outcome))


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
