"""What a mail server's answer, or an error of ours, does to one mail."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.outbox import courier
from app.outbox.models import MailState
from app.outbox.outcome import LADDER
from tests.outbox.posted import person, post, row
from tests.outbox.servers import Server
from tests.support.hands import Hands
from tests.support.mailbox import Mailbox


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


@pytest.mark.parametrize("pipelining", [False, True])
def test_a_mail_longer_than_the_server_takes_fails_by_itself(
    app_sqlite: Flask, server: Server, pipelining: bool
) -> None:
    server.size, server.pipelining = "2000", pipelining
    number = post(person())

    report = courier.drain()

    assert (report.failed, report.obstacle, server.taken) == (1, "", [])
    assert row(number).last_error == "552 5.3.4 longer than 2000 bytes"


@pytest.mark.parametrize("pipelining", [False, True])
def test_a_server_that_says_too_long_of_the_sender_means_the_mail(
    app_sqlite: Flask, server: Server, pipelining: bool
) -> None:
    server.size, server.pipelining = "0", pipelining
    server.sender = "552 5.3.4 too big"
    number = post(person())

    report = courier.drain()

    assert (report.failed, report.obstacle, server.taken) == (1, "", [])
    assert row(number).last_error == "552 5.3.4 too big"


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
