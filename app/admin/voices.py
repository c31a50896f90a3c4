"""The queue of voices: read, approve, decline with a reason, show first, undo; by keyboard too."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.admin.panel import campaign_of, needs, number, panel, who
from app.campaigns.models import Campaign
from app.organizers.rights import Right
from app.pledges import moderation
from app.pledges import voices as queue
from app.pledges.errors import TransitionRefused
from app.pledges.models import Signatory
from app.pledges.queries import public_name
from app.pledges.voices import Pile

ON_A_PAGE = 20
# What an organizer can choose; the last one is written by hand.
REASONS = {
    "person": _l("It names or attacks a person"),
    "advert": _l("It advertises something"),
    "private": _l("It holds somebody's private details"),
    "off": _l("It has nothing to do with the campaign"),
    "hate": _l("It is hateful or threatening"),
    "other": _l("Another reason"),
}


@panel.get("/c/<slug>/voices/")
@needs(Right.RUN)
def voices(slug: str) -> str:
    return _page(campaign_of(slug), _pile(request.args.get("pile", "")))


@panel.post("/c/<slug>/voices/")
@needs(Right.RUN)
def voices_act(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    found = queue.find_voice(campaign, number("voice") or 0)
    if found is None:
        abort(404)
    pile = _pile(request.form.get("pile", ""))
    try:
        wrong = _act(found, request.form.get("do", ""))
    except TransitionRefused:
        wrong = _("That cannot be done to this voice as it stands: look at it again.")
    if wrong:
        return _page(campaign, pile, wrong=wrong, at=found.id), 422
    return redirect(url_for("panel.voices", slug=slug, pile=pile, after=number("after")), 303)


def _act(signatory: Signatory, what: str) -> str:
    """Do it and say so; return what is wrong, in words, or ""."""
    if what == "decline":
        reason = _reason()
        if not reason:
            return str(_("Say why: choose a reason, or write one (up to 300 characters)."))
        moderation.decline(signatory, reason=reason, by=who())
        flash(_("Declined: nobody will read it."))
    elif what == "approve":
        moderation.approve(signatory, by=who())
        flash(_("Approved: it can be read now."))
    elif what in ("feature", "unfeature"):
        moderation.feature(signatory, what == "feature", by=who())
        flash(
            _("It is shown first now.") if what == "feature" else _("It is no longer shown first.")
        )
    elif what == "undo":
        moderation.put_back(signatory, by=who())
        flash(_("Undone: it waits again."))
    else:
        return str(_("That could not be read. Please use the buttons below."))
    return ""


def _reason() -> str:
    chosen = request.form.get("reason", "")
    if chosen == "other":
        written = " ".join(request.form.get("words", "").split())
        return written if len(written) <= moderation.LONGEST_REASON else ""
    return chosen if chosen in REASONS else ""


def _page(campaign: Campaign, pile: Pile, *, wrong: str = "", at: int = 0) -> str:
    after = number("after")
    found = queue.list_pile(campaign, pile, before_id=after, limit=ON_A_PAGE + 1)
    return render_template(
        "admin/voices.html",
        campaign=campaign,
        pile=pile,
        piles=queue.depths(campaign),
        voices=[(each, public_name(each)) for each in found[:ON_A_PAGE]],
        next_after=found[ON_A_PAGE - 1].id if len(found) > ON_A_PAGE else None,
        after=after,
        reasons=REASONS,
        wrong=wrong,
        wrong_at=at,
        typed=request.form,
    )


def _pile(named: str) -> Pile:
    return Pile(named) if named in list(Pile) else Pile.WAITING
