"""Add campaigns with their disciplines, crafts and organizations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", big_id, nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("headline", sa.String(length=160), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("thanks", sa.Text(), nullable=False),
        sa.Column("share_text", sa.String(length=280), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("opens_at", moment, nullable=False),
        sa.Column("closes_at", moment, nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("confirmation_required", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'closed', 'won', 'archived')",
            name=op.f("ck_campaign_state"),
        ),
        sa.CheckConstraint("goal > 0", name=op.f("ck_campaign_goal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("slug", name=op.f("uq_campaign_slug")),
    )
    op.create_table(
        "discipline",
        sa.Column("id", big_id, nullable=False),
        sa.Column("campaign_id", big_id, nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("people", sa.String(length=60), nullable=False),
        sa.Column("headline", sa.String(length=160), nullable=False),
        sa.Column("paragraph", sa.Text(), nullable=False),
        sa.Column("hue", sa.SmallInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint(
            "hue >= 0 AND hue < 360 AND hue % 5 = 0", name=op.f("ck_discipline_hue")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_discipline_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discipline")),
        sa.UniqueConstraint("campaign_id", "slug", name=op.f("uq_discipline_campaign_id_slug")),
    )
    op.create_table(
        "organization",
        sa.Column("id", big_id, nullable=False),
        sa.Column("campaign_id", big_id, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("consent", sa.String(length=300), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_organization_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("campaign_id", "code", name=op.f("uq_organization_campaign_id_code")),
    )
    op.create_table(
        "craft",
        sa.Column("id", big_id, nullable=False),
        sa.Column("discipline_id", big_id, nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["discipline_id"],
            ["discipline.id"],
            name=op.f("fk_craft_discipline_id_discipline"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_craft")),
        sa.UniqueConstraint("discipline_id", "slug", name=op.f("uq_craft_discipline_id_slug")),
    )


def downgrade() -> None:
    op.drop_table("craft")
    op.drop_table("organization")
    op.drop_table("discipline")
    op.drop_table("campaign")
