"""The letters that wait for their writer's yes, as the page with the button shows them.

Not in here: what the yes does (`service`), and who may say it (the link in the mail).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Container
from dataclasses import dataclass

import sqlalchemy as sa
import structlog

from app.extensions import db
from app.keyring import KeyMissing, SealBroken, normalised
from app.letters import queries, reading
from app.letters.errors import LetterUnknown
from app.letters.models import Delivery, DeliveryState, Letter
from app.letters.reading import Reading
from app.letters.sender import sender_lines, sender_name
from app.pledges import queries as pledges
from app.pledges.models import Signatory

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class Shown:
    """A whole letter before it leaves, with all that the offices are told. `key` names it.

    `sender` is who writes, in lines. `is_in_their_name`: that is the legal name they signed with.
    """

    key: str
    written_at: dt.datetime
    subject: str
    offices: tuple[str, ...]
    texts: list[Reading]
    name: str
    sender: tuple[str, ...]
    is_in_their_name: bool


def list_shown(signatory: Signatory) -> list[Shown]:
    """The letters this person can still say yes to, whole, the newest first.

    Each with the offices that would still get it: whom they have written to gets no second
    one. Where that is nobody, the letter is not among them.
    """
    written = queries.written_offices(signatory)
    found = []
    for letter in queries.list_waiting(signatory):
        if left := [each for each in letter.deliveries if _can_go(each, written)]:
            try:
                found.append(_shown(letter, left))
            except (SealBroken, KeyMissing) as error:
                # The pledge can be confirmed all the same; what nobody can read stays here.
                log.error("a waiting letter cannot be read", error=type(error).__name__)
    return found


def get(signatory: Signatory, key: str) -> Letter:
    """This person's letter of that key, whatever has become of it. Raises LetterUnknown."""
    try:
        uid = uuid.UUID(hex=key)
    except ValueError:
        raise LetterUnknown from None
    found = db.session.scalar(
        sa.select(Letter).where(Letter.signatory_id == signatory.id, Letter.uid == uid)
    )
    if found is None:
        raise LetterUnknown
    return found


def _can_go(delivery: Delivery, written: Container[str]) -> bool:
    return delivery.state == DeliveryState.WAITING and delivery.office not in written


def _shown(letter: Letter, left: list[Delivery]) -> Shown:
    sealed = queries.opened(letter)
    who = queries.constituent(letter, sealed)
    name = sender_name(who)
    return Shown(
        key=letter.uid.hex,
        written_at=letter.created_at,
        subject=sealed["subject"],
        offices=tuple(each.addressee for each in left),
        texts=reading.texts(left),
        name=name,
        sender=(f"{who.prefix} {name}", *sender_lines(who)),
        is_in_their_name=_is_theirs(letter.signatory, f"{who.first_name} {who.last_name}"),
    )


def _is_theirs(signatory: Signatory, name: str) -> bool:
    legal = pledges.opened(signatory)
    return normalised(f"{legal['first_name']} {legal['last_name']}") == normalised(name)
