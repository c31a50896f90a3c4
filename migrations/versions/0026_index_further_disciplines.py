"""Index further disciplines by discipline: a merge looks for whoever named one also."""

from __future__ import annotations

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

NAME = "ix_signatory_also_discipline_id"


def upgrade() -> None:
    op.create_index(NAME, "signatory_also", ["discipline_id", "signatory_id"])


def downgrade() -> None:
    op.drop_index(NAME, table_name="signatory_also")
