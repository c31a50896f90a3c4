"""Writing to one's offices: three steps at one address, and nothing kept between them."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app import database, security
from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign, Phase
from app.campaigns.queries import CampaignUnknown
from app.extensions import csrf, db
from app.letters import checks, page, queries, service
from app.letters.errors import AlreadyWritten, NoBrief, TooManyWaiting
from app.letters.forms import AddressForm, typed_before
from app.letters.writing import BUTTONS, Sheet, Step
from app.limits import answers
from app.limits.models import Action
from app.limits.service import Verdict
from app.pledges import fingerprints, known

letters = Blueprint("letters", __name__)


@letters.get("/c/<slug>/letter/", endpoint="page")
def begin(slug: str) -> ResponseReturnValue:
    campaign = _campaign(slug)
    if campaign.phase is not Phase.OPEN:
        return _private(page.closed(campaign))
    who = known.recall(request, campaign)
    asked = {name: request.args.get(name, "") for name in ("discipline", "source")}
    form = AddressForm(campaign=campaign, typed=typed_before(who, **asked))
    return _private(page.address(campaign, form, who))


@letters.post("/c/<slug>/letter/", endpoint="answer")
@csrf.exempt  # type: ignore[untyped-decorator]  # it carries a token of its own
def answer(slug: str) -> ResponseReturnValue:
    """`step` says which step is wanted; without one, the letter is to be sent."""
    # A street may have to be looked up elsewhere: nobody who writes should wait for that.
    database.only_read()
    campaign = _campaign(slug)
    if campaign.phase is not Phase.OPEN:
        return _private(page.closed(campaign), 422)
    wanted, is_ours = _wanted(), security.is_same_origin(request)
    if wanted is Step.FORGET and is_ours:
        return _forgotten(campaign)
    who = known.recall(request, campaign)
    sheet = Sheet(campaign, request.form, who=who, same_origin=is_ours)
    reached = sheet.reach(wanted)
    if reached is Step.SEND:
        return _sent(sheet)
    is_wanted = reached is wanted or sheet.is_nudged
    return _private(page.render(sheet, reached), 200 if is_wanted else 422)


def _sent(sheet: Sheet) -> Response:
    # From here on it writes: SQLite's lock is taken with the transaction's first word.
    db.session.rollback()
    with database.writing():
        verdict = answers.ask(
            Action.LETTER,
            sheet.campaign.id,
            sheet.address.email.data or "",
            typed=sheet.words.altcha.data or "",
        )
        if not verdict.is_open:
            return _stopped(sheet, verdict)
        try:
            token = service.send_letter(
                sheet.campaign,
                sheet.draft,
                sheet.planned,
                known=sheet.signatory,
                fingerprint=fingerprints.of_client(request.remote_addr),
            )
        except TooManyWaiting:
            db.session.rollback()
            sheet.words.form_errors = [checks.too_many_waiting()]
            return _private(page.render(sheet, Step.WRITE), 422)
        except NoBrief:
            abort(404)
        except AlreadyWritten:
            # Two presses at the same instant: the other one was first.
            db.session.rollback()
            return _private(page.render(sheet, sheet.reach(Step.WRITE)), 422)
    return _private(redirect(url_for("tracking.show", token=token), 303))


def _stopped(sheet: Sheet, verdict: Verdict) -> Response:
    """The letter once more as it was read: not taken now, and not lost."""
    database.only_read()
    answers.tell(sheet.words, Action.LETTER, sheet.campaign.id, verdict)
    return answers.mark(_private(page.render(sheet, Step.READ)), verdict)


def _forgotten(campaign: Campaign) -> Response:
    response = _private(redirect(url_for("letters.page", slug=campaign.slug), 303))
    known.forget(response, campaign)
    return response


def _wanted() -> Step:
    asked = request.form.get("step", Step.SEND)
    return Step(asked) if asked in BUTTONS else Step.ADDRESS


def _private(body: str | Response, status: int | None = None) -> Response:
    """An answer to one person alone, in no cache.

    Not `no-referrer`: the address holds nothing private, and browsers then send the form
    with `Origin: null`, so that nobody could tell where it came from (see `security`).
    """
    response = make_response(body, status) if status else make_response(body)
    response.headers["Cache-Control"] = "no-store"
    return response


def _campaign(slug: str) -> Campaign:
    """The campaign, where it asks for letters at all."""
    try:
        campaign = campaigns.get_public(slug)
    except CampaignUnknown:
        abort(404)
    if not queries.has_brief(campaign):
        abort(404)
    return campaign
