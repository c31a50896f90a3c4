"""Add who holds the offices of Congress, committees and ZIP codes' districts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "congress_active_office",
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("chamber", sa.String(length=8), nullable=False),
        sa.Column("listed_at", moment, nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_congress_active_office")),
    )
    op.create_table(
        "congress_committee",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_congress_committee")),
    )
    op.create_table(
        "congress_committee_seat",
        sa.Column("committee", sa.String(length=8), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("committee", "office", name=op.f("pk_congress_committee_seat")),
    )
    op.create_table(
        "congress_load",
        sa.Column("dataset", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("congress", sa.SmallInteger(), nullable=False),
        sa.Column("loaded_at", moment, nullable=False),
        sa.CheckConstraint(
            "dataset IN ('members', 'local_offices', 'committees', 'districts')",
            name=op.f("ck_congress_load_dataset"),
        ),
        sa.PrimaryKeyConstraint("dataset", name=op.f("pk_congress_load")),
    )
    op.create_table(
        "congress_local_office",
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.PrimaryKeyConstraint("office", "position", name=op.f("pk_congress_local_office")),
    )
    op.create_table(
        "congress_member",
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("bioguide", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("last_name", sa.String(length=80), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("contact_form", sa.String(length=300), nullable=False),
        sa.Column("term_start", sa.Date(), nullable=False),
        sa.Column("term_end", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("office", name=op.f("pk_congress_member")),
    )
    op.create_index("ix_congress_member_bioguide", "congress_member", ["bioguide"], unique=False)
    op.create_table(
        "congress_zip_district",
        sa.Column("zip", sa.String(length=5), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("district", sa.SmallInteger(), nullable=False),
        sa.Column("congress", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint(
            "zip", "state", "district", "congress", name=op.f("pk_congress_zip_district")
        ),
    )


def downgrade() -> None:
    op.drop_table("congress_zip_district")
    op.drop_table("congress_member")
    op.drop_table("congress_local_office")
    op.drop_table("congress_load")
    op.drop_table("congress_committee_seat")
    op.drop_table("congress_committee")
    op.drop_table("congress_active_office")
