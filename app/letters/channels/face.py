"""The face every channel shows: whom it reaches, what it would put on the wire, and sending.

Nothing in here, or in a channel, opens a transaction: a dispatch holds all that is
needed, and the courier lets go of the database before it sends.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from app.letters.drafts import Constituent
from app.letters.models import ChannelName, DeliveryState
from app.letters.recipients import Recipient


@dataclass(frozen=True)
class Cause:
    """The campaign as a provider wants to know it. `ask` is the CWC campaign id."""

    title: str
    ask: str
    topics: tuple[str, ...] = ()
    bill_congress: int | None = None
    bill_type: str = ""
    bill_number: int | None = None
    stance: str = ""
    url: str = ""
    organization: str = ""
    organization_about: str = ""
    organization_contact_name: str = ""
    organization_contact_email: str = ""
    organization_contact_phone: str = ""


@dataclass(frozen=True)
class Dispatch:
    """One delivery in the courier's hand, readable without a database.

    `uid` is the same on every try. `message` are the artist's own or changed words,
    `statement` the campaign's untouched ones; one of the two may be empty.
    """

    uid: uuid.UUID
    recipient: Recipient
    constituent: Constituent
    cause: Cause
    subject: str
    message: str
    statement: str
    written_on: dt.date
    attempts: int = 0

    @property
    def text(self) -> str:
        """The letter as it is read."""
        return "\n\n".join(each for each in (self.message, self.statement) if each)


@dataclass(frozen=True)
class Wire:
    """What would leave, byte for byte, and where to. `destination` holds no key."""

    destination: str
    content: bytes
    content_type: str
    filename: str


@dataclass(frozen=True)
class Answer:
    """What became of one try.

    `state` is ACCEPTED or HANDED_OFF where it is done, FAILED where it will never be
    taken as it is, QUEUED where it shall be tried again. `words` are the provider's,
    without addresses and keys; `reason` a short code that failures are grouped by
    ("refused", "unreachable", "busy", "invalid" …). `line_is_open` is False where going
    on with the next delivery makes no sense now. `status` is what an operator sees where
    it shall be tried again ("HTTP 503", "ReadTimeoutError"): never a provider's own words,
    which may quote anything.
    """

    state: DeliveryState
    words: str = ""
    reason: str = ""
    line_is_open: bool = True
    status: str = ""


@dataclass(frozen=True)
class Problem:
    """What keeps a letter from being taken, before it is sent: which field, in plain words."""

    field: str
    words: str


Send = Callable[[Dispatch], Answer]


class Channel(Protocol):
    """One way to an office."""

    name: ChannelName
    # Whether the courier delivers it; else the text is put into the artist's hands.
    is_direct: bool
    # How many a second at most, over all workers; None: as many as will go.
    per_second: float | None

    def reaches(self, recipient: Recipient) -> bool:
        """Whether this recipient can be reached this way now. May read the database."""

    def problems(self, dispatch: Dispatch) -> list[Problem]:
        """What the other side would not take, found before anything is sent."""

    def closed_until(self, now: dt.datetime) -> dt.datetime | None:
        """The end of the other side's maintenance if it is on; else None."""

    def wire(self, dispatch: Dispatch) -> Wire:
        """What would leave, through the same code that makes what does leave."""

    def line(self) -> AbstractContextManager[Send]:
        """Something to send several with. Raises ChannelUnavailable where nobody answers."""


class ChannelUnavailable(Exception):
    """Nothing can leave this way just now, through no fault of the delivery in hand."""


@dataclass
class Registry:
    """The channels in use, in the house's order: the best first."""

    channels: list[Channel] = field(default_factory=list)

    def get(self, name: str) -> Channel:
        """Raises KeyError."""
        return {each.name.value: each for each in self.channels}[name]
