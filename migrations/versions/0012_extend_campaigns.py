"""Add what the campaign editor needs: versions, previews, merged disciplines, rules, going live."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column(
        "campaign",
        sa.Column("count_imported", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("campaign", sa.Column("held_words", sa.Text(), nullable=False, server_default=""))
    op.add_column("campaign", sa.Column("preview_token", sa.String(length=40), nullable=True))
    op.add_column("campaign", sa.Column("live_at", moment, nullable=True))
    op.add_column(
        "campaign", sa.Column("version", sa.Integer(), nullable=False, server_default="1")
    )
    op.create_index("uq_campaign_preview_token", "campaign", ["preview_token"], unique=True)
    op.add_column(
        "discipline", sa.Column("call_script", sa.Text(), nullable=False, server_default="")
    )
    op.add_column(
        "discipline", sa.Column("aliases", sa.JSON(), nullable=False, server_default="[]")
    )
    op.add_column("discipline", sa.Column("merged_into_id", big_id, nullable=True))
    op.add_column("craft", sa.Column("aliases", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("craft", sa.Column("merged_into_id", big_id, nullable=True))


def downgrade() -> None:
    op.drop_column("craft", "merged_into_id")
    op.drop_column("craft", "aliases")
    op.drop_column("discipline", "merged_into_id")
    op.drop_column("discipline", "aliases")
    op.drop_column("discipline", "call_script")
    op.drop_index("uq_campaign_preview_token", "campaign")
    op.drop_column("campaign", "version")
    op.drop_column("campaign", "live_at")
    op.drop_column("campaign", "preview_token")
    op.drop_column("campaign", "held_words")
    op.drop_column("campaign", "count_imported")
