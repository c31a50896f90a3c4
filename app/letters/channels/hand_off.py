"""Through the office's own form, by the artist: the text lies ready on the tracking page.

Nothing leaves from here, so nothing can be refused; that it was sent is for the artist
to say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import gettext as _

from app.letters.channels.face import Answer, Dispatch, Problem, Send, Wire
from app.letters.models import ChannelName, DeliveryState
from app.letters.recipients import Recipient


class HandOff:
    """The office's form, or its site, with the text to copy and a number to call."""

    name = ChannelName.HAND_OFF
    is_direct = False
    per_second: float | None = None

    def reaches(self, recipient: Recipient) -> bool:
        """Whether there is a page to send the artist to."""
        return recipient.form.startswith(("https://", "http://"))

    def problems(self, dispatch: Dispatch) -> list[Problem]:
        """None: what an office's form takes is known only when it is filled in."""
        return []

    def closed_until(self, now: dt.datetime) -> dt.datetime | None:
        """Never."""
        return None

    def wire(self, dispatch: Dispatch) -> Wire:
        """What the artist gets in hand, as plain text."""
        return Wire(
            destination=dispatch.recipient.form,
            content=_in_hand(dispatch).encode(),
            content_type="text/plain; charset=utf-8",
            filename=f"{dispatch.recipient.code}.txt",
        )

    @contextmanager
    def line(self) -> Iterator[Send]:
        """No line: to lie ready is all there is to it."""
        yield lambda dispatch: Answer(DeliveryState.HANDED_OFF)


def _in_hand(dispatch: Dispatch) -> str:
    recipient = dispatch.recipient
    parts = [
        recipient.called,
        _("Form: %(address)s", address=recipient.form),
        _("Telephone: %(phone)s", phone=recipient.phone) if recipient.phone else "",
        _("Subject: %(subject)s", subject=dispatch.subject),
    ]
    head = "\n".join(str(each) for each in parts if each)
    return f"{head}\n\n{dispatch.text}\n"
