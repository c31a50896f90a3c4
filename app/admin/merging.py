"""Merging a discipline or a craft into another: looked at first, then done in the worker."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin.crafts import craft_of
from app.admin.discipline_form import version_of
from app.admin.disciplines import discipline_of, edited_meanwhile, page
from app.admin.panel import campaign_of, needs, panel, who
from app.campaigns import merging
from app.campaigns.errors import EditedMeanwhile
from app.campaigns.merging import NotMergeable, OnlySumsLeft
from app.campaigns.models import Discipline
from app.letters import merged as letters
from app.organizers.rights import Right
from app.pledges import counts


@panel.get("/c/<slug>/disciplines/<int:discipline_id>/merge/")
@needs(Right.RUN)
def discipline_merge(slug: str, discipline_id: int) -> str:
    found = discipline_of(campaign_of(slug), discipline_id)
    return _look(found, _into(found, request.args.get("into", 0, type=int)))


@panel.post("/c/<slug>/disciplines/<int:discipline_id>/merge/")
@needs(Right.RUN)
def discipline_merge_now(slug: str, discipline_id: int) -> ResponseReturnValue:
    found = discipline_of(campaign_of(slug), discipline_id)
    into = _into(found, request.form.get("into", 0, type=int))
    if into is None:
        return _look(found, None, notice=_("Choose which discipline takes it over.")), 422
    version = version_of(request.form.get("version"))
    try:
        job = merging.merge(found, into, version=version, by=who())
    except EditedMeanwhile:
        return _look(found, into, notice=edited_meanwhile()), 409
    except OnlySumsLeft:
        return _look(found, into), 422
    flash(_("They are one discipline now. Their people are being moved."))
    return redirect(url_for("panel.job", job_id=job.id), 303)


@panel.post("/c/<slug>/disciplines/<int:discipline_id>/crafts/<int:craft_id>/merge")
@needs(Right.RUN)
def craft_merge(slug: str, discipline_id: int, craft_id: int) -> ResponseReturnValue:
    found = discipline_of(campaign_of(slug), discipline_id)
    craft = craft_of(found, craft_id)
    into_id = request.form.get("into", 0, type=int)
    into = next((each for each in found.crafts if each.id == into_id), craft)
    version = version_of(request.form.get("version"))
    try:
        merging.merge_craft(found, craft, into, version=version, by=who())
    except EditedMeanwhile:
        return page(found, notice=edited_meanwhile()), 409
    except NotMergeable:
        edited_meanwhile()
        return page(found, notice=_("Choose which craft takes it over.")), 422
    flash(_("They are one craft now. Its people are being moved."))
    where = url_for("panel.discipline", slug=slug, discipline_id=found.id, _anchor="crafts")
    return redirect(where, 303)


@panel.post("/c/<slug>/disciplines/merge-on")
@needs(Right.RUN)
def merge_on(slug: str) -> ResponseReturnValue:
    """Begin again what was stopped half-way."""
    campaign = campaign_of(slug)
    if not merging.go_on(campaign, by=who()):
        abort(404)
    flash(_("It goes on: see “Long work”."))
    return redirect(url_for("panel.disciplines", slug=slug), 303)


def _into(discipline: Discipline, into_id: int) -> Discipline | None:
    others = (each for each in discipline.campaign.disciplines if each is not discipline)
    return next((each for each in others if each.id == into_id), None)


def _look(found: Discipline, into: Discipline | None, *, notice: str = "") -> str:
    campaign = found.campaign
    if campaign.sums_only_at is not None:
        into = None
        notice = _(
            "The people of this campaign are deleted and only its sums are kept: "
            "they stay as they are, so no discipline can be merged any more."
        )
    numbers = {each.discipline: each.count for each in counts.numbers(campaign).disciplines}
    return render_template(
        "admin/merge.html",
        campaign=campaign,
        discipline=found,
        into=into,
        others=[each for each in campaign.disciplines if each is not found],
        people=numbers[found],
        paragraphs=letters.list_of(found),
        crafts=[(each, merging.craft_match(each, into)) for each in found.crafts] if into else [],
        notice=notice,
    )
