"""A mail server that is down, refuses us or hangs up, or is none to talk to in a rehearsal."""

from __future__ import annotations

import pytest
from flask import Flask

from app.outbox import courier, queries
from app.outbox.models import MailState
from app.outbox.outcome import LADDER
from tests.outbox.posted import person, post, post_many, row, states
from tests.outbox.servers import HANG_UP, Server
from tests.support.hands import Hands
from tests.support.mailbox import Mailbox, free_port


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


@pytest.mark.parametrize("host", ["192.0.2.1", "mail.example.org", "localhost", "0.0.0.0", "::"])
def test_a_rehearsal_talks_to_no_other_machine(app: Flask, mailbox: Mailbox, host: str) -> None:
    app.extensions["mail"].server = host
    number = post(person())

    report = courier.drain()

    assert "loopback" in report.obstacle
    assert (row(number).state, row(number).attempts) == (MailState.WAITING, 0)
    assert mailbox.mails == []
