"""A file before it is imported: taken in, looked at, its columns named, checked, begun."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask_babel import gettext as _

from app.audit import service as audit
from app.campaigns.models import Campaign
from app.extensions import db
from app.imports import fields, table
from app.imports.fields import FIELDS
from app.imports.table import Detective, Reading, TableTrouble
from app.jobs import files, service
from app.jobs import queries as jobs
from app.jobs.files import PIECE
from app.jobs.models import Job, JobState
from app.organizers.models import Organizer

KIND = "import"
CHECK = "import_check"
SHOWN_ROWS = 5
# How many of one's last checks are looked through for the one of this file.
LAST_CHECKS = 20


@dataclass(frozen=True)
class Look:
    """The beginning of a file: its columns' names, and the first rows with their numbers."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def take_in(job: Job, pieces: Iterable[bytes]) -> None:
    """Keep an upload, piece by piece, and find out how to read it. Raises TableTrouble."""
    detective = Detective()
    for piece in pieces:
        detective.look(piece)
        files.append(job.id, files.IN, piece)
    reading = detective.reading()
    job.params = {**job.params, "bytes": detective.bytes}
    read_as(job, reading)


def read_as(job: Job, reading: Reading) -> None:
    """Read the file so from now on, and guess what its columns are. Raises TableTrouble."""
    found = look(job, reading)
    guessed = fields.guess(found.header) if reading.has_header else {}
    job.params = {
        **job.params,
        "reading": reading.params(),
        "width": len(found.header),
        "mapping": guessed,
    }
    db.session.flush()


def look(job: Job, reading: Reading | None = None) -> Look:
    """The file's beginning. Raises TableTrouble."""
    how = reading or Reading(**job.params["reading"])
    found = table.rows(files.read(job.id, files.IN), how)
    first = next(found, None)
    if first is None:
        raise TableTrouble(_("The file is empty."))
    if how.has_header:
        rows = list(islice(found, SHOWN_ROWS))
        if not rows:
            raise TableTrouble(_("The file has a first line and no rows below it."))
        return Look([each.strip() for each in first[1]], rows)
    columns = [_("Column %(number)s", number=i + 1) for i in range(len(first[1]))]
    return Look(columns, [first, *islice(found, SHOWN_ROWS - 1)])


def name_columns(job: Job, mapping: dict[str, int], discipline: str) -> None:
    """Say which column holds what; `discipline` is for whom the file names none."""
    job.params = {**job.params, "mapping": mapping, "discipline": discipline}
    db.session.flush()


def missing(mapping: dict[str, int]) -> list[str]:
    """What no column was named for and cannot be done without, in words."""
    return [str(each.words) for each in FIELDS if each.required and each.name not in mapping]


def start_check(job: Job, *, by: Organizer) -> Job:
    """Have the worker read the whole file without changing anything."""
    params = asked(job)
    campaign = _campaign(job)
    waiting = jobs.find_undone(by, CHECK, campaign_id=campaign.id, params=params)
    return waiting or service.start(CHECK, by=by, campaign=campaign, params=params)


def find_check(job: Job, *, by: Organizer) -> Job | None:
    """The newest finished check of this file as it is to be read now."""
    found = jobs.list_of(by, campaign_id=job.campaign_id, kinds=(CHECK,), limit=LAST_CHECKS)
    wanted = asked(job)
    same = (each for each in found if each.state == JobState.DONE and each.params == wanted)
    return next(same, None)


def begin(job: Job, check: Job, *, by: Organizer) -> None:
    """Let the worker import what `check` has read. Harmless the second time."""
    if job.state != JobState.DRAFT:
        return
    job.params = {**job.params, "rows": check.result["rows"]}
    service.queue(job)
    audit.record(
        "import.begin",
        by=by,
        campaign=_campaign(job),
        subject=f"job:{job.id}",
        after={"rows": check.result["rows"], "new": check.result["new"]},
    )


def pieces_of(stream: Any) -> Iterable[bytes]:
    """A stream in the pieces that a job's file is kept in."""
    while piece := stream.read(PIECE):
        yield piece


def asked(job: Job) -> dict[str, Any]:
    """What a check of this file is asked for."""
    keys = ("reading", "width", "mapping", "discipline")
    return {"upload": job.id, **{key: job.params.get(key, "") for key in keys}}


def _campaign(job: Job) -> Campaign:
    return db.session.get_one(Campaign, job.campaign_id)
