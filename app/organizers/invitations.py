"""Invitations: an account that waits for its person, behind a link that is good once.

The link's token is random. Its hash finds the invitation; sealed, it waits for the mail that
carries it. The first owner's link has no address: whoever opens it first gives their own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

import sqlalchemy as sa
from flask import current_app
from flask_security.utils import hash_password

from app import clock, keyring
from app.audit import service as audit
from app.extensions import db
from app.organizers import people
from app.organizers.errors import AccountExists, InvitationOver, InvitationUnknown
from app.organizers.models import Invitation, Organizer, RoleName
from app.outbox import service as outbox

LIFE = dt.timedelta(days=7)


def invite(
    email: str,
    role: RoleName,
    *,
    by: Organizer | None,
    locale: str,
    organization_id: int | None = None,
    mail: bool = True,
) -> Invitation:
    """Invite somebody, by mail; an earlier invitation to the same address ends.

    Raises AccountExists.
    """
    address = email.strip().lower()
    if people.find_by_email(address):
        raise AccountExists
    for earlier in list_open(email=address):
        earlier.withdrawn_at = clock.now()
    made = _make(address, role, by=by, locale=locale, organization_id=organization_id)
    if mail:
        _post(made)
    audit.record("invitation.send", by=by, subject=_subject(made), after={"role": role.value})
    return made


def first_owner() -> Invitation:
    """A link for the site's first owner; the earlier ones are void from now on."""
    for earlier in list_open(email=""):
        earlier.withdrawn_at = clock.now()
    return _make("", RoleName.OWNER, by=None, locale="en", organization_id=None)


def resend(invitation: Invitation, *, by: Organizer | None) -> None:
    """Send the same link once more, good for another week. Raises InvitationOver."""
    if invitation.accepted_at or invitation.withdrawn_at:
        raise InvitationOver("accepted" if invitation.accepted_at else "withdrawn")
    invitation.expires_at = clock.now() + LIFE
    _post(invitation)
    audit.record("invitation.resend", by=by, subject=_subject(invitation))


def withdraw(invitation: Invitation, *, by: Organizer | None) -> None:
    """Make the link void. Harmless twice. Raises InvitationOver where it was accepted."""
    if invitation.accepted_at:
        raise InvitationOver("accepted")
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = clock.now()
        audit.record("invitation.withdraw", by=by, subject=_subject(invitation))


def accept(
    invitation: Invitation, *, email: str, name: str, password: str, locale: str
) -> Organizer:
    """Make the account. Raises InvitationOver, AccountExists.

    `email` counts in the first owner's link alone. Two who accept at once are one after the
    other, and the second finds it accepted.
    """
    db.session.refresh(invitation, with_for_update=True)
    check_open(invitation)
    made = people.create(
        email=invitation.email or email,
        name=name,
        role=invitation.role,
        password_hash=hash_password(password),
        locale=locale,
        organization_id=invitation.organization_id,
    )
    invitation.accepted_at = clock.now()
    return made


def get_by_token(token: str) -> Invitation:
    """The invitation of this link, in whatever state. Raises InvitationUnknown."""
    found = db.session.scalar(sa.select(Invitation).where(Invitation.token_hash == _hash(token)))
    if found is None:
        raise InvitationUnknown
    return found


def check_open(invitation: Invitation) -> None:
    """Raises InvitationOver with the reason, where it can no longer be accepted."""
    if invitation.accepted_at:
        raise InvitationOver("accepted")
    if invitation.withdrawn_at:
        raise InvitationOver("withdrawn")
    if invitation.expires_at <= clock.now():
        raise InvitationOver("expired")
    if not invitation.email and people.has_owner():
        raise InvitationOver("withdrawn")


def find(invitation_id: int) -> Invitation | None:
    """The invitation of this number."""
    return db.session.get(Invitation, invitation_id)


def list_open(*, email: str | None = None) -> Sequence[Invitation]:
    """Those not accepted and not withdrawn, expired ones with them; to this address alone."""
    wanted = sa.select(Invitation).where(
        Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
    )
    if email is not None:
        wanted = wanted.where(Invitation.email == email)
    return db.session.scalars(wanted.order_by(Invitation.id.desc())).all()


def link(invitation: Invitation) -> str:
    """Where it is accepted: under PUBLIC_URL, never under what a request calls us."""
    sealed = keyring.current().open(invitation.sealed, bound_to=invitation.uid)
    return f"{current_app.config['PUBLIC_URL']}/organize/join/{sealed['token']}/"


def _make(
    email: str,
    role: RoleName,
    *,
    by: Organizer | None,
    locale: str,
    organization_id: int | None,
) -> Invitation:
    token, uid = secrets.token_urlsafe(24), secrets.token_bytes(16)
    made = Invitation(
        token_hash=_hash(token),
        sealed=keyring.current().seal({"token": token}, bound_to=uid),
        uid=uid,
        email=email,
        role=role.value,
        organization_id=organization_id,
        locale=locale,
        invited_by=by.id if by else None,
        expires_at=clock.now() + LIFE,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _post(invitation: Invitation) -> None:
    outbox.post(
        "invitation",
        to=invitation.email,
        locale=invitation.locale,
        context={"invitation": invitation.id},
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _subject(invitation: Invitation) -> str:
    return f"invitation:{invitation.id}"
