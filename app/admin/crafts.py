"""The crafts of a discipline: added, renamed, ordered. Their page is the discipline's."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin.discipline_form import CraftForm, version_of
from app.admin.disciplines import STEPS, discipline_of, edited_meanwhile, page
from app.admin.panel import campaign_of, needs, panel, who
from app.campaigns import crafts as verbs
from app.campaigns.errors import EditedMeanwhile, TooMany
from app.campaigns.models import Craft, Discipline
from app.database import only_read
from app.organizers.rights import Right


@panel.post("/c/<slug>/disciplines/<int:discipline_id>/crafts")
@needs(Right.RUN)
def craft_add(slug: str, discipline_id: int) -> ResponseReturnValue:
    found = discipline_of(campaign_of(slug), discipline_id)
    form = CraftForm(request.form, discipline=found)
    if not form.validate():
        return page(found, new_craft=form, wrong_craft=form), 422
    try:
        verbs.add(found, form.words(), version=_version(), by=who())
    except EditedMeanwhile:
        return page(found, notice=edited_meanwhile(), new_craft=form), 409
    except TooMany:
        only_read()
        form.form_errors = [_("A discipline has %(most)s crafts at the most.", most=verbs.MOST)]
        return page(found, new_craft=form, wrong_craft=form), 422
    flash(_("%(name)s is there now.", name=form.name.data))
    return _back(found)


@panel.post("/c/<slug>/disciplines/<int:discipline_id>/crafts/<int:craft_id>")
@needs(Right.RUN)
def craft_save(slug: str, discipline_id: int, craft_id: int) -> ResponseReturnValue:
    found = discipline_of(campaign_of(slug), discipline_id)
    craft = craft_of(found, craft_id)
    form = CraftForm(request.form, discipline=found, craft=craft)
    if not form.validate():
        return page(found, crafts=_forms(found, form), wrong_craft=form), 422
    try:
        verbs.change(found, craft, form.words(), version=_version(), by=who())
    except EditedMeanwhile:
        notice = edited_meanwhile()
        return page(
            found,
            notice=notice,
            crafts=_forms(found, form),
            typed_craft=form,
            craft_present=form.present(),
        ), 409
    flash(_("Saved."))
    return _back(found)


@panel.post("/c/<slug>/disciplines/<int:discipline_id>/crafts/<int:craft_id>/move")
@needs(Right.RUN)
def craft_move(slug: str, discipline_id: int, craft_id: int) -> ResponseReturnValue:
    found = discipline_of(campaign_of(slug), discipline_id)
    step = STEPS.get(request.form.get("step", ""), 0)
    try:
        verbs.move(found, craft_of(found, craft_id), step, version=_version(), by=who())
    except EditedMeanwhile:
        return page(found, notice=edited_meanwhile()), 409
    return _back(found)


def craft_of(discipline: Discipline, craft_id: int) -> Craft:
    """The craft in hand; answers 404 where there is none, or one merged by now."""
    for each in discipline.crafts:
        if each.id == craft_id:
            return each
    return abort(404)


def _forms(discipline: Discipline, typed: CraftForm) -> list[tuple[Craft, CraftForm]]:
    """The form of each craft; of one, as it was typed."""
    return [
        (each, typed if each is typed.craft else CraftForm(discipline=discipline, craft=each))
        for each in discipline.crafts
    ]


def _version() -> int:
    return version_of(request.form.get("version"))


def _back(discipline: Discipline) -> ResponseReturnValue:
    slug = discipline.campaign.slug
    where = url_for("panel.discipline", slug=slug, discipline_id=discipline.id, _anchor="crafts")
    return redirect(where, 303)
