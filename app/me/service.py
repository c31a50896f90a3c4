"""What a person can do to their own signature: change it, hide it, take it back, be erased.

Every verb takes the row's lock first, so two windows come one after the other and the sums
follow exactly. The audit log learns what was done and by nobody it could name. Flushes,
never commits.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.audit import service as audit
from app.campaigns.models import Organization
from app.extensions import db
from app.me import forgetting, unsubscribing
from app.me.errors import ChangedMeanwhile
from app.pledges import correcting, queries
from app.pledges import service as pledges
from app.pledges.correcting import Making
from app.pledges.errors import TransitionRefused
from app.pledges.models import (
    Signatory,
    SignatoryConsent,
    SignatoryState,
    Visibility,
    VoiceState,
)

# Who may still change what is said of them.
STANDS = (SignatoryState.PENDING, SignatoryState.CONFIRMED)


@dataclass(frozen=True)
class Edit:
    """What they make and what the public sees of them, as typed. `seen`: see `mark`."""

    making: Making
    credit_name: str
    visibility: Visibility
    seen: str


@dataclass(frozen=True)
class Consents:
    """Who may write to them: the campaign, and these partners."""

    updates: bool
    partners: tuple[Organization, ...]
    seen: str


def mark(signatory: Signatory) -> str:
    """The state of what a form of theirs shows, so that a form of another state is noticed."""
    shown = (
        signatory.state,
        signatory.discipline_id,
        signatory.craft_id,
        sorted(queries.discipline_ids(signatory)),
        signatory.credit_name,
        signatory.visibility,
        signatory.updates,
        sorted(_partner_ids(signatory)),
    )
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]


def edit(signatory: Signatory, wanted: Edit) -> bool:
    """Set disciplines, craft, credit name and visibility; whether the voice waits anew for it.

    An approved voice was approved under the name beside it: with another name it is looked at
    again. Raises TransitionRefused, ChangedMeanwhile.
    """
    signatory = _standing(signatory, wanted.seen)
    before = _state(signatory)
    renamed = signatory.credit_name != wanted.credit_name
    correcting.set_making(signatory, wanted.making)
    signatory.credit_name, signatory.visibility = wanted.credit_name, wanted.visibility
    waits_anew = renamed and signatory.voice_state == VoiceState.APPROVED
    if waits_anew:
        signatory.voice_state, signatory.voice_featured = VoiceState.WAITING, False
    db.session.flush()
    _note("own.edit", signatory, before)
    return waits_anew


def choose(signatory: Signatory, wanted: Consents) -> None:
    """Say who may write to them. Raises TransitionRefused, ChangedMeanwhile."""
    signatory = _standing(signatory, wanted.seen)
    before = _state(signatory)
    signatory.updates = wanted.updates
    if wanted.updates:
        signatory.unsubscribed_at = None
    _set_partners(signatory, [each.id for each in wanted.partners])
    _note("own.consents", signatory, before)


def withdraw_voice(signatory: Signatory) -> None:
    """Their words are deleted, and what organizers wrote about them. Harmless without any."""
    signatory = correcting.locked(signatory)
    before = _state(signatory)
    signatory.voice, signatory.voice_state = "", VoiceState.NONE
    signatory.voice_held, signatory.voice_reason = "", ""
    signatory.voice_featured = False
    forgetting.forget_words(signatory)
    db.session.flush()
    _note("own.voice", signatory, before)


def unsign(signatory: Signatory) -> None:
    """They take their name back: the count steps down, nothing of them is shown, nobody writes.

    What is held stays until they erase it or it is forgotten in time. Harmless twice; raises
    TransitionRefused where organizers have struck it out.
    """
    signatory = correcting.locked(signatory)
    before = _state(signatory)
    pledges.withdraw(signatory)
    _set_partners(signatory, [])
    unsubscribing.unsubscribe(signatory)
    _note("own.unsign", signatory, before)


def erase(signatory: Signatory) -> None:
    """Forget them (see `correcting.erase`)."""
    correcting.erase(signatory, by=None, action="own.erase")


def _standing(signatory: Signatory, seen: str) -> Signatory:
    """The row, locked, where it may be changed and is what the form was made from."""
    signatory = correcting.locked(signatory)
    if signatory.state not in STANDS:
        raise TransitionRefused
    db.session.expire(signatory, ["also"])
    if seen != mark(signatory):
        raise ChangedMeanwhile
    return signatory


def _set_partners(signatory: Signatory, ids: Sequence[int]) -> None:
    gone = sa.delete(SignatoryConsent).where(SignatoryConsent.signatory_id == signatory.id)
    db.session.execute(gone)
    rows = [{"signatory_id": signatory.id, "organization_id": each} for each in sorted(set(ids))]
    if rows:
        db.session.execute(sa.insert(SignatoryConsent), rows)
    db.session.flush()


def _partner_ids(signatory: Signatory) -> list[int]:
    wanted = sa.select(SignatoryConsent.organization_id)
    return list(db.session.scalars(wanted.where(SignatoryConsent.signatory_id == signatory.id)))


def _state(signatory: Signatory) -> dict[str, Any]:
    """As the audit log keeps it: no name, no word of theirs."""
    return {
        **correcting.written(signatory),
        **audit.fields(signatory, "state", "visibility", "updates", "voice_state"),
        "partners": len(_partner_ids(signatory)),
    }


def _note(action: str, signatory: Signatory, before: dict[str, Any]) -> None:
    audit.record(
        action,
        by=None,
        campaign=signatory.campaign,
        subject=f"signatory:{signatory.id}",
        before=before,
        after=_state(signatory),
    )
