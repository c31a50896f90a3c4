"""Bulk acts on signatories, as jobs: a dry count, striking out, the shadow, putting back.

Each step is one transaction of a batch. The rows themselves say what is done: who is struck out
carries the job's number, so that a job whose worker was killed does nothing twice, and putting
back finds exactly whom this job struck. What the job looks for is sealed in its row: it may be
somebody's name or address.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_babel import gettext as _

from app import clock, keyring
from app.audit import service as audit
from app.campaigns.models import Campaign
from app.database import transaction
from app.extensions import db
from app.jobs import registry
from app.jobs import service as jobs
from app.jobs.models import Job, JobState
from app.jobs.registry import JobTrouble, Step
from app.keyring import KeyMissing, SealBroken
from app.organizers.models import Organizer
from app.pledges import search, shadowing, striking
from app.pledges.models import Signatory, SignatoryState
from app.pledges.rules import Reason
from app.pledges.search import Wanted
from app.pledges.search_words import Field, Reading

COUNT, STRIKE, PUT_BACK = "count_signatories", "invalidate", "put_back"
# Into the shadow; out of it, by a search; out of it whom such a job put there.
SHADOW, LIFT, UNSHADOW = "shadow", "lift_shadow", "unshadow"
KINDS = (COUNT, STRIKE, PUT_BACK, SHADOW, LIFT, UNSHADOW)
# What a dry count can lead to, and what takes each of them back.
ACTS = (STRIKE, SHADOW, LIFT)
BACK = {STRIKE: PUT_BACK, SHADOW: UNSHADOW}
BATCH = 200
# People of one step of the dry count, and whom striking looks up at once.
LOOK = 5_000
_BOUND = b"bulk act"
IS_STANDING = Signatory.state.in_(striking.STRUCK_FROM)
# The jobs in whose row it still stands what was searched for.
HOLDS_SEARCH = (Job.kind.in_((COUNT, *ACTS)), sa.cast(Job.params, sa.Text).like('%"wanted"%'))

Act = Callable[[Sequence[Signatory]], None]
Which = Sequence[sa.ColumnElement[bool]]
SEARCH_LIFE = dt.timedelta(days=1)


class NotReady(ValueError):
    """The dry count has not ended, or what it counted has been struck out or put back already."""


def init_app(app: Flask) -> None:
    """Let the worker do them."""
    registry.add(app, COUNT, count, reads=True)
    registry.add(app, STRIKE, strike)
    registry.add(app, PUT_BACK, put_back)
    registry.add(app, SHADOW, shadow)
    registry.add(app, LIFT, lift)
    registry.add(app, UNSHADOW, unshadow)


def begin(campaign: Campaign, wanted: Wanted, *, by: Organizer) -> Job:
    """Start the dry count of those whom a page lists now; nothing is changed."""
    meant = replace(wanted, upto=search.newest_id(campaign.id))
    return jobs.start(COUNT, by=by, campaign=campaign, params={"wanted": _sealed(meant)})


def go_on(counted: Job, *, by: Organizer, act: str = STRIKE) -> Job:
    """Do it (one of ACTS) to those who were counted. The same job for a second press.

    Raises NotReady.
    """
    counted = _locked(counted)
    if counted.kind != COUNT or counted.state != JobState.DONE or counted.campaign is None:
        raise NotReady
    if "struck_by" in counted.params:
        return db.session.get_one(Job, counted.params["struck_by"])
    if "wanted" not in counted.params:
        raise NotReady
    params = {"wanted": counted.params["wanted"], "counted_by": counted.id}
    job = jobs.start(act, by=by, campaign=counted.campaign, params=params)
    job.total = to_touch(counted)[act]
    counted.params = {**counted.params, "struck_by": job.id}
    _note(f"signatories.{act}", job, by, {"people": job.total})
    return job


def undo(struck: Job, *, by: Organizer) -> Job:
    """Take back what this job has done. The same job for a second press. Raises NotReady."""
    struck = _locked(struck)
    ended = (JobState.DONE, JobState.CANCELLED, JobState.FAILED)
    if struck.kind not in BACK or struck.state not in ended or struck.campaign is None:
        raise NotReady
    before = db.session.get(Job, struck.params.get("put_back_by", 0))
    if before is not None and before.state not in (JobState.CANCELLED, JobState.FAILED):
        return before
    params = {"strike": struck.id}
    job = jobs.start(BACK[struck.kind], by=by, campaign=struck.campaign, params=params)
    job.total = struck.done - (before.done if before else 0)
    struck.params = {**struck.params, "put_back_by": job.id}
    _note(f"signatories.{job.kind}", job, by, {"people": job.total})
    return job


def count(job: Job) -> Iterator[Step]:
    """How many it would touch, by state and discipline."""
    wanted = wanted_of(job)
    states: Counter[str] = Counter(job.result.get("states", {}))
    disciplines: Counter[str] = Counter(job.result.get("disciplines", {}))
    shadow, aside = (job.result.get("shadow", {}).get(each, 0) for each in ("all", "aside"))
    after, done = job.cursor.get("after", 0), job.done
    while people := _next(wanted, after):
        for person_id, state, discipline_id, reason in people:
            after = person_id
            states[state] += 1
            shadow += bool(reason)
            aside += bool(reason) and state in striking.STRUCK_FROM
            if state in striking.STRUCK_FROM:
                disciplines[str(discipline_id or 0)] += 1
        done += len(people)
        found = {"states": dict(states), "disciplines": dict(disciplines)}
        found |= {"shadow": {"all": shadow, "aside": aside}}
        yield Step(done, None, {"after": after}, found)


def strike(job: Job) -> Iterator[Step]:
    """Strike out who is pending or confirmed, in the order of their numbers."""
    job_id = job.id
    yield from _through(job, (IS_STANDING,), lambda some: striking.strike(some, job_id=job_id))


def shadow(job: Job) -> Iterator[Step]:
    """Set aside who is pending or confirmed, and not in the shadow yet."""
    job_id, why = job.id, Reason.ORGANIZER
    which = (IS_STANDING, ~shadowing.in_shadow())
    yield from _through(job, which, lambda some: shadowing.shadow(some, reason=why, job_id=job_id))


def lift(job: Job) -> Iterator[Step]:
    """Take out of the shadow whoever is in it and was found."""
    yield from _through(job, (shadowing.in_shadow(),), shadowing.lift)


def unshadow(job: Job) -> Iterator[Step]:
    """Take out of the shadow whom the other job put there."""
    theirs = (Signatory.shadow_job_id == job.params["strike"], shadowing.in_shadow())
    yield from _back(job, theirs, shadowing.lift)


def put_back(job: Job) -> Iterator[Step]:
    """Give everybody whom the other job struck out the state they had before it."""
    theirs = (
        Signatory.job_id == job.params["strike"],
        Signatory.state == SignatoryState.INVALIDATED,
    )
    yield from _back(job, theirs, striking.put_back)


def to_touch(counted: Job) -> dict[str, int]:
    """How many of those counted each of ACTS would touch."""
    states: dict[str, int] = counted.result.get("states", {})
    shadows: dict[str, int] = counted.result.get("shadow", {})
    stand = sum(states.get(each.value, 0) for each in striking.STRUCK_FROM)
    return {STRIKE: stand, SHADOW: stand - shadows.get("aside", 0), LIFT: shadows.get("all", 0)}


def find(campaign: Campaign, job_id: int) -> Job | None:
    """A bulk act of this campaign, whoever began it: any organizer may put it back."""
    return db.session.scalar(
        sa.select(Job).where(Job.id == job_id, Job.campaign_id == campaign.id, Job.kind.in_(KINDS))
    )


def list_struck(campaign: Campaign, *, limit: int = 20) -> Sequence[Job]:
    """The last bulk acts that touched somebody, the newest first."""
    wanted = sa.select(Job).where(Job.campaign_id == campaign.id, Job.kind.in_(ACTS))
    return db.session.scalars(wanted.order_by(Job.id.desc()).limit(limit)).all()


def wanted_of(job: Job) -> Wanted:
    """Whom a count or a striking is about. Raises JobTrouble where nobody can tell any more."""
    if "wanted" not in job.params:
        raise JobTrouble(_("What was searched for is forgotten after a day."))
    try:
        sealed = base64.b64decode(job.params["wanted"])
        held: dict[str, Any] = json.loads(keyring.current().open_bytes(sealed, bound_to=_BOUND))
    except (KeyMissing, SealBroken) as error:
        words = _("The key this search was sealed with is gone: search again.")
        raise JobTrouble(words) from error
    if held["reading"]:
        held["reading"] = Reading(Field(held["reading"][0]), held["reading"][1])
    if held["state"]:
        held["state"] = SignatoryState(held["state"])
    return Wanted(**held)


def forget_searches() -> int:
    """Drop what jobs that ended a day ago looked for: it may be somebody who is erased since.

    Whom they struck out or set aside is still known by its rows. Returns how many jobs forgot
    something.
    """
    old = *HOLDS_SEARCH, Job.ended_at < clock.now() - SEARCH_LIFE
    with transaction():
        ended = db.session.scalars(sa.select(Job).where(*old).with_for_update(of=Job)).all()
        for job in ended:
            job.params = {key: value for key, value in job.params.items() if key != "wanted"}
    return len(ended)


def sealed_anew(wanted: str) -> str:
    """The sealed search of a job, sealed with the key that seals now. Raises as `open_bytes`."""
    ring = keyring.current()
    opened = ring.open_bytes(base64.b64decode(wanted), bound_to=_BOUND)
    return base64.b64encode(ring.seal_bytes(opened, bound_to=_BOUND)).decode("ascii")


def _sealed(wanted: Wanted) -> str:
    held = {**vars(wanted), "reading": None}
    if wanted.reading:
        held["reading"] = [wanted.reading.field.value, wanted.reading.value]
    sealed = keyring.current().seal_bytes(json.dumps(held).encode(), bound_to=_BOUND)
    return base64.b64encode(sealed).decode("ascii")


def _next(
    wanted: Wanted, after: int, which: Which = ()
) -> Sequence[tuple[int, str, int | None, str]]:
    """Number, state, discipline and shadow of the next to look at."""
    columns = (Signatory.id, Signatory.state, Signatory.discipline_id, Signatory.shadow)
    found = (
        sa.select(*columns)
        .where(*search.conditions(wanted), Signatory.id > after, *which)
        .order_by(Signatory.id)
        .limit(LOOK)
    )
    return [(each[0], each[1], each[2], each[3]) for each in db.session.execute(found)]


def _through(job: Job, which: Which, act: Act) -> Iterator[Step]:
    """Do it to everybody whom the job's search finds and who is one of `which`, in batches."""
    wanted = wanted_of(job)
    total, done, after = job.total, job.done, job.cursor.get("after", 0)
    while ahead := _next(wanted, after, which):
        ids = [each[0] for each in ahead]
        for start in range(0, len(ids), BATCH):
            some = ids[start : start + BATCH]
            # As they are now: who withdrew or was corrected meanwhile may be meant no longer.
            people = _held(Signatory.id.in_(some), *which, *search.conditions(wanted))
            act(people)
            done, after = done + len(people), some[-1]
            yield Step(done, total, {"after": after})


def _back(job: Job, theirs: Which, act: Act) -> Iterator[Step]:
    """Do it to everybody who is one of `theirs`, in batches."""
    total, done, after = job.total, job.done, job.cursor.get("after", 0)
    while people := _held(*theirs, Signatory.id > after):
        act(people)
        done, after = done + len(people), people[-1].id
        yield Step(done, total, {"after": after})


def _held(*which: sa.ColumnElement[bool]) -> Sequence[Signatory]:
    """These people, locked in one order for everybody until the step ends."""
    wanted = sa.select(Signatory).where(*which).order_by(Signatory.id).limit(BATCH)
    locked = wanted.with_for_update(of=Signatory).execution_options(populate_existing=True)
    return db.session.scalars(locked).all()


def _locked(job: Job) -> Job:
    return db.session.get_one(Job, job.id, with_for_update={"of": Job}, populate_existing=True)


def _note(action: str, job: Job, by: Organizer, after: dict[str, Any]) -> None:
    audit.record(action, by=by, campaign=job.campaign, subject=f"job:{job.id}", after=after)
