"""One click ends reminders and updates, as RFC 8058 wants it; looking ends nothing."""

from __future__ import annotations

import datetime as dt
import email
from email import policy

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.mail import messages
from app.me import unsubscribing
from app.outbox.models import OutboxMail
from app.pledges import service
from app.pledges.models import Signatory
from tests.me.linked import link_to, press
from tests.pledges.signing import mails, only
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands


def _path(signatory: Signatory) -> str:
    return f"/unsubscribe/{unsubscribing.token(signatory)}"


def test_looking_changes_nothing_and_the_button_does(visitor: Visitor, campaign: Campaign) -> None:
    path = _path(factories.signatory(campaign, confirmed=True, updates=True))

    page = visitor.get(path)
    assert page.one("form button")
    assert only().updates

    done = visitor.follow(visitor.post(path, {}))
    assert not done.all("main form")
    assert not only().updates
    assert only().unsubscribed_at
    assert done.headers["Cache-Control"] == "no-store"
    assert done.headers["Referrer-Policy"] == "no-referrer"


def test_a_mail_program_needs_one_post_and_nothing_else(
    app_sqlite: Flask, campaign: Campaign
) -> None:
    path = _path(factories.signatory(campaign, updates=True))
    db.session.commit()

    answer = app_sqlite.test_client().post(path, data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200, "no redirect: RFC 8058, 3.1"
    db.session.expire_all()
    assert only().unsubscribed_at


def test_who_wants_none_gets_no_reminder(campaign: Campaign, clock: Hands) -> None:
    who = factories.signatory(campaign, mail=False)
    late = factories.signatory(campaign, mail=False, email="b@example.org")
    unsubscribing.unsubscribe(who)
    clock.tick(hours=25)

    assert service.remind_unconfirmed() == 1
    assert mails() == [("confirm_reminder", "b@example.org")]

    unsubscribing.unsubscribe(late)
    db.session.commit()
    with pytest.raises(messages.MailMoot):
        messages.build(db.session.scalars(sa.select(OutboxMail)).one())  # type: ignore[arg-type]


def test_the_reminder_says_how_and_what_was_asked_for_does_not(
    campaign: Campaign, clock: Hands
) -> None:
    who = factories.signatory(campaign)
    clock.tick(hours=25)
    service.remind_unconfirmed()
    link = unsubscribing.address(who)
    headers = {}
    for mail in db.session.scalars(sa.select(OutboxMail)):
        post = messages.build(mail)  # type: ignore[arg-type]  # as a claimed one
        headers[mail.kind] = email.message_from_bytes(post.as_bytes(), policy=policy.default)

    assert headers["confirm_reminder"]["List-Unsubscribe"] == f"<{link}>"
    assert headers["confirm_reminder"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe" not in headers["confirm"]


def test_only_their_own_token_does_it(visitor: Visitor, campaign: Campaign) -> None:
    first = factories.signatory(campaign)
    second = factories.signatory(campaign, email="b@example.org")
    number, _dash, mac = unsubscribing.token(first).partition("-")

    for forged in (f"{second.id}-{mac}", f"{number}-{'A' * 43}", f"{number}-", number, "٣-" + mac):
        visitor.post(f"/unsubscribe/{forged}", {}, status=404)
    assert second.unsubscribed_at is None


def test_wanting_updates_again_is_wanting_mails_again(
    visitor: Visitor, campaign: Campaign, clock: Hands
) -> None:
    who = factories.signatory(campaign, confirmed=True)
    unsubscribing.unsubscribe(who)
    path = link_to(who)

    press(visitor, path, "consents", updates="y")

    assert only().unsubscribed_at is None
    assert only().updates


def test_signing_anew_begins_anew(campaign: Campaign, clock: Hands) -> None:
    who = factories.signatory(campaign, confirmed=True)
    service.withdraw(who)
    unsubscribing.unsubscribe(who)
    clock.tick(hours=dt.timedelta(days=1) // dt.timedelta(hours=1))

    factories.signatory(campaign, updates=True)

    assert only().unsubscribed_at is None
    assert only().updates
