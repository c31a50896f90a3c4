"""Letters that go by mail: what leaves, and what the server's answers mean."""

from __future__ import annotations

import email
from collections.abc import Iterator
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask

from app.letters.channels.email import Email
from app.letters.channels.face import Answer, Dispatch
from app.letters.models import DeliveryState
from app.outbox.errors import MailServerUnavailable, NotLoopback
from tests.letters.dispatched import UID, dispatch, recipient
from tests.outbox.servers import HANG_UP, Server, serving
from tests.support.mailbox import Mailbox, free_port

OFFICE = "office@senate.example"
OTHER = "other@senate.example"
HOSTILE = {
    "a header of their own": "Ada\r\nBcc: everybody@example.org\r\n\r\nHello",
    "a bare line feed": "Ada\nBcc: everybody@example.org",
    "other line breaks": "Ada\u2028Bcc: everybody@example.org\x0bX: y\x85Z: z",
    "an address": "Ada <everybody@example.org>, Bcc:",
    "an encoded word": "=?utf-8?q?Ada=0D=0ABcc:_everybody@example.org?=",
    "quotes": 'Ada" <everybody@example.org> "',
    "letters": "Siobhán Ó Néill 🎷 نوفا " * 5,
}


@pytest.fixture
def server(app_sqlite: Flask) -> Iterator[Server]:
    """A server that refuses what a test tells it to; the application sends there."""
    with serving() as started:
        app_sqlite.extensions["mail"].port = started.port
        yield started


def test_the_letter_comes_from_our_domain_and_answers_go_to_the_artist(
    app_sqlite: Flask, mailbox: Mailbox
) -> None:
    (answer,) = _send(dispatch())

    mail = mailbox.only()
    assert answer == Answer(DeliveryState.ACCEPTED)
    assert mail.sender == "no-reply@localhost.localdomain"
    assert mail.recipients == [OFFICE]
    message = mail.message
    assert message["From"].addresses[0].addr_spec == "no-reply@localhost.localdomain"
    assert message["From"].addresses[0].display_name == "Ada Lovelace via AI Day of Action"
    assert message["To"].addresses[0].addr_spec == OFFICE
    assert message["To"].addresses[0].display_name == "Senator Pat Example"
    assert str(message["Reply-To"]) == "ada@example.org"
    assert mail.subject == "Keep copyright human"
    assert message["Auto-Submitted"] is None, "a person wrote it"
    assert message.get_content_type() == "text/plain"


def test_who_writes_stands_below_a_rule_and_not_in_the_letter(
    app_sqlite: Flask, mailbox: Mailbox
) -> None:
    _send(dispatch(phone="505-555-0100"))

    letter, _rule, below = _text(mailbox).partition("-" * 40)
    assert letter == (
        "They trained a machine on my records.\n\nPlease keep copyright for people.\n\n"
    )
    assert below.split("\n") == [
        "",
        "Ms. Ada Lovelace",
        "1 Canyon Road",
        "Santa Fe, NM 87501",
        "505-555-0100",
        "ada@example.org",
        "",
    ]


def test_a_rehearsed_mail_says_where_it_would_have_gone(
    app_sqlite: Flask, mailbox: Mailbox
) -> None:
    _send(dispatch())

    message = mailbox.only().message
    assert message["X-Rehearsal-Channel"] == "email"
    assert message["X-Rehearsal-Destination"] == f"mailto:{OFFICE}"


def test_a_live_mail_knows_nothing_of_rehearsals(app_sqlite: Flask, mailbox: Mailbox) -> None:
    app_sqlite.config["DELIVERY_MODE"] = "live"

    _send(dispatch())

    assert [name for name in mailbox.only().message if name.startswith("X-")] == []


def test_every_try_bears_the_same_message_id(app_sqlite: Flask, mailbox: Mailbox) -> None:
    _send(dispatch())
    _send(dispatch(attempts=3))

    found = {str(mail.message["Message-ID"]) for mail in mailbox.mails}
    assert found == {f"<letter.{UID.hex}@localhost.localdomain>"}


def test_many_letters_go_over_one_connection(server: Server) -> None:
    answers = _send(*[dispatch() for _each in range(5)])

    assert [each.state for each in answers] == [DeliveryState.ACCEPTED] * 5
    assert (server.connections, len(server.taken)) == (1, 5)


def test_what_is_shown_as_the_wire_is_what_leaves(
    app_sqlite: Flask, mailbox: Mailbox, clock: Any
) -> None:
    wire = Email().wire(dispatch())
    _send(dispatch())

    assert (wire.destination, wire.content_type) == (f"mailto:{OFFICE}", "message/rfc822")
    shown, left = _parsed(wire.content), mailbox.only().message
    assert shown.items() == [each for each in left.items() if each[0] in shown]
    assert shown.get_content() == left.get_content()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("where", ["first_name", "last_name", "subject", "title", "office", "city"])
