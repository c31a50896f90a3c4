"""The mails about accounts: their agreed words, their links, and when they are moot."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.extensions import db
from app.mail import messages
from app.mail.render import Post
from app.organizers import invitations
from app.organizers.models import Invitation, RoleName
from app.outbox.errors import MailMoot, MailUnsendable
from app.outbox.models import ClaimedMail
from app.trends.models import Alert
from tests.support import factories, organizers
from tests.support.hands import Hands

GOLDEN = Path(__file__).parent / "golden"
TOKEN = re.compile(r"/organize/(join|reset)/[\w.~-]{20,}/")
ABOUT = ("password_reset", "password_changed", "email_changed", "second_step_reset")


@pytest.mark.parametrize("kind", [*ABOUT, "invitation", "trend_alert"])
def test_the_words_are_the_agreed_ones(app_sqlite: Flask, kind: str) -> None:
    post = _build(kind, _about(kind))

    said = f"Subject: {post.subject}\n\n{post.body}\n=== HTML ===\n{post.html}"
    said = said.replace(app_sqlite.config["PUBLIC_URL"], "https://tutti.example")
    said = TOKEN.sub(r"/organize/\1/TOKEN/", said)
    golden = GOLDEN / f"{kind}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")
    assert post.sender_name == "Tutti"


@pytest.mark.parametrize("role", list(RoleName))
def test_an_invitation_says_what_one_will_be(app_sqlite: Flask, role: RoleName) -> None:
    made = _invitation(role)

    assert f"You will be a{'n' if role[0] == 'o' else ''} {role}:" in str(
        _build("invitation", {"invitation": made.id}).body
    )


def test_an_invitation_that_is_over_is_not_sent(app_sqlite: Flask, clock: Hands) -> None:
    withdrawn, expired = _invitation(), _invitation(email="other@example.org")
    invitations.withdraw(withdrawn, by=None)
    clock.tick(days=8)

    for each in (withdrawn, expired):
        with pytest.raises(MailMoot):
            _build("invitation", {"invitation": each.id})


@pytest.mark.parametrize("kind", ABOUT)
def test_a_closed_account_gets_no_mail(app_sqlite: Flask, kind: str) -> None:
    closed = organizers.organizer(active=False)

    with pytest.raises(MailMoot):
        _build(kind, {"organizer": closed.id})
    with pytest.raises(MailMoot):
        _build(kind, {"organizer": closed.id + 99})
    with pytest.raises(MailUnsendable):
        _build(kind, {})


def test_an_inviters_name_breaks_no_header(app_sqlite: Flask) -> None:
    bad = organizers.organizer(name="Nova\r\nBcc: all@example.org")
    made = invitations.invite("n@example.org", RoleName.VIEWER, by=bad, locale="en")
    db.session.commit()

    post = _build("invitation", {"invitation": made.id})

    assert "\nBcc" not in post.as_string()
    assert "Nova Bcc: all@example.org invites you" in str(post.body)


def _about(kind: str) -> dict[str, Any]:
    if kind == "trend_alert":
        return _alerted()
    if kind == "invitation":
        return {"invitation": _invitation().id}
    return {"organizer": organizers.organizer(name="Nell").id}


def _alerted(**over: Any) -> dict[str, Any]:
    """Of two alerts with keys that no mail may hold."""
    campaign = factories.campaign()
    common: dict[str, Any] = {"campaign_id": campaign.id, "usual": 0, "first_id": 1, "last_id": 9}
    common |= {"hour": clock.now(), "day": clock.now().date(), "whole": 1_240, **over}
    alerts = [
        Alert(kind="domain", key="burner.example", count=412, **common),
        Alert(kind="name", key="1f" * 16, count=9, **common),
    ]
    db.session.add_all(alerts)
    nell = organizers.organizer(name="Nell")
    ids = [each.id for each in alerts]
    return {"organizer": nell.id, "campaign": campaign.id, "alerts": ids}


def test_an_alert_that_somebody_has_dismissed_is_not_mailed_of(app_sqlite: Flask) -> None:
    with pytest.raises(MailMoot):
        _build("trend_alert", _alerted(dismissed_at=clock.now()))


def _invitation(role: RoleName = RoleName.ORGANIZER, email: str = "n@example.org") -> Invitation:
    owner = organizers.organizer(name="Olga")
    made = invitations.invite(email, role, by=owner, locale="en")
    db.session.commit()
    return made


def _build(kind: str, context: dict[str, Any]) -> Post:
    return messages.build(
        ClaimedMail(
            id=1,
            kind=kind,
            recipient="nell@example.org",
            locale="en",
            campaign_id=None,
            signatory_id=None,
            context=context,
            message_id="<0123456789abcdef@example.org>",
            attempts=0,
            due_at=clock.now(),
        )
    )
