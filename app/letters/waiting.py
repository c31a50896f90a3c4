"""The letters that wait for their writer's yes, as the page with the button shows them.

Not in here: what the yes does (`service`), and who may say it (the link in the mail).
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
import structlog

from app.extensions import db
from app.keyring import KeyMissing, SealBroken
from app.letters import queries, reading
from app.letters.errors import LetterUnknown
from app.letters.models import Letter
from app.letters.reading import Reading
from app.pledges.models import Signatory

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class Shown:
    """A whole letter before it leaves. `key` names it in the answer."""

    key: str
    written_at: dt.datetime
    subject: str
    offices: tuple[str, ...]
    texts: list[Reading]


def list_shown(signatory: Signatory) -> list[Shown]:
    """The letters this person can still say yes to, whole, the newest first.

    Not among them is one to offices that they have all written to: it can never be sent.
    """
    written = queries.written_offices(signatory.id)
    found = []
    for letter in queries.list_waiting(signatory):
        if any(each.office not in written for each in letter.deliveries):
            try:
                found.append(_shown(letter))
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


def _shown(letter: Letter) -> Shown:
    return Shown(
        key=letter.uid.hex,
        written_at=letter.created_at,
        subject=queries.opened(letter)["subject"],
        offices=tuple(each.addressee for each in letter.deliveries),
        texts=reading.texts(letter.deliveries),
    )
