"""The panel's first page: every campaign; and the ways to begin another."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from app import clock, database
from app.admin.begin_form import CloneForm, begin_with
from app.admin.edit_form import CampaignForm
from app.admin.panel import campaign_of, may, needs, panel, who
from app.audit import service as audit
from app.campaigns import queries as campaigns
from app.campaigns import service
from app.campaigns.errors import SlugTaken
from app.campaigns.models import Campaign, CampaignState
from app.demo import service as demo
from app.letters import copying
from app.organizers.rights import Right
from app.pledges import counts
from app.trends import queries as trends


@panel.get("/")
@needs(Right.ACCOUNT)
def home() -> ResponseReturnValue:
    if not may(Right.NUMBERS):
        return render_template("admin/no_rooms.html")
    signed = {slug: (artists, allies) for slug, artists, allies in counts.totals()}
    listed = campaigns.list_all()
    return render_template(
        "admin/home.html",
        campaigns=listed[::-1],
        signed=signed,
        alerts=trends.count_open() if may(Right.RUN) else {},
        first_room=_first_room,
        can_load_demo=_can_load_demo(),
    )


@panel.get("/new/")
@needs(Right.RUN)
def new() -> str:
    form = CampaignForm(campaign=None, formdata=None, typed=begin_with(clock.now()))
    return render_template("admin/new.html", form=form)


@panel.post("/new/")
@needs(Right.RUN)
def new_save() -> ResponseReturnValue:
    form = CampaignForm(campaign=None)
    if form.validate():
        try:
            campaign = service.create(form.content(), by=who())
        except SlugTaken:
            form.slug.errors = [_("Another campaign has this address: choose another.")]
        else:
            flash(_("Here is your draft. Nobody sees it before you open it."))
            return _to(campaign)
    database.only_read()
    return render_template("admin/new.html", form=form), 422


@panel.get("/c/<slug>/clone/")
@needs(Right.RUN)
def clone(slug: str) -> str:
    campaign = campaign_of(slug)
    form = CloneForm(formdata=None, data={"title": campaign.title, "slug": f"{slug[:56]}-2"})
    return render_template("admin/clone.html", campaign=campaign, form=form)


@panel.post("/c/<slug>/clone/")
@needs(Right.RUN)
def clone_save(slug: str) -> ResponseReturnValue:
    original, form = campaign_of(slug), CloneForm()
    if form.validate():
        try:
            made = service.clone(
                original, slug=form.slug.data or "", title=form.title.data or "", by=who()
            )
            copying.copy(original, made)
        except SlugTaken:
            form.slug.errors = [_("Another campaign has this address: choose another.")]
        else:
            flash(_("Here is your copy, a draft. Nobody’s name came along."))
            return _to(made)
    database.only_read()
    return render_template("admin/clone.html", campaign=campaign_of(slug), form=form), 422


@panel.post("/demo/")
@needs(Right.RUN)
def load_demo() -> ResponseReturnValue:
    if not _can_load_demo():
        flash(
            _("The demo is there already, or this site is live: invented people belong in neither.")
        )
        return redirect(url_for("panel.home"), 303)
    campaign = demo.load()
    audit.record("campaign.demo", by=who(), campaign=campaign)
    flash(_("The demo is loaded. All of its people are invented."))
    return _to(campaign)


def _to(campaign: Campaign) -> Response:
    return redirect(url_for("panel.edit", slug=campaign.slug), 303)


def _first_room(campaign: Campaign) -> str:
    """Where a click on a campaign leads: its dashboard; of a draft, which has none, its texts."""
    is_written = campaign.state == CampaignState.DRAFT and may(Right.RUN)
    return url_for("panel.edit" if is_written else "panel.dashboard", slug=campaign.slug)


def _can_load_demo() -> bool:
    in_rehearsal = current_app.config["DELIVERY_MODE"] == "rehearsal"
    return in_rehearsal and may(Right.RUN) and not demo.is_loaded()
