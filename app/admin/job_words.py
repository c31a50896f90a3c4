"""What the panel says of long work: what it is, how it stands, what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.filters import number
from app.jobs import engine
from app.jobs.models import Job, JobState
from app.jobs.registry import kind_of

# The names of work whose domain gives it none of its own.
TITLES = {
    "merge_disciplines": _l("Merging disciplines"),
    "merge_crafts": _l("Merging crafts"),
    "count_signatories": _l("Counting whom it would touch"),
    "invalidate": _l("Striking signatures out"),
    "put_back": _l("Putting signatures back"),
    "shadow": _l("Moving signatures into the shadow"),
    "lift_shadow": _l("Taking signatures out of the shadow"),
    "unshadow": _l("Taking signatures out of the shadow again"),
    "retry_deliveries": _l("Sending failed letters again"),
    "strike_rehearsal": _l("Clearing the rehearsal away"),
}
STATES = {
    JobState.DRAFT: _l("Prepared, not begun"),
    JobState.QUEUED: _l("Waiting for its turn"),
    JobState.RUNNING: _l("At work"),
    JobState.DONE: _l("Done"),
    JobState.CANCELLED: _l("Stopped"),
    JobState.FAILED: _l("Failed"),
}
MARKS = {JobState.DONE: "good", JobState.FAILED: "bad", JobState.CANCELLED: "warn"}
ENDED = (JobState.DONE, JobState.CANCELLED, JobState.FAILED)


@dataclass(frozen=True)
class Told:
    """One job in words. `percent` None: nobody knows how much there is."""

    job: Job
    title: str
    state: str
    mark: str
    progress: str
    percent: int | None
    has_ended: bool


def told(job: Job) -> Told:
    """How it stands now."""
    state = JobState(job.state)
    stopping = state is JobState.RUNNING and job.cancel_asked
    return Told(
        job=job,
        title=title(job),
        state=_("Stopping after the step in hand") if stopping else str(STATES[state]),
        mark=MARKS.get(state, ""),
        progress=progress(job),
        percent=percent(job),
        has_ended=state in ENDED,
    )


def title(job: Job) -> str:
    """What the work is."""
    own = kind_of(job.kind).title or TITLES.get(job.kind)
    return str(own) if own else job.kind.replace("_", " ").capitalize()


def progress(job: Job) -> str:
    """How much is done, in numbers."""
    if job.total:
        return str(_("%(done)s of %(total)s", done=number(job.done), total=number(job.total)))
    return number(job.done) if job.done else ""


def percent(job: Job) -> int | None:
    """How much is done, of a hundred."""
    if job.state == JobState.DONE:
        return 100
    return min(100, 100 * job.done // job.total) if job.total else None


def result(job: Job) -> list[str]:
    """What came of it, in sentences."""
    say = kind_of(job.kind).result
    if say is not None:
        return say(job)
    return [_("%(progress)s done.", progress=progress(job))] if job.done else []


def trouble(job: Job) -> str:
    """Why it failed, and what to do about it."""
    if not job.trouble.startswith(engine.MISTAKE):
        return job.trouble
    place = job.trouble.removeprefix(engine.MISTAKE)
    words = _(
        "A mistake of ours stopped it. What was done before stands. Begin it again; if it stops "
        "again, tell whoever runs this site: %(place)s.",
        place=place,
    )
    return str(words)
