"""Add the sums of deliveries that the worker counts, and the index it counts from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "letter_delivery_sum",
        sa.Column("campaign_id", big_id, nullable=False),
        sa.Column("rehearsed", sa.Boolean(), nullable=False),
        sa.Column("office", sa.String(length=24), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("as_of", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_letter_delivery_sum_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "campaign_id",
            "rehearsed",
            "office",
            "channel",
            "state",
            "reason",
            name=op.f("pk_letter_delivery_sum"),
        ),
    )
    op.create_index(
        "ix_letter_delivery_board",
        "letter_delivery",
        ["campaign_id", "rehearsed", "office", "channel", "state", "reason"],
    )


def downgrade() -> None:
    op.drop_index("ix_letter_delivery_board", table_name="letter_delivery")
    op.drop_table("letter_delivery_sum")
