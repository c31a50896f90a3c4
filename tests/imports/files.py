"""Files to import, and importing them as the panel does."""

from __future__ import annotations

from collections.abc import Iterable

from app.campaigns.models import Campaign
from app.extensions import db
from app.imports import uploads
from app.jobs import engine, files, service
from app.jobs.models import Job
from app.organizers.models import Organizer
from tests.support import organizers

HEADER = "First Name,Last Name,E-mail,ZIP Code,Discipline"
ADA = "Ada,Lovelace,ada@example.org,87501,music"
GRACE = "Grace,Hopper,grace@example.org,02138,Writing"


def uploaded(
    campaign: Campaign, content: str | bytes | Iterable[bytes], by: Organizer | None = None
) -> Job:
    """A draft with this file in it."""
    job = service.prepare("import", by=by or organizers.organizer("organizer"), campaign=campaign)
    if isinstance(content, str):
        content = content.encode()
    uploads.take_in(job, [content] if isinstance(content, bytes) else content)
    db.session.commit()
    return job


def checked(job: Job) -> Job:
    """The check of this file, done."""
    check = uploads.start_check(job, by=_by(job))
    db.session.commit()
    engine.drain()
    return check


def begun(job: Job) -> Job:
    """The import of this file, checked, waiting for the worker."""
    check = checked(job)
    assert check.state == "done", check.trouble
    uploads.begin(job, check, by=_by(job))
    db.session.commit()
    return job


def imported(campaign: Campaign, content: str | bytes) -> Job:
    """The import of this file, from the upload to its end."""
    job = begun(uploaded(campaign, content))
    engine.drain()
    assert job.state == "done", job.trouble
    return job


def left_out(job: Job) -> str:
    """The list of rows that were left out."""
    found = b"".join(files.read(job.id, files.OUT)).decode("utf-8-sig")
    db.session.rollback()
    return found


def numbers(job: Job) -> dict[str, int]:
    """What came of it, without what is nought."""
    names = ("rows", "new", "known", "twice", "wrong")
    return {name: job.result[name] for name in names if job.result[name]}


def csv(*rows: str, header: str = HEADER) -> str:
    """A file of these lines."""
    return "\n".join((header, *rows, ""))


def _by(job: Job) -> Organizer:
    return db.session.get_one(Organizer, job.organizer_id)
