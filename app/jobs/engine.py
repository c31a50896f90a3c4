"""The worker's round through the jobs: one at a time, a transaction a step.

A job whose worker was killed is taken over once its lease has run out, and goes on at its
cursor. One that stumbles over a mistake of ours fails visibly, with where, not with words
that could hold personal data.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog
from flask_babel import force_locale

from app import claims, clock
from app.claims import Claim, Pile, is_free
from app.database import reading, transaction
from app.extensions import db
from app.jobs import files
from app.jobs.models import UNDONE, ClaimedJob, Job, JobState
from app.jobs.registry import Handler, JobTrouble, Step, handler_of, kind_of
from app.organizers.models import Organizer
from app.outbox.errors import place_of

JOBS = Pile(Job, ClaimedJob, waiting=JobState.QUEUED, in_hand=JobState.RUNNING)
# A job whose worker did not survive the same step so often is not tried again.
MOST_ATTEMPTS = 5
SQLITE_REST_SECONDS = 0.12
# What `trouble` begins with where the mistake is ours: a place in the code follows.
MISTAKE = "mistake: "
log = structlog.stdlib.get_logger(__name__)


class WorkerLost(Exception):
    """One worker after the other was lost at the same step."""


@dataclass
class Report:
    """What a round has done."""

    ended: list[int] = field(default_factory=list)
    obstacle: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.ended


def drain(stop: Callable[[], bool] = lambda: False) -> Report:
    """Do what is due, one job after the other, until nothing is or `stop` says so.

    `stop` is asked between two steps; a job that is left then goes on at the next round.
    """
    report = Report()
    while not stop():
        claim = Claim.take(JOBS, sa.and_(UNDONE, is_free(Job)), 1)
        if not claim.items:
            break
        _do(claim, claim.items[0], stop)
        report.ended.append(claim.items[0].id)
    return report


def do_now(job_id: int, tick: Callable[[], None] = lambda: None) -> None:
    """Do one prepared job in this process, as a worker would; `tick` is called after each step.

    For commands. If the process is killed, a worker goes on where it was.
    """

    def go_on() -> bool:
        tick()
        return False

    claim = Claim.take(JOBS, Job.id == job_id, 1)
    for item in claim.items:
        _do(claim, item, go_on)


def _do(claim: claims.Claim[ClaimedJob], item: ClaimedJob, stop: Callable[[], bool]) -> None:
    try:
        with transaction():
            if item.attempts >= MOST_ATTEMPTS:
                raise WorkerLost
            claim.lock(item, attempts=item.attempts + 1)
            locale = _locale(item)
        # What a handler says, it says in the language of whoever began the job.
        with force_locale(locale):
            _step_through(claim, item, handler_of(item.kind), stop)
    except JobTrouble as trouble:
        _end(claim, item, JobState.FAILED, trouble=str(trouble))
    except Exception as error:  # noqa: BLE001  # one broken job must not hold up the others
        log.error("a job has failed", job=item.id, kind=item.kind, why=place_of(error))
        _end(claim, item, JobState.FAILED, trouble=MISTAKE + place_of(error))


def _locale(item: ClaimedJob) -> str:
    begun_by = sa.select(Organizer.locale).join(Job, Job.organizer_id == Organizer.id)
    return db.session.scalar(begun_by.where(Job.id == item.id)) or "en"


def _step_through(
    claim: claims.Claim[ClaimedJob], item: ClaimedJob, handler: Handler, stop: Callable[[], bool]
) -> None:
    steps: Iterator[Step] | None = None
    reads = kind_of(item.kind).reads
    while True:
        began = time.monotonic()
        if reads:
            with reading():
                steps = steps or handler(_get(item))
                ahead = next(steps, None)
        with transaction():
            # Locked, so that a cancellation comes either before this step or after it.
            job = db.session.get(Job, item.id, with_for_update=True, populate_existing=True)
            if job is None or not claim.lock(item):
                return
            if job.cancel_asked:
                state = JobState.CANCELLED
                break
            steps = steps or handler(job)
            step = ahead if reads else next(steps, None)
            if step is None:
                state = JobState.DONE
                break
            _note(claim, item, step)
        if stop():
            claim.release([item])
            return
        if not reads:
            _let_others_write(time.monotonic() - began)
    _end(claim, item, state)


def _note(claim: claims.Claim[ClaimedJob], item: ClaimedJob, step: Step) -> None:
    """Write down what the step made and how far it got."""
    for each in step.pieces:
        files.append(item.id, files.OUT, each)
    claim.lock(
        item,
        done=step.done,
        total=step.total,
        cursor=step.cursor,
        result=step.result,
        attempts=0,
    )


def _get(item: ClaimedJob) -> Job:
    job = db.session.get(Job, item.id)
    if job is None:
        raise JobTrouble
    return job


def _let_others_write(seconds: float) -> None:
    """SQLite has one writer, and who waits for it only looks every tenth of a second."""
    if db.engine.dialect.name == "sqlite":
        time.sleep(min(seconds, SQLITE_REST_SECONDS))


def _end(
    claim: claims.Claim[ClaimedJob], item: ClaimedJob, state: JobState, *, trouble: str = ""
) -> None:
    claim.write_down(item, {"state": state, "trouble": trouble, "ended_at": clock.now()})
    log.info("job ended", job=item.id, kind=item.kind, state=state.value)
