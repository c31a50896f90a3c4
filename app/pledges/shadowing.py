"""The shadow: accepted with a smile, mailed, never counted. Into it and out of it; sums follow.

Who is in it sees the pages and gets the mails that everybody does. They are in no sum, no public
list, no queue of voices, no packet, and their letters wait (`letters.held`). One statement each
for all rows of a batch; whoever calls holds the rows' locks. Nothing in here is audited.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import held as letters
from app.pledges import striking
from app.pledges.models import Signatory
from app.pledges.rules import Reason

# More than so many are counted by nobody: "over" says enough.
MOST_COUNTED = 50_000


def shadow(people: Sequence[Signatory], *, reason: Reason, job_id: int | None = None) -> None:
    """Set these aside; harmless for those who are already."""
    fresh = [each for each in people if not each.shadow]
    striking.journal([each for each in fresh if each.counted], -1)
    for each in fresh:
        each.shadow, each.shadow_job_id, each.counted = reason, job_id, False
    db.session.flush()
    letters.hold([each.id for each in fresh])


def lift(people: Sequence[Signatory]) -> None:
    """Take these out again: who would count by the rule of now counts, their letters are due."""
    freed = [each for each in people if each.shadow]
    for each in freed:
        each.shadow, each.shadow_job_id = "", None
    entering = [each for each in freed if not each.counted and striking.is_to_count(each)]
    for each in entering:
        each.counted = True
    striking.journal(entering, 1)
    db.session.flush()
    letters.let_go([each.id for each in freed])


def in_shadow() -> sa.ColumnElement[bool]:
    """That somebody is in it, as the partial index says it."""
    return Signatory.shadow != sa.literal_column("''")


def count_by_reason(campaign: Campaign) -> dict[str, int]:
    """How many of a campaign are in it for which reason, as far as anybody counts."""
    some = (
        sa.select(Signatory.shadow)
        .where(Signatory.campaign_id == campaign.id, in_shadow())
        .limit(MOST_COUNTED)
        .subquery()
    )
    rows = db.session.execute(sa.select(some.c.shadow, sa.func.count()).group_by(some.c.shadow))
    return {each.shadow: int(each[1]) for each in rows}
