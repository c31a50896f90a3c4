"""Import: upload a file, say what its columns are, have it checked, then bring its people."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin import job_words
from app.admin.imports_form import ColumnsForm, ReadingForm, columns_form
from app.admin.jobs import job_of
from app.admin.panel import campaign_of, may, needs, panel, who
from app.campaigns.models import Campaign
from app.database import only_read
from app.extensions import db
from app.imports import preview, tasks, uploads
from app.imports.table import Reading, TableTrouble
from app.jobs import queries as jobs
from app.jobs import service
from app.jobs.models import Job, JobState
from app.organizers import accounts
from app.organizers.rights import Right

LARGEST = 128 * 1024 * 1024
LAST = 5


@panel.url_value_preprocessor
def let_files_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let whoever may import send a large body, before anything reads it; nobody else."""
    if endpoint == "panel.imports_upload" and request.method == "POST":
        # Before the guard, and before a session that was ended elsewhere is left.
        accounts.leave_ended_session()
        if may(Right.RUN):
            request.max_content_length = LARGEST + 64 * 1024
        # No transaction while the body arrives, however slowly.
        db.session.rollback()


@panel.get("/c/<slug>/import/")
@needs(Right.RUN)
def imports(slug: str) -> str:
    return _first(campaign_of(slug))


@panel.post("/c/<slug>/import/")
@needs(Right.RUN)
def imports_upload(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _first(campaign, wrong=_("Choose a file.")), 422
    job = service.prepare(tasks.KIND, by=who(), campaign=campaign)
    try:
        uploads.take_in(job, uploads.pieces_of(file.stream))
    except TableTrouble as trouble:
        return _first(campaign_after_rollback(slug), wrong=str(trouble)), 422
    return redirect(url_for("panel.import_look", slug=slug, job_id=job.id), 303)


@panel.get("/c/<slug>/import/<int:job_id>/")
@needs(Right.RUN)
def import_look(slug: str, job_id: int) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    job = _job(campaign, job_id)
    if job.state != JobState.DRAFT:
        return redirect(url_for("panel.job", job_id=job.id), 303)
    return _look(campaign, job)


@panel.post("/c/<slug>/import/<int:job_id>/reading")
@needs(Right.RUN)
def import_read(slug: str, job_id: int) -> ResponseReturnValue:
    """Read the file in another way."""
    campaign = campaign_of(slug)
    job = _draft(campaign, job_id)
    form = ReadingForm(request.form, reading=Reading(**job.params["reading"]))
    if not form.validate():
        return _look(campaign, job, reading=form), 422
    try:
        uploads.read_as(job, form.reading())
    except TableTrouble as trouble:
        return _look(campaign, job, reading=form, wrong=str(trouble)), 422
    return redirect(url_for("panel.import_look", slug=slug, job_id=job.id), 303)


@panel.post("/c/<slug>/import/<int:job_id>/check")
@needs(Right.RUN)
def import_check(slug: str, job_id: int) -> ResponseReturnValue:
    """Name the columns, and look again or have the whole file checked."""
    campaign = campaign_of(slug)
    job = _draft(campaign, job_id)
    form = _columns(campaign, job, request.form)
    if not form.validate():
        return _look(campaign, job, columns=form), 422
    uploads.name_columns(job, form.mapping(), form.discipline_of_all.data)
    if request.form.get("do") == "look":
        return redirect(url_for("panel.import_look", slug=slug, job_id=job.id) + "#rows", 303)
    check = uploads.start_check(job, by=who())
    return redirect(url_for("panel.job", job_id=check.id), 303)


@panel.post("/c/<slug>/import/<int:job_id>/begin")
@needs(Right.RUN)
def import_begin(slug: str, job_id: int) -> ResponseReturnValue:
    job = _job(campaign_of(slug), job_id)
    check = uploads.find_check(job, by=who())
    if job.state == JobState.DRAFT and check is None:
        flash(_("Have the file checked first: something has changed since."), "error")
        return redirect(url_for("panel.import_look", slug=slug, job_id=job.id), 303)
    if check is not None:
        uploads.begin(job, check, by=who())
    return redirect(url_for("panel.job", job_id=job.id), 303)


def campaign_after_rollback(slug: str) -> Campaign:
    """The campaign once more, when what the request has written is given up."""
    only_read()
    return campaign_of(slug)


def _job(campaign: Campaign, job_id: int) -> Job:
    """One's own upload for this campaign; another campaign has other disciplines."""
    job = job_of(job_id, tasks.KIND)
    return job if job.campaign_id == campaign.id else abort(404)


def _draft(campaign: Campaign, job_id: int) -> Job:
    job = _job(campaign, job_id)
    # One under way is no longer to be changed: its own page says how it stands.
    return job if job.state == JobState.DRAFT else abort(404)


def _columns(campaign: Campaign, job: Job, formdata: Any = None) -> ColumnsForm:
    return columns_form(
        formdata,
        header=uploads.look(job).header,
        mapping=job.params["mapping"],
        campaign=campaign,
        of_all=job.params.get("discipline", ""),
    )


def _first(campaign: Campaign, *, wrong: str = "") -> str:
    last = jobs.list_of(who(), campaign_id=campaign.id, kinds=(tasks.KIND,), limit=LAST)
    return render_template(
        "admin/imports.html",
        campaign=campaign,
        wrong=wrong,
        last=[job_words.told(each) for each in last],
    )


def _look(
    campaign: Campaign,
    job: Job,
    *,
    reading: ReadingForm | None = None,
    columns: ColumnsForm | None = None,
    wrong: str = "",
) -> str:
    check = uploads.find_check(job, by=who())
    return render_template(
        "admin/import_look.html",
        campaign=campaign,
        job=job,
        wrong=wrong,
        reading=reading or ReadingForm(reading=Reading(**job.params["reading"])),
        columns=columns or _columns(campaign, job),
        rows=preview.read(campaign, job),
        shown=preview.fields_of(job),
        check=check,
        check_says=job_words.result(check) if check else [],
    )
