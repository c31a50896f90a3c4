"""Exports: choose rows and columns, have the worker make the file, see what was made."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin import job_words
from app.admin.exports_form import ExportForm
from app.admin.panel import campaign_of, needs, panel, who
from app.campaigns.models import Campaign
from app.exports import service
from app.exports.columns import What
from app.jobs import queries as jobs
from app.jobs.models import Job
from app.organizers.rights import Right

# How many of one's last exports stand beside the form.
LAST = 5


@panel.get("/c/<slug>/exports/")
@needs(Right.RUN, fresh=True)
def exports(slug: str) -> str:
    campaign = campaign_of(slug)
    return _page(ExportForm(campaign=campaign, what=What.SIGNATORIES), campaign)


@panel.get("/c/<slug>/exports/<what>/")
@needs(Right.RUN, fresh=True)
def exports_of(slug: str, what: str) -> str:
    campaign = campaign_of(slug)
    return _page(ExportForm(campaign=campaign, what=_what(what)), campaign)


@panel.post("/c/<slug>/exports/<what>/")
@needs(Right.RUN, fresh=True)
def exports_ask(slug: str, what: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    form = ExportForm(request.form, campaign=campaign, what=_what(what))
    if not form.validate():
        return _page(form, campaign), 422
    return _to(service.ask(campaign, form.wanted(), by=who()))


@panel.get("/c/<slug>/exports/public-list")
@needs(Right.RUN)
def exports_list(slug: str) -> str:
    campaign = campaign_of(slug)
    return render_template("admin/exports_list.html", campaign=campaign, **_around(campaign))


@panel.post("/c/<slug>/exports/public-list")
@needs(Right.RUN)
def exports_list_ask(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    form = request.form.get("format", "")
    if form not in ("pdf", "csv"):
        flash(_("Choose PDF or CSV."), "error")
        return redirect(url_for("panel.exports_list", slug=slug), 303)
    return _to(service.ask_list(campaign, form, by=who()))


def _to(job: Job) -> ResponseReturnValue:
    return redirect(url_for("panel.job", job_id=job.id), 303)


def _what(name: str) -> What:
    try:
        return What(name)
    except ValueError:
        abort(404)


def _page(form: ExportForm, campaign: Campaign) -> str:
    return render_template("admin/exports.html", form=form, campaign=campaign, **_around(campaign))


def _around(campaign: Campaign) -> dict[str, Any]:
    """What stands beside every form of this room: one's last exports of the campaign."""
    kinds = (service.KIND, service.LIST_KIND)
    last = jobs.list_of(who(), campaign_id=campaign.id, kinds=kinds, limit=LAST)
    return {"last": [job_words.told(each) for each in last], "What": What}
