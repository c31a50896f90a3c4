"""Against abuse: what is being stopped, who is allowed or blocked, the limits themselves.

Each address is there twice: for a campaign, and without one for the house.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin import limits_words
from app.admin.limits_form import PARTS, EntryForm, NumbersForm, free_mail, part_name
from app.admin.panel import campaign_of, needs, number, panel, who
from app.campaigns.models import Campaign
from app.limits import globs, listing, numbers, queries
from app.limits.models import HOUSE, Action, ListEntry, ListKind, Stopped
from app.limits.numbers import Numbers
from app.organizers.rights import Right

STOPPED_SHOWN, ON_A_PAGE = 100, 50


@dataclass(frozen=True)
class Line:
    """One client that is being stopped; `until`: when a hash of that hour ends."""

    row: Stopped
    name: str
    words: str
    may_allow_domain: bool


@panel.get("/limits/", endpoint="limits_house")
@panel.get("/c/<slug>/limits/")
@needs(Right.RUN)
def limits(slug: str | None = None) -> str:
    return _page(_campaign(slug))


@panel.post("/limits/allow")
@panel.post("/c/<slug>/limits/allow")
@needs(Right.RUN)
def limits_allow(slug: str | None = None) -> ResponseReturnValue:
    """One click: allow the client, the network or the domain of a line."""
    campaign = _campaign(slug)
    stopped = queries.find_stopped(_scope(campaign), request.form.get("line", ""))
    kind = request.form.get("kind", "")
    wanted = None
    if stopped is not None and kind in list(ListKind):
        try:
            wanted = listing.of_stopped(stopped, ListKind(kind))
        except globs.FreeMail:
            flash(free_mail(), "warning")
            return redirect(_here(campaign), 303)
    if wanted is None:
        flash(_("That line is no longer there, or its week is over."), "warning")
        return redirect(_here(campaign), 303)
    entry = listing.add(wanted, campaign, by=who())
    flash(limits_words.allowed(entry))
    return redirect(_here(campaign), 303)


@panel.post("/limits/entries")
@panel.post("/c/<slug>/limits/entries")
@needs(Right.RUN)
def limits_add(slug: str | None = None) -> ResponseReturnValue:
    campaign = _campaign(slug)
    form = EntryForm(request.form)
    if not form.validate():
        return _page(campaign, entry=form), 422
    listing.add(form.wanted, campaign, by=who())
    flash(_("It is on the list and holds within seconds."))
    return redirect(_here(campaign), 303)


@panel.post("/limits/remove")
@panel.post("/c/<slug>/limits/remove")
@needs(Right.RUN)
def limits_remove(slug: str | None = None) -> ResponseReturnValue:
    campaign = _campaign(slug)
    entry = queries.find_entry(campaign.id if campaign else None, number("entry") or 0)
    if entry is not None:
        listing.remove(entry, campaign, by=who())
    flash(_("It is off the list."))
    return redirect(_here(campaign), 303)


@panel.post("/limits/numbers")
@panel.post("/c/<slug>/limits/numbers")
@needs(Right.RUN)
def limits_numbers(slug: str | None = None) -> ResponseReturnValue:
    campaign = _campaign(slug)
    form = NumbersForm(request.form, said={}, above=_above(campaign))
    if not form.validate():
        return _page(campaign, limits=form), 422
    listing.set_numbers(form.said(), campaign, by=who())
    flash(_("The limits are saved and hold within seconds."))
    return redirect(_here(campaign), 303)


def _page(
    campaign: Campaign | None, *, entry: EntryForm | None = None, limits: NumbersForm | None = None
) -> str:
    before, mine = number("before"), campaign.id if campaign else None
    entries = queries.list_entries(mine, limit=ON_A_PAGE + 1, before_id=before)
    older = entries[ON_A_PAGE - 1].id if len(entries) > ON_A_PAGE else None
    scope = _scope(campaign)
    return render_template(
        "admin/limits.html",
        campaign=campaign,
        lines=[_line(each) for each in queries.list_stopped(scope, limit=STOPPED_SHOWN)],
        entries=[_entry(each) for each in entries[:ON_A_PAGE]],
        form=entry or EntryForm(),
        numbers=limits or NumbersForm(None, said=queries.said(scope), above=_above(campaign)),
        actions=[each for each in Action if campaign is None or each is not Action.SIGN_IN],
        parts=[(each, part_name(each)) for each in PARTS],
        called=limits_words.action,
        newer=_here(campaign) if before else "",
        older=_here(campaign, before=older) if older else "",
    )


def _line(row: Stopped) -> Line:
    may_allow = bool(row.domain)
    try:
        globs.refuse_free_mail(row.domain)
    except globs.FreeMail:
        may_allow = False
    return Line(row, queries.name_of(row), limits_words.why(row.why), may_allow)


def _entry(entry: ListEntry) -> dict[str, Any]:
    return {
        "row": entry,
        "whom": limits_words.whom(entry),
        "verb": limits_words.verb(entry.verb),
        "ended": queries.has_ended(entry),
    }


def _above(campaign: Campaign | None) -> Numbers:
    """What holds where nothing is said here."""
    if campaign is None:
        return numbers.DEFAULT
    return numbers.over(numbers.DEFAULT, queries.said(HOUSE))


def _campaign(slug: str | None) -> Campaign | None:
    return campaign_of(slug) if slug is not None else None


def _scope(campaign: Campaign | None) -> int:
    return campaign.id if campaign else HOUSE


def _here(campaign: Campaign | None, **more: Any) -> str:
    if campaign is None:
        return url_for("panel.limits_house", **more)
    return url_for("panel.limits", slug=campaign.slug, **more)
