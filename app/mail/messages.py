"""One function per mail: it gathers the mail's words at the moment of sending, from the rows.

So a mail never says what is no longer true, and no link waits in the outbox. A
function raises MailMoot where there is no reason left to write. Each has a
folder of its own name in templates/mail.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from babel.lists import format_list
from flask import current_app
from flask_babel import force_locale, get_locale
from sqlalchemy.exc import NoResultFound

from app import clock
from app.campaigns.models import Campaign
from app.extensions import db
from app.filters import moment
from app.going_live import trial
from app.mail import ahead, organizer_messages
from app.mail.letter_messages import letter_confirm, letter_copy
from app.mail.moulds import Own
from app.mail.render import Post, one_line, render
from app.me import links, unsubscribing
from app.me.models import MeLink
from app.outbox.errors import MailMoot, MailUnsendable
from app.outbox.models import ClaimedMail
from app.pledges import service
from app.pledges.models import Signatory, SignatoryState, Visibility

Words = dict[str, Any]

_NAME_LENGTH = 60
# Anybody can have this mail sent to any address once: it must not carry a
# stranger's advertisement in the place of a name.
_LINK_LIKE = re.compile(
    r"://|www\.|@|\.[a-z]{2,}/|\.(?:com|net|org|info|biz|ru|cn|xyz|top|shop|online|site|link|click)\b",
    re.IGNORECASE,
)


def build(mail: ClaimedMail) -> Post:
    """Gather and set one mail. Reads the database.

    A letter on trial is set as letters are. Raises MailMoot where it is no longer wanted,
    MailUnsendable for a kind nobody knows.
    """
    if mail.kind == trial.LETTER:
        return trial.letter(mail)
    gather = MAILS.get(mail.kind)
    if gather is None:
        raise MailUnsendable("no mail of this kind exists")
    with force_locale(mail.locale):
        words = gather(mail)
    campaign: Campaign | None = words.pop("campaign")
    words["is_demo"] = campaign is not None and campaign.is_demo
    post = render(mail, words, sender_name=campaign.title if campaign else words["title"])
    post.unsubscribe = words.get("unsubscribe", "")
    return post


def confirm(mail: ClaimedMail) -> Words:
    """The link that makes a signature count. Moot once it is confirmed, or taken back."""
    signatory = _signatory(mail)
    if signatory.state != SignatoryState.PENDING:
        raise MailMoot
    return _about(signatory) | {"link": Own(_confirmation_link(signatory))}


def confirm_reminder(mail: ClaimedMail) -> Words:
    """The same link once more, a day later, and never again; moot for who wants no more mails."""
    signatory = _signatory(mail)
    if signatory.unsubscribed_at is not None:
        raise MailMoot
    return confirm(mail) | {"unsubscribe": Own(unsubscribing.address(signatory))}


def me_link(mail: ClaimedMail) -> Words:
    """The link to one's own page. Moot once it has ended, or the person is erased."""
    signatory = _signatory(mail)
    link = db.session.get(MeLink, mail.context.get("link_id", 0))
    if link is None or link.signatory_id != signatory.id or link.expires_at <= clock.now():
        raise MailMoot
    return _about(signatory) | {
        "link": Own(links.address(link)),
        "minutes": links.LIFE // dt.timedelta(minutes=1),
        "until": Own(moment(link.expires_at, signatory.campaign.time_zone)),
    }


def already_signed(mail: ClaimedMail) -> Words:
    """Somebody signed with an address that had signed before: its owner learns the state.

    Moot for a signature that was taken back or struck out: whether to sign anew is
    not for a mail that anybody can set off.
    """
    signatory = _signatory(mail)
    if signatory.state == SignatoryState.PENDING:
        return _about(signatory) | {"link": Own(_confirmation_link(signatory))}
    if signatory.state == SignatoryState.CONFIRMED:
        return _about(signatory) | {"link": ""}
    raise MailMoot


MAILS: dict[str, Callable[[ClaimedMail], Words]] = {
    each.__name__: each
    for each in (
        confirm,
        confirm_reminder,
        already_signed,
        me_link,
        letter_confirm,
        letter_copy,
        trial.test_mail,
        organizer_messages.invitation,
        organizer_messages.password_reset,
        organizer_messages.password_changed,
        organizer_messages.email_changed,
        organizer_messages.second_step_reset,
        organizer_messages.trend_alert,
    )
}


def _signatory(mail: ClaimedMail) -> Signatory:
    if mail.signatory_id is None:
        raise MailUnsendable("this mail is about a signatory, and names none")
    try:
        return ahead.get(mail.signatory_id)
    except NoResultFound as error:  # erased since the mail was claimed
        raise MailMoot from error


def _about(signatory: Signatory) -> Words:
    campaign = signatory.campaign
    return {
        "campaign": campaign,
        "title": one_line(campaign.title, 120),
        "headline": one_line(campaign.headline, 160),
        # Where no confirmation is required they count before it, and may say no to it.
        "counted": not campaign.confirmation_required,
        "shown": _shown(signatory),
        "name": Own(one_line(signatory.credit_name, _NAME_LENGTH)),
        "disciplines": Own(_disciplines(signatory)),
        "mine": f"{current_app.config['PUBLIC_URL']}/me/",
    }


def _shown(signatory: Signatory) -> str:
    """What the public may see of the name, the templates' word: as `pledges.queries` has it."""
    if signatory.visibility == Visibility.HIDDEN:
        return "nothing"
    if signatory.visibility == Visibility.INITIALS or not signatory.credit_name:
        return "initials"
    return "unsaid" if _LINK_LIKE.search(signatory.credit_name) else "name"


def _disciplines(signatory: Signatory) -> str:
    """ "Music, Writing and Games"; empty for an ally."""
    if signatory.discipline is None:
        return ""
    named = [signatory.discipline, *signatory.also]
    names = list(dict.fromkeys(one_line(discipline.name, 60) for discipline in named))
    return format_list(names, locale=get_locale() or "en")


def _confirmation_link(signatory: Signatory) -> str:
    # Never from a Host header: whoever sends one would choose where our mails lead.
    return f"{current_app.config['PUBLIC_URL']}/confirm/{service.confirmation_token(signatory)}"
