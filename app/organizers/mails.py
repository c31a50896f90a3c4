"""Flask-Security's mails as rows of our outbox: who gets which, and no secret.

What it has rendered with the link in it is thrown away: app.mail.organizer_messages makes
the words, and mints the link, when the mail leaves.
"""

from __future__ import annotations

from typing import Any

from flask_security import MailUtil

from app.organizers.models import Organizer
from app.outbox import service as outbox

# Flask-Security's templates, and our kind of mail. (The link to a new password is posted by
# the form that asks for it.)
KINDS = {
    "security/email/reset_notice": "password_changed",
    "security/email/change_notice": "password_changed",
}


class OutboxMails(MailUtil):
    """Posts what Flask-Security would send."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        organizer: Organizer = kwargs["user"]
        post(KINDS[template], organizer)


def post(kind: str, organizer: Organizer, *, to: str = "") -> None:
    """Put a mail about this account into the outbox; `to`: another address than theirs now."""
    outbox.post(
        kind,
        to=to or organizer.email,
        locale=organizer.locale,
        context={"organizer": organizer.id},
    )
