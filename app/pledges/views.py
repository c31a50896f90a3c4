"""Signing, and answering the confirmation mail."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app import database, security
from app.campaigns import page, text
from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign, Discipline, Phase
from app.campaigns.queries import CampaignUnknown, DisciplineUnknown
from app.extensions import csrf
from app.pledges import counts, queries, service
from app.pledges.errors import LinkExpired, LinkUnknown, TransitionRefused
from app.pledges.forms import SignForm
from app.pledges.models import Signatory

pledges = Blueprint("pledges", __name__)


@pledges.post("/c/<slug>/sign")
@csrf.exempt  # type: ignore[untyped-decorator]  # it carries a token of its own
def sign(slug: str) -> ResponseReturnValue:
    campaign = _campaign(slug)
    if campaign.phase is not Phase.OPEN:
        return _sent_back(campaign, None)
    form = SignForm(request.form, campaign=campaign, same_origin=security.is_same_origin(request))
    if not form.validate():
        return _sent_back(campaign, form)
    service.sign_pledge(campaign, form.signature())
    step = "pledges.signed" if campaign.confirmation_required else "pledges.thanks"
    return redirect(url_for(step, slug=campaign.slug), 303)


@pledges.get("/c/<slug>/sign")
def blank(slug: str) -> ResponseReturnValue:
    """Who asks again for the address of a form that came back gets a fresh one."""
    return redirect(url_for("campaigns.page", slug=slug, _anchor="sign"))


@pledges.get("/c/<slug>/signed/")
def signed(slug: str) -> str:
    return render_template("pledges/signed.html", campaign=_campaign(slug))


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
    )


@pledges.get("/confirm/<token>")
def confirm(token: str) -> ResponseReturnValue:
    try:
        signatory = queries.get_by_token(token)
    except LinkUnknown:
        return _private(render_template("pledges/confirm_unknown.html"), 404)
    if service.has_expired(signatory):
        return _private(render_template("pledges/confirm_unknown.html"), 410)
    return _private(_question(signatory, token))


@pledges.post("/confirm/<token>", endpoint="answer")
# The token in the address is the permission; nothing here hangs on a session.
@csrf.exempt  # type: ignore[untyped-decorator]
def answer(token: str) -> ResponseReturnValue:
    said = request.form.get("answer")
    try:
        signatory = queries.get_by_token(token)
    except LinkUnknown:
        return _private(render_template("pledges/confirm_unknown.html"), 404)
    try:
        if said == "decline":
            service.decline(signatory)
            return _private(_question(signatory, token))
        service.confirm(signatory)
    except TransitionRefused:
        return _private(_question(signatory, token), 422)
    except LinkExpired:
        return _private(render_template("pledges/confirm_unknown.html"), 410)
    slug = signatory.discipline.slug if signatory.discipline else None
    thanked = url_for("pledges.thanks", slug=signatory.campaign.slug, discipline=slug, confirmed=1)
    return _private(redirect(thanked, 303))


def _sent_back(campaign: Campaign, form: SignForm | None) -> ResponseReturnValue:
    """The page with the form as it was typed: for nobody else's eyes, and for no cache."""
    database.only_read()
    response = make_response(page.render(campaign, discipline=None, form=form), 422)
    response.headers["Cache-Control"] = "no-store"
    return response


def _question(signatory: Signatory, token: str) -> str:
    named = [signatory.discipline, *signatory.also] if signatory.discipline else []
    return render_template(
        "pledges/confirm.html",
        campaign=signatory.campaign,
        signatory_name=signatory.credit_name or queries.initials(signatory),
        disciplines=[each.name for each in named],
        state=signatory.state,
        token=token,
    )


def _private(body: str | Response, status: int | None = None) -> Response:
    """An answer to a link of one person: in no cache, and its address in no referrer."""
    response = make_response(body, status) if status else make_response(body)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


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
