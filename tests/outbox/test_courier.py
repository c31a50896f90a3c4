"""The courier against real mail servers: what each of their answers does to a mail."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from flask import Flask

from app.claims import LEASE, RENEW_AFTER
from app.database import transaction
from app.extensions import db
from app.outbox import courier, queries
from app.outbox.claims import claim
from app.outbox.models import MailState
from app.outbox.outcome import LADDER, SENT
from app.pledges.models import Signatory, SignatoryState
from tests.outbox.posted import person, post, post_many, row, states
from tests.outbox.servers import HANG_UP, Server
from tests.support import factories
from tests.support.hands import Hands
from tests.support.mailbox import Mailbox, free_port


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


def test_a_final_refusal_fails_one_mail_at_once_and_the_others_go(
    app: Flask, server: Server
) -> None:
    about = person()
    server.recipient["ada@example.org"] = "550 5.1.1 <ada@example.org>: ada is unknown here"
    refused, taken = post(about, to="ada@example.org"), post(about, to="ben@example.org")

    report = courier.drain()

    assert (report.sent, report.failed) == (1, 1)
    assert row(taken).state == MailState.SENT
    failed = row(refused)
    assert failed.state == MailState.FAILED
    assert failed.last_error.startswith("550 5.1.1")
    assert "ada" not in failed.last_error
    assert failed.recipient == "ada@example.org", "whoever tries again needs the address"


def test_a_refused_text_fails_at_once(app: Flask, server: Server) -> None:
    server.content["ada@example.org"] = "554 5.7.1 looks like spam"
    number = post(person())

    courier.drain()

    assert row(number).state == MailState.FAILED


def test_a_refusal_for_now_climbs_the_ladder_and_then_fails(
    app: Flask, server: Server, clock: Hands
) -> None:
    server.recipient["ada@example.org"] = "451 4.7.1 greylisted, come again"
    number = post(person())

    for step in LADDER:
        assert courier.drain().retry == 1
        kept = row(number)
        assert (kept.state, kept.due_at) == (MailState.WAITING, clock.now() + step)
        clock.set(clock.now() + step - dt.timedelta(seconds=1))
        assert courier.drain().is_empty, "it is tried before it is due"
        clock.tick(seconds=1)
    report = courier.drain()

    assert report.failed == 1
    assert (row(number).state, row(number).attempts) == (MailState.FAILED, len(LADDER) + 1)


def test_a_mail_put_off_once_goes_out_at_the_next_step(
    app: Flask, server: Server, clock: Hands
) -> None:
    server.recipient["ada@example.org"] = "450 busy"
    number = post(person())
    courier.drain()
    server.recipient.clear()
    clock.set(clock.now() + LADDER[0])

    courier.drain()

    assert row(number).state == MailState.SENT
    assert row(number).last_error == ""


def test_a_server_that_is_down_touches_no_mail(app: Flask) -> None:
    app.extensions["mail"].port = free_port()
    number = post(person())

    report = courier.drain()

    assert "refused" in report.obstacle
    assert report.is_empty
    assert (row(number).state, row(number).attempts) == (MailState.WAITING, 0)
    assert queries.has_due(rehearsed=True)


def test_a_server_that_refuses_us_as_sender_costs_no_mail_a_try(app: Flask, server: Server) -> None:
    server.sender = "550 5.7.1 you may not send from here"
    post_many(person(), 3)

    report = courier.drain()

    assert "550" in report.obstacle
    assert states() == {"waiting": 3}
    assert queries.has_due(rehearsed=True)


def test_a_broken_line_costs_the_mail_in_hand_a_try_and_the_others_none(
    app: Flask, server: Server, clock: Hands
) -> None:
    about = person()
    server.recipient["ada@example.org"] = HANG_UP
    broken, untried = post(about, to="ada@example.org"), post(about, to="ben@example.org")

    report = courier.drain()

    assert (report.sent, report.retry) == (0, 1)
    assert row(broken).due_at == clock.now() + LADDER[0]
    assert (row(untried).state, row(untried).attempts) == (MailState.WAITING, 0)
    assert courier.drain().sent == 1


def test_a_server_that_hangs_up_after_some_mails_is_called_again(
    app: Flask, server: Server
) -> None:
    addresses = post_many(person(), 4)
    server.recipient[addresses[1]] = "421 4.7.0 too many mails on one line"

    report = courier.drain()

    assert (report.sent, report.retry) == (3, 1)
    assert server.connections == 2


def test_a_mail_that_cannot_be_written_fails_visibly_and_the_others_go(
    app: Flask, mailbox: Mailbox
) -> None:
    about = person()
    unknown = post(about, kind="no_such_mail")
    lonely = post(None)
    taken = post(about)

    report = courier.drain()

    assert (report.sent, report.failed) == (1, 2)
    assert row(unknown).last_error == "no mail of this kind exists"
    assert row(lonely).state == MailState.FAILED
    assert row(taken).state == MailState.SENT


def test_an_error_while_writing_is_named_without_its_words(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = post(person(credit_name="Nova Reyes"))
    app.config.pop("PUBLIC_URL")

    courier.drain()

    assert row(number).last_error.startswith("could not be written: KeyError in ")


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


@pytest.mark.parametrize("host", ["192.0.2.1", "mail.example.org", "localhost", "0.0.0.0", "::"])
def test_a_rehearsal_talks_to_no_other_machine(app: Flask, mailbox: Mailbox, host: str) -> None:
    app.extensions["mail"].server = host
    number = post(person())

    report = courier.drain()

    assert "loopback" in report.obstacle
    assert (row(number).state, row(number).attempts) == (MailState.WAITING, 0)
    assert mailbox.mails == []


def test_told_to_stop_it_gives_back_what_it_has_not_tried(app: Flask, server: Server) -> None:
    post_many(person(), 5)

    report = courier.drain(stop=lambda: len(server.taken) >= 2)

    assert report.sent == 2
    assert states() == {"sent": 2, "waiting": 3}
    assert queries.has_due(rehearsed=True)


def test_a_lease_that_ran_out_is_taken_over(app: Flask, clock: Hands) -> None:
    number = post(person())
    first = claim(10, rehearsed=True)

    assert claim(10, rehearsed=True).mails == []
    clock.set(clock.now() + LEASE)
    second = claim(10, rehearsed=True)

    assert [mail.id for mail in second.mails] == [number]
    assert first.record(first.mails[0], SENT) is False, "the first worker came too late"
    assert second.record(second.mails[0], SENT) is True


def test_a_slow_batch_keeps_its_lease(app: Flask, clock: Hands) -> None:
    post_many(person(), 2)
    slow = claim(10, rehearsed=True)
    for _mail in range(20):
        clock.set(clock.now() + RENEW_AFTER)
        assert slow.holds(slow.mails[1])

    assert claim(10, rehearsed=True).mails == []


def test_a_worker_that_slept_too_long_notices_that_its_mails_are_gone(
    app: Flask, clock: Hands
) -> None:
    post_many(person(), 2)
    asleep = claim(10, rehearsed=True)
    clock.set(clock.now() + LEASE)
    claim(10, rehearsed=True)

    assert [asleep.holds(mail) for mail in asleep.mails] == [False, False]


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
