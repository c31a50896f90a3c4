"""What mails and their states are called, on one's own page and in the panel alike."""

from __future__ import annotations

from flask_babel import gettext as _

from app.outbox.models import MailState


def mail(kind: str) -> str:
    """What a mail was about; a kind that is new here stands for itself."""
    named = {
        "confirm": _("Please confirm"),
        "confirm_reminder": _("Reminder to confirm"),
        "already_signed": _("You had signed already"),
        "letter_confirm": _("Please confirm your letter"),
        "letter_copy": _("Copy of your letter"),
        "me_link": _("Link to one’s own page"),
    }
    return str(named.get(kind, kind.replace("_", " ")))


def mail_state(name: str) -> str:
    """What became of a mail."""
    named = {
        MailState.WAITING: _("waits"),
        MailState.SENDING: _("is being sent"),
        MailState.SENT: _("sent"),
        MailState.FAILED: _("could not be delivered"),
        MailState.DROPPED: _("not sent: there was no reason left"),
    }
    return str(named[MailState(name)])
