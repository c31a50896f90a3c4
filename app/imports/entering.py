"""Imported people enter the sums, many at once.

Whether they count when the campaign changes its mind is the recount's business
(`pledges.recounting`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges import counts
from app.pledges.models import JournalEntry, Signatory, SignatoryAlso


def enter_all(people: Sequence[Signatory], campaign: Campaign) -> None:
    """Write that all of these enter the sums, in two statements."""
    ids = [each.id for each in people]
    also: dict[int, list[int]] = defaultdict(list)
    further = sa.select(SignatoryAlso.signatory_id, SignatoryAlso.discipline_id)
    for owner, discipline in db.session.execute(further.where(SignatoryAlso.signatory_id.in_(ids))):
        also[owner].append(discipline)
    rows = [
        {
            "campaign_id": campaign.id,
            "delta": 1,
            **counts.entry(
                disciplines=[each.discipline_id, *also[each.id]] if each.discipline_id else [],
                state_code=each.state_code,
                source=each.source,
                signed_at=each.created_at,
                time_zone=campaign.time_zone,
            ),
        }
        for each in people
    ]
    if rows:
        db.session.execute(sa.insert(JournalEntry), rows)
        db.session.execute(
            sa.update(Signatory)
            .where(Signatory.id.in_(ids))
            .values(counted=True)
            .execution_options(synchronize_session=False)
        )
