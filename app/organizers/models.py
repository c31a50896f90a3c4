"""Who runs the campaigns: organizers, their passkeys, sessions, invitations and failed attempts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_security import RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.campaigns.models import Organization
from app.database import Base, BigId, one_of


class RoleName(StrEnum):
    """What an organizer may do; each person has exactly one (see `rights`)."""

    OWNER = "owner"
    ORGANIZER = "organizer"
    VIEWER = "viewer"
    PARTNER = "partner"


@dataclass(frozen=True)
class Role(RoleMixin):
    """A role as Flask-Security asks for it: the four are fixed, so no table holds them."""

    name: str


class Organizer(Base, UserMixin):
    """A person with an account. `email` is lower case and stands for them everywhere.

    The columns that Flask-Security asks for keep its names. `fs_uniquifier` is what a
    session holds: a new one ends them all. `organization_id` says whose partner a
    partner is. Nobody has a password before they chose one themselves.
    """

    __tablename__ = "organizer"
    __table_args__ = (one_of("role", RoleName),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    role: Mapped[str] = mapped_column(sa.String(12))
    organization_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organization.id", ondelete="SET NULL")
    )
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    locale: Mapped[str] = mapped_column(sa.String(12), default="en")
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(  # type: ignore[assignment]
        sa.String(64), unique=True
    )
    tf_primary_method: Mapped[str | None] = mapped_column(sa.String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(sa.String(255))
    # Flask-Security takes a used code out of the list as it is.
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(sa.JSON))
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)

    organization: Mapped[Organization | None] = relationship()
    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]
        back_populates="user", cascade="all, delete-orphan"
    )

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]  # read-only: a role is a column
        return [Role(self.role)]

    @property
    def called(self) -> str:
        """What the panel calls them."""
        return self.name or self.email


class Passkey(Base, WebAuthnMixin):
    """A WebAuthn credential of an organizer; the columns keep Flask-Security's names."""

    __tablename__ = "organizer_passkey"
    __table_args__ = (sa.Index("ix_organizer_passkey_user_id", "user_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("organizer.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(64))
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sign_count: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    transports: Mapped[list[str] | None] = mapped_column(sa.JSON)
    extensions: Mapped[str | None] = mapped_column(sa.String(255))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(sa.String(64))
    usage: Mapped[str] = mapped_column(sa.String(64))
    lastuse_datetime: Mapped[dt.datetime]
    create_datetime: Mapped[dt.datetime] = mapped_column(default=clock.now)

    user: Mapped[Organizer] = relationship(back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, Any]:
        """How Flask-Security finds whose passkey this is."""
        return {"id": self.user_id}


class SignInSession(Base):
    """One sign-in on one browser, so that it can be seen and ended.

    `key_hash` is the SHA-256 of what the signed cookie holds. `browser` is the family
    of browser and system alone ("Firefox on Linux"): no address is kept.
    """

    __tablename__ = "organizer_session"
    __table_args__ = (sa.Index("ix_organizer_session_organizer_id", "organizer_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    organizer_id: Mapped[int] = mapped_column(sa.ForeignKey("organizer.id", ondelete="CASCADE"))
    key_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    browser: Mapped[str] = mapped_column(sa.String(80), default="")
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[dt.datetime | None]


class Invitation(Base):
    """An account that waits for its person: the link's token is random, its hash stored.

    `email` is empty in the first owner's link, which `make run` prints: whoever opens it
    first gives their own. `invited_by` is none there, too.
    """

    __tablename__ = "organizer_invitation"
    __table_args__ = (one_of("role", RoleName),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    role: Mapped[str] = mapped_column(sa.String(12))
    organization_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organization.id", ondelete="SET NULL")
    )
    locale: Mapped[str] = mapped_column(sa.String(12), default="en")
    invited_by: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organizer.id", ondelete="SET NULL")
    )
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    uid: Mapped[bytes] = mapped_column(sa.LargeBinary(16))
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[dt.datetime]
    accepted_at: Mapped[dt.datetime | None]
    withdrawn_at: Mapped[dt.datetime | None]

    organization: Mapped[Organization | None] = relationship()
    inviter: Mapped[Organizer | None] = relationship()


class Attempt(Base):
    """How often something was tried within a window: failed sign-ins, reset mails.

    `key` is a keyed digest of what is counted (an account, a client's address) and of
    what for, so that the table names nobody. `since` begins the window.
    """

    __tablename__ = "organizer_attempt"

    key: Mapped[bytes] = mapped_column(sa.LargeBinary(16), primary_key=True)
    since: Mapped[dt.datetime]
    count: Mapped[int] = mapped_column(sa.Integer, default=0)
