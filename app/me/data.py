"""A person's record as data to take away: plain JSON, with every key in the documentation.

The keys are a promise (docs/decisions/0019-self-service.md): new ones may come, none changes
its meaning. No key of a link is among them: the file may be passed on.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from app import clock
from app.letters.outcome import HELD
from app.me.record import HeldDelivery, HeldLetter, Record
from app.outbox.models import OutboxMail

# What is sealed of a letter and is a key of a link, or the machine's own mark.
_NOT_TOLD = ("token", "form")


def of(record: Record) -> dict[str, Any]:
    """Everything held of this person in this campaign; `record` was gathered whole."""
    return {
        "as_of": _moment(clock.now()),
        "campaign": {"address": record.campaign.slug, "title": record.campaign.title},
        "signature": _signature(record),
        "permissions": {
            "updates": record.signatory.updates,
            "unsubscribed_at": _moment(record.signatory.unsubscribed_at),
            "partners": [each.name for each in record.consents],
        },
        "voice": _voice(record),
        "letters": [_letter(each) for each in record.letters],
        "mails": [_mail(each) for each in record.mails],
        "acts": [{"at": _moment(each.at), "act": each.action} for each in record.acts],
    }


def _signature(record: Record) -> dict[str, Any]:
    who = record.signatory
    return {
        "number": who.id,
        "state": who.state,
        "legal_name": record.legal_name,
        "credit_name": who.credit_name,
        "visibility": who.visibility,
        "email": who.email,
        "email_compared_as": who.email_canonical,
        "country": who.country,
        "zip": who.zip,
        "city": who.city,
        "us_state": who.state_code or "",
        "discipline": who.discipline.name if who.discipline else "ally",
        "also": [each.name for each in who.also],
        "craft": who.craft.name if who.craft else "",
        "source": who.source,
        "language": who.locale,
        "brought_by_organizers": who.imported,
        "signed_at": _moment(who.created_at),
        "confirmed_at": _moment(who.confirmed_at),
        "reminded_at": _moment(who.reminded_at),
        "signed_again": who.repeats,
        "confirmation_sent_again": who.resent,
        "network_fingerprint": who.fingerprint.hex() if who.fingerprint else "",
        "seconds_to_fill_in": who.filled_seconds,
        "name_shape": who.name_shape,
    }


def _voice(record: Record) -> dict[str, Any]:
    who = record.signatory
    return {
        "text": who.voice,
        "state": who.voice_state,
        "held_because": who.voice_held,
        "declined_because": who.voice_reason,
        "shown_first": who.voice_featured,
    }


def _letter(held: HeldLetter) -> dict[str, Any]:
    letter = held.letter
    told = {key: value for key, value in held.sealed.items() if key not in _NOT_TOLD}
    return {
        "written_at": _moment(letter.created_at),
        "confirmed_at": _moment(letter.confirmed_at),
        "declined_at": _moment(letter.declined_at),
        "language": letter.locale,
        "own_words": letter.own_words,
        "written": told,
        "deliveries": [_delivery(each) for each in held.deliveries],
    }


def _delivery(held: HeldDelivery) -> dict[str, Any]:
    delivery = held.delivery
    return {
        "office": delivery.office,
        "addressee": delivery.addressee,
        "channel": delivery.channel,
        "state": delivery.state,
        "rehearsed": delivery.rehearsed,
        # That it is held back would tell who is in the shadow, and why it was made.
        "reason": "" if delivery.reason == HELD else delivery.reason,
        "called_at": _moment(delivery.called_at),
        "texts": dict(held.texts),
        "steps": [
            {"at": _moment(each.at), "state": each.state, "words": each.words}
            for each in held.steps
        ],
    }


def _mail(mail: OutboxMail) -> dict[str, Any]:
    return {
        "kind": mail.kind,
        "to": mail.recipient,
        "state": mail.state,
        "posted_at": _moment(mail.created_at),
        "sent_at": _moment(mail.sent_at),
    }


def _moment(at: dt.datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
