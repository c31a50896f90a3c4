"""What one's own page says of states, mails and what has just been done."""

from __future__ import annotations

from flask_babel import gettext as _

from app.pledges.models import SignatoryState, Visibility, VoiceState


def state(name: str, waits: bool = True) -> str:
    """How a signature stands, in a sentence; `waits`: one counts once it is confirmed."""
    if name == SignatoryState.PENDING and not waits:
        return str(_("You have signed. Nobody has confirmed yet that this address is yours."))
    named = {
        SignatoryState.PENDING: _(
            "Your signature waits for you: the button in our confirmation mail counts it."
        ),
        SignatoryState.CONFIRMED: _("You have signed, and confirmed it."),
        SignatoryState.WITHDRAWN: _(
            "You took your name back: it is counted no more, and nothing of it is shown."
        ),
        SignatoryState.INVALIDATED: _(
            "The organizers have taken this signature out of the count, and nothing of it is shown."
        ),
    }
    return str(named[SignatoryState(name)])


def visibility(name: str) -> str:
    """What the public sees."""
    named = {
        Visibility.CREDIT: _("your credit name"),
        Visibility.INITIALS: _("only your initials"),
        Visibility.HIDDEN: _("nothing of you"),
    }
    return str(named[Visibility(name)])


def voice(name: str) -> str:
    """How their own words stand."""
    named = {
        VoiceState.NONE: _("You left no words of your own."),
        VoiceState.WAITING: _("They wait: nobody sees them before an organizer has read them."),
        VoiceState.APPROVED: _("An organizer has approved them: the public can read them."),
        VoiceState.DECLINED: _("An organizer has declined them: nobody sees them."),
    }
    return str(named[VoiceState(name)])


def done(what: str) -> str:
    """What has just happened, by the word in the address; "" for any other word."""
    named = {
        "edited": _("Changed. The numbers and the public pages follow at once."),
        "waits": _(
            "Changed. Your own words were approved under another name, "
            "so an organizer reads them once more before they are shown again."
        ),
        "chosen": _("Kept. From now on only those write to you that are ticked below."),
        "voice": _("Your words are deleted here and shown no more."),
        "unsigned": _(
            "You are no longer among those who signed: you are counted no more, "
            "and no partner and no update will write to you through us."
        ),
        "erased": _(
            "Erased: your signature in that campaign, your letters and the mails about them are "
            "deleted, and you are counted no more. How many letters reached an office stays, "
            "as a sum without you."
        ),
        "closed": _("The link is closed: it opens nothing any more."),
    }
    return str(named.get(what, ""))
