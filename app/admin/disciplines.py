"""The disciplines of a campaign: in their order, added, said anew."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin.discipline_form import CraftForm, DisciplineForm, NewForm, version_of
from app.admin.panel import campaign_of, needs, panel, who
from app.campaigns import disciplines as verbs
from app.campaigns import merging, queries
from app.campaigns.colour import widest_gap
from app.campaigns.errors import EditedMeanwhile, TooMany
from app.campaigns.models import Campaign, Discipline
from app.campaigns.queries import DisciplineUnknown
from app.database import only_read
from app.organizers.rights import Right

STEPS = {"up": -1, "down": 1}


@panel.get("/c/<slug>/disciplines/")
@needs(Right.RUN)
def disciplines(slug: str) -> str:
    campaign = campaign_of(slug)
    return _list(campaign, NewForm(campaign=campaign))


@panel.post("/c/<slug>/disciplines/")
@needs(Right.RUN)
def discipline_add(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    form = NewForm(request.form, campaign=campaign)
    if not form.validate():
        return _list(campaign, form, wrong=True), 422
    try:
        made = verbs.add(campaign, form.words(), version=form.version_seen, by=who())
    except EditedMeanwhile:
        return _list(campaign, form, notice=edited_meanwhile()), 409
    except TooMany:
        only_read()
        form.form_errors = [_("A campaign has %(most)s disciplines at the most.", most=verbs.MOST)]
        return _list(campaign, form, wrong=True), 422
    flash(_("%(name)s is there now. Its texts and its crafts come next.", name=made.name))
    return redirect(url_for("panel.discipline", slug=slug, discipline_id=made.id), 303)


@panel.post("/c/<slug>/disciplines/<int:discipline_id>/move")
@needs(Right.RUN)
def discipline_move(slug: str, discipline_id: int) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    found = discipline_of(campaign, discipline_id)
    step = STEPS.get(request.form.get("step", ""), 0)
    try:
        verbs.move(found, step, version=version_of(request.form.get("version")), by=who())
    except EditedMeanwhile:
        notice = edited_meanwhile()
        return _list(campaign, NewForm(campaign=campaign), notice=notice), 409
    return redirect(url_for("panel.disciplines", slug=slug, _anchor=f"d-{found.id}"), 303)


@panel.get("/c/<slug>/disciplines/<int:discipline_id>/")
@needs(Right.RUN)
def discipline(slug: str, discipline_id: int) -> str:
    campaign = campaign_of(slug)
    found = discipline_of(campaign, discipline_id)
    return page(found, DisciplineForm(campaign=campaign, discipline=found))


@panel.post("/c/<slug>/disciplines/<int:discipline_id>/")
@needs(Right.RUN)
def discipline_save(slug: str, discipline_id: int) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    found = discipline_of(campaign, discipline_id)
    form = DisciplineForm(request.form, campaign=campaign, discipline=found)
    if not form.validate():
        return page(found, form, wrong=True), 422
    try:
        verbs.change(found, form.words(), version=form.version_seen, by=who())
    except EditedMeanwhile:
        notice = edited_meanwhile()
        return page(found, form, notice=notice, present=form.present()), 409
    flash(_("Saved."))
    return redirect(url_for("panel.discipline", slug=slug, discipline_id=found.id), 303)


def discipline_of(campaign: Campaign, discipline_id: int) -> Discipline:
    """The discipline in hand; answers 404 where there is none, or one merged by now."""
    try:
        return queries.get_discipline_by_id(campaign, discipline_id)
    except DisciplineUnknown:
        abort(404)


def edited_meanwhile() -> str:
    """Give up what this request wrote, so that the page shows what stands; say why."""
    only_read()
    return str(
        _(
            "Somebody else has changed this campaign since you opened this page. Nothing was "
            "saved, and nothing you typed is lost. Look at what stands now, then save again."
        )
    )


def page(found: Discipline, form: DisciplineForm | None = None, **more: Any) -> str:
    """One discipline, with its crafts; `form` as it was typed."""
    campaign = found.campaign
    form = form or DisciplineForm(campaign=campaign, discipline=found)
    form.renew()
    others = [each for each in campaign.disciplines if each is not found]
    crafts = [(each, CraftForm(discipline=found, craft=each)) for each in found.crafts]
    blank = CraftForm(discipline=found)
    said = {"crafts": crafts, "new_craft": blank, "notice": "", "wrong": False, "present": {}}
    return render_template(
        "admin/discipline.html",
        campaign=campaign,
        discipline=found,
        form=form,
        others=others,
        hues={each.hue: each.name for each in others},
        widest=widest_gap(each.hue for each in others),
        **{**said, **more},
    )


def _list(campaign: Campaign, form: NewForm, *, notice: str = "", wrong: bool = False) -> str:
    form.renew()
    return render_template(
        "admin/disciplines.html",
        campaign=campaign,
        disciplines=campaign.disciplines,
        form=form,
        notice=notice,
        wrong=wrong,
        most=verbs.MOST,
        merged=merging.list_merged(campaign),
        unfinished=merging.unfinished(campaign),
    )
