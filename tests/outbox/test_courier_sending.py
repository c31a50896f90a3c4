"""The courier against real mail servers: what is due leaves, and what it says is still true."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from app.database import transaction
from app.extensions import db
from app.outbox import courier
from app.outbox.models import MailState
from app.pledges.models import Signatory, SignatoryState
from tests.outbox.posted import person, post, post_many, row, states
from tests.outbox.servers import Server
from tests.support import factories
from tests.support.hands import Hands
from tests.support.mailbox import Mailbox


def test_a_due_mail_is_sent_and_only_the_fact_is_kept(
    app: Flask, mailbox: Mailbox, clock: Hands
) -> None:
    number = post(person(), to="ada@example.org")

    report = courier.drain()

    kept = row(number)
    assert report.sent == 1
    assert mailbox.only().recipients == ["ada@example.org"]
    assert (kept.state, kept.attempts, kept.sent_at) == (MailState.SENT, 1, clock.now())
    assert (kept.recipient, kept.context, kept.lease) == ("", {}, None)


def test_many_mails_leave_over_one_connection_in_the_order_they_were_due(
    app: Flask, server: Server
) -> None:
    addresses = post_many(person(), courier.BATCH)

    report = courier.drain()

    assert report.sent == courier.BATCH
    assert server.recipients == addresses
    assert server.connections == 1


def test_more_than_a_batch_is_drained_in_one_go(app: Flask, server: Server) -> None:
    post_many(person(), courier.BATCH + 3)

    report = courier.drain()

    assert report.sent == courier.BATCH + 3
    assert server.connections == 2


@pytest.mark.parametrize("kind", ["confirm", "confirm_reminder"])
def test_a_signature_confirmed_meanwhile_is_not_asked_again(
    app: Flask, mailbox: Mailbox, kind: str
) -> None:
    about = person()
    number = post(about, kind=kind)
    with transaction():
        db.session.get_one(Signatory, about.id).state = SignatoryState.CONFIRMED

    report = courier.drain()

    assert report.dropped == 1
    assert mailbox.mails == []
    kept = row(number)
    assert (kept.state, kept.recipient, kept.sent_at) == (MailState.DROPPED, "", None)


def test_an_erased_signatory_takes_the_waiting_mail_along(app: Flask, mailbox: Mailbox) -> None:
    about = person()
    post(about)
    with transaction():
        db.session.delete(db.session.get_one(Signatory, about.id))

    assert courier.drain().is_empty
    assert states() == {}
    assert mailbox.mails == []


def test_the_database_is_free_while_the_server_thinks(app: Flask, server: Server) -> None:
    """No transaction is open, and others may write to the very rows the mail came from."""
    about = person()
    server.content["ada@example.org"] = "(stall)"
    post(about)

    def deliver() -> None:
        with app.app_context():
            courier.drain()

    worker = threading.Thread(target=deliver)
    worker.start()
    try:
        assert server.stalling.wait(10)
        db.session.rollback()
        assert db.engine.pool.checkedout() == 0, "a connection is kept while the server thinks"
        other = post(about, to="ben@example.org")
        with transaction():
            db.session.get_one(Signatory, about.id).credit_name = "Another Name"
    finally:
        server.go_on.set()
        worker.join(10)

    assert row(other).state == MailState.SENT


def test_what_changes_while_a_batch_is_out_is_what_the_mails_say(
    app: Flask, server: Server
) -> None:
    """Their people were read together; each is asked for again before its own mail is set."""
    day = factories.campaign()
    first, confirmed, renamed, erased = (
        factories.signatory(day, email=f"{name}@example.org", mail=False)
        for name in ("first", "confirmed", "renamed", "erased")
    )
    server.pipelining = True
    server.content["first@example.org"] = "(stall)"
    post(first, to="first@example.org")
    for about, name in ((confirmed, "confirmed"), (renamed, "renamed"), (erased, "erased")):
        post(about, to=f"{name}@example.org")

    def deliver() -> None:
        with app.app_context():
            courier.drain()

    worker = threading.Thread(target=deliver)
    worker.start()
    try:
        assert server.stalling.wait(10)
        with transaction():
            db.session.get_one(Signatory, confirmed.id).state = SignatoryState.CONFIRMED
            db.session.get_one(Signatory, renamed.id).credit_name = "Another Name"
            db.session.delete(db.session.get_one(Signatory, erased.id))
    finally:
        server.go_on.set()
        worker.join(20)

    assert server.recipients == ["first@example.org", "renamed@example.org"]
    assert "Another Name" in str(server.taken[1][1])
