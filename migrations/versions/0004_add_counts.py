"""Add the journal and the tallies that the sums are read from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "count_journal",
        sa.Column("id", big_id, nullable=False),
        sa.Column("campaign_id", big_id, nullable=False),
        sa.Column("delta", sa.SmallInteger(), nullable=False),
        sa.Column("disciplines", sa.Text(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_count_journal_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_journal")),
    )
    op.create_index("ix_count_journal_campaign", "count_journal", ["campaign_id"], unique=False)
    op.create_table(
        "count_tally",
        sa.Column("campaign_id", big_id, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('artists', 'allies', 'discipline', 'state', 'day')",
            name=op.f("ck_count_tally_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_count_tally_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "kind", "key", name=op.f("pk_count_tally")),
    )


def downgrade() -> None:
    op.drop_table("count_tally")
    op.drop_index("ix_count_journal_campaign", table_name="count_journal")
    op.drop_table("count_journal")
