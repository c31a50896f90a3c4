"""Whether imported people count: the sums follow what the campaign says, also when that changes.

In steps, so that a million people hold up nobody; each step reads what the campaign says then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from flask_babel import ngettext

from app.campaigns.models import Campaign
from app.extensions import db
from app.filters import number
from app.jobs import service
from app.jobs.models import Job
from app.jobs.registry import Step
from app.organizers.models import Organizer
from app.pledges import counts
from app.pledges.models import JournalEntry, Signatory, SignatoryAlso, SignatoryState

KIND = "follow_import_rule"
# Numbers of one step.
RANGE = 2_000


def follow_rule(campaign: Campaign, *, by: Organizer) -> Job:
    """Let the sums follow `campaign.count_imported`. Call it whenever that has changed."""
    return service.start(KIND, by=by, campaign=campaign)


def follow(job: Job) -> Iterator[Step]:
    """Move the imported into the sums, or out of them."""
    campaign_id = job.campaign_id or 0
    at = dict(job.cursor) or _extent(campaign_id)
    while at["next"] <= at["last"]:
        campaign = db.session.get_one(Campaign, campaign_id, populate_existing=True)
        at["changed"] += _move(campaign, at["next"])
        at["next"] += RANGE
        done = min(at["next"], at["last"] + 1) - at["first"]
        yield Step(done, at["last"] + 1 - at["first"], dict(at), {"changed": at["changed"]})


def say_result(job: Job) -> list[str]:
    """What came of it."""
    changed = job.result.get("changed", 0)
    words = ngettext(
        "%(count)s imported person changed sides.",
        "%(count)s imported people changed sides.",
        changed,
        count=number(changed),
    )
    return [words]


def enter_all(people: Sequence[Signatory], campaign: Campaign, delta: int) -> None:
    """Write that all of these enter the sums (1) or leave them (-1), in two statements."""
    ids = [each.id for each in people]
    also: dict[int, list[int]] = defaultdict(list)
    further = sa.select(SignatoryAlso.signatory_id, SignatoryAlso.discipline_id)
    for owner, discipline in db.session.execute(further.where(SignatoryAlso.signatory_id.in_(ids))):
        also[owner].append(discipline)
    rows = [
        {
            "campaign_id": campaign.id,
            "delta": delta,
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
            .values(counted=delta > 0)
            .execution_options(synchronize_session=False)
        )


def _move(campaign: Campaign, first: int) -> int:
    counted = campaign.count_imported
    people = db.session.scalars(
        sa.select(Signatory)
        .where(
            Signatory.id >= first,
            Signatory.id < first + RANGE,
            Signatory.campaign_id == campaign.id,
            Signatory.imported,
            Signatory.counted != counted,
            Signatory.shadow == "",
            Signatory.state == SignatoryState.CONFIRMED,
        )
        .order_by(Signatory.id)
        .with_for_update(of=Signatory)
        .execution_options(populate_existing=True)
    ).all()
    enter_all(people, campaign, 1 if counted else -1)
    for each in people:
        db.session.expire(each)
    return len(people)


def _extent(campaign_id: int) -> dict[str, int]:
    found = sa.select(sa.func.min(Signatory.id), sa.func.max(Signatory.id))
    first, last = db.session.execute(found.where(Signatory.campaign_id == campaign_id)).one()
    return {"first": first or 1, "next": first or 1, "last": last or 0, "changed": 0}
