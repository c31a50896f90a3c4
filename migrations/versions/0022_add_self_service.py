"""Add the links to one's own page, the errands behind it, and who wants no further mails."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "me_link",
        sa.Column("id", big_id, nullable=False),
        sa.Column("signatory_id", big_id, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["signatory_id"],
            ["signatory.id"],
            name=op.f("fk_me_link_signatory_id_signatory"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_me_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_me_link_token_hash")),
    )
    op.create_index("ix_me_link_signatory_id", "me_link", ["signatory_id", "id"])
    op.create_index("ix_me_link_expires_at", "me_link", ["expires_at"])
    op.create_table(
        "me_errand",
        sa.Column("id", big_id, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.CheckConstraint("kind IN ('ask', 'erase')", name=op.f("ck_me_errand_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_me_errand")),
    )
    op.add_column("signatory", sa.Column("unsubscribed_at", moment, nullable=True))


def downgrade() -> None:
    op.drop_column("signatory", "unsubscribed_at")
    op.drop_table("me_errand")
    op.drop_index("ix_me_link_expires_at", table_name="me_link")
    op.drop_index("ix_me_link_signatory_id", table_name="me_link")
    op.drop_table("me_link")
