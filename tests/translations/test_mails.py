"""Mails are written in the language of whoever gets them."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from babel.messages.catalog import Catalog
from bs4 import BeautifulSoup
from flask import Flask
from flask_babel import force_locale

from app import clock
from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import service
from app.mail import messages
from app.mail.render import Post
from app.me import links
from app.me.models import MeLink
from app.organizers import invitations
from app.organizers.models import RoleName
from app.outbox.models import ClaimedMail
from app.pledges import service as pledges
from app.pledges.models import Signatory
from app.trends.models import Alert
from tests.support import commands, factories, letters, organizers
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.mailbox import Mailbox
from tests.translations.catalogue import english_left


def test_who_signs_in_spanish_gets_the_mail_in_spanish(
    app_sqlite: Flask, client_sqlite: Visitor, campaign: Campaign, clock: Hands, mailbox: Mailbox
) -> None:
    commands.run(app_sqlite, "outbox", "drain")
    page = client_sqlite.get("/c/day/?lang=es")
    clock.tick(seconds=3)
    client_sqlite.post(
        str(page.one("#sign")["action"]),
        {**page.form("#sign"), **SIGNED, "discipline": "music", "also": ["writing"]},
    )
    commands.run(app_sqlite, "outbox", "drain")

    (mail,) = mailbox.to(SIGNED["email"])

    assert mail.subject == "Falta un clic: confirma tu firma"
    assert "Firmaste “AI Day of Action”. Gracias." in mail.text
    assert "Tu firma contará en: Music y Writing." in mail.text
    assert "El nombre que podrá mostrarse: Nova Reyes" in mail.text
    assert 'lang="es"' in mail.html
    assert ">Confirmar mi firma<" in mail.html
    question = client_sqlite.get(mail.link("/confirm/").removeprefix(client_sqlite.public_url))
    assert question.one("button.large").get_text() == "Yes, count me", "their browser says English"


@pytest.mark.parametrize(
    ("kind", "confirmed"),
    [*((kind, False) for kind in sorted(messages.MAILS)), ("already_signed", True)],
)
def test_no_english_of_ours_is_left_in_a_mail(
    campaign: Campaign, spanish: Catalog, kind: str, confirmed: bool
) -> None:
    about = factories.signatory(campaign, confirmed=confirmed)
    owner = organizers.organizer()
    invited = invitations.invite("new@example.org", RoleName.VIEWER, by=owner, locale="es")
    context: dict[str, Any] = {
        "organizer": owner.id,
        "campaign": campaign.id,
        "invitation": invited.id,
    }
    context |= _asked_of(kind, about)
    if kind.startswith("letter_"):
        letters.brief(campaign)
        with force_locale("es"):
            # Whose words are none of ours: in plain text nothing marks them as English.
            letter = letters.letter(campaign, discipline="writing", locale="es")
        context = {"letter_id": letter.id}
        if kind == "letter_copy":
            pledges.confirm(about)
            service.release(letter)

    post = _build(kind, about.id, **context)

    for said in (post.subject, post.body, post.html):
        assert english_left(BeautifulSoup(str(said), "html.parser"), spanish) == []


SIGNED = {
    "first_name": "Ada",
    "last_name": "Lovelace",
    "credit_name": "Nova Reyes",
    "email": "ada@example.org",
    "zip": "87501",
}


def _asked_of(kind: str, about: Signatory) -> dict[str, Any]:
    """What the two mails name that are moot without it: a link, and an open alert."""
    if kind == "me_link":
        links.answer(about.email_canonical, about.campaign_id, locale="es")
        return {"link_id": db.session.scalars(sa.select(MeLink.id)).one()}
    if kind == "trend_alert":
        alert = Alert(
            campaign_id=about.campaign_id,
            kind="name",
            key="1f" * 16,
            day=clock.now().date(),
            hour=clock.now(),
            count=9,
            whole=1_240,
            usual=0,
            first_id=1,
            last_id=9,
        )
        db.session.add(alert)
        db.session.flush()
        return {"alerts": [alert.id]}
    return {}


def _build(kind: str, signatory_id: int, **context: Any) -> Post:
    mail = ClaimedMail(
        id=1,
        kind=kind,
        recipient="ada@example.org",
        locale="es",
        campaign_id=None,
        signatory_id=signatory_id,
        context=context,
        message_id="<0123456789abcdef@example.org>",
        attempts=0,
        due_at=clock.now(),
    )
    return messages.build(mail)
