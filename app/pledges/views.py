"""Signing, and the pages after it. The confirmation mail's link is answered in `confirming`."""

from __future__ import annotations

from dataclasses import replace

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app import database, security
from app.campaigns import at_hand, page, text
from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign, Discipline, Phase
from app.campaigns.queries import CampaignUnknown, DisciplineUnknown
from app.extensions import csrf
from app.letters import queries as letters
from app.limits import answers
from app.limits import service as limits
from app.limits.models import Action
from app.limits.service import Answer, Verdict
from app.pledges import confirming, counts, fingerprints, known, service
from app.pledges.forms import SignForm
from app.pledges.known import Known

# No mail is said to be later than this, whatever an address claims.
LATEST_MINUTES = 240

pledges = Blueprint("pledges", __name__)
pledges.add_url_rule("/confirm/<token>", "confirm", confirming.confirm)
pledges.add_url_rule("/confirm/<token>", "answer", confirming.answer, methods=["POST"])


@pledges.post("/c/<slug>/sign")
@csrf.exempt  # type: ignore[untyped-decorator]  # it carries a token of its own
def sign(slug: str) -> ResponseReturnValue:
    campaign = _at_hand(slug)
    if campaign.phase is not Phase.OPEN:
        return _sent_back(campaign, None)
    form = SignForm(request.form, campaign=campaign, same_origin=security.is_same_origin(request))
    if not form.validate():
        return _with_mistakes(campaign, form)
    verdict = _ask(campaign, form)
    if not verdict.is_open:
        return _stopped(campaign, form, verdict)
    client = fingerprints.of_client(request.remote_addr)
    signature = replace(form.signature(), fingerprint=client, mail_after=verdict.late)
    response = redirect(_next(campaign, verdict), 303)
    known.remember(response, campaign, Known.of_signature(signature))
    # Last, and with its row made: from here on others wait for SQLite's write lock.
    service.sign_pledge(campaign, signature)
    return response


@pledges.get("/c/<slug>/sign")
def blank(slug: str) -> ResponseReturnValue:
    """Who asks again for the address of a form that came back gets a fresh one."""
    return redirect(url_for("campaigns.page", slug=slug, _anchor="sign"))


@pledges.get("/c/<slug>/signed/")
def signed(slug: str) -> str:
    campaign = _campaign(slug)
    return render_template(
        "pledges/signed.html",
        campaign=campaign,
        later=min(request.args.get("later", 0, type=int), LATEST_MINUTES),
        asks_for_letters=_asks_for_letters(campaign),
    )


@pledges.get("/c/<slug>/thanks/")
def thanks(slug: str) -> str:
    campaign = _campaign(slug)
    discipline = _discipline(campaign, request.args.get("discipline", ""))
    numbers = counts.numbers(campaign)
    return render_template(
        "pledges/thanks.html",
        campaign=campaign,
        discipline=discipline,
        numbers=numbers,
        score=page.draw_score(campaign, numbers),
        share=page.share(campaign, discipline),
        thanks=text.html(campaign.thanks),
        confirmed="confirmed" in request.args,
        asks_for_letters=_asks_for_letters(campaign),
    )


def _sent_back(campaign: Campaign, form: SignForm | None) -> Response:
    """The page with the form as it was typed: for nobody else's eyes, and for no cache."""
    database.only_read()
    if form is not None:
        form.offer()
    response = make_response(page.render(_campaign(campaign.slug), discipline=None, form=form), 422)
    response.headers["Cache-Control"] = "no-store"
    return response


def _with_mistakes(campaign: Campaign, form: SignForm) -> ResponseReturnValue:
    """What is wrong, to be put right; for whoever sends such forms without end, on a light page."""
    asker = answers.asker(form.email.data or "")
    verdict = limits.check_mistakes(Action.SIGN, campaign.id, asker)
    return _sent_back(campaign, form) if verdict.is_open else _stopped(campaign, form, verdict)


def _ask(campaign: Campaign, form: SignForm) -> Verdict:
    return answers.ask(
        Action.SIGN,
        campaign.id,
        form.email.data or "",
        typed=form.altcha.data or "",
        may_be_late=campaign.confirmation_required,
    )


def _stopped(campaign: Campaign, form: SignForm, verdict: Verdict) -> ResponseReturnValue:
    """Why and until when it was not taken, with all that was typed, to be sent by one press.

    Not the whole page: whoever floods the form would make us draw it by the thousand, and
    those who sign would wait for that.
    """
    database.only_read()
    answers.tell(form, Action.SIGN, campaign.id, verdict)
    typed = [each for each in request.form.items(multi=True) if each[0] != form.altcha.name]
    html = render_template(
        "pledges/stopped.html",
        campaign=campaign,
        form=form,
        typed=typed,
        blocked=verdict.answer is Answer.BLOCKED,
    )
    response = answers.mark(make_response(html), verdict)
    response.headers["Cache-Control"] = "no-store"
    return response


def _next(campaign: Campaign, verdict: Verdict) -> str:
    if not campaign.confirmation_required:
        return url_for("pledges.thanks", slug=campaign.slug)
    minutes = round(verdict.late.total_seconds() / 60) or None
    return url_for("pledges.signed", slug=campaign.slug, later=minutes)


def _asks_for_letters(campaign: Campaign) -> bool:
    """Whether the next step can be a letter."""
    return campaign.phase is Phase.OPEN and letters.has_brief(campaign)


def _at_hand(slug: str) -> Campaign:
    """As it was within this second: for signing alone, which thousands do at once."""
    try:
        return at_hand.get(slug)
    except CampaignUnknown:
        abort(404)


def _campaign(slug: str) -> Campaign:
    try:
        return campaigns.get_public(slug)
    except CampaignUnknown:
        abort(404)


def _discipline(campaign: Campaign, slug: str) -> Discipline | None:
    try:
        return campaigns.get_discipline(campaign, slug)
    except DisciplineUnknown:
        return None
