"""A letter between the form and the service: who writes, to whom, what; and what was shown."""

from __future__ import annotations

from dataclasses import dataclass

from app.campaigns.models import Discipline
from app.letters.compose import Part
from app.letters.models import ChannelName
from app.letters.recipients import Recipient


@dataclass(frozen=True)
class Constituent:
    """Who writes, as an office must know them; everything as it travels.

    `prefix` is one of "Mr. Mrs. Miss Ms. Dr."; `phone` "" or NNN-NNN-NNNN; `state` the
    postal code of a state or territory; `zip` five digits.
    """

    prefix: str
    first_name: str
    last_name: str
    email: str
    street: str
    city: str
    state: str
    zip: str
    phone: str = ""


@dataclass(frozen=True)
class Counted:
    """How many artists had signed, in all and in the writer's state, when the writer was told.

    `in_state` is 0 where a state's number is not published.
    """

    artists: int
    in_state: int


@dataclass(frozen=True)
class Draft:
    """A whole letter as it was typed and checked. `offices` are codes.

    `body` is the campaign's text as the artist changed it; "" where it stays as it is.
    `discipline` is None for an ally. `credit_name` and `source` serve the pledge that a
    letter signs as well. `form` marks the form it was typed into. `counted` are the numbers
    the writer has read in the letter; None: those of now.
    """

    constituent: Constituent
    offices: tuple[str, ...]
    subject: str
    personal: str
    body: str = ""
    discipline: Discipline | None = None
    craft_id: int | None = None
    credit_name: str = ""
    source: str = ""
    locale: str = "en"
    form: str = ""
    counted: Counted | None = None


@dataclass(frozen=True)
class Planned:
    """What one office would get, and how it would reach it."""

    recipient: Recipient
    part: Part
    channel: ChannelName
