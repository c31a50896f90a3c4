"""Going live: the checklist, a test to oneself, and the switch, which is an owner's alone."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import database
from app.admin.go_live_form import GoLiveForm
from app.admin.panel import campaign_of, needs, panel, who
from app.campaigns import mode
from app.campaigns.models import Campaign
from app.going_live import checks, service, striking, words
from app.going_live.service import NotDecided, NotLiveSite
from app.organizers.rights import Right


@panel.get("/c/<slug>/live/")
@needs(Right.RUN)
def go_live(slug: str) -> str:
    campaign = campaign_of(slug)
    return _page(campaign, _form(campaign))


@panel.post("/c/<slug>/live/check")
@needs(Right.OWN)
def go_live_check(slug: str) -> ResponseReturnValue:
    found = checks.look(campaign_of(slug))
    # Others may take their time to answer: nobody shall wait for them with us.
    database.only_read()
    found |= checks.ask()
    with database.writing():
        service.note_checks(campaign_of(slug), found, by=who())
    flash(_("Checked."))
    return redirect(url_for("panel.go_live", slug=slug), 303)


@panel.post("/c/<slug>/live/try")
@needs(Right.OWN)
def go_live_try(slug: str) -> ResponseReturnValue:
    service.try_out(campaign_of(slug), by=who())
    flash(_("On its way to you. Look into your mail, and then here again."))
    return redirect(url_for("panel.go_live", slug=slug), 303)


@panel.route("/c/<slug>/live/switch", methods=["GET", "POST"])
@needs(Right.OWN, fresh=True)
def go_live_switch(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    form = _form(campaign)
    if request.method != "POST":
        return redirect(url_for("panel.go_live", slug=slug, _anchor="switch"), 303)
    if not form.validate():
        return _page(campaign, form), 422
    try:
        job = service.go_live(campaign, signatures=form.chosen(), by=who())
    except NotLiveSite:
        return _page(campaign, form), 422
    except NotDecided:
        form.form_errors.append(_("Somebody signed just now: say what becomes of them."))
        return _page(campaign, form), 422
    flash(_("The campaign is live: from now on its mails and letters really leave."))
    if job is not None:
        return redirect(url_for("panel.job", job_id=job.id), 303)
    return redirect(url_for("panel.go_live", slug=slug), 303)


@panel.route("/c/<slug>/live/back", methods=["GET", "POST"])
@needs(Right.OWN, fresh=True)
def go_live_back(slug: str) -> ResponseReturnValue:
    if request.method == "POST":
        service.go_back(campaign_of(slug), by=who())
        flash(_("In rehearsal again: nothing of this campaign leaves."))
    return redirect(url_for("panel.go_live", slug=slug), 303)


@panel.post("/c/<slug>/live/put-back")
@needs(Right.OWN)
def go_live_put_back(slug: str) -> ResponseReturnValue:
    job = striking.begin_back(campaign_of(slug), by=who())
    if job is None:
        return redirect(url_for("panel.go_live", slug=slug), 303)
    return redirect(url_for("panel.job", job_id=job.id), 303)


def _form(campaign: Campaign) -> GoLiveForm:
    checked = service.last_checks(campaign)
    return GoLiveForm(
        request.form,
        asks_signatures=service.has_rehearsed(campaign),
        is_unwell=checked is None or not checked.is_all_well,
    )


def _page(campaign: Campaign, form: GoLiveForm) -> str:
    checked = service.last_checks(campaign)
    results = dict(checked.results) if checked else {}
    return render_template(
        "admin/go_live.html",
        campaign=campaign,
        form=form,
        checked=checked,
        points=list(words.points(results | {"try": service.last_try(campaign)})),
        site_is_live=mode.is_live_site(),
        is_live=mode.is_live(campaign),
        asks_signatures=service.has_rehearsed(campaign),
        is_unwell=checked is None or not checked.is_all_well,
        struck=striking.last(campaign),
    )
