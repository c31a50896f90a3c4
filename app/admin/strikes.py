"""Bulk acts: count whom a search finds, look at it, strike out or set aside, put back."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin import job_words, signatory_words
from app.admin.panel import campaign_of, needs, panel, who
from app.admin.signatories import asked
from app.audit import service as audit
from app.campaigns.models import Campaign
from app.jobs import service as jobs
from app.jobs.models import Job, JobState
from app.jobs.registry import JobTrouble
from app.organizers.rights import Right
from app.pledges import bulk, search
from app.pledges.bulk import NotReady
from app.pledges.search import Wanted
from app.pledges.search_words import MOST_ID

SAMPLE = 10
STRIKES = "/c/<slug>/signatories/strike/"
STRIKE = f"{STRIKES}<int:job_id>/"


@panel.get(STRIKES)
@needs(Right.RUN)
def strikes(slug: str) -> str:
    campaign = campaign_of(slug)
    told = [job_words.told(each) for each in bulk.list_struck(campaign)]
    return render_template("admin/strikes.html", campaign=campaign, acts=told)


@panel.post(STRIKES)
@needs(Right.RUN)
def strike_begin(slug: str) -> ResponseReturnValue:
    """Begin the dry count of what the address asks for: the page of people sends its own."""
    campaign = campaign_of(slug)
    found = asked(campaign)
    if found.forgotten or found.trouble:
        flash(_("Those words are no longer remembered here: search again."), "error")
        return redirect(url_for("panel.signatories", slug=slug), 303)
    return _to(bulk.begin(campaign, found.wanted, by=who()), campaign)


@panel.get(STRIKE)
@needs(Right.RUN)
def strike(slug: str, job_id: int) -> str:
    campaign = campaign_of(slug)
    return _page(campaign, _job(campaign, job_id))


@panel.post(f"{STRIKE}go/")
@needs(Right.RUN)
def strike_go(slug: str, job_id: int) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    job = _job(campaign, job_id)
    act = request.form.get("act", bulk.STRIKE)
    try:
        if act not in bulk.ACTS:
            raise NotReady
        return _to(bulk.go_on(job, by=who(), act=act), campaign)
    except NotReady:
        flash(_("The count has not ended: look again in a moment, or count anew."), "error")
        return _to(job, campaign)


@panel.post(f"{STRIKE}back/")
@needs(Right.RUN)
def strike_back(slug: str, job_id: int) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    job = _job(campaign, job_id)
    try:
        return _to(bulk.undo(job, by=who()), campaign)
    except NotReady:
        flash(_("It is still at work: stop it first, then put back what it has done."), "error")
        return _to(job, campaign)


@panel.post(f"{STRIKE}stop/")
@needs(Right.RUN)
def strike_stop(slug: str, job_id: int) -> ResponseReturnValue:
    """Any organizer may stop it: it concerns everybody's campaign."""
    campaign = campaign_of(slug)
    job = _job(campaign, job_id)
    if job.state not in job_words.ENDED:
        jobs.cancel(job)
        audit.record("job.cancel", by=who(), campaign=campaign, subject=f"job:{job.id}")
        flash(_("It stops after the batch in hand. What it has done stands, and can be put back."))
    return _to(job, campaign)


@panel.get(f"{STRIKE}go/")
@panel.get(f"{STRIKE}back/")
@panel.get(f"{STRIKE}stop/")
@needs(Right.RUN)
def strike_again(slug: str, job_id: int) -> ResponseReturnValue:
    """Where these buttons stand."""
    campaign = campaign_of(slug)
    return _to(_job(campaign, job_id), campaign)


def _job(campaign: Campaign, job_id: int) -> Job:
    found = bulk.find(campaign, job_id) if job_id <= MOST_ID else None
    if found is None:
        abort(404)
    return found


def _to(job: Job, campaign: Campaign) -> ResponseReturnValue:
    return redirect(url_for("panel.strike", slug=campaign.slug, job_id=job.id), 303)


def _page(campaign: Campaign, job: Job) -> str:
    wanted, trouble = _wanted(job)
    counted = job.kind == bulk.COUNT and job.state == JobState.DONE
    sample = search.find(wanted, limit=SAMPLE).people if wanted and counted else []
    reading = wanted.reading if wanted else None
    return render_template(
        "admin/strike.html",
        campaign=campaign,
        told=job_words.told(job),
        trouble=trouble or job_words.trouble(job),
        wanted=wanted,
        understood=signatory_words.understood(reading, campaign) if reading else "",
        discipline=_discipline(campaign, wanted),
        counted=counted,
        touched=bulk.to_touch(job),
        shadows=job.result.get("shadow", {}).get("all", 0),
        states=job.result.get("states", {}),
        disciplines=_by_discipline(campaign, job),
        sample=sample,
        words=signatory_words,
        is_mine=job.organizer_id == who().id,
    )


def _wanted(job: Job) -> tuple[Wanted | None, str]:
    if job.kind in bulk.BACK.values():
        return None, ""
    try:
        return bulk.wanted_of(job), ""
    except JobTrouble as error:
        return None, str(error)


def _discipline(campaign: Campaign, wanted: Wanted | None) -> str:
    if wanted is None or wanted.discipline is None:
        return ""
    names = {each.id: each.name for each in campaign.disciplines} | {0: _("Allies")}
    return str(names.get(wanted.discipline, ""))


def _by_discipline(campaign: Campaign, job: Job) -> list[tuple[str, int]]:
    found: dict[str, int] = job.result.get("disciplines", {})
    names = {str(each.id): each.name for each in campaign.disciplines} | {"0": _("Allies")}
    ranked = sorted(found.items(), key=lambda pair: -pair[1])
    return [(str(names.get(key, _("a merged discipline"))), many) for key, many in ranked]
