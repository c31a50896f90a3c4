"""Add organizers: accounts, passkeys, sessions, invitations, counted attempts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "organizer",
        sa.Column("id", big_id, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("organization_id", big_id, nullable=True),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("fs_webauthn_user_handle", sa.String(length=64), nullable=True),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("mf_recovery_codes", sa.JSON(), nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.CheckConstraint(
            "role IN ('owner', 'organizer', 'viewer', 'partner')", name=op.f("ck_organizer_role")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_organizer_organization_id_organization"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizer")),
        sa.UniqueConstraint("email", name=op.f("uq_organizer_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_organizer_fs_uniquifier")),
        sa.UniqueConstraint(
            "fs_webauthn_user_handle", name=op.f("uq_organizer_fs_webauthn_user_handle")
        ),
    )
    op.create_table(
        "organizer_attempt",
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_organizer_attempt")),
    )
    op.create_table(
        "organizer_invitation",
        sa.Column("id", big_id, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("organization_id", big_id, nullable=True),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("invited_by", big_id, nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("accepted_at", moment, nullable=True),
        sa.Column("withdrawn_at", moment, nullable=True),
        sa.CheckConstraint(
            "role IN ('owner', 'organizer', 'viewer', 'partner')",
            name=op.f("ck_organizer_invitation_role"),
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["organizer.id"],
            name=op.f("fk_organizer_invitation_invited_by_organizer"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_organizer_invitation_organization_id_organization"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizer_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_organizer_invitation_token_hash")),
    )
    op.create_table(
        "organizer_passkey",
        sa.Column("id", big_id, nullable=False),
        sa.Column("user_id", big_id, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=True),
        sa.Column("extensions", sa.String(length=255), nullable=True),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(length=64), nullable=False),
        sa.Column("usage", sa.String(length=64), nullable=False),
        sa.Column("lastuse_datetime", moment, nullable=False),
        sa.Column("create_datetime", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["organizer.id"],
            name=op.f("fk_organizer_passkey_user_id_organizer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizer_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_organizer_passkey_credential_id")),
    )
    op.create_index("ix_organizer_passkey_user_id", "organizer_passkey", ["user_id"])
    op.create_table(
        "organizer_session",
        sa.Column("id", big_id, nullable=False),
        sa.Column("organizer_id", big_id, nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("browser", sa.String(length=80), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["organizer_id"],
            ["organizer.id"],
            name=op.f("fk_organizer_session_organizer_id_organizer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizer_session")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_organizer_session_key_hash")),
    )
    op.create_index("ix_organizer_session_organizer_id", "organizer_session", ["organizer_id"])


def downgrade() -> None:
    op.drop_table("organizer_session")
    op.drop_table("organizer_passkey")
    op.drop_table("organizer_invitation")
    op.drop_table("organizer_attempt")
    op.drop_table("organizer")
