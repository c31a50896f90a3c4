"""On paper: a PDF that the artist prints, signs and posts, or that organizers hand over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import get_locale

from app.letters import pdf
from app.letters.channels.face import Answer, Dispatch, Problem, Send, Wire
from app.letters.models import ChannelName, DeliveryState
from app.letters.recipients import Recipient


class Print:
    """A letter by post. It reaches everybody, so it comes last."""

    name = ChannelName.PRINT
    is_direct = False
    per_second: float | None = None

    def reaches(self, recipient: Recipient) -> bool:
        """Always: Congress has one address, and paper can be handed over."""
        return True

    def problems(self, dispatch: Dispatch) -> list[Problem]:
        """None: paper takes anything."""
        return []

    def closed_until(self, now: dt.datetime) -> dt.datetime | None:
        """Never."""
        return None

    def wire(self, dispatch: Dispatch) -> Wire:
        """The letter as PDF, its date and closing in the current locale."""
        sheet = pdf.sheet(dispatch, language=str(get_locale() or "en"))
        return Wire(
            destination=", ".join(sheet.recipient),
            content=pdf.letter_pdf([sheet]),
            content_type="application/pdf",
            filename=f"{dispatch.recipient.code}.pdf",
        )

    @contextmanager
    def line(self) -> Iterator[Send]:
        """No line: to lie ready is all there is to it."""
        yield lambda dispatch: Answer(DeliveryState.HANDED_OFF)
