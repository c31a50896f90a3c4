"""What the channels to both gateways share: whom they reach, what they refuse, and sending."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from flask_babel import gettext as _

from app.congress import queries
from app.congress.offices import Chamber
from app.database import reading
from app.letters.channels.face import Answer, Dispatch, Problem, Send, Wire
from app.letters.cwc import client, hours, message, rules, schema, settings, words
from app.letters.cwc.client import Gateway
from app.letters.models import ChannelName, DeliveryState
from app.letters.recipients import Recipient


class CwcChannel:
    """One chamber's gateway. Reads the application's configuration when it is used, not before."""

    name: ChannelName
    chamber: Chamber
    # Whether an office is taken to be reachable while the chamber's list is not known.
    reaches_unlisted: bool
    is_direct = True
    # The Senate gave one agent 5 to 10 a second as its ceiling; the House publishes none.
    per_second: float | None = 5.0

    def reaches(self, recipient: Recipient) -> bool:
        """Whether the office is one of the chamber's, and takes letters this way."""
        if recipient.chamber != self.chamber.value or not settings.is_on(self.chamber):
            return False
        if recipient.code in settings.known(self.chamber).excepted:
            return False
        active = queries.is_active(self.chamber, recipient.code)
        if active is None:
            # A vacant seat may have nobody who reads: without a list, it is not supposed.
            return self.reaches_unlisted and not recipient.vacant
        return active

    def problems(self, dispatch: Dispatch) -> list[Problem]:
        """What our own rules say; where they are content, what the chamber's schema says."""
        found = rules.problems(dispatch)
        known = settings.of(self.chamber)
        if found or not known.schema:
            return found
        written = message.write(dispatch, known.agent)
        told = "; ".join(schema.errors(written, known.schema, self.chamber))
        if not told:
            return []
        kept = words.fit_to_keep(told, dispatch, known.key)
        return [Problem("", _("Congress’s schema refuses this letter: %(words)s", words=kept))]

    def closed_until(self, now: dt.datetime) -> dt.datetime | None:
        """The end of the gateway's weekly or nightly maintenance, if it is on."""
        return hours.closed_until(self.chamber, now)

    def wire(self, dispatch: Dispatch) -> Wire:
        """The message as it leaves; the address without its key."""
        known = settings.of(self.chamber)
        return Wire(
            destination=f"POST {known.address}",
            content=message.write(dispatch, known.agent),
            content_type=client.CONTENT_TYPE,
            filename=f"{dispatch.uid.hex}.xml",
        )

    @contextmanager
    def line(self) -> Iterator[Send]:
        """Send several over connections that stay open. Raises ChannelUnavailable.

        The chamber's list is read as it stands now, and let go of before anything is sent.
        """
        with reading():
            listed = {each.code for each in queries.list_active(self.chamber)}
        with client.open_gateway(self.chamber) as gateway:
            yield lambda dispatch: self._send(dispatch, gateway, listed)

    def _send(self, dispatch: Dispatch, gateway: Gateway, listed: Collection[str]) -> Answer:
        """What has changed since the preview, such as the schema, is found before it leaves.

        `listed` are the offices on the chamber's list; none, where it is not known.
        """
        code = dispatch.recipient.code
        if (listed and code not in listed) or code in gateway.settings.excepted:
            told = _("This office no longer takes letters through Congress’s system.")
            return Answer(DeliveryState.FAILED, told, "office_closed")
        found = self.problems(dispatch)
        if found:
            told = "; ".join(each.words for each in found)
            return Answer(DeliveryState.FAILED, told, "invalid")
        return gateway.post(self.wire(dispatch).content, dispatch)
