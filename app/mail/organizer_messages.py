"""The mails about organizers' accounts, gathered as those in `messages`: when they leave.

Links are minted here, so none waits in the outbox. They belong to no campaign.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_security.recoverable import generate_reset_password_token

from app import clock
from app.campaigns.models import Campaign
from app.extensions import db
from app.mail.render import one_line
from app.organizers import accounts, invitations
from app.organizers.models import Invitation, Organizer
from app.outbox.errors import MailMoot, MailUnsendable
from app.outbox.models import ClaimedMail
from app.trends import words
from app.trends.models import Alert

Words = dict[str, Any]

_NAME_LENGTH = 120


def invitation(mail: ClaimedMail) -> Words:
    """The link at which an account is made. Moot once it was accepted, withdrawn or expired."""
    found = db.session.get(Invitation, _number(mail, "invitation"))
    if found is None or found.accepted_at or found.withdrawn_at or found.expires_at <= clock.now():
        raise MailMoot
    inviter = found.inviter.called if found.inviter else ""
    return _words() | {
        "inviter": one_line(inviter, _NAME_LENGTH),
        "role": found.role,
        "days": invitations.LIFE.days,
        "link": invitations.link(found),
    }


def password_reset(mail: ClaimedMail) -> Words:
    """The link at which a new password is chosen; it dies with the next one chosen."""
    organizer = _organizer(mail)
    token = generate_reset_password_token(organizer)  # type: ignore[no-untyped-call]
    return _about(organizer) | {"link": f"{_home()}reset/{token}/"}


def password_changed(mail: ClaimedMail) -> Words:
    """That the password is another one now, whoever did it."""
    return _about(_organizer(mail)) | {"link": f"{_home()}reset/"}


def email_changed(mail: ClaimedMail) -> Words:
    """To the old address: the account has another one now."""
    return _about(_organizer(mail))


def second_step_reset(mail: ClaimedMail) -> Words:
    """That an owner took away app, recovery codes and passkeys."""
    return _about(_organizer(mail)) | {"link": f"{_home()}account/"}


def trend_alert(mail: ClaimedMail) -> Words:
    """That signatures of a campaign stand out: counts, kinds and a link. Moot once dismissed."""
    organizer = _organizer(mail)
    campaign = db.session.get(Campaign, _number(mail, "campaign"))
    ids = [int(each) for each in mail.context.get("alerts", [])]
    wanted = sa.select(Alert).where(Alert.id.in_(ids), Alert.dismissed_at.is_(None))
    found = db.session.scalars(wanted.order_by(Alert.id)).all()
    if campaign is None or not found:
        raise MailMoot
    return _about(organizer) | {
        "cause": one_line(campaign.title, _NAME_LENGTH),
        "lines": [words.counted(each) for each in found],
        "link": f"{_home()}c/{campaign.slug}/trends/",
    }


def _organizer(mail: ClaimedMail) -> Organizer:
    found = db.session.get(Organizer, _number(mail, "organizer"))
    if found is None or not found.active:
        raise MailMoot
    return found


def _number(mail: ClaimedMail, name: str) -> int:
    try:
        return int(mail.context[name])
    except (KeyError, TypeError, ValueError) as error:
        raise MailUnsendable(f"this mail is about an {name}, and names none") from error


def _about(organizer: Organizer) -> Words:
    return _words() | {"name": one_line(organizer.name, _NAME_LENGTH)}


def _words() -> Words:
    # What the mails' layout asks of a campaign: these have none.
    return {"campaign": None, "title": "Tutti", "site": current_app.config["PUBLIC_URL"]}


def _home() -> str:
    return f"{current_app.config['PUBLIC_URL']}{accounts.PREFIX}/"
