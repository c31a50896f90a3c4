"""The deliveries: found by filters, summed up, and sent again where they failed."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin.ledger_form import LedgerForm
from app.admin.panel import campaign_of, needs, number, panel, who
from app.campaigns import mode
from app.campaigns.models import Campaign
from app.letters import deliveries, desk, desk_words, piles
from app.letters.deliveries import Filters, Found
from app.letters.errors import LetterUnknown, NoBrief, StepRefused
from app.letters.models import ChannelName
from app.letters.recipients import RecipientUnknown
from app.organizers.rights import Right


@panel.get("/c/<slug>/deliveries/")
@needs(Right.RUN)
def ledger(slug: str) -> str:
    campaign = campaign_of(slug)
    failures = deliveries.list_failures(campaign)
    form = LedgerForm(request.args, campaign=campaign, reasons=[f.reason for f in failures.lines])
    filters = form.filters() if form.validate() else None
    before = number("before")
    found = _found(campaign, filters, before)
    return render_template(
        "admin/ledger/ledger.html",
        campaign=campaign,
        form=form,
        found=found,
        is_filtered=filters != Filters(),
        newest=_url(slug, form, None) if before else "",
        older=_url(slug, form, found.older) if found.older else "",
        failures=failures,
        piles=piles.read(campaign),
        rehearsal=mode.is_rehearsal(campaign),
        say=desk_words,
    )


@panel.post("/c/<slug>/deliveries/again/")
@needs(Right.RUN)
def ledger_again(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    reason, channel = request.form.get("reason", ""), request.form.get("channel", "")
    if not reason or channel not in list(ChannelName):
        flash(_("Choose what is to be sent again from the list of failures."), "error")
        return redirect(url_for("panel.ledger", slug=slug), 303)
    job = desk.retry_all(campaign, reason=reason, channel=channel, by=who())
    return redirect(url_for("panel.job", job_id=job.id), 303)


@panel.post("/c/<slug>/deliveries/<int:delivery_id>/again/")
@needs(Right.RUN)
def delivery_again(slug: str, delivery_id: int) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    try:
        delivery = desk.get_delivery(campaign, delivery_id)
        desk.retry(delivery, by=who())
    except LetterUnknown:
        abort(404)
    except StepRefused:
        flash(_("This delivery is not one that failed any more: nothing was changed."), "error")
    except (NoBrief, RecipientUnknown):
        flash(_("Whom it was for is gone: it cannot be sent."), "error")
    else:
        flash(_("It waits for its turn again."))
    return redirect(
        url_for("panel.letter", slug=slug, letter_id=delivery.letter_id, _anchor=f"d{delivery.id}"),
        303,
    )


def _found(campaign: Campaign, filters: Filters | None, before: int | None) -> Found:
    """Nothing, where the filters cannot be understood."""
    if filters is None:
        return Found([], None)
    return deliveries.page(campaign, filters, before=before)


def _url(slug: str, form: LedgerForm, before: int | None) -> str:
    asked: dict[str, Any] = {name: value for name, value in form.data.items() if value}
    return url_for("panel.ledger", slug=slug, before=before, **asked)
