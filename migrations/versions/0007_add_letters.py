"""Add letters, their deliveries and the ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "letter_pace",
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("next_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_letter_pace")),
    )
    op.create_table(
        "letter_brief",
        sa.Column("campaign_id", big_id, nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("call_script", sa.Text(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("committees", sa.JSON(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("ask", sa.String(length=64), nullable=False),
        sa.Column("bill_congress", sa.SmallInteger(), nullable=True),
        sa.Column("bill_type", sa.String(length=10), nullable=False),
        sa.Column("bill_number", sa.Integer(), nullable=True),
        sa.Column("stance", sa.String(length=4), nullable=False),
        sa.Column("organization", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_letter_brief_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_letter_brief")),
    )
    op.create_table(
        "letter_target",
        sa.Column("id", big_id, nullable=False),
        sa.Column("campaign_id", big_id, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_letter_target_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_target")),
    )
    op.create_index("ix_letter_target_campaign_id", "letter_target", ["campaign_id"], unique=False)
    op.create_table(
        "letter_paragraph",
        sa.Column("id", big_id, nullable=False),
        sa.Column("campaign_id", big_id, nullable=False),
        sa.Column("audience", sa.String(length=24), nullable=False),
        sa.Column("chamber", sa.String(length=8), nullable=False),
        sa.Column("discipline_id", big_id, nullable=True),
        sa.Column("craft_id", big_id, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_letter_paragraph_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["craft_id"],
            ["craft.id"],
            name=op.f("fk_letter_paragraph_craft_id_craft"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["discipline_id"],
            ["discipline.id"],
            name=op.f("fk_letter_paragraph_discipline_id_discipline"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_paragraph")),
        sa.UniqueConstraint(
            "campaign_id",
            "audience",
            "chamber",
            name=op.f("uq_letter_paragraph_campaign_id_audience_chamber"),
        ),
    )
    op.create_index("ix_letter_paragraph_craft_id", "letter_paragraph", ["craft_id"], unique=False)
    op.create_index(
        "ix_letter_paragraph_discipline_id", "letter_paragraph", ["discipline_id"], unique=False
    )
    op.create_table(
        "letter",
        sa.Column("id", big_id, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", big_id, nullable=False),
        sa.Column("signatory_id", big_id, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("own_words", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("confirmed_at", moment, nullable=True),
        sa.Column("declined_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_letter_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["signatory_id"],
            ["signatory.id"],
            name=op.f("fk_letter_signatory_id_signatory"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_letter_token_hash")),
    )
    op.create_index("ix_letter_campaign_id", "letter", ["campaign_id", "id"], unique=False)
    op.create_index("ix_letter_signatory_id", "letter", ["signatory_id", "id"], unique=False)
    op.create_table(
        "letter_delivery",
        sa.Column("id", big_id, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("letter_id", big_id, nullable=False),
        sa.Column("signatory_id", big_id, nullable=False),
        sa.Column("campaign_id", big_id, nullable=False),
        sa.Column("office", sa.String(length=24), nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("leased_until", moment, nullable=True),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("rehearsed", sa.Boolean(), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("called_at", moment, nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.CheckConstraint(
            "channel IN ('house_cwc', 'senate_cwc', 'email', 'hand_off', 'print')",
            name=op.f("ck_letter_delivery_channel"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'queued', 'sending', 'accepted', 'handed_off', 'reported', "
            "'failed', 'dropped')",
            name=op.f("ck_letter_delivery_state"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_letter_delivery_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"],
            ["letter.id"],
            name=op.f("fk_letter_delivery_letter_id_letter"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["signatory_id"],
            ["signatory.id"],
            name=op.f("fk_letter_delivery_signatory_id_signatory"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_delivery")),
    )
    op.create_index(
        "ix_letter_delivery_counts",
        "letter_delivery",
        ["campaign_id", "rehearsed", "state", "channel"],
        unique=False,
    )
    op.create_index(
        "ix_letter_delivery_due",
        "letter_delivery",
        ["channel", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
        sqlite_where=sa.text("state IN ('queued', 'sending')"),
    )
    op.create_index(
        "ix_letter_delivery_failed",
        "letter_delivery",
        ["campaign_id", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'failed'"),
        sqlite_where=sa.text("state = 'failed'"),
    )
    op.create_index("ix_letter_delivery_letter_id", "letter_delivery", ["letter_id"], unique=False)
    op.create_index(
        "ix_letter_delivery_signatory_id", "letter_delivery", ["signatory_id"], unique=False
    )
    op.create_index("uq_letter_delivery_uid", "letter_delivery", ["uid"], unique=True)
    op.create_index(
        "uq_letter_delivery_written",
        "letter_delivery",
        ["signatory_id", "office", "rehearsed"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('waiting', 'dropped')"),
        sqlite_where=sa.text("state NOT IN ('waiting', 'dropped')"),
    )
    op.create_table(
        "letter_ledger",
        sa.Column("id", big_id, nullable=False),
        sa.Column("delivery_id", big_id, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["letter_delivery.id"],
            name=op.f("fk_letter_ledger_delivery_id_letter_delivery"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_ledger")),
    )
    op.create_index(
        "ix_letter_ledger_delivery_id", "letter_ledger", ["delivery_id", "id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("letter_ledger")
    op.drop_table("letter_delivery")
    op.drop_table("letter")
    op.drop_table("letter_paragraph")
    op.drop_table("letter_target")
    op.drop_table("letter_brief")
    op.drop_table("letter_pace")
