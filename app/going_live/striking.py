"""Striking out the signatures that were made in rehearsal, and taking that back: both as jobs.

Nobody has ever been mailed for real about them, so who signed then has confirmed nothing.
Each row says which job struck it out and what it was before; whom an organizer brought by
import is left alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app import filters
from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs import registry
from app.jobs import service as jobs
from app.jobs.models import Job, JobState
from app.jobs.registry import Step
from app.letters import restored as letters
from app.organizers.models import Organizer
from app.pledges import counts, queries, service
from app.pledges.models import Signatory, SignatoryState

STRIKE, PUT_BACK = service.STRIKE_REHEARSAL, "put_back_rehearsal"
BATCH = 200
_MEANT = (SignatoryState.PENDING, SignatoryState.CONFIRMED)


def init_app(app: Flask) -> None:
    """Let the worker do them."""
    struck, back = _l("Clearing the rehearsal away"), _l("Putting the rehearsal back")
    registry.add(app, STRIKE, strike, title=struck, result=_told_struck)
    registry.add(app, PUT_BACK, put_back, title=back, result=_told_back)


def begin(
    campaign: Campaign, *, since: dt.datetime | None, until: dt.datetime, by: Organizer
) -> Job:
    """Strike out who signed from `since` (None: ever) until `until`."""
    params = {"since": since.isoformat() if since else None, "until": until.isoformat()}
    return jobs.start(STRIKE, by=by, campaign=campaign, params=params)


def begin_back(campaign: Campaign, *, by: Organizer) -> Job | None:
    """Put back whom the last such job struck out; None where there is none that has ended."""
    struck = last(campaign)
    if struck is None:
        return None
    return jobs.start(PUT_BACK, by=by, campaign=campaign, params={"job": struck.id})


def last(campaign: Campaign) -> Job | None:
    """The last striking of this campaign that has ended and was not taken back."""
    kinds = (STRIKE, PUT_BACK)
    wanted = sa.select(Job).where(Job.campaign_id == campaign.id, Job.kind.in_(kinds))
    found = db.session.scalar(wanted.order_by(Job.id.desc()).limit(1))
    ended = (JobState.DONE, JobState.CANCELLED, JobState.FAILED)
    is_done = found is not None and found.kind == STRIKE and found.state in ended
    return found if is_done else None


def strike(job: Job) -> Iterator[Step]:
    """A batch at a time, in the order of their numbers."""
    until = dt.datetime.fromisoformat(job.params["until"])
    meant = [
        Signatory.campaign_id == job.campaign_id,
        Signatory.state.in_(_MEANT),
        Signatory.imported.is_(False),
        Signatory.created_at < until,
    ]
    if job.params["since"]:
        meant.append(Signatory.created_at >= dt.datetime.fromisoformat(job.params["since"]))
    job_id, done, after = job.id, job.done, job.cursor.get("after", 0)
    while people := _next(meant, after):
        for each in people:
            before = each.state
            service.invalidate(each)
            each.state_before, each.job_id = before, job_id
        done, after = done + len(people), people[-1].id
        db.session.flush()
        yield Step(done, None, {"after": after})


def put_back(job: Job) -> Iterator[Step]:
    """Give each whom the other job struck out, and nobody has touched since, their state again."""
    meant = [
        Signatory.campaign_id == job.campaign_id,
        Signatory.job_id == job.params["job"],
        Signatory.state == SignatoryState.INVALIDATED,
    ]
    done, after = job.done, job.cursor.get("after", 0)
    while people := _next(meant, after):
        for each in people:
            each.state, each.state_before = each.state_before, ""
            if each.state == SignatoryState.CONFIRMED or not each.campaign.confirmation_required:
                counts.enter(each, queries.discipline_ids(each), each.campaign)
        done, after = done + len(people), people[-1].id
        db.session.flush()
        letters.queue_again([each.id for each in people if each.state == SignatoryState.CONFIRMED])
        yield Step(done, None, {"after": after})


def _told_struck(job: Job) -> list[str]:
    words = ngettext(
        "%(many)s signature made in rehearsal is struck out.",
        "%(many)s signatures made in rehearsal are struck out.",
        job.done,
        many=filters.number(job.done),
    )
    return [str(words)]


def _told_back(job: Job) -> list[str]:
    words = ngettext(
        "%(many)s signature stands again.",
        "%(many)s signatures stand again.",
        job.done,
        many=filters.number(job.done),
    )
    return [str(words)]


def _next(meant: list[sa.ColumnElement[bool]], after: int) -> Sequence[Signatory]:
    """The next of these, locked until the step ends."""
    wanted = sa.select(Signatory).where(*meant, Signatory.id > after).order_by(Signatory.id)
    locked = wanted.limit(BATCH).with_for_update(of=Signatory)
    return db.session.scalars(locked.execution_options(populate_existing=True)).all()
