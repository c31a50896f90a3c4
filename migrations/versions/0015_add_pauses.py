"""Add pauses of channels and mail, and the brief's version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "letter_pause",
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("organizer_id", big_id, nullable=True),
        sa.ForeignKeyConstraint(
            ["organizer_id"],
            ["organizer.id"],
            name=op.f("fk_letter_pause_organizer_id_organizer"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_letter_pause")),
    )
    op.add_column(
        "letter_brief", sa.Column("version", sa.Integer(), nullable=False, server_default="1")
    )


def downgrade() -> None:
    op.drop_column("letter_brief", "version")
    op.drop_table("letter_pause")
