"""Add what the privacy sweep writes: its runs, whose people are gone, sums of gone deliveries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)
HAS_ADDRESS = sa.text("address_gone_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "sweep_run",
        sa.Column("id", big_id, nullable=False),
        sa.Column("began_at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("removed", sa.JSON(), nullable=False),
        sa.Column("failed", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep_run")),
    )
    op.create_table(
        "letter_delivery_kept",
        sa.Column("campaign_id", big_id, nullable=False),
        sa.Column("rehearsed", sa.Boolean(), nullable=False),
        sa.Column("office", sa.String(length=24), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_letter_delivery_kept_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "campaign_id",
            "rehearsed",
            "office",
            "channel",
            "state",
            "reason",
            name=op.f("pk_letter_delivery_kept"),
        ),
    )
    op.add_column("campaign", sa.Column("closed_at", moment, nullable=True))
    op.add_column("campaign", sa.Column("sums_only_at", moment, nullable=True))
    op.add_column("letter", sa.Column("address_gone_at", moment, nullable=True))
    op.create_index(
        "ix_letter_has_address",
        "letter",
        ["id"],
        postgresql_where=HAS_ADDRESS,
        sqlite_where=HAS_ADDRESS,
    )


def downgrade() -> None:
    op.drop_index("ix_letter_has_address", table_name="letter")
    op.drop_column("letter", "address_gone_at")
    op.drop_column("campaign", "sums_only_at")
    op.drop_column("campaign", "closed_at")
    op.drop_table("letter_delivery_kept")
    op.drop_table("sweep_run")
