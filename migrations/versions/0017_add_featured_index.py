"""Find the voices that organizers show first without reading the others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

featured = sa.text("voice_featured")


def upgrade() -> None:
    op.create_index(
        "ix_signatory_featured",
        "signatory",
        ["campaign_id", "id"],
        postgresql_where=featured,
        sqlite_where=featured,
    )


def downgrade() -> None:
    op.drop_index("ix_signatory_featured", "signatory")
