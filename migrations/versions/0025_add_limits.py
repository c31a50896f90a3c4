"""Add what limits count and remember: counts, settings, lists, what is being stopped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "limit_count",
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("slot", sa.BigInteger(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("previous", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_limit_count")),
    )
    op.create_index("ix_limit_count_expires_at", "limit_count", ["expires_at"])
    op.create_table(
        "limit_setting",
        sa.Column("scope", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_limit_setting")),
    )
    _create_entries()
    op.create_table(
        "limit_stopped",
        sa.Column("hour", moment, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("action", sa.String(length=12), nullable=False),
        sa.Column("client", sa.LargeBinary(length=16), nullable=False),
        sa.Column("network", sa.LargeBinary(length=16), nullable=True),
        sa.Column("domain", sa.String(length=190), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", moment, nullable=False),
        sa.PrimaryKeyConstraint(
            "hour", "campaign_id", "action", "client", name=op.f("pk_limit_stopped")
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        # Counts may be lost in a crash: then nobody who signs waits for the disk.
        op.execute("ALTER TABLE limit_count SET UNLOGGED")


def _create_entries() -> None:
    op.create_table(
        "limit_entry",
        sa.Column("id", big_id, nullable=False),
        sa.Column("campaign_id", big_id, nullable=True),
        sa.Column("verb", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.String(length=190), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("hit_at", moment, nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=True),
        sa.CheckConstraint("verb IN ('allow', 'block')", name=op.f("ck_limit_entry_verb")),
        sa.CheckConstraint(
            "kind IN ('client', 'network', 'range', 'domain', 'email')",
            name=op.f("ck_limit_entry_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_limit_entry_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limit_entry")),
    )
    op.create_index("ix_limit_entry_campaign_id", "limit_entry", ["campaign_id"])
    op.create_index("ix_limit_entry_expires_at", "limit_entry", ["expires_at"])


def downgrade() -> None:
    op.drop_table("limit_stopped")
    op.drop_table("limit_entry")
    op.drop_table("limit_setting")
    op.drop_table("limit_count")
