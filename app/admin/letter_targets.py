"""Whom a campaign writes to outside Congress: added, edited, put in order, taken away."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.admin.letter_grid_form import TargetForm
from app.admin.panel import campaign_of, needs, panel, who
from app.campaigns.models import Campaign
from app.letters import queries, recipients, targets
from app.letters.errors import TargetInUse
from app.letters.models import Target
from app.letters.targets import TargetUnknown, TooManyTargets
from app.organizers.rights import Right


@panel.get("/c/<slug>/letter/targets/")
@needs(Right.RUN)
def letter_targets(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    if not queries.has_brief(campaign):
        return redirect(url_for("panel.letter_texts", slug=slug), 303)
    return _list(campaign, TargetForm())


@panel.post("/c/<slug>/letter/targets/")
@needs(Right.RUN)
def letter_targets_add(slug: str) -> ResponseReturnValue:
    campaign, form = campaign_of(slug), TargetForm(request.form)
    if not form.validate():
        return _list(campaign, form), 422
    try:
        targets.add(campaign, form.named(), by=who())
    except TooManyTargets:
        form.form_errors = [_("A campaign has at most %(most)s targets.", most=targets.MOST)]
        return _list(campaign, form), 422
    flash(_("The target is added."))
    return _to_list(slug)


@panel.get("/c/<slug>/letter/targets/<int:target_id>/")
@needs(Right.RUN)
def letter_target(slug: str, target_id: int) -> str:
    campaign = campaign_of(slug)
    target = _target(campaign, target_id)
    return _one(campaign, target, TargetForm(obj=target))


@panel.post("/c/<slug>/letter/targets/<int:target_id>/")
@needs(Right.RUN)
def letter_target_save(slug: str, target_id: int) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    target, form = _target(campaign, target_id), TargetForm(request.form)
    if not form.validate():
        return _one(campaign, target, form), 422
    targets.edit(target, campaign, form.named(), by=who())
    flash(_("The target is saved."))
    return _to_list(slug)


@panel.post("/c/<slug>/letter/targets/<int:target_id>/move/")
@needs(Right.RUN)
def letter_target_move(slug: str, target_id: int) -> Response:
    campaign = campaign_of(slug)
    up = request.form.get("move") == "up"
    targets.move(_target(campaign, target_id), campaign, up=up, by=who())
    return _to_list(slug)


@panel.post("/c/<slug>/letter/targets/<int:target_id>/remove/")
@needs(Right.RUN)
def letter_target_remove(slug: str, target_id: int) -> Response:
    campaign = campaign_of(slug)
    try:
        targets.remove(_target(campaign, target_id), campaign, by=who())
    except TargetInUse:
        flash(_("There are letters to this target: it has to stay."), "error")
    else:
        flash(_("The target is removed."))
    return _to_list(slug)


def _target(campaign: Campaign, target_id: int) -> Target:
    try:
        return targets.get(campaign, target_id)
    except TargetUnknown:
        abort(404)


def _list(campaign: Campaign, form: TargetForm) -> str:
    return render_template(
        "admin/letter/targets.html",
        campaign=campaign,
        targets=recipients.list_targets(campaign),
        form=form,
    )


def _one(campaign: Campaign, target: Target, form: TargetForm) -> str:
    return render_template(
        "admin/letter/target.html",
        campaign=campaign,
        target=target,
        form=form,
        is_used=targets.is_used(target),
    )


def _to_list(slug: str) -> Response:
    return redirect(url_for("panel.letter_targets", slug=slug), 303)
