"""`flask outbox …` in an operator's hands."""

from __future__ import annotations

from flask import Flask

from app.outbox import queries
from app.outbox.models import MailState
from tests.outbox.posted import person, post, post_many, row
from tests.outbox.servers import Server
from tests.support import commands
from tests.support.hands import Hands
from tests.support.mailbox import free_port


def test_drain_delivers_what_is_due_and_says_how_many(app: Flask, server: Server) -> None:
    addresses = post_many(person(), 4)
    server.recipient[addresses[1]] = "450 busy"

    said = commands.run(app, "outbox", "drain")

    assert "sent 3, to be tried again 1, failed 0, no longer wanted 0" in said


def test_drain_ends_with_1_when_a_mail_failed(app: Flask, server: Server) -> None:
    server.recipient["ada@example.org"] = "550 unknown"
    post(person())

    assert "failed 1" in commands.run(app, "outbox", "drain", code=1)


def test_drain_ends_with_1_when_nothing_can_leave(app: Flask) -> None:
    app.extensions["mail"].port = free_port()
    post(person())

    assert "No mail can leave" in commands.run(app, "outbox", "drain", code=1)


def test_drain_with_nothing_due_needs_no_mail_server(app: Flask) -> None:
    app.extensions["mail"].port = free_port()

    assert "sent 0" in commands.run(app, "outbox", "drain")


def test_a_failed_mail_is_listed_without_its_address_and_sent_again(
    app: Flask, server: Server
) -> None:
    server.recipient["ada@example.org"] = "550 5.1.1 ada@example.org unknown"
    number = post(person())
    commands.run(app, "outbox", "drain", code=1)

    listed = commands.run(app, "outbox", "list", "--failed")
    assert "550 5.1.1 (address) unknown" in listed
    assert "ada" not in listed

    server.recipient.clear()
    assert f"Mail {number} is due again" in commands.run(app, "outbox", "retry", str(number))
    assert row(number).attempts == 0
    assert "sent 1" in commands.run(app, "outbox", "drain")
    assert row(number).state == MailState.SENT


def test_every_failed_mail_is_sent_again_at_once(app: Flask, server: Server) -> None:
    for address in post_many(person(), 3)[:2]:
        server.recipient[address] = "550 unknown"
    commands.run(app, "outbox", "drain", code=1)
    server.recipient.clear()

    assert "2 mails are due again" in commands.run(app, "outbox", "retry", "--failed")
    assert "sent 2" in commands.run(app, "outbox", "drain")


def test_only_a_failed_mail_can_be_sent_again(app: Flask) -> None:
    number = post(person())

    said = commands.run(app, "outbox", "retry", str(number), code=1)

    assert f"No failed mail has the ID {number}" in said
    assert "either" in commands.run(app, "outbox", "retry", code=2)
    assert "either" in commands.run(app, "outbox", "retry", str(number), "--failed", code=2)


def test_the_list_ends_with_how_many_are_in_each_state(app: Flask, server: Server) -> None:
    post_many(person(), 2)

    said = commands.run(app, "outbox", "list")

    assert "2 waiting, 0 sending, 0 sent, 0 failed, 0 dropped" in said


def test_depth_and_age_tell_of_what_waits(app: Flask, server: Server, clock: Hands) -> None:
    assert queries.depth_and_age() == (0, 0.0)
    post_many(person(), 3)
    clock.tick(seconds=90)

    assert queries.depth_and_age() == (3, 90.0)

    commands.run(app, "outbox", "drain")
    assert queries.depth_and_age() == (0, 0.0)
