"""What becomes of a mail after one try: sent, due again later, failed for good, or dropped."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from app.mail.line import Answer
from app.outbox.models import MailState

# How long to wait after the first, second … try; after the last one it has failed.
LADDER = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=15),
    dt.timedelta(minutes=60),
    dt.timedelta(hours=3),
    dt.timedelta(hours=8),
    dt.timedelta(hours=24),
)


@dataclass(frozen=True)
class Outcome:
    """`pause` says how long a mail that is to be tried again waits."""

    state: MailState
    error: str = ""
    pause: dt.timedelta | None = None


@dataclass
class Report:
    """How many mails a round sent, put off, failed and dropped, and what stood in its way."""

    sent: int = 0
    retry: int = 0
    failed: int = 0
    dropped: int = 0
    obstacle: str = field(default="")

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        name = "retry" if outcome.state == MailState.WAITING else str(outcome.state)
        setattr(self, name, getattr(self, name) + 1)

    @property
    def is_empty(self) -> bool:
        return not (self.sent or self.retry or self.failed or self.dropped)


SENT = Outcome(MailState.SENT)
DROPPED = Outcome(MailState.DROPPED)


def failed(why: str) -> Outcome:
    """It will not be tried again unless somebody asks for it."""
    return Outcome(MailState.FAILED, why)


def after(answer: Answer, *, tries_before: int) -> Outcome:
    """What the server's `answer` means for a mail that had been tried `tries_before` times."""
    if answer.taken:
        return SENT
    words = f"{answer.code} {answer.words}" if answer.code else answer.words
    if answer.final or tries_before >= len(LADDER):
        return failed(words)
    return Outcome(MailState.WAITING, words, LADDER[tries_before])
