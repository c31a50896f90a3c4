"""Add signatories: sealed legal names, one per person and campaign."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "signatory",
        sa.Column("id", big_id, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", big_id, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("legal_name_index", sa.LargeBinary(length=16), nullable=False),
        sa.Column("credit_name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_canonical", sa.String(length=254), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("zip", sa.String(length=12), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=True),
        sa.Column("discipline_id", big_id, nullable=True),
        sa.Column("craft_id", big_id, nullable=True),
        sa.Column("voice", sa.Text(), nullable=False),
        sa.Column("voice_state", sa.String(length=12), nullable=False),
        sa.Column("visibility", sa.String(length=12), nullable=False),
        sa.Column("updates", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("repeats", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("confirmed_at", moment, nullable=True),
        sa.Column("reminded_at", moment, nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'confirmed', 'withdrawn', 'invalidated')",
            name=op.f("ck_signatory_state"),
        ),
        sa.CheckConstraint(
            "visibility IN ('credit', 'initials', 'hidden')", name=op.f("ck_signatory_visibility")
        ),
        sa.CheckConstraint(
            "voice_state IN ('none', 'waiting', 'approved', 'declined')",
            name=op.f("ck_signatory_voice_state"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_signatory_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["craft_id"], ["craft.id"], name=op.f("fk_signatory_craft_id_craft")
        ),
        sa.ForeignKeyConstraint(
            ["discipline_id"], ["discipline.id"], name=op.f("fk_signatory_discipline_id_discipline")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatory")),
        sa.UniqueConstraint(
            "campaign_id", "email_canonical", name=op.f("uq_signatory_campaign_id_email_canonical")
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_signatory_token_hash")),
    )
    op.create_index(
        "ix_signatory_legal_name", "signatory", ["campaign_id", "legal_name_index"], unique=False
    )
    op.create_index(
        "ix_signatory_unreminded",
        "signatory",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("state = 'pending' AND reminded_at IS NULL"),
        sqlite_where=sa.text("state = 'pending' AND reminded_at IS NULL"),
    )
    op.create_index(
        "ix_signatory_voice",
        "signatory",
        ["campaign_id", "voice_state", "id"],
        unique=False,
        postgresql_where=sa.text("voice_state <> 'none'"),
        sqlite_where=sa.text("voice_state <> 'none'"),
    )
    op.create_table(
        "signatory_also",
        sa.Column("signatory_id", big_id, nullable=False),
        sa.Column("discipline_id", big_id, nullable=False),
        sa.ForeignKeyConstraint(
            ["discipline_id"],
            ["discipline.id"],
            name=op.f("fk_signatory_also_discipline_id_discipline"),
        ),
        sa.ForeignKeyConstraint(
            ["signatory_id"],
            ["signatory.id"],
            name=op.f("fk_signatory_also_signatory_id_signatory"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("signatory_id", "discipline_id", name=op.f("pk_signatory_also")),
    )
    op.create_table(
        "signatory_consent",
        sa.Column("signatory_id", big_id, nullable=False),
        sa.Column("organization_id", big_id, nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_signatory_consent_organization_id_organization"),
        ),
        sa.ForeignKeyConstraint(
            ["signatory_id"],
            ["signatory.id"],
            name=op.f("fk_signatory_consent_signatory_id_signatory"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "signatory_id", "organization_id", name=op.f("pk_signatory_consent")
        ),
    )


def downgrade() -> None:
    op.drop_table("signatory_consent")
    op.drop_table("signatory_also")
    op.drop_index(
        "ix_signatory_voice",
        table_name="signatory",
        postgresql_where=sa.text("voice_state <> 'none'"),
        sqlite_where=sa.text("voice_state <> 'none'"),
    )
    op.drop_index(
        "ix_signatory_unreminded",
        table_name="signatory",
        postgresql_where=sa.text("state = 'pending' AND reminded_at IS NULL"),
        sqlite_where=sa.text("state = 'pending' AND reminded_at IS NULL"),
    )
    op.drop_index("ix_signatory_legal_name", table_name="signatory")
    op.drop_table("signatory")
