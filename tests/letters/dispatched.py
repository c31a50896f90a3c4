"""A delivery in the courier's hand, made without a database."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from app.letters.channels.face import Cause, Dispatch
from app.letters.recipients import Recipient
from tests.support import letters

UID = uuid.UUID("0123456789abcdef0123456789abcdef")


def recipient(**over: Any) -> Recipient:
    """A senator of New Mexico with a form, a telephone and a mail address, all invented."""
    values: dict[str, Any] = {
        "code": "SNM01",
        "chamber": "senate",
        "state": "NM",
        "title": "Senator",
        "seat": "Senator for New Mexico (class 1)",
        "name": "Pat Example",
        "last_name": "Example",
        "phone": "202-555-0100",
        "form": "https://example.senate.example/contact",
        "email": "office@senate.example",
        "address": "709 Hart Senate Office Building Washington DC 20510",
        **over,
    }
    return Recipient(**values)


def dispatch(**over: Any) -> Dispatch:
    """Ada's letter; words of the constituent's or `to` (the recipient) may stand among `over`."""
    fields = Dispatch.__dataclass_fields__
    own = {key: over.pop(key) for key in list(over) if key not in {*fields, "title"}}
    values: dict[str, Any] = {
        "uid": UID,
        "recipient": recipient(),
        "constituent": letters.constituent(**own),
        "cause": Cause(title=over.pop("title", "AI Day of Action"), ask="ask"),
        "subject": "Keep copyright human",
        "message": "They trained a machine on my records.",
        "statement": "Please keep copyright for people.",
        "written_on": dt.date(2026, 11, 23),
        **over,
    }
    return Dispatch(**values)
