"""What people are told who are stopped: the truth, when to try again, and whom to tell."""

from __future__ import annotations

import datetime as dt
import math

from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock, filters
from app.limits.models import Action
from app.limits.service import Answer, Verdict
from app.site import queries as site


def stopped(action: Action, verdict: Verdict) -> list[str]:
    """Why, until when, and that nothing typed is lost; then a word to whoever shares an address."""
    if verdict.answer is Answer.BLOCKED:
        return [_blocked(verdict), _whom_to_tell()]
    return [_too_many(action, verdict), _welcome()]


def _too_many(action: Action, verdict: Verdict) -> str:
    minutes = max(1, math.ceil(verdict.seconds / 60))
    when: str = ngettext(
        "Please press the button again in %(num)s minute; all that you typed is still here.",
        "Please press the button again in %(num)s minutes; all that you typed is still here.",
        minutes,
    )
    return f"{_tries() if verdict.of_mistakes else _many(action)} {when}"


def _many(action: Action) -> str:
    words: dict[Action, str] = {
        Action.SIGN: _("Many signatures have come from your network within a short time."),
        Action.LETTER: _("Many letters have come from your network within a short time."),
        Action.MAIL: _("Mails were asked for many times from your network within a short time."),
        Action.SIGN_IN: _tries(),
    }
    return words[action]


def _tries() -> str:
    return str(_("That was too many tries from your network."))


def _blocked(verdict: Verdict) -> str:
    if not verdict.seconds:
        return str(_("An organizer has blocked your network or address: nothing is taken from it."))
    ends = clock.now() + dt.timedelta(seconds=verdict.seconds)
    return str(
        _(
            "An organizer has blocked your network or address until %(when)s.",
            when=filters.moment(ends, "UTC"),
        )
    )


def _welcome() -> str:
    contact = site.get().contact
    if contact:
        return str(
            _(
                "Do you share it with many, in a studio, a union hall or a school? You are all "
                "welcome: write to %(contact)s, and the organizers let you through.",
                contact=contact,
            )
        )
    return str(
        _(
            "Do you share it with many, in a studio, a union hall or a school? You are all "
            "welcome: tell who runs this campaign, and they let you through."
        )
    )


def _whom_to_tell() -> str:
    contact = site.get().contact
    if contact:
        return str(_("If that is a mistake, write to %(contact)s.", contact=contact))
    return str(_("If that is a mistake, tell who runs this campaign."))


def disposable() -> str:
    """For an address of a mail service whose mailboxes are thrown away."""
    return str(
        _(
            "This address is from a service for throw-away mail. Use one that stays yours, so "
            "that you can confirm, and take your name back later."
        )
    )
