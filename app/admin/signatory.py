"""One person's whole story on one page, and what an organizer can put right about it."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin import signatory_story_words, signatory_words
from app.admin.panel import campaign_of, needs, panel, who
from app.admin.signatory_form import MakingForm
from app.letters import desk_words
from app.letters import queries as letters
from app.mail import words as mail_words
from app.organizers.rights import Right
from app.pledges import correcting, fingerprints, search, stories
from app.pledges.errors import LinkExpired, NoMailsLeft, TransitionRefused
from app.pledges.models import Signatory
from app.pledges.queries import public_name
from app.pledges.search_words import MOST_ID

PERSON = "/c/<slug>/signatories/<int:signatory_id>/"


@panel.get(PERSON)
@needs(Right.RUN)
def signatory(slug: str, signatory_id: int) -> str:
    found = _person(slug, signatory_id)
    return _page(found, MakingForm.of(found))


@panel.post(PERSON)
@needs(Right.RUN)
def signatory_act(slug: str, signatory_id: int) -> ResponseReturnValue:
    """`do` is resend, invalidate, validate, shadow or lift."""
    found = _person(slug, signatory_id)
    try:
        wrong = _act(found, request.form.get("do", ""))
    except TransitionRefused:
        wrong = _("That cannot be done to this signature as it stands now: look at it again.")
    if wrong:
        return _page(found, MakingForm.of(found), wrong=wrong), 422
    return redirect(_here(found), 303)


@panel.post(f"{PERSON}making/")
@needs(Right.RUN)
def signatory_correct(slug: str, signatory_id: int) -> ResponseReturnValue:
    found = _person(slug, signatory_id)
    form = MakingForm(found.campaign)
    if not form.validate():
        return _page(found, form), 422
    correcting.correct(found, form.making(), by=who())
    flash(_("Corrected. The numbers follow at once."))
    return redirect(_here(found), 303)


@panel.get(f"{PERSON}making/")
@needs(Right.RUN)
def signatory_correct_back(slug: str, signatory_id: int) -> ResponseReturnValue:
    """Where a form that came back stands when its address is asked for again."""
    return redirect(_here(_person(slug, signatory_id)))


@panel.get(f"{PERSON}erase/")
@needs(Right.RUN, fresh=True)
def signatory_erase(slug: str, signatory_id: int) -> str:
    return _erase_page(_person(slug, signatory_id))


@panel.post(f"{PERSON}erase/")
@needs(Right.RUN, fresh=True)
def signatory_erased(slug: str, signatory_id: int) -> ResponseReturnValue:
    found = _person(slug, signatory_id)
    typed = request.form.get("number", "").strip().lstrip("#")
    if typed != str(signatory_id):
        words = _(
            "Type the number %(number)s, so that the right person is erased.", number=signatory_id
        )
        return _erase_page(found, words, typed), 422
    correcting.erase(found, by=who())
    flash(_("Erased: signature, letters and mails of no. %(number)s.", number=signatory_id))
    return redirect(url_for("panel.signatories", slug=slug), 303)


def _person(slug: str, signatory_id: int) -> Signatory:
    campaign = campaign_of(slug)
    found = search.find_person(campaign, signatory_id) if signatory_id <= MOST_ID else None
    if found is None:
        abort(404)
    return found


def _here(signatory: Signatory) -> str:
    slug = signatory.campaign.slug
    return url_for("panel.signatory", slug=slug, signatory_id=signatory.id)


def _act(signatory: Signatory, what: str) -> str:
    """Do it and say so; return what is wrong, in words, or ""."""
    if what == "resend":
        return _resend(signatory)
    if what == "invalidate":
        correcting.invalidate(signatory, by=who())
        flash(_("Struck out: it counts no more."))
    elif what == "validate":
        correcting.validate(signatory, by=who())
        flash(_("Put back: it is what it was before."))
    elif what == "shadow":
        correcting.shadow(signatory, by=who())
        flash(_("In the shadow: nobody is told, and it counts no more."))
    elif what == "lift":
        correcting.lift_shadow(signatory, by=who())
        flash(_("Out of the shadow: it is what everybody’s is."))
    else:
        return str(_("That could not be read. Please use the buttons below."))
    return ""


def _resend(signatory: Signatory) -> str:
    try:
        correcting.resend(signatory, by=who())
    except NoMailsLeft:
        return str(
            _(
                "The confirmation has been sent again %(times)s times. No more are sent: "
                "whoever does not answer them does not want them, or has another address.",
                times=correcting.MOST_RESENT,
            )
        )
    except LinkExpired:
        return str(_("Its link would no longer be taken: ask this person to sign anew."))
    flash(_("The confirmation is on its way again."))
    return ""


def _page(signatory: Signatory, form: MakingForm, *, wrong: str = "") -> str:
    story = stories.tell(signatory)
    return render_template(
        "admin/signatory.html",
        campaign=signatory.campaign,
        person=signatory,
        public=public_name(signatory),
        story=story,
        history=stories.history(signatory, story),
        letters=letters.list_of(signatory),
        form=form,
        wrong=wrong,
        fingerprint=fingerprints.short(signatory.fingerprint),
        mails_left=correcting.MOST_RESENT - signatory.resent,
        words=signatory_words,
        told=signatory_story_words,
        mail_words=mail_words,
        say=desk_words,
        has_letter_page="panel.letter" in current_app.view_functions,
    )


def _erase_page(signatory: Signatory, wrong: str = "", typed: str = "") -> str:
    return render_template(
        "admin/erase.html",
        campaign=signatory.campaign,
        person=signatory,
        letters=letters.list_of(signatory),
        wrong=wrong,
        typed=typed,
    )
