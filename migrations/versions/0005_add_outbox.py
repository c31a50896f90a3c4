"""Add the outbox: one row per mail, with the indexes that find what is due and what failed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)
undone = sa.text("state IN ('waiting', 'sending')")
failed = sa.text("state = 'failed'")


def upgrade() -> None:
    op.create_table(
        "outbox_mail",
        sa.Column("id", big_id, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("locale", sa.String(12), nullable=False),
        sa.Column("campaign_id", big_id, nullable=True),
        sa.Column("signatory_id", big_id, nullable=True),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("message_id", sa.String(200), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("leased_until", moment, nullable=True),
        sa.Column("lease", sa.String(32), nullable=True),
        sa.Column("sent_at", moment, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_mail"),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name="fk_outbox_mail_campaign_id_campaign",
        ),
        sa.ForeignKeyConstraint(
            ["signatory_id"],
            ["signatory.id"],
            name="fk_outbox_mail_signatory_id_signatory",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'failed', 'dropped')",
            name=op.f("ck_outbox_mail_state"),
        ),
    )
    op.create_index(
        "ix_outbox_mail_due",
        "outbox_mail",
        ["due_at", "id"],
        postgresql_where=undone,
        sqlite_where=undone,
    )
    op.create_index(
        "ix_outbox_mail_failed",
        "outbox_mail",
        ["id"],
        postgresql_where=failed,
        sqlite_where=failed,
    )
    op.create_index("ix_outbox_mail_signatory_id", "outbox_mail", ["signatory_id"])


def downgrade() -> None:
    op.drop_table("outbox_mail")
