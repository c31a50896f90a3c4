"""Long work: what I began, how far it is, what came of it, and the file it made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask import stream_with_context as stream
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.utils import secure_filename

from app.admin import job_words
from app.admin.panel import needs, number, panel, who
from app.audit import service as audit
from app.database import reading
from app.jobs import files, queries, service
from app.jobs.errors import JobNotYours
from app.jobs.models import Job, JobState
from app.jobs.registry import JobFile, kind_of
from app.organizers.rights import Right

ON_A_PAGE = 50
# Where a draft of this kind goes on.
GOES_ON = {"import": "panel.import_look"}


@panel.get("/jobs/")
@needs(Right.RUN)
def jobs() -> str:
    before = number("before")
    found = queries.list_of(who(), before_id=before, limit=ON_A_PAGE + 1)
    shown = [job_words.told(each) for each in found[:ON_A_PAGE]]
    older = url_for("panel.jobs", before=shown[-1].job.id) if len(found) > ON_A_PAGE else ""
    newer = url_for("panel.jobs") if before else ""
    return render_template("admin/jobs.html", jobs=shown, older=older, newer=newer)


@panel.get("/jobs/<int:job_id>/")
@needs(Right.RUN)
def job(job_id: int) -> ResponseReturnValue:
    found = job_of(job_id)
    if found.state == JobState.DRAFT and found.kind in GOES_ON:
        slug = found.campaign.slug if found.campaign else ""
        return redirect(url_for(GOES_ON[found.kind], slug=slug, job_id=found.id), 303)
    return render_template(
        "admin/job.html",
        told=job_words.told(found),
        result=job_words.result(found),
        trouble=job_words.trouble(found),
        file=kind_of(found.kind).file,
        has_file=files.has(found.id, files.OUT),
        further=_further(found),
    )


@panel.get("/jobs/<int:job_id>.json")
@needs(Right.RUN)
def job_json(job_id: int) -> dict[str, Any]:
    told = job_words.told(job_of(job_id))
    return {
        "state": told.job.state,
        "words": told.state,
        "progress": told.progress,
        "percent": told.percent,
        "ended": told.has_ended,
    }


@panel.post("/jobs/<int:job_id>/cancel")
@needs(Right.RUN)
def job_cancel(job_id: int) -> ResponseReturnValue:
    found = job_of(job_id)
    if found.state not in job_words.ENDED:
        service.cancel(found)
        audit.record("job.cancel", by=who(), campaign=found.campaign, subject=f"job:{found.id}")
        flash(_("It stops. What it has done so far stands."))
    return redirect(url_for("panel.job", job_id=found.id), 303)


@panel.post("/jobs/<int:job_id>/file")
@needs(Right.RUN)
def job_file(job_id: int) -> ResponseReturnValue:
    """The file, in pieces. A POST, because taking it away is written down."""
    found = job_of(job_id)
    named = kind_of(found.kind).file
    if named is None or found.state != JobState.DONE or not files.has(found.id, files.OUT):
        flash(
            _("There is no file any more: it goes after a day, or when somebody is erased."),
            "error",
        )
        return redirect(url_for("panel.job", job_id=found.id), 303)
    audit.record(
        f"{found.kind}.download",
        by=who(),
        campaign=found.campaign,
        subject=f"job:{found.id}",
        after={**found.params, **found.result},
    )
    return _attachment(found, named(found))


def job_of(job_id: int, kind: str = "") -> Job:
    """What who is signed in has begun; answers 404 for anything else."""
    try:
        found = service.get_of(job_id, who())
    except JobNotYours:
        abort(404)
    if kind and found.kind != kind:
        abort(404)
    return found


def _further(job: Job) -> str:
    """Where one goes on from what a job has found out; "" where it led to nothing more."""
    if job.kind != "import_check" or job.state != JobState.DONE or job.campaign is None:
        return ""
    look = {"slug": job.campaign.slug, "job_id": job.params["upload"]}
    return url_for("panel.import_look", **look, _anchor="import")


def _attachment(job: Job, named: JobFile) -> Response:
    """The job's file to be saved: read piece by piece while it is sent."""
    response = Response(stream(_pieces(job.id, files.OUT)), mimetype=named.mimetype)
    # It begins with the campaign's address: whatever that has become, no folder and no header.
    safe = secure_filename(named.name)
    response.headers.set("Content-Disposition", "attachment", filename=safe)
    response.headers["Cache-Control"] = "no-store"
    # So that a browser notices a file that was cut short.
    if "bytes" in job.result:
        response.content_length = job.result["bytes"]
    return response


def _pieces(job_id: int, folder: str) -> Iterator[bytes]:
    """Each piece in a short reading of its own, however slowly they are fetched."""
    position = 0
    while True:
        with reading():
            found = files.piece(job_id, folder, position)
        if found is None:
            return
        yield found
        position += 1
