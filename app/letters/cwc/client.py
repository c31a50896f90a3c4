"""Handing messages to one chamber's gateway, and what its answers mean.

| answer | meaning |
| --- | --- |
| 408, 425, 429, 5xx | to be tried again |
| a web page | not the gateway, but something in between: no fault of the letter |
| 200, 201 | accepted by the gateway; not read by anybody |
| 409 | it has had this DeliveryId before: accepted |
| 400, 413, 422, errors in a 200 | refused for good, in the office's or the schema's words |
| anything else | no fault of the letter: our key, address, name or hosts are wrong |

Sources: House, "CWC Advocacy Vendor" documentation (200, 400); Senate and the rest: other
delivery agents. The key stands in the address of every request, as both want it; it is
in nothing that is logged, raised or kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from app.congress.offices import Chamber
from app.letters.channels.face import Answer, ChannelUnavailable, Dispatch
from app.letters.cwc import settings, words
from app.letters.cwc.settings import Settings
from app.letters.models import DeliveryState
from app.web import Reply, Unreachable, Web

CONTENT_TYPE = "application/xml"
# For connecting, and for each silence of the gateway.
TIMEOUT_SECONDS = 30.0
# What one gateway's errors may fill; more is no answer of a gateway.
_MOST_BYTES = 200_000

_TAKEN = frozenset({200, 201})
_DUPLICATE = 409
_REFUSED = frozenset({400, 413, 422})
_LATER = frozenset({408, 425, 429})
# One message may choke a gateway (500); these say that it is closed to all.
_CLOSED_TO_ALL = frozenset({429, 502, 503, 504})
# Texts of a 400, as other delivery agents have met them.
_OFFICE_CLOSED = re.compile(r"\bnot enabled\b", re.IGNORECASE)
_OUR_FAULT = re.compile(
    r"delivery\s?agent\s+mismatch|\b(?:invalid|unknown|missing)\s+api\s?key", re.IGNORECASE
)

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class Gateway:
    """An open line to one chamber."""

    settings: Settings
    web: Web

    def post(self, message: bytes, dispatch: Dispatch) -> Answer:
        """Hand over one message. Raises ChannelUnavailable where the fault is ours."""
        try:
            reply = self.web.post(self.settings.url_with_key, message, content_type=CONTENT_TYPE)
        except Unreachable as silence:
            # Whether it was taken is unknown; the same DeliveryId makes a second try harmless.
            return _later(str(silence), "unreachable", is_open=False, status=str(silence))
        told = words.fit_to_keep(words.said(reply), dispatch, self.settings.key)
        said = f"{_status(reply)}: {told}" if told else _status(reply)
        if reply.status >= 500 or reply.status in _LATER:
            is_open = reply.status not in _CLOSED_TO_ALL
            return _later(said, "busy", is_open=is_open, status=_status(reply))
        if words.is_web_page(reply):
            raise self._not_us(reply, "a web page, not the gateway")
        if reply.status in _TAKEN and not words.tells_errors(reply):
            return Answer(DeliveryState.ACCEPTED, _status(reply))
        if reply.status == _DUPLICATE:
            return Answer(DeliveryState.ACCEPTED, f"{_status(reply)}: had it before")
        if reply.status not in _REFUSED | _TAKEN:
            raise self._not_us(reply)
        if ours := _OUR_FAULT.search(told):
            raise self._not_us(reply, ours[0])
        reason = "office_closed" if _OFFICE_CLOSED.search(told) else "refused"
        return Answer(DeliveryState.FAILED, said, reason)

    def _not_us(self, reply: Reply, why: str = "") -> ChannelUnavailable:
        """The obstacle, for the log too. `why` in our words: the gateway's may quote anything."""
        told = f"{_status(reply)}: {why}" if why else _status(reply)
        chamber = self.settings.chamber.value
        log.error("the gateway does not know us as we are set up", chamber=chamber, answer=told)
        return ChannelUnavailable(f"the gateway does not take our messages: {told}")


@contextmanager
def open_gateway(
    chamber: Chamber, *, known: Settings | None = None, timeout: float | None = None
) -> Iterator[Gateway]:
    """A line to a chamber's gateway, or to another address of it that `known` names.

    `timeout` in seconds, TIMEOUT_SECONDS where none is given.

    Raises ChannelUnavailable without a key, and in rehearsal.
    Rehearsal never comes here; this is the door itself, and the last.
    """
    if not settings.is_live():
        raise ChannelUnavailable("in rehearsal nothing goes to a gateway")
    found = known or settings.of(chamber)
    with Web(timeout=timeout or TIMEOUT_SECONDS, proxy=found.proxy, most=_MOST_BYTES) as web:
        yield Gateway(found, web)


def _later(said: str, reason: str, *, is_open: bool, status: str) -> Answer:
    return Answer(DeliveryState.QUEUED, said, reason, line_is_open=is_open, status=status)


def _status(reply: Reply) -> str:
    return f"HTTP {reply.status}"
