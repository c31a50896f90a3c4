"""What the page about one person says of letters, mails and what has happened."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.pledges.models import Visibility, VoiceState
from app.pledges.stories import Happening


def happening(each: Happening) -> str:
    """Something that became of a signature, in a sentence; an unknown act stands for itself."""
    said = {
        "signed": _("Signed."),
        "imported": _("Brought in by an import."),
        "reminded": _("Was reminded to confirm."),
        "confirmed": _("Confirmed the signature."),
        "signatory.correct": _("What they make was corrected."),
        "signatory.resend": _("The confirmation was sent again."),
        "signatory.invalidate": _("Struck out."),
        "signatory.validate": _("Put back."),
        "signatory.shadow": _("Moved into the shadow."),
        "signatory.lift_shadow": _("Taken out of the shadow."),
        "own.edit": _("They changed their signature themselves."),
        "own.consents": _("They said anew who may write to them."),
        "own.voice": _("They took their own words back."),
        "own.unsign": _("They took their name back."),
        "voice.approved": _("Their voice was approved."),
        "voice.declined": _("Their voice was declined."),
        "voice.waiting": _("The decision on their voice was undone."),
        "voice.feature": _("Whether their voice is shown first was changed."),
    }
    return str(said.get(each.what, each.what))


def change(each: Happening) -> str:
    """Before and after, where the audit log has them: "music → writing"."""
    if each.entry is None:
        return ""
    before, after = each.entry.before, each.entry.after
    names = [name for name in after if name in before]
    return "; ".join(f"{_plain(before[name])} → {_plain(after[name])}" for name in names)


def visibility(name: str) -> str:
    """What the person lets the public see."""
    named = {
        Visibility.CREDIT: _("credit name"),
        Visibility.INITIALS: _("initials alone"),
        Visibility.HIDDEN: _("nothing: counted only"),
    }
    return str(named[Visibility(name)])


def voice(name: str) -> str:
    """How their voice stands."""
    named = {
        VoiceState.NONE: _("none"),
        VoiceState.WAITING: _("waits for approval"),
        VoiceState.APPROVED: _("approved"),
        VoiceState.DECLINED: _("declined"),
    }
    return str(named[VoiceState(name)])


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return str(value) or "–"
