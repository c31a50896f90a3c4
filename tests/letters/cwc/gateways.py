"""Letters ready to leave, and gateways that answer as those of the two chambers do."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from flask import Flask
from lxml import etree

from app.congress.offices import Chamber, get
from app.letters.channels.face import Answer, Cause, Dispatch
from app.letters.channels.house_cwc import HouseCwc
from app.letters.drafts import Constituent
from app.letters.recipients import Recipient
from tests.support import letters
from tests.support.http_peer import Asked, HttpPeer, Said

KEY = "s3cret/key+of=ours"
AGENT = {
    "agent": "The Day of Action",
    "ack_email": "ack@example.org",
    "contact_name": "Grace Hopper",
    "contact_email": "grace@example.org",
    "contact_phone": "202-555-0100",
}
UID = uuid.UUID("6f1d0b3a-0d3c-4c43-9a59-0f4b6f9f0a11")


def dispatch(office: str = "HNM03", **over: Any) -> Dispatch:
    """Ada Lovelace's letter, which every gateway takes.

    Words of the constituent's (`street` …) and the cause's (`topics` …) may stand in `over`.
    """
    seat = get(office)
    who = {key: over.pop(key) for key in list(over) if key in Constituent.__dataclass_fields__}
    asked = {key: over.pop(key) for key in list(over) if key in Cause.__dataclass_fields__}
    values: dict[str, Any] = {
        "uid": UID,
        "recipient": Recipient(
            code=seat.code, chamber=seat.chamber.value, state=seat.state, title="", seat=seat.code
        ),
        "constituent": letters.constituent(**{"state": seat.state, **who}),
        "cause": cause(**asked),
        "subject": "Keep copyright human",
        "message": "They trained a machine on my records.",
        "statement": "Please keep copyright for people.",
        "written_on": dt.date(2026, 3, 2),
        **over,
    }
    return Dispatch(**values)


def cause(**over: Any) -> Cause:
    """A campaign about a bill, with an organization behind it."""
    values: dict[str, Any] = {
        "title": "AI Day of Action",
        "ask": "0f" * 32,
        "topics": ("Arts, Culture, Religion", "Law"),
        "bill_congress": 119,
        "bill_type": "hr",
        "bill_number": 123,
        "stance": "pro",
        "url": "https://day.example.org/c/day/",
        "organization": "The Musicians’ Labour Group",
        **over,
    }
    return Cause(**values)


def go_live(app: Flask, peer: HttpPeer, chamber: Chamber = Chamber.HOUSE, **over: Any) -> None:
    """Set `app` up as a delivery agent whose gateway is `peer`."""
    app.config["DELIVERY_MODE"] = "live"
    app.config[f"CWC_{chamber.name}"] = {
        "key": KEY,
        "url": f"{peer.url}/v2/message",
        "offices_url": f"{peer.url}/v2/offices",
        "proxy": None,
        "schema": None,
        **AGENT,
        **over,
    }


def sent(**over: Any) -> Answer:
    """What the House's gateway answers to this letter (words as of `dispatch` in `over`)."""
    with HouseCwc().line() as send:
        return send(dispatch(**over))


def house(schema: Path) -> Callable[[Asked], Said]:
    """The House's gateway: the schema's errors as XML, or 200 and nothing."""
    validator = etree.RelaxNG(etree.parse(schema))

    def answer(asked: Asked) -> Said:
        if asked.query.get("apikey") != KEY:
            return Said(401, "unknown apikey")
        if validator.validate(etree.fromstring(asked.body)):
            return Said(200)
        told = "".join(f"<Error>{escape(each.message)}</Error>" for each in validator.error_log)
        return Said(
            400,
            f'<?xml version="1.0"?>\n<Errors>{told}</Errors>',
            {"Content-Type": "application/xml"},
        )

    return answer


def senate() -> Callable[[Asked], Said]:
    """The Senate's gateway: 201, and 409 for a DeliveryId that it has had."""
    had: set[str | None] = set()

    def answer(asked: Asked) -> Said:
        if asked.headers.get("Content-Type") != "application/xml":
            return Said(415)
        delivery_id = etree.fromstring(asked.body).findtext("Delivery/DeliveryId")
        if delivery_id in had:
            return Said(409, json.dumps({"detail": "duplicate DeliveryId"}))
        had.add(delivery_id)
        return Said(201)

    return answer
