"""A campaign's texts, schedule and rules: written, looked at, saved without overwriting anybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import database
from app.admin.edit_form import CampaignForm
from app.admin.panel import campaign_of, needs, panel, who
from app.campaigns import changes, page, service, text
from app.campaigns.errors import EditedMeanwhile, SlugTaken, StepRefused
from app.campaigns.models import Campaign, CampaignState
from app.jobs import service as jobs
from app.organizers.rights import Right
from app.pledges import recounting


@panel.get("/c/<slug>/edit/")
@needs(Right.RUN)
def edit(slug: str) -> str:
    campaign = campaign_of(slug)
    return _page(campaign, CampaignForm(campaign=campaign, formdata=None))


@panel.post("/c/<slug>/edit/")
@needs(Right.RUN)
def edit_save(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    form = CampaignForm(campaign=campaign)
    if "look" in request.form:
        return _page(campaign, form, shown=True)
    _take_theirs(campaign, form)
    if not form.validate():
        return _back(slug, form)
    return _save(campaign, slug, form)


@panel.post("/story/")
@needs(Right.RUN)
def story_preview() -> ResponseReturnValue:
    """The story as the page would show it, while it is being written."""
    return jsonify(html=str(text.html(request.form.get("story", "")[:40_000])))


@panel.post("/c/<slug>/state/")
@needs(Right.RUN)
def state(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    wanted = request.form.get("state", "")
    try:
        if wanted not in list(CampaignState):
            raise StepRefused(_("That could not be read. Please use the buttons below."))
        version = request.form.get("version", 0, type=int)
        service.set_state(campaign, CampaignState(wanted), version=version, by=who())
    except EditedMeanwhile:
        flash(
            _("Somebody has changed the campaign meanwhile. Look at it, and press again."), "error"
        )
    except StepRefused as refused:
        for reason in refused.reasons:
            flash(reason, "error")
    else:
        flash(_SAID[CampaignState(wanted)]())
        return redirect(url_for("panel.edit", slug=slug), 303)
    database.only_read()
    return redirect(url_for("panel.edit", slug=slug), 303)  # to its top, where the reasons stand


@panel.post("/c/<slug>/preview/")
@needs(Right.RUN)
def preview_link(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    if request.form.get("do") == "drop":
        service.drop_preview(campaign, by=who())
        flash(_("The link shows nothing any more."))
    else:
        service.renew_preview(campaign, by=who())
        flash(_("Here is a fresh link. An earlier one is worth nothing any more."))
    return redirect(url_for("panel.edit", slug=slug, _anchor="preview"), 303)


_SAID: dict[CampaignState, Callable[[], str]] = {
    CampaignState.OPEN: lambda: _("The campaign is open: everybody can see it, and sign."),
    CampaignState.CLOSED: lambda: _("The campaign is closed: it can be seen, and nobody can sign."),
    CampaignState.WON: lambda: _("The campaign is won. Its page says so."),
    CampaignState.ARCHIVED: lambda: _("The campaign is archived: nothing leaves for it any more."),
    CampaignState.DRAFT: lambda: "",
}


def _save(campaign: Campaign, slug: str, form: CampaignForm) -> ResponseReturnValue:
    try:
        changed = service.edit(campaign, form.content(), version=form.made_on, by=who())
    except SlugTaken:
        form.slug.errors = [_("Another campaign has this address: choose another.")]
        return _back(slug, form)
    except StepRefused as refused:
        form.form_errors = refused.reasons
        return _back(slug, form)
    except EditedMeanwhile:
        return _meanwhile(slug, form)
    if service.COUNTED_BY & changed and service.has_people(campaign):
        jobs.start(recounting.KIND, by=who(), campaign=campaign)
        flash(_("Saved. Everybody who has signed is being counted anew by what holds now."))
    else:
        flash(_("Saved."))
    return redirect(url_for("panel.edit", slug=campaign.slug), 303)


def _back(slug: str, form: CampaignForm) -> ResponseReturnValue:
    # What stands in the session was typed, not saved: it must not be written at the end.
    database.only_read()
    return _page(campaign_of(slug), form), 422


def _meanwhile(slug: str, form: CampaignForm) -> ResponseReturnValue:
    """The second of two editors sees what the first has changed, beside their own words."""
    database.only_read()
    now = campaign_of(slug)
    changed = changes.since(now, form.made_on)
    present = CampaignForm(campaign=now, formdata=None)
    rows = [
        {
            "field": form[name],
            "now": present[name].data,
            "by": change.by,
            # What they left as it was is not theirs to overwrite.
            "untouched": _as_text(form[name].data) == _as_text(_at_first(now, name, change.before)),
        }
        for name, change in changed.items()
        if name in service.FIELDS and _as_text(form[name].data) != _as_text(present[name].data)
    ]
    form.version.data = str(now.version)
    return _page(now, form, meanwhile=rows, was_changed=True), 409


def _take_theirs(campaign: Campaign, form: CampaignForm) -> None:
    """The fields of which the organizer chose what stands there now."""
    chosen = [name for name in request.form.getlist("theirs") if name in service.FIELDS]
    present = CampaignForm(campaign=campaign, formdata=None) if chosen else None
    for name in chosen:
        if present is not None:
            form[name].data = present[name].data


def _at_first(campaign: Campaign, name: str, before: Any) -> Any:
    """A value of the audit log as the form would show it."""
    if name in ("opens_at", "closes_at") and before:
        zone = ZoneInfo(campaign.time_zone)
        return dt.datetime.fromisoformat(before).astimezone(zone).replace(tzinfo=None)
    return before


def _as_text(value: Any) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def show(campaign: Campaign, **more: Any) -> str:
    """The page as it is, for a part of it that came back."""
    return _page(campaign, CampaignForm(campaign=campaign, formdata=None), **more)


def _page(campaign: Campaign, form: CampaignForm, *, shown: bool = False, **more: Any) -> str:
    token = campaign.preview_token
    return render_template(
        "admin/edit.html",
        campaign=campaign,
        form=form,
        shown=text.html(form.story.data or "") if shown else None,
        steps=service.STEPS[CampaignState(campaign.state)],
        missing=service.what_is_missing(campaign) if campaign.state == CampaignState.DRAFT else [],
        preview_url=page.public("previews.show", token=token) if token else "",
        organizations=_lines(campaign, more.pop("rows", None)),
        **more,
    )


def _lines(campaign: Campaign, rows: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """What the form shows: what was typed, else what is there; and two empty lines."""
    kept = (
        rows
        if rows is not None
        else [
            {"id": o.id, "name": o.name, "url": o.url, "code": o.code or "", "consent": o.consent}
            for o in campaign.organizations
        ]
    )
    empty = {"id": None, "name": "", "url": "", "code": "", "consent": ""}
    return [row | {"place": place} for place, row in enumerate([*kept, empty, empty], start=1)]
