"""Add what organizers search signatories by, how voices are moderated, who was imported."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

ON_POSTGRESQL = "UPDATE signatory SET email_domain = lower(split_part(email, '@', 2))"
ON_SQLITE = "UPDATE signatory SET email_domain = lower(substr(email, instr(email, '@') + 1))"


def upgrade() -> None:
    op.add_column(
        "signatory",
        sa.Column("email_domain", sa.String(length=190), nullable=False, server_default=""),
    )
    op.add_column(
        "signatory",
        sa.Column("voice_held", sa.String(length=40), nullable=False, server_default=""),
    )
    op.add_column(
        "signatory",
        sa.Column("voice_reason", sa.String(length=300), nullable=False, server_default=""),
    )
    op.add_column(
        "signatory",
        sa.Column("voice_featured", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("signatory", sa.Column("fingerprint", sa.LargeBinary(length=16), nullable=True))
    op.add_column(
        "signatory", sa.Column("imported", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("signatory", sa.Column("job_id", big_id, nullable=True))
    op.add_column(
        "signatory",
        sa.Column("state_before", sa.String(length=12), nullable=False, server_default=""),
    )
    op.add_column(
        "signatory", sa.Column("resent", sa.SmallInteger(), nullable=False, server_default="0")
    )
    op.execute(ON_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else ON_SQLITE)
    op.create_index("ix_signatory_credit_name", "signatory", ["campaign_id", "credit_name", "id"])
    op.create_index("ix_signatory_discipline", "signatory", ["campaign_id", "discipline_id", "id"])
    op.create_index("ix_signatory_domain", "signatory", ["campaign_id", "email_domain", "id"])
    op.create_index(
        "ix_signatory_fingerprint",
        "signatory",
        ["campaign_id", "fingerprint", "id"],
        postgresql_where=sa.text("fingerprint IS NOT NULL"),
        sqlite_where=sa.text("fingerprint IS NOT NULL"),
    )
    op.create_index(
        "ix_signatory_job",
        "signatory",
        ["job_id", "id"],
        postgresql_where=sa.text("job_id IS NOT NULL"),
        sqlite_where=sa.text("job_id IS NOT NULL"),
    )
    op.create_index("ix_signatory_newest", "signatory", ["campaign_id", "id"])
    op.create_index(
        "ix_signatory_odd",
        "signatory",
        ["campaign_id", "state", "id"],
        postgresql_where=sa.text("state <> 'confirmed'"),
        sqlite_where=sa.text("state <> 'confirmed'"),
    )
    op.create_index("ix_signatory_source", "signatory", ["campaign_id", "source", "id"])
    op.create_index("ix_signatory_state_code", "signatory", ["campaign_id", "state_code", "id"])
    op.create_index("ix_signatory_zip", "signatory", ["campaign_id", "zip", "id"])


def downgrade() -> None:
    op.drop_index("ix_signatory_zip", "signatory")
    op.drop_index("ix_signatory_state_code", "signatory")
    op.drop_index("ix_signatory_source", "signatory")
    op.drop_index("ix_signatory_odd", "signatory")
    op.drop_index("ix_signatory_newest", "signatory")
    op.drop_index("ix_signatory_job", "signatory")
    op.drop_index("ix_signatory_fingerprint", "signatory")
    op.drop_index("ix_signatory_domain", "signatory")
    op.drop_index("ix_signatory_discipline", "signatory")
    op.drop_index("ix_signatory_credit_name", "signatory")
    op.drop_column("signatory", "resent")
    op.drop_column("signatory", "state_before")
    op.drop_column("signatory", "job_id")
    op.drop_column("signatory", "imported")
    op.drop_column("signatory", "fingerprint")
    op.drop_column("signatory", "voice_featured")
    op.drop_column("signatory", "voice_reason")
    op.drop_column("signatory", "voice_held")
    op.drop_column("signatory", "email_domain")
