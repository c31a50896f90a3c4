"""The Outgoing screen: what waits, what is paused and by whom, the kill switch, failed mails."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.extensions import db
from app.letters import courier, pauses
from app.outbox import courier as mails
from app.outbox.models import MailState, OutboxMail
from tests.letters.gateway import ByHttp, serving
from tests.letters.sent import asking, queue_many, row, use
from tests.support import factories, letters, organizers
from tests.support.client import Visitor
from tests.support.mailbox import Mailbox

HERE = "/organize/outgoing/"


@pytest.fixture
def organizer(app_sqlite: Flask) -> Visitor:
    return organizers.visitor(app_sqlite, organizers.organizer("organizer", name="Grace"))


def press(visitor: Visitor, do: str, **values: object) -> None:
    """Press a button of the screen."""
    token = organizers.csrf(visitor.get(HERE))
    visitor.post(f"{HERE}{do}", {"csrf_token": token, **values})


def test_one_click_stops_everything_and_the_next_letter_stays(
    app_sqlite: Flask, organizer: Visitor
) -> None:
    campaign = asking()
    with serving() as gateway:
        use(app_sqlite, ByHttp(gateway.port))
        uids = queue_many(campaign, 2)

        def answers(_uid: str, number: int) -> None:
            if number == 0:
                with app_sqlite.app_context():
                    press(organizer, "pause", what="everything")

        gateway.answers = answers
        courier.drain()
        assert gateway.heard == uids[:1]

        page = organizer.get(HERE)
        assert "Everything is paused" in page.one(".bar .stopped").get_text()
        assert "by Grace" in page.one(".switch").get_text()
        assert "paused with everything" in page.all("tbody tr")[1].get_text(" ")

        press(organizer, "resume", what="everything")
        courier.drain()
        assert gateway.heard == uids
    actions = list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))
    assert [each for each in actions if each.startswith("outgoing")] == [
        "outgoing.pause",
        "outgoing.resume",
    ]


def test_it_tells_what_waits_for_each_way(app_sqlite: Flask, organizer: Visitor) -> None:
    campaign = asking()
    use(app_sqlite, ByHttp(1))
    queue_many(campaign, 3)
    factories.signatory(campaign, email="more@example.org")
    pauses.pause("house_cwc", by=None)

    rows = organizer.get(HERE).all("tbody tr")

    told = [" ".join(each.get_text(" ").split()) for each in rows]
    assert told[0].startswith("The campaigns’ mails goes on Pause 4 under a minute")
    assert told[1].startswith("The House’s own system paused since")
    assert told[1].endswith("Go on 3 under a minute")


def test_a_failed_mail_shows_why_and_is_tried_again(
    app_sqlite: Flask, organizer: Visitor, mailbox: Mailbox
) -> None:
    factories.signatory(factories.campaign(title="A day for all"))
    failed = sa.update(OutboxMail).values(
        state=MailState.FAILED, last_error="550 no such (address)", attempts=8
    )
    db.session.execute(failed)
    db.session.commit()
    number = db.session.scalar(sa.select(OutboxMail.id))

    page = organizer.get(HERE)
    assert "550 no such (address)" in page.text
    assert "A day for all" in page.text
    assert "ada@example.org" not in page.text

    press(organizer, "retry", mail=number)
    assert mails.drain().sent == 1
    press(organizer, "retry", mail=number)
    assert "no longer among" in organizer.get(HERE).text
    assert len(mailbox.mails) == 1


def test_all_failed_mails_are_tried_again_at_once(app_sqlite: Flask, organizer: Visitor) -> None:
    campaign = factories.campaign()
    for number in range(3):
        factories.signatory(campaign, email=f"artist{number}@example.org")
    db.session.execute(sa.update(OutboxMail).values(state=MailState.FAILED))

    press(organizer, "retry")

    assert set(db.session.scalars(sa.select(OutboxMail.state))) == {MailState.WAITING}


def test_what_is_no_such_thing_cannot_be_paused(organizer: Visitor) -> None:
    token = organizers.csrf(organizer.get(HERE))
    for what in ("", "the weather", "x" * 5000):
        for do in ("pause", "resume"):
            organizer.post(f"{HERE}{do}", {"csrf_token": token, "what": what}, status=404)


def test_viewers_see_the_mark_and_no_button(app_sqlite: Flask) -> None:
    viewer = organizers.visitor(app_sqlite, "viewer")
    pauses.pause(pauses.EVERYTHING, by=None)

    page = viewer.get("/organize/")

    assert page.one(".bar .stopped").name == "span"
    viewer.get(HERE, status=403)


def test_who_signs_or_follows_a_letter_is_told_that_it_waits(app_sqlite: Flask) -> None:
    campaign = asking()
    use(app_sqlite, ByHttp(1))
    queue_many(campaign, 1)
    letter = letters.letter(campaign, email="other@example.org")
    mine = letters.queries.get_letter(1)
    pauses.pause(pauses.EVERYTHING, by=None)
    reader = Visitor(app_sqlite)

    assert "held back for the moment" in reader.get("/c/day/signed/").text
    assert "held back for the moment" in reader.get(f"/letters/{letters.token(letter)}/").text
    assert "hold letters back" in reader.get(f"/letters/{letters.token(mine)}/").text
    pauses.resume(pauses.EVERYTHING, by=None)
    assert "held back" not in reader.get("/c/day/signed/").text
    assert "hold letters back" not in reader.get(f"/letters/{letters.token(mine)}/").text
    assert row(mine.deliveries[0].uid.hex).state == "queued"
