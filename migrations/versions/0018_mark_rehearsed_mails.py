"""Mark the mails that were posted in rehearsal; on a live site, have its campaigns gone live.

Until now the site alone said what is in earnest: whatever it was then, it stays.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import context, op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)
campaign = sa.table(
    "campaign",
    sa.column("state", sa.String),
    sa.column("is_demo", sa.Boolean),
    sa.column("live_at", moment),
)
mail = sa.table("outbox_mail", sa.column("state", sa.String), sa.column("rehearsed", sa.Boolean))


def upgrade() -> None:
    op.add_column(
        "outbox_mail",
        sa.Column("rehearsed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    if context.config.attributes["is_live"]:
        now = dt.datetime.now(dt.UTC)
        if op.get_bind().dialect.name == "sqlite":
            now = now.replace(tzinfo=None)
        begun = sa.and_(campaign.c.state != "draft", sa.not_(campaign.c.is_demo))
        op.execute(sa.update(campaign).where(begun).values(live_at=now))
    else:
        undone = mail.c.state.in_(("waiting", "sending", "failed"))
        op.execute(sa.update(mail).where(undone).values(rehearsed=True))


def downgrade() -> None:
    op.drop_column("outbox_mail", "rehearsed")
