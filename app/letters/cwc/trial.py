"""Messages of nobody to a chamber's test gateway, as acceptance asks for: every office, three asks.

The Senate wants at least three campaigns (a bill with Pro, the same with Con, none) to
all of its test codes before it opens the production gateway (other delivery agents,
2026). Nothing of it is stored, and no production gateway is ever sent any.
"""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator

from app import clock
from app.congress import offices, terms
from app.congress.offices import Chamber, Office
from app.letters.channels.face import Answer, Cause, Dispatch
from app.letters.cwc import client, hours, settings
from app.letters.cwc.bills import TOPICS
from app.letters.cwc.message import write
from app.letters.cwc.rules import PREFIXES
from app.letters.drafts import Constituent
from app.letters.models import DeliveryState
from app.letters.recipients import Recipient

PAUSE_SECONDS = 0.2
STANCES = ("pro", "con", "")
_TEXT = "This is a trial message of a delivery agent. It comes from nobody and asks for nothing."


class NoTrial(ValueError):
    """This gateway is the production one, or closed; the message says which."""


def run(chamber: Chamber, tell: Callable[[Dispatch, Answer], object]) -> Counter[DeliveryState]:
    """Send the trial, telling each answer, and count them. Raises NoTrial, ChannelUnavailable."""
    known = settings.of(chamber)
    if _is_production(known):
        raise NoTrial("trials go to a test gateway: set its address")
    if closed := hours.closed_until(chamber, clock.now()):
        raise NoTrial(f"the gateway is closed until {closed:%Y-%m-%d %H:%M} UTC")
    counted: Counter[DeliveryState] = Counter()
    with client.open_gateway(chamber) as gateway:
        for each in dispatches(chamber, known.agent.ack_email):
            answer = gateway.post(write(each, known.agent), each)
            counted[answer.state] += 1
            tell(each, answer)
            if not answer.line_is_open:
                break
            time.sleep(PAUSE_SECONDS)
    return counted


def dispatches(chamber: Chamber, email: str) -> Iterator[Dispatch]:
    """A letter to every office of the chamber for each of the three asks."""
    for stance in STANCES:
        for office in offices.all_offices():
            if office.chamber is chamber:
                yield _dispatch(office, stance, email)


def _dispatch(office: Office, stance: str, email: str) -> Dispatch:
    return Dispatch(
        uid=uuid.uuid4(),
        recipient=Recipient(
            code=office.code, chamber=office.chamber.value, state=office.state, title="", seat=""
        ),
        constituent=Constituent(
            prefix=PREFIXES[0],
            first_name="Trial",
            last_name="Message",
            email=email,
            street="1 Trial Street",
            city="Trial",
            state=office.state,
            zip="00000",
            phone="202-555-0100",
        ),
        cause=_cause(stance),
        subject="Trial message",
        message=_TEXT,
        statement=_TEXT,
        written_on=clock.now().date(),
    )


def _cause(stance: str) -> Cause:
    return Cause(
        title="Trial",
        ask=f"trial-{stance or 'without-a-bill'}",
        topics=TOPICS[:1],
        bill_congress=terms.current() if stance else None,
        bill_type="hr" if stance else "",
        bill_number=1 if stance else None,
        stance=stance,
    )


def _is_production(known: settings.Settings) -> bool:
    """The default address, whatever its case and however it ends."""
    default = settings.bare(settings.URLS[known.chamber])
    return known.address.lower().rstrip("/") == default.lower().rstrip("/")
