"""Whether Congress's gateways know our key: a message of nobody, where nothing is delivered.

The House has an address that only validates; the Senate one for tests (docs/cwc.md). No
check ever posts to an address that delivers.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from app import clock
from app.campaigns import mode
from app.congress.offices import Chamber
from app.going_live.results import Result, ok, todo, unknown
from app.letters.channels.face import ChannelUnavailable
from app.letters.cwc import client, hours, settings, trial
from app.letters.cwc.message import write
from app.letters.models import DeliveryState

TIMEOUT_SECONDS = 6.0
# What stands in the address that delivers, and what in the one that does not.
_HARMLESS = {
    Chamber.HOUSE: ("/message", "/validate"),
    Chamber.SENATE: ("/production-messages", "/testing-messages"),
}


def check(chamber: Chamber) -> Result:
    """Hand one trial message to the chamber's address that delivers nothing."""
    if not mode.is_live_site():
        return unknown("cwc_rehearsal")
    if not settings.has_key(chamber):
        return unknown("cwc_no_key")
    if closed := hours.closed_until(chamber, clock.now()):
        return unknown("cwc_closed", f"{closed:%H:%M} UTC")
    known = settings.of(chamber)
    url = harmless_url(chamber, known.url)
    if url is None:
        return unknown("cwc_address", known.address)
    return _try(chamber, replace(known, url=url))


def harmless_url(chamber: Chamber, url: str) -> str | None:
    """The address beside this one at which nothing is delivered; None where there is none known."""
    delivering, harmless = _HARMLESS[chamber]
    base, question, query = url.partition("?")
    head, slash = base.rstrip("/"), "/" if base.endswith("/") else ""
    if head.endswith(harmless):
        return url
    if not head.endswith(delivering):
        return None
    return f"{head.removesuffix(delivering)}{harmless}{slash}{question}{query}"


def _try(chamber: Chamber, known: settings.Settings) -> Result:
    (dispatch,) = islice(trial.dispatches(chamber, known.agent.ack_email), 1)
    try:
        with client.open_gateway(chamber, known=known, timeout=TIMEOUT_SECONDS) as gateway:
            answer = gateway.post(write(dispatch, known.agent), dispatch)
    except ChannelUnavailable as error:
        return todo("cwc_refused", str(error))
    if answer.state == DeliveryState.ACCEPTED:
        return ok("cwc", known.address)
    if answer.state == DeliveryState.FAILED:
        return todo("cwc_message", answer.words)
    return unknown("cwc_silent", answer.status)
