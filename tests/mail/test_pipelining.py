"""Two ways to the mail server for a mail, where the server offers PIPELINING (RFC 2920)."""

from __future__ import annotations

import random
import re
import smtplib
from collections.abc import Iterator

import pytest

from app.mail import pipelining
from tests.outbox.servers import HANG_UP, Server, serving

FROM = "us@example.org"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        server.pipelining = True
        yield server


@pytest.fixture
def host(server: Server) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", server.port, timeout=10) as host:
        host.ehlo()
        assert host.has_extn("pipelining")
        yield host


def send(host: smtplib.SMTP, to: str, content: bytes = b"Subject: x\r\n\r\nHello\r\n") -> None:
    pipelining.send(host, FROM, to, content, ["BODY=8BITMIME"])


def test_a_mail_arrives_as_it_was_written(server: Server, host: smtplib.SMTP) -> None:
    send(host, "ada@example.org", b"Subject: x\n\n.one\r\n..two\n.\nthree \xc3\xbc")

    ((to, message),) = server.taken
    assert to == "ada@example.org"
    assert message.get_payload(decode=True) == b".one\r\n..two\r\n.\r\nthree \xc3\xbc\r\n"


def test_any_line_end_is_mended_and_any_leading_dot_doubled() -> None:
    pick = random.Random(5)
    for _ in range(3000):
        content = bytes(pick.choices(b"a.\r\n", k=pick.randint(0, 9)))
        for text in (content, content.replace(b"\r", b"").replace(b"\n", b"\r\n")):
            lines = re.split(rb"\r\n|\r|\n", text)
            whole = [b"." + each if each.startswith(b".") else each for each in lines]
            end = [] if whole[-1] == b"" and len(whole) > 1 else [b""]
            assert pipelining._framed(text) == b"\r\n".join(whole + end) + b".\r\n"


def test_the_server_is_told_how_long_a_mail_is(server: Server, host: smtplib.SMTP) -> None:
    send(host, "ada@example.org", b"Subject: x\n\nHello")
    (before,) = server.taken
    with smtplib.SMTP("127.0.0.1", server.port, timeout=10) as other:
        server.size = ""
        other.ehlo()
        send(other, "ada@example.org")

    assert server.options == [["BODY=8BITMIME", "SIZE=21"], ["BODY=8BITMIME"]]
    assert len(b"Subject: x\r\n\r\nHello\r\n") == 21
    assert before[1].get_payload() == "Hello\r\n"


@pytest.mark.parametrize("greedy", [False, True])
def test_a_refused_recipient_gets_nothing_and_the_next_does(
    server: Server, host: smtplib.SMTP, greedy: bool
) -> None:
    server.recipient["bad@example.org"] = "550 unknown"
    server.content["bad@example.org"] = "554 no valid recipients"
    server.greedy = greedy

    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(host, "bad@example.org")
    send(host, "good@example.org")

    assert refused.value.recipients == {"bad@example.org": (550, b"unknown")}
    assert server.recipients == ["good@example.org"]


def test_a_refused_sender_and_a_refused_text_are_told_apart(
    server: Server, host: smtplib.SMTP
) -> None:
    server.content["bad@example.org"] = "554 spam"
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(host, "bad@example.org")
    server.sender = "530 log in first"
    with pytest.raises(smtplib.SMTPSenderRefused):
        send(host, "ada@example.org")
    server.sender = ""
    send(host, "ada@example.org")

    assert refused.value.smtp_code == 554
    assert server.recipients == ["ada@example.org"]


def test_a_goodbye_closes_the_line(server: Server, host: smtplib.SMTP) -> None:
    server.recipient["bad@example.org"] = "421 too much"

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(host, "bad@example.org")

    assert host.sock is None


def test_a_goodbye_after_the_text_closes_the_line(server: Server, host: smtplib.SMTP) -> None:
    server.content["bad@example.org"] = "421 that is enough for today"

    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(host, "bad@example.org")

    assert refused.value.smtp_code == 421
    assert host.sock is None


def test_a_line_that_breaks_is_no_refusal(server: Server, host: smtplib.SMTP) -> None:
    server.content["bad@example.org"] = HANG_UP

    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(host, "bad@example.org")
