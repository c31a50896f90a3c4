"""Trends: what signatures have in common, hour by hour; the alerts; rules and thresholds."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin import signatory_words
from app.admin.panel import campaign_of, may, needs, panel, who
from app.admin.trends_form import TrendsForm
from app.campaigns.models import Campaign
from app.charts import spark
from app.organizers.rights import Right
from app.pledges import bulk, search, shadowing
from app.pledges.checks import cleaned
from app.trends import alerts, judging, queries, service, thresholds, words
from app.trends.models import FEW, Alert, TrendKind
from app.trends.queries import Overview

SAMPLE = 20
# Whoever may see numbers alone is shown no key that fewer people came with.
FEW_TO_VIEWERS = 5
# Kinds whose keys stand for one place or one person: their numbers are shown to them, not they.
FOR_ORGANIZERS = (TrendKind.ADDRESS, TrendKind.NAME, TrendKind.SHAPE)
ALERT = "/c/<slug>/trends/<int:alert_id>/"


@panel.get("/c/<slug>/trends/")
@needs(Right.NUMBERS)
def trends(slug: str) -> str:
    campaign = campaign_of(slug)
    return _page(campaign, TrendsForm.of(campaign))


@panel.post("/c/<slug>/trends/")
@needs(Right.RUN)
def trends_save(slug: str) -> ResponseReturnValue:
    campaign, form = campaign_of(slug), TrendsForm(request.form)
    if not form.validate():
        return _page(campaign, form), 422
    service.configure(campaign, form.rules(), form.thresholds(), by=who())
    flash(_("Saved: whoever signs from now on is judged by this."))
    return redirect(url_for("panel.trends", slug=slug), 303)


@panel.get(ALERT)
@needs(Right.RUN)
def trend_alert(slug: str, alert_id: int) -> str:
    campaign = campaign_of(slug)
    return _alert_page(campaign, _alert(campaign, alert_id))


@panel.post(ALERT)
@needs(Right.RUN)
def trend_alert_act(slug: str, alert_id: int) -> ResponseReturnValue:
    """`do` is count (begin the dry count of a bulk act) or dismiss, with a `note`."""
    campaign = campaign_of(slug)
    alert = _alert(campaign, alert_id)
    if request.form.get("do") == "count":
        job = bulk.begin(campaign, alerts.people_of(alert), by=who())
        return redirect(url_for("panel.strike", slug=slug, job_id=job.id), 303)
    wrong, note = _note()
    if wrong:
        return _alert_page(campaign, alert, wrong), 422
    alerts.dismiss(alert, note=note, by=who())
    flash(_("Dismissed: this trend is left in peace for a week."))
    return redirect(url_for("panel.trends", slug=slug), 303)


def _note() -> tuple[str, str]:
    """What is wrong with the note, and the note."""
    try:
        note = cleaned(request.form.get("note", ""))
    except ValueError as error:
        return str(error), ""
    if not note:
        return str(_("Say in a few words why it is nothing: the others read it.")), ""
    if len(note) > alerts.LONGEST_NOTE:
        return str(_("A note has 300 characters at most.")), ""
    return "", note


def _alert(campaign: Campaign, alert_id: int) -> Alert:
    found = queries.find_alert(campaign, alert_id)
    if found is None:
        abort(404)
    return found


def _page(campaign: Campaign, form: TrendsForm) -> str:
    runs = may(Right.RUN)
    found = queries.overview(campaign, few=FEW if runs else FEW_TO_VIEWERS)
    return render_template(
        "admin/trends/page.html",
        campaign=campaign,
        found=found if runs else _without_small_identities(found),
        alerts=queries.list_alerts(campaign) if runs else [],
        shadows=shadowing.count_by_reason(campaign) if runs else {},
        form=form,
        words=words,
        shadow_words=signatory_words.shadow,
        fast=thresholds.of(campaign).fast,
        spark=spark.run,
        most_shadowed=shadowing.MOST_COUNTED,
    )


def _without_small_identities(found: Overview) -> Overview:
    """Without the keys that stand for one place or one person; how many there are stays."""
    lines = {kind: [] if kind in FOR_ORGANIZERS else e for kind, e in found.lines.items()}
    others = {
        kind: n + len(found.lines[kind]) - len(lines[kind]) for kind, n in found.others.items()
    }
    return Overview(lines, others, found.everybody, found.looked_at)


def _alert_page(campaign: Campaign, alert: Alert, wrong: str = "") -> str:
    return render_template(
        "admin/trends/alert.html",
        campaign=campaign,
        alert=alert,
        found=search.find(alerts.people_of(alert), limit=SAMPLE),
        words=words,
        people=signatory_words,
        fast=thresholds.of(campaign).fast,
        likeness=TrendKind(alert.kind) in judging.NEEDS_LIKENESS,
        wrong=wrong,
        note=request.form.get("note", alert.note),
    )