def test_nothing_that_is_typed_becomes_a_header_or_an_address(
    app_sqlite: Flask, mailbox: Mailbox, where: str, text: str
) -> None:
    given = {"recipient": recipient(name=text)} if where == "office" else {where: text}
    wire = Email().wire(dispatch(**given))

    raw = email.message_from_bytes(wire.content)
    assert sorted(raw.keys()) == sorted(
        [
            *("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From"),
            *("To", "Reply-To", "Date", "Message-ID"),
            *("X-Rehearsal-Channel", "X-Rehearsal-Destination"),
        ]
    )
    assert len(str(make_header(decode_header(raw["Subject"]))).splitlines()) == 1
    parsed = _parsed(wire.content)
    assert [each.addr_spec for each in parsed["To"].addresses] == [OFFICE]
    assert [each.addr_spec for each in parsed["From"].addresses] == [
        "no-reply@localhost.localdomain"
    ]
    assert [each.addr_spec for each in parsed["Reply-To"].addresses] == ["ada@example.org"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "office",
        "@senate.example",
        "office@",
        "off ice@senate.example",
        "a@b.example, c@d.example",
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example\nc@d.example",
        "<a@b.example>",
        "öffice@senate.example",
    ],
)
def test_an_address_that_is_none_is_not_reached_and_nothing_is_sent(
    app_sqlite: Flask, mailbox: Mailbox, address: str
) -> None:
    to = recipient(email=address)

    (answer,) = _send(dispatch(recipient=to))

    assert not Email().reaches(to)
    assert (answer.state, answer.reason) == (DeliveryState.FAILED, "invalid")
    assert [each.field for each in Email().problems(dispatch(recipient=to))] == ["offices"]
    assert mailbox.mails == []


def test_an_address_the_office_could_not_answer_to_is_found_before_it_is_sent(
    app_sqlite: Flask,
) -> None:
    assert Email().reaches(recipient())
    assert Email().problems(dispatch()) == []
    found = Email().problems(dispatch(email="ädä@example.org", subject=" "))
    assert [each.field for each in found] == ["subject", "email"]


def test_a_domain_beyond_ascii_is_written_as_mail_servers_know_it(
    app_sqlite: Flask, mailbox: Mailbox
) -> None:
    _send(dispatch(recipient=recipient(email="amt@bücher.example")))

    assert mailbox.only().recipients == ["amt@xn--bcher-kva.example"]


def test_a_letter_of_ten_thousand_characters_arrives_as_it_is(
    app_sqlite: Flask, mailbox: Mailbox
) -> None:
    text = "Ünï 🎷 = " * 1100 + "\n\n.\n\nFrom here on " + "x" * 1500
    wire = Email().wire(dispatch(message=text, statement=""))
    _send(dispatch(message=text, statement=""))

    assert _text(mailbox).startswith(f"{text}\n\n---")
    assert max(map(len, wire.content.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "550 5.1.1 <office@senate.example> unknown",
            Answer(DeliveryState.FAILED, "550 5.1.1 <(address)> unknown", "refused"),
        ),
        (
            "451 4.7.1 come again",
            Answer(DeliveryState.QUEUED, "451 4.7.1 come again", "busy", status="SMTP 451"),
        ),
    ],
)
@pytest.mark.parametrize("moment", ["recipient", "content"])
def test_a_refusal_is_for_good_or_for_now_and_the_next_letter_goes_on(
    server: Server, moment: str, said: str, expected: Answer
) -> None:
    getattr(server, moment)[OFFICE] = said

    first, second = _send(dispatch(), dispatch(recipient=recipient(email=OTHER)))

    assert first == expected
    assert second == Answer(DeliveryState.ACCEPTED)
    assert server.recipients == [OTHER]


def test_a_broken_line_is_tried_again_and_closes_the_batch(server: Server) -> None:
    server.content[OFFICE] = HANG_UP

    (answer,) = _send(dispatch())

    assert (answer.state, answer.reason) == (DeliveryState.QUEUED, "unreachable")
    assert not answer.line_is_open


def test_a_server_that_refuses_us_as_the_sender_is_no_fault_of_the_letter(server: Server) -> None:
    server.sender = "553 5.7.1 not from you"

    with pytest.raises(MailServerUnavailable, match="not from you"):
        _send(dispatch())


def test_where_nobody_answers_no_line_opens(app_sqlite: Flask) -> None:
    app_sqlite.extensions["mail"].port = free_port()

    with pytest.raises(MailServerUnavailable):
        _send(dispatch())


def test_a_rehearsal_talks_to_no_other_machine(app_sqlite: Flask) -> None:
    app_sqlite.extensions["mail"].server = "192.0.2.1"

    with pytest.raises(NotLoopback):
        _send(dispatch())


def _send(*dispatches: Dispatch) -> list[Answer]:
    with Email().line() as send:
        return [send(each) for each in dispatches]


def _text(mailbox: Mailbox) -> str:
    """As a mail program shows it: on the wire every line ends in CRLF."""
    return mailbox.only().text.replace("\r\n", "\n")


def _parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=policy.default)
