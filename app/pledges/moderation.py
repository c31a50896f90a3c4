"""What an organizer can do to a voice: approve, decline with a reason, feature, undo.

Every step is reversible and audited; the words themselves are never changed, and never
stand in the audit log.
"""

from __future__ import annotations

from app.audit import service as audit
from app.extensions import db
from app.organizers.models import Organizer
from app.pledges.errors import TransitionRefused
from app.pledges.models import Signatory, VoiceState

LONGEST_REASON = 300


def approve(signatory: Signatory, *, by: Organizer) -> None:
    """The public may read it. Harmless twice; raises TransitionRefused where there is no voice."""
    _set(signatory, VoiceState.APPROVED, by=by)


def decline(signatory: Signatory, *, reason: str, by: Organizer) -> None:
    """Nobody reads it; `reason` is for the other organizers, and for the person if they ask."""
    _set(signatory, VoiceState.DECLINED, by=by, reason=reason)


def put_back(signatory: Signatory, *, by: Organizer) -> None:
    """Undo: it waits again, and is out of sight until somebody decides anew."""
    _set(signatory, VoiceState.WAITING, by=by)


def feature(signatory: Signatory, featured: bool, *, by: Organizer) -> None:
    """Show an approved voice first on the campaign's page, or no longer."""
    signatory = _locked(signatory)
    if signatory.voice_state != VoiceState.APPROVED:
        raise TransitionRefused
    before = audit.fields(signatory, "voice_featured")
    signatory.voice_featured = featured
    _note(signatory, "voice.feature", before, ("voice_featured",), by)


def _set(signatory: Signatory, state: VoiceState, *, by: Organizer, reason: str = "") -> None:
    signatory = _locked(signatory)
    if signatory.voice_state == VoiceState.NONE:
        raise TransitionRefused
    changed = ("voice_state", "voice_reason", "voice_featured")
    before = audit.fields(signatory, *changed)
    signatory.voice_state, signatory.voice_reason = state, reason
    if state != VoiceState.APPROVED:
        signatory.voice_featured = False
    _note(signatory, f"voice.{state.value}", before, changed, by)


def _note(
    signatory: Signatory,
    action: str,
    before: dict[str, object],
    changed: tuple[str, ...],
    by: Organizer,
) -> None:
    after = audit.fields(signatory, *changed)
    if after != before:
        audit.record(
            action,
            by=by,
            campaign=signatory.campaign,
            subject=f"signatory:{signatory.id}",
            before=before,
            after=after,
        )


def _locked(signatory: Signatory) -> Signatory:
    return db.session.get_one(
        Signatory, signatory.id, with_for_update={"of": Signatory}, populate_existing=True
    )
