"""What can happen to organizers: roles, closed and opened accounts, ended sessions.

Every verb records itself in the audit log. One owner must always remain.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.audit import service as audit
from app.extensions import db
from app.organizers import mails, sessions
from app.organizers.errors import AccountExists, LastOwner
from app.organizers.models import Organizer, RoleName


def list_people() -> Sequence[Organizer]:
    """Everybody with an account, open ones first, by name."""
    order = (Organizer.active.desc(), sa.func.lower(Organizer.name), Organizer.id)
    beside = (selectinload(Organizer.webauthn), selectinload(Organizer.organization))
    return db.session.scalars(sa.select(Organizer).options(*beside).order_by(*order)).all()


def find(organizer_id: int) -> Organizer | None:
    """The person of this number."""
    return db.session.get(Organizer, organizer_id)


def find_by_email(email: str) -> Organizer | None:
    """The account with this address, in whatever letters it was typed."""
    return db.session.scalar(sa.select(Organizer).where(Organizer.email == email.strip().lower()))


def has_owner() -> bool:
    """Whether somebody can run this site."""
    owner = sa.select(Organizer.id).where(*_is_owner()).limit(1)
    return db.session.scalar(owner) is not None


def create(
    *,
    email: str,
    name: str,
    role: str,
    password_hash: str,
    locale: str,
    organization_id: int | None,
) -> Organizer:
    """Make an account. Raises AccountExists."""
    if find_by_email(email):
        raise AccountExists
    made = Organizer(
        email=email.strip().lower(),
        name=name,
        role=role,
        password=password_hash,
        locale=locale,
        organization_id=organization_id,
        active=True,
        fs_uniquifier=secrets.token_hex(32),
    )
    try:
        # Two links to one address, pressed at once: the database decides which was first.
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as error:
        raise AccountExists from error
    audit.record("organizer.join", by=made, subject=_subject(made), after={"role": role})
    return made


def change_role(
    person: Organizer, role: RoleName, *, by: Organizer | None, organization_id: int | None = None
) -> None:
    """Give them another role; a partner's organization with it. Raises LastOwner."""
    if role != RoleName.OWNER:
        _another_owner_remains(person)
    before = audit.fields(person, "role", "organization_id")
    person.role = role.value
    person.organization_id = organization_id if role == RoleName.PARTNER else None
    after = audit.fields(person, "role", "organization_id")
    audit.record("organizer.role", by=by, subject=_subject(person), before=before, after=after)


def deactivate(person: Organizer, *, by: Organizer | None) -> None:
    """Close the account, at once: every sign-in of theirs ends. Raises LastOwner."""
    _another_owner_remains(person)
    person.active = False
    _shut_out(person)
    audit.record("organizer.deactivate", by=by, subject=_subject(person))


def reactivate(person: Organizer, *, by: Organizer | None) -> None:
    """Open a closed account again, with the password it had."""
    person.active = True
    audit.record("organizer.reactivate", by=by, subject=_subject(person))


def sign_out_everywhere(person: Organizer, *, by: Organizer | None) -> None:
    """End every sign-in of theirs."""
    _shut_out(person)
    audit.record("organizer.sessions", by=by, subject=_subject(person))


def reset_second_step(person: Organizer, *, by: Organizer | None) -> None:
    """Forget their app, their recovery codes and their passkeys: the password alone lets them in.

    They are told by mail, and signed out everywhere.
    """
    person.tf_primary_method = person.tf_totp_secret = None
    person.mf_recovery_codes = None
    person.webauthn = []
    _shut_out(person)
    mails.post("second_step_reset", person)
    audit.record("organizer.second_step", by=by, subject=_subject(person))


def rename(person: Organizer, *, name: str, locale: str) -> None:
    """What the panel calls them, and the language it speaks."""
    before = audit.fields(person, "name", "locale")
    person.name, person.locale = name, locale
    after = audit.fields(person, "name", "locale")
    audit.record("organizer.self", by=person, subject=_subject(person), before=before, after=after)


def change_email(person: Organizer, email: str, *, keep: int | None) -> None:
    """Their new address; the old one is told. Other sign-ins than `keep` end.

    Raises AccountExists.
    """
    new, old = email.strip().lower(), person.email
    if new == old:
        return
    if find_by_email(new):
        raise AccountExists
    try:
        with db.session.begin_nested():
            person.email = new
    except IntegrityError as error:
        raise AccountExists from error
    sessions.end_all(person, but=keep)
    mails.post("email_changed", person, to=old)
    # Not which: the log outlives the account, and people are named in it by number.
    audit.record("organizer.email", by=person, subject=_subject(person))


def _another_owner_remains(person: Organizer) -> None:
    """Raises LastOwner where this is the one open account of an owner.

    The owners' rows are locked: two who demote each other at once are one after the other.
    """
    owners = sa.select(Organizer.id).where(*_is_owner()).order_by(Organizer.id).with_for_update()
    found = set(db.session.scalars(owners))
    if found == {person.id}:
        raise LastOwner


def _is_owner() -> tuple[sa.ColumnElement[bool], ...]:
    return Organizer.role == RoleName.OWNER.value, Organizer.active.is_(True)


def _shut_out(person: Organizer) -> None:
    sessions.end_all(person)
    # What every cookie of theirs holds beside the session's key.
    person.fs_uniquifier = secrets.token_hex(32)
    db.session.flush()


def _subject(person: Organizer) -> str:
    return f"organizer:{person.id}"
