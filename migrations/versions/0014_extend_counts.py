"""Count by hour and by source too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('artists', 'allies', 'discipline', 'state', 'day')"
AFTER = "kind IN ('artists', 'allies', 'discipline', 'state', 'day', 'hour', 'source')"


def upgrade() -> None:
    op.add_column(
        "count_journal",
        sa.Column("hour", sa.SmallInteger(), nullable=False, server_default="0"),
    )
    op.add_column(
        "count_journal",
        sa.Column("source", sa.String(length=64), nullable=False, server_default=""),
    )
    _reshape(AFTER, 80)


def downgrade() -> None:
    op.execute("DELETE FROM count_tally WHERE kind IN ('hour', 'source')")
    _reshape(BEFORE, 40)
    op.drop_column("count_journal", "source")
    op.drop_column("count_journal", "hour")


def _reshape(kinds: str, length: int) -> None:
    """No table refers to the tallies: SQLite may make this one anew."""
    with op.batch_alter_table("count_tally") as batch:
        batch.drop_constraint(op.f("ck_count_tally_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_count_tally_kind"), kinds)
        batch.alter_column("key", type_=sa.String(length=length), existing_nullable=False)
