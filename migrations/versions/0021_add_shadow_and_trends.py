"""Add the shadow state of signatories, what is noted of how they signed, and the trends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)
IN_SHADOW = sa.text("shadow <> ''")
SHADOWED_IN_BULK = sa.text("shadow_job_id IS NOT NULL")
LARGE = sa.text("count >= 3")
OPEN = sa.text("dismissed_at IS NULL")


def upgrade() -> None:
    op.add_column("campaign", sa.Column("guards", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column(
        "signatory", sa.Column("shadow", sa.String(length=12), nullable=False, server_default="")
    )
    op.add_column("signatory", sa.Column("shadow_job_id", big_id, nullable=True))
    op.add_column("signatory", sa.Column("filled_seconds", sa.SmallInteger(), nullable=True))
    op.add_column(
        "signatory",
        sa.Column("name_shape", sa.String(length=24), nullable=False, server_default=""),
    )
    op.create_index(
        "ix_signatory_shadow",
        "signatory",
        ["campaign_id", "shadow", "id"],
        postgresql_where=IN_SHADOW,
        sqlite_where=IN_SHADOW,
    )
    op.create_index(
        "ix_signatory_shadow_job",
        "signatory",
        ["shadow_job_id", "id"],
        postgresql_where=SHADOWED_IN_BULK,
        sqlite_where=SHADOWED_IN_BULK,
    )
    _add_trends()
    _add_alerts()


def _add_trends() -> None:
    op.create_table(
        "trend",
        sa.Column("campaign_id", big_id, nullable=False),
        sa.Column("hour", moment, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=190), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('all', 'address', 'domain', 'zip', 'source', 'shape', 'name', 'speed')",
            name=op.f("ck_trend_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_trend_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "hour", "kind", "key", name=op.f("pk_trend")),
    )
    op.create_index(
        "ix_trend_large",
        "trend",
        ["campaign_id", "hour"],
        postgresql_where=LARGE,
        sqlite_where=LARGE,
    )
    op.create_index("ix_trend_hour", "trend", ["hour"])
    op.create_table(
        "trend_look",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trend_look")),
    )


def _add_alerts() -> None:
    op.create_table(
        "trend_alert",
        sa.Column("id", big_id, nullable=False),
        sa.Column("campaign_id", big_id, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=190), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", moment, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.Column("usual", sa.SmallInteger(), nullable=False),
        sa.Column("first_id", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("dismissed_at", moment, nullable=True),
        sa.Column("dismissed_by_id", big_id, nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "kind IN ('all', 'address', 'domain', 'zip', 'source', 'shape', 'name', 'speed')",
            name=op.f("ck_trend_alert_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_trend_alert_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["dismissed_by_id"],
            ["organizer.id"],
            name=op.f("fk_trend_alert_dismissed_by_id_organizer"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trend_alert")),
        sa.UniqueConstraint(
            "campaign_id",
            "kind",
            "key",
            "day",
            name=op.f("uq_trend_alert_campaign_id_kind_key_day"),
        ),
    )
    op.create_index(
        "ix_trend_alert_open",
        "trend_alert",
        ["campaign_id", "id"],
        postgresql_where=OPEN,
        sqlite_where=OPEN,
    )


def downgrade() -> None:
    for table in ("trend_alert", "trend_look", "trend"):
        op.drop_table(table)
    op.drop_index("ix_signatory_shadow_job", "signatory")
    op.drop_index("ix_signatory_shadow", "signatory")
    for column in ("name_shape", "filled_seconds", "shadow_job_id", "shadow"):
        op.drop_column("signatory", column)
    op.drop_column("campaign", "guards")
