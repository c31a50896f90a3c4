"""The link in the mail: a page with a button, and what the button does.

The button counts the signature and sends the letter that waits, if its owner wants that.
`views` puts these two onto its blueprint.
"""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app import database
from app.extensions import csrf
from app.letters import queries as letters
from app.letters import service as sending
from app.letters import waiting
from app.letters.errors import AlreadyWritten, LetterUnknown, StepRefused
from app.letters.models import Letter
from app.pledges import known, queries, service
from app.pledges.errors import LinkExpired, LinkUnknown, TransitionRefused
from app.pledges.known import Known
from app.pledges.models import Signatory, SignatoryState

NONE = "none"
_GONE = _l("That letter is no longer there to be sent.")
_CHOOSE = _l(
    "Several letters wait. Please choose the one that shall go out, or none of them. "
    "Until then nothing is sent, and nothing has changed."
)


class _Undecided(Exception):
    """Several letters wait, and the answer says of none whether it shall go out."""


def confirm(token: str) -> ResponseReturnValue:
    """The page with the button. Mail scanners follow links, so nothing happens here."""
    try:
        signatory = queries.get_by_token(token)
    except LinkUnknown:
        return _private(render_template("pledges/confirm_unknown.html"), 404)
    if service.has_expired(signatory):
        return _private(render_template("pledges/confirm_unknown.html"), 410)
    return _private(_question(signatory, token))


# The token in the address is the permission; nothing here hangs on a session.
@csrf.exempt  # type: ignore[untyped-decorator]
def answer(token: str) -> ResponseReturnValue:
    """`answer` is confirm, only (the signature, no letter) or decline; `letter` a key or none."""
    try:
        signatory = queries.get_by_token(token)
        if request.form.get("answer") == "decline":
            return _private(_declined(signatory, token))
        return _private(_confirmed(signatory, token))
    except LinkUnknown:
        return _private(render_template("pledges/confirm_unknown.html"), 404)
    except LinkExpired:
        return _private(render_template("pledges/confirm_unknown.html"), 410)
    except (TransitionRefused, StepRefused, LetterUnknown, _Undecided) as error:
        # The page must not tell of steps that are taken back with this answer.
        database.only_read()
        return _private(_question(signatory, token, _why(error)), 422)


def _confirmed(signatory: Signatory, token: str) -> Response:
    service.confirm(signatory)
    letter = _chosen(signatory)
    if letter is None:
        response = redirect(_thanks(signatory), 303)
    else:
        try:
            sending.release(letter)
        except AlreadyWritten:
            # The signature counts all the same, and this answer is the one that says so.
            note = _("You have written to these offices before. Each person sends one letter.")
            return make_response(_question(signatory, token, note))
        response = redirect(url_for("tracking.show", token=letters.opened(letter)["token"]), 303)
    known.remember(response, signatory.campaign, Known.of_signatory(signatory))
    return response


def _chosen(signatory: Signatory) -> Letter | None:
    """The letter that shall go out, only ever one that the page has shown and named.

    Without a word about any, a lone letter stays: it may have come after the page was
    opened. Raises _Undecided where there are several, LetterUnknown.
    """
    key = request.form.get("letter")
    if key == NONE or request.form.get("answer") == "only":
        return None
    if key is not None:
        return waiting.get(signatory, key)
    if len(waiting.list_shown(signatory)) > 1:
        raise _Undecided
    return None


def _why(error: Exception) -> str:
    if isinstance(error, TransitionRefused):
        return ""  # The page's own heading says it.
    return str(_CHOOSE if isinstance(error, _Undecided) else _GONE)


def _declined(signatory: Signatory, token: str) -> str:
    """Not their signature, nor their letters; a signature they confirmed before stands."""
    written = letters.list_waiting(signatory)
    if signatory.state != SignatoryState.CONFIRMED or not written:
        service.decline(signatory)
    for letter in written:
        sending.decline(letter)
    note = _("The letter is not sent, and will not be.") if written else ""
    return _question(signatory, token, note)


def _question(signatory: Signatory, token: str, note: str = "") -> str:
    named = [signatory.discipline, *signatory.also] if signatory.discipline else []
    asked = (SignatoryState.PENDING, SignatoryState.CONFIRMED)
    shown = waiting.list_shown(signatory) if signatory.state in asked else []
    return render_template(
        "pledges/confirm.html",
        campaign=signatory.campaign,
        signatory_name=signatory.credit_name or queries.initials(signatory),
        disciplines=[each.name for each in named],
        state=signatory.state,
        letters=shown,
        # One press may say yes to both only where nothing hints at another hand.
        is_together=len(shown) == 1 and shown[0].is_in_their_name,
        note=note,
        token=token,
    )


def _thanks(signatory: Signatory) -> str:
    slug = signatory.discipline.slug if signatory.discipline else None
    return url_for("pledges.thanks", slug=signatory.campaign.slug, discipline=slug, confirmed=1)


def _private(body: str | Response, status: int | None = None) -> Response:
    """An answer to a link of one person: in no cache, and its address in no referrer."""
    response = make_response(body, status) if status else make_response(body)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
