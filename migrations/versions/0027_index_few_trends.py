"""Index the trends hardly anybody stands behind by their hour, and those alone.

An index of all hours drew PostgreSQL's planner away from that of the large ones, which a page
reads: it went through every key that came once.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ALL, FEW = "ix_trend_hour", "ix_trend_few"
FEWER = sa.text("count < 3")


def upgrade() -> None:
    op.create_index(FEW, "trend", ["hour"], postgresql_where=FEWER, sqlite_where=FEWER)
    op.drop_index(ALL, table_name="trend")


def downgrade() -> None:
    op.create_index(ALL, "trend", ["hour"])
    op.drop_index(FEW, table_name="trend")
