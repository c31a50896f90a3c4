"""Following one's own letter: where it is at each office, and what the artist did themselves.

The token in the address is the permission, as with the confirmation link; every answer
is for one person alone.
"""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import database
from app.extensions import csrf
from app.letters import dispatches, following, pauses, pdf, queries, service
from app.letters.dispatches import TakenBack
from app.letters.errors import LetterExpired, LetterUnknown, StepRefused
from app.letters.models import Delivery, DeliveryState, Letter
from app.letters.recipients import RecipientUnknown

tracking = Blueprint("tracking", __name__)
tracking.add_app_template_global(pauses.are_mails_held, "are_mails_held")

# What the artist may tell us, by the word the button sends.
_REPORTS = {"sent": service.report_sent, "called": service.report_called}
_NOT_ON_PAPER = (DeliveryState.WAITING, DeliveryState.DROPPED)


@tracking.get("/letters/<token>/")
def show(token: str) -> ResponseReturnValue:
    return _page(queries.get_by_token(token), token)


@tracking.post("/letters/<token>/")
@csrf.exempt  # type: ignore[untyped-decorator]  # nothing here hangs on a session
def report(token: str) -> ResponseReturnValue:
    letter = queries.get_by_token(token)
    delivery = _delivery(letter, request.form.get("office", ""))
    tell = _REPORTS.get(request.form.get("did", ""))
    if delivery is None or tell is None:
        return _page(letter, token, _("That could not be read. Please use the buttons below.")), 422
    try:
        tell(delivery)
    except StepRefused:
        database.only_read()
        words = _("That cannot be said of this letter as it stands: see below where it is.")
        return _page(letter, token, words), 422
    return redirect(url_for("tracking.show", token=token, _anchor=delivery.office), 303)


@tracking.get("/letters/<token>/letter.pdf")
def all_pdf(token: str) -> ResponseReturnValue:
    letter = queries.get_by_token(token)
    return _on_paper(letter, letter.deliveries)


@tracking.get("/letters/<token>/<office>.pdf")
def office_pdf(token: str, office: str) -> ResponseReturnValue:
    letter = queries.get_by_token(token)
    delivery = _delivery(letter, office)
    return _on_paper(letter, [delivery] if delivery else [])


@tracking.errorhandler(LetterUnknown)
def unknown(_error: LetterUnknown) -> ResponseReturnValue:
    return render_template("letters/track_unknown.html", expired=False), 404


@tracking.errorhandler(LetterExpired)
def expired(_error: LetterExpired) -> ResponseReturnValue:
    return render_template("letters/track_unknown.html", expired=True), 410


@tracking.after_request
def keep_private(response: Response) -> Response:
    """One person's page: in no cache, in no index, and its address in no referrer."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(letter: Letter, token: str, note: str = "") -> str:
    followed = following.follow(letter)
    return render_template(
        "letters/track.html", campaign=letter.campaign, followed=followed, token=token, note=note
    )


def _on_paper(letter: Letter, deliveries: list[Delivery]) -> Response:
    """What is the writer's to hand over; nothing before they have said that it is theirs."""
    theirs = [each for each in deliveries if each.state not in _NOT_ON_PAPER]
    discipline = letter.signatory.discipline
    hue = discipline.hue if discipline else None
    try:
        found = [dispatches.gather(each.id) for each in theirs]
    except (TakenBack, RecipientUnknown):
        found = []
    if not found:
        abort(404)
    sheets = [pdf.sheet(each.dispatch, language=each.language, hue=hue) for each in found]
    answer = make_response(pdf.letter_pdf(sheets))
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = 'inline; filename="letter.pdf"'
    return answer


def _delivery(letter: Letter, office: str) -> Delivery | None:
    return next((each for each in letter.deliveries if each.office == office), None)
