"""What limits and lists are called in the panel."""

from __future__ import annotations

from flask_babel import gettext as _

from app.filters import moment
from app.limits.models import Action, ListEntry, ListKind, ListVerb
from app.limits.service import Answer
from app.pledges import fingerprints


def action(which: str) -> str:
    """What is limited."""
    words: dict[str, str] = {
        Action.SIGN: _("Signing"),
        Action.LETTER: _("Letters"),
        Action.MAIL: _("Mails once more"),
        Action.SIGN_IN: _("Panel sign-in"),
    }
    return words.get(which, which)


def why(answer: str) -> str:
    """What they were answered."""
    words: dict[str, str] = {
        Answer.PROVE: _("asked for a proof"),
        Answer.WAIT: _("told to wait"),
        Answer.BLOCKED: _("blocked"),
    }
    return words.get(answer, answer)


def verb(which: str) -> str:
    """What an entry does."""
    return str(_("allowed more") if which == ListVerb.ALLOW else _("blocked"))


def whom(entry: ListEntry) -> str:
    """Whom an entry names, as far as anybody still knows."""
    short = fingerprints.short(entry.digest)
    words: dict[str, str] = {
        ListKind.CLIENT: _("client %(hash)s", hash=short),
        ListKind.NETWORK: _("network %(hash)s", hash=short),
        ListKind.EMAIL: _("an e-mail address (%(hash)s)", hash=short),
    }
    return words.get(entry.kind, entry.text)


def allowed(entry: ListEntry) -> str:
    """What one click has done, and until when."""
    if entry.expires_at is None:
        return str(_("%(whom)s is allowed more from now on.", whom=whom(entry)))
    return str(
        _(
            "%(whom)s is allowed more until %(when)s: then the hash it is known by ends.",
            whom=whom(entry),
            when=moment(entry.expires_at, "UTC"),
        )
    )
