"""Index deliveries as organizers look through them: by state and channel, office, reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

HAS_REASON = sa.text("reason <> ''")


def upgrade() -> None:
    op.create_index(
        "ix_letter_delivery_pile",
        "letter_delivery",
        ["campaign_id", "rehearsed", "state", "channel", "id"],
    )
    op.create_index(
        "ix_letter_delivery_office", "letter_delivery", ["campaign_id", "office", "state", "id"]
    )
    op.create_index(
        "ix_letter_delivery_reason",
        "letter_delivery",
        ["campaign_id", "rehearsed", "state", "reason", "channel", "id"],
        postgresql_where=HAS_REASON,
        sqlite_where=HAS_REASON,
    )
    # Whatever it served, the pile serves; one index less to keep with every step.
    op.drop_index("ix_letter_delivery_counts", table_name="letter_delivery")


def downgrade() -> None:
    op.create_index(
        "ix_letter_delivery_counts",
        "letter_delivery",
        ["campaign_id", "rehearsed", "state", "channel"],
    )
    op.drop_index("ix_letter_delivery_reason", table_name="letter_delivery")
    op.drop_index("ix_letter_delivery_office", table_name="letter_delivery")
    op.drop_index("ix_letter_delivery_pile", table_name="letter_delivery")
