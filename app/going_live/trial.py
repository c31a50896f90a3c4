"""A mail and a letter to the organizer who asked for them: proof that they arrive.

They go the way of the accounts' mails, so they leave from a live site before any campaign
is live. The letter is made by the same code as everybody's, from the campaign's own words,
and says that it is a test.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app import clock
from app.campaigns.models import Campaign
from app.congress import offices
from app.congress.offices import Chamber
from app.extensions import db
from app.letters import preview, queries
from app.letters.channels import registry
from app.letters.channels.email import letter_post
from app.letters.channels.face import Dispatch
from app.letters.cwc.rules import PREFIXES
from app.letters.drafts import Constituent, Draft
from app.letters.errors import NoBrief
from app.mail.render import Post, one_line
from app.organizers.models import Organizer
from app.outbox.errors import MailMoot
from app.outbox.models import ClaimedMail

MAIL, LETTER = "test_mail", "test_letter"
Words = dict[str, Any]


def test_mail(mail: ClaimedMail) -> Words:
    """Nothing but that it came."""
    organizer, campaign = _about(mail)
    return {
        "campaign": None,
        "title": one_line(campaign.title, 120),
        "name": one_line(organizer.name, 120),
    }


def letter(mail: ClaimedMail) -> Post:
    """What an office would get by mail from a member of the first discipline.

    Raises MailMoot where its campaign, its letter or the one who asked is gone.
    """
    organizer, campaign = _about(mail)
    with force_locale(campaign.language):
        try:
            dispatch = _dispatch(organizer, campaign)
        except NoBrief as error:
            raise MailMoot from error
        post = letter_post(dispatch, rehearsed=mail.rehearsed)
    post.msgId = mail.message_id
    return post


def _about(mail: ClaimedMail) -> tuple[Organizer, Campaign]:
    organizer = db.session.get(Organizer, mail.context.get("organizer", 0))
    campaign = db.session.get(Campaign, mail.context.get("campaign", 0))
    if organizer is None or campaign is None:
        raise MailMoot
    return organizer, campaign


def _dispatch(organizer: Organizer, campaign: Campaign) -> Dispatch:
    brief = queries.get_brief(campaign)
    office = next(each for each in offices.all_offices() if each.chamber is Chamber.HOUSE)
    draft = Draft(
        constituent=_constituent(organizer, office.state),
        offices=(office.code,),
        subject=_("[Test] %(subject)s", subject=brief.subject),
        personal=_(
            "This is a test letter, to nobody but you. Here would stand the artist’s own words."
        ),
        discipline=campaign.disciplines[0] if campaign.disciplines else None,
    )
    (planned,) = preview.plan(campaign, draft)
    return Dispatch(
        uid=registry.TRIAL_UID,
        recipient=replace(planned.recipient, email=organizer.email),
        constituent=draft.constituent,
        cause=preview.cause_of(campaign, brief),
        subject=draft.subject,
        message=planned.part.message,
        statement=planned.part.statement,
        written_on=clock.now().date(),
    )


def _constituent(organizer: Organizer, state: str) -> Constituent:
    """The organizer, at an address that is none."""
    return Constituent(
        prefix=PREFIXES[0],
        first_name="Test",
        last_name=one_line(organizer.name, 60) or "Test",
        email=organizer.email,
        street="1 Test Street",
        city="Testville",
        state=state,
        zip="00000",
    )
