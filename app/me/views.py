"""One's own page: asking for the link to it, seeing, changing, taking back, erasing.

The token in the address is the permission, as with the confirmation link: nothing hangs on a
session or a cookie, so a form from elsewhere can do nothing without it. Every answer under
a link is for one person alone.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import database, language, security
from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.extensions import csrf
from app.limits import answers
from app.limits.models import Action
from app.limits.words import stopped
from app.mail import words as mail_words
from app.me import data, links, record, service, unsubscribed, words
from app.me.errors import ChangedMeanwhile, LinkExpired, LinkUnknown
from app.me.forms import AskForm, ConsentsForm, EditForm
from app.me.models import MeLink
from app.me.record import Record
from app.pledges.errors import TransitionRefused

me = Blueprint("me", __name__)
me.add_url_rule("/unsubscribe/<token>", "unsubscribe", unsubscribed.show)
me.add_url_rule("/unsubscribe/<token>", "unsubscribed", unsubscribed.press, methods=["POST"])

# Of the answers here, the one that says nothing about anybody.
_OPEN = "me.ask"


@me.get("/me/")
def ask() -> str:
    form = AskForm(known=_known())
    done = words.done(request.args.get("done", ""))
    return render_template("me/ask.html", wanted=form, asked="asked" in request.args, note=done)


@me.post("/me/")
@csrf.exempt  # type: ignore[untyped-decorator]  # it hangs on no session
def asked() -> ResponseReturnValue:
    """The same answer in the same time for every address: nothing is looked up before it."""
    form = AskForm(request.form, known=_known(), same_origin=security.is_same_origin(request))
    if not form.validate():
        database.only_read()
        return render_template("me/ask.html", wanted=form, asked=False, note=""), 422
    verdict = answers.ask(Action.MAIL, None, form.address())
    if not verdict.is_open:
        database.only_read()
        form.form_errors = stopped(Action.MAIL, verdict)
        page = render_template("me/ask.html", wanted=form, asked=False, note="")
        return answers.mark(make_response(page), verdict)
    links.ask(form.address(), form.chosen(), locale=language.current())
    return redirect(url_for(_OPEN, asked=1), 303)


@me.get("/me/<token>/")
def page(token: str) -> str:
    found = record.gather(links.get(token).signatory)
    return _page(found, token, note=words.done(request.args.get("done", "")))


@me.post("/me/<token>/")
@csrf.exempt  # type: ignore[untyped-decorator]  # the token is the permission
def act(token: str) -> ResponseReturnValue:
    """`do` is edit, consents, voice, unsign, erase (with `sure`) or close."""
    link = links.get(token)
    do = _ACTS.get(request.form.get("do", ""))
    try:
        if do is None:
            return _again(link, token, _("That could not be read. Please use the buttons below."))
        return do(link, token)
    except TransitionRefused:
        return _again(link, token, _("That cannot be done to this signature as it stands now."))
    except ChangedMeanwhile:
        late = _(
            "It has been changed meanwhile, perhaps in another window. Nothing is lost: "
            "look at what you typed, and press the button once more."
        )
        return _again(link, token, late)


@me.get("/me/<token>/data.json")
def take_away(token: str) -> Response:
    found = record.gather(links.get(token).signatory, whole=True)
    answer = jsonify(data.of(found))
    answer.headers["Content-Disposition"] = 'attachment; filename="what-i-signed.json"'
    return answer


@me.errorhandler(LinkUnknown)
def unknown(_error: LinkUnknown) -> ResponseReturnValue:
    database.only_read()
    return render_template("me/unknown.html", expired=False), 404


@me.errorhandler(LinkExpired)
def expired(_error: LinkExpired) -> ResponseReturnValue:
    database.only_read()
    return render_template("me/unknown.html", expired=True), 410


@me.after_request
def keep_private(response: Response) -> Response:
    """In no cache and no index; the address of a link in no referrer.

    Not so the page where a link is asked for: its form must say where it came from.
    """
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    if request.view_args:
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _edit(link: MeLink, token: str) -> ResponseReturnValue:
    found = record.gather(link.signatory)
    form = EditForm(request.form, record=found)
    if not form.validate():
        return _again(link, token, edit=form)
    waits = service.edit(link.signatory, form.edit())
    return _done(token, "waits" if waits else "edited")


def _choose(link: MeLink, token: str) -> ResponseReturnValue:
    found = record.gather(link.signatory)
    form = ConsentsForm(request.form, record=found)
    if not form.validate():
        return _again(link, token, consents=form)
    service.choose(link.signatory, form.consents())
    return _done(token, "chosen")


def _voice(link: MeLink, token: str) -> ResponseReturnValue:
    service.withdraw_voice(link.signatory)
    return _done(token, "voice")


def _unsign(link: MeLink, token: str) -> ResponseReturnValue:
    service.unsign(link.signatory)
    return _done(token, "unsigned")


def _erase(link: MeLink, token: str) -> ResponseReturnValue:
    if request.form.get("sure") != "yes":
        return _again(link, token, _("Tick the box first: erasing cannot be undone."))
    service.erase(link.signatory)
    return redirect(url_for(_OPEN, done="erased"), 303)


def _close(link: MeLink, _token: str) -> ResponseReturnValue:
    links.close(link)
    return redirect(url_for(_OPEN, done="closed"), 303)


_ACTS: dict[str, Callable[[MeLink, str], ResponseReturnValue]] = {
    "edit": _edit,
    "consents": _choose,
    "voice": _voice,
    "unsign": _unsign,
    "erase": _erase,
    "close": _close,
}


def _done(token: str, what: str) -> Response:
    return redirect(url_for("me.page", token=token, done=what, _anchor="main"), 303)


def _again(
    link: MeLink,
    token: str,
    wrong: str = "",
    *,
    edit: EditForm | None = None,
    consents: ConsentsForm | None = None,
) -> ResponseReturnValue:
    """The page once more with what was typed; nothing of it has happened."""
    database.only_read()
    found = record.gather(link.signatory)
    do = request.form.get("do", "")
    if wrong and do == "edit":
        edit = EditForm(request.form, record=found)
    if wrong and do == "consents":
        consents = ConsentsForm(request.form, record=found)
    return _page(found, token, wrong=wrong, edit=edit, consents=consents), 422


def _page(
    found: Record,
    token: str,
    *,
    note: str = "",
    wrong: str = "",
    edit: EditForm | None = None,
    consents: ConsentsForm | None = None,
) -> str:
    forms = (edit or EditForm(record=found), consents or ConsentsForm(record=found))
    for form in forms:
        # Whoever has seen this page presses the button knowing how things stand by now.
        form.seen.data = service.mark(found.signatory)
    return render_template(
        "me/page.html",
        campaign=found.campaign,
        me_words=words,
        mail_words=mail_words,
        record=found,
        person=found.signatory,
        stands=found.signatory.state in service.STANDS,
        edit=forms[0],
        consents=forms[1],
        note=note,
        wrong=wrong,
        token=token,
    )


def _known() -> list[Campaign]:
    return [*campaigns.list_open(), *campaigns.list_ended()]
