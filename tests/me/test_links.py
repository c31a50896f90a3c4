"""The link to one's own page: asked for by anybody, mailed to its owner alone, soon over."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.mail import messages
from app.me import links, tasks
from app.me.models import Errand, MeLink
from app.outbox import queries as outbox
from app.outbox.models import OutboxMail
from app.pledges import queries
from app.privacy import sweep
from tests.me.linked import ask, link_to, press
from tests.pledges.signing import assert_private, mails
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.statements import heard


def test_the_answer_is_the_same_for_everybody_and_looks_nothing_up(
    visitor: Visitor, campaign: Campaign
) -> None:
    factories.signatory(campaign, confirmed=True, mail=False)
    answers, statements = [], []
    visitor.post("/me/", {"email": "first@example.org"})  # settings are read once, whoever asks
    for email in ("ada@example.org", "nobody@example.org"):
        with heard() as said:
            answers.append(visitor.post("/me/", {"email": email}))
        statements.append([each.split("VALUES")[0] for each in said])

    first, second = answers
    assert (first.status, first.location, first.text) == (
        second.status,
        second.location,
        second.text,
    )
    assert statements[0] == statements[1]
    assert not any("signatory" in each for each in statements[0])
    assert "nothing is sent" in visitor.follow(first).text


def test_who_signed_gets_one_mail_for_each_campaign_and_nobody_else_any(
    visitor: Visitor, campaign: Campaign
) -> None:
    other = factories.campaign(slug="other", title="Another day")
    for each in (campaign, other):
        factories.signatory(each, confirmed=True, mail=False, email="a.d.a@gmail.com")
    ask(visitor, "nobody@example.org")
    assert mails() == []

    ask(visitor, "ada+tag@googlemail.com")

    assert mails() == [("me_link", "a.d.a@gmail.com")] * 2
    assert db.session.scalar(sa.select(sa.func.count(Errand.id))) == 0


def test_one_campaign_can_be_asked_for_alone(
    visitor: Visitor, campaign: Campaign, clock: Hands
) -> None:
    other = factories.campaign(slug="other", title="Another day")
    for each in (campaign, other):
        factories.signatory(each, confirmed=True, mail=False)

    ask(visitor, "ada@example.org", campaign="other")

    assert db.session.scalars(sa.select(OutboxMail.campaign_id)).all() == [other.id]


def test_nobodys_mailbox_is_filled(visitor: Visitor, campaign: Campaign, clock: Hands) -> None:
    factories.signatory(campaign, confirmed=True, mail=False)
    ask(visitor, "ada@example.org")
    ask(visitor, "ada@example.org")
    assert len(mails()) == 1, "one just left"

    for _ in range(links.MOST_A_DAY + 3):
        clock.tick(minutes=10)
        ask(visitor, "ada@example.org")
    assert len(mails()) == links.MOST_A_DAY

    clock.tick(days=1)
    ask(visitor, "ada@example.org")
    assert len(mails()) == links.MOST_A_DAY + 1


@pytest.mark.parametrize("email", ["", "ada", "ada@", "a" * 300 + "@example.org", "\0@example.org"])
def test_what_is_no_address_comes_back_as_typed(
    visitor: Visitor, campaign: Campaign, email: str
) -> None:
    page = visitor.post("/me/", {"email": email}, status=422)

    assert page.one("#email-mistake")
    assert page.form("form.card")["email"] == email.strip()


def test_a_form_of_another_site_asks_for_nothing(visitor: Visitor, campaign: Campaign) -> None:
    foreign = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    visitor.post("/me/", {"email": "ada@example.org"}, status=422, headers=foreign)

    assert db.session.scalar(sa.select(sa.func.count(Errand.id))) == 0


def test_the_link_ends_and_says_how_to_come_by_another(
    visitor: Visitor, campaign: Campaign, clock: Hands
) -> None:
    path = link_to(factories.signatory(campaign))
    clock.tick(minutes=59)
    visitor.get(path)
    clock.tick(minutes=1)

    for page in (visitor.get(path, status=410), visitor.post(path, {"do": "unsign"}, status=410)):
        assert_private(page)
        assert page.one('a.button[href="/me/"]')
    visitor.get(f"{path}data.json", status=410)


def test_the_link_can_be_closed(visitor: Visitor, campaign: Campaign) -> None:
    path = link_to(factories.signatory(campaign))

    page = press(visitor, path, "close")

    assert "closed" in visitor.follow(page).text
    visitor.get(path, status=410)


def test_no_token_opens_anothers_door(visitor: Visitor, campaign: Campaign) -> None:
    who = factories.signatory(campaign, confirmed=True)
    confirmation = queries.opened(who)["token"]
    own = link_to(who).split("/")[2]

    visitor.get(f"/me/{confirmation}/", status=404)
    for other in (f"/confirm/{own}", f"/letters/{own}/", f"/unsubscribe/{own}"):
        visitor.get(other, status=404)
        visitor.post(other, {"answer": "confirm"}, status=404)
    for broken in (own[:-1], own + "x", "x" * 5000, "é" * 10, "%00"):
        visitor.get(f"/me/{broken}/", status=404)


def test_the_database_holds_no_token_in_clear(campaign: Campaign) -> None:
    token = link_to(factories.signatory(campaign)).split("/")[2]

    metadata = sa.MetaData()
    connection = db.session.connection()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        assert token not in repr(connection.execute(sa.select(table)).all()), table.name


def test_answers_under_a_link_are_for_one_person(
    visitor: Visitor, campaign: Campaign, capfd: pytest.CaptureFixture[str]
) -> None:
    path = link_to(factories.signatory(campaign, "writing"))
    token = path.split("/")[2]
    capfd.readouterr()

    answers = [
        visitor.get(path),
        visitor.get(f"{path}data.json"),
        visitor.post(path, {"do": "dance"}, status=422),
        press(visitor, path, "unsign"),
        visitor.get(f"/me/{token}x/", status=404),
    ]

    for each in answers:
        assert_private(each)
        assert each.headers["X-Robots-Tag"] == "noindex"
    assert token not in answers[0].title
    written = "".join(capfd.readouterr())
    assert '"rule": "/me/<token>/"' in written
    assert token not in written
    assert "ada@" not in written


def test_a_mail_of_a_link_that_is_over_is_not_sent(
    app_sqlite: Flask, campaign: Campaign, clock: Hands
) -> None:
    link_to(factories.signatory(campaign, mail=False))
    clock.tick(minutes=60)
    mail = db.session.scalars(sa.select(OutboxMail)).one()

    with pytest.raises(messages.MailMoot):
        messages.build(mail)  # type: ignore[arg-type]  # it has all that a claimed one has


def test_an_archived_campaign_still_owes_the_link(campaign: Campaign) -> None:
    link_to(factories.signatory(campaign, confirmed=True, mail=False))
    campaign.state = "archived"
    db.session.commit()

    assert outbox.has_due(rehearsed=True)


def test_old_links_are_forgotten(campaign: Campaign, clock: Hands) -> None:
    link_to(factories.signatory(campaign))
    clock.tick(minutes=links.LIFE // dt.timedelta(minutes=1))
    tasks.forget()
    sweep.run()
    assert db.session.scalar(sa.select(sa.func.count(MeLink.id))) == 1, "it counts for the cap"

    clock.tick(days=1, minutes=1)
    tasks.forget()
    assert db.session.scalar(sa.select(sa.func.count(MeLink.id))) == 0
