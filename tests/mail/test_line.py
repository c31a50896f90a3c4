"""What is kept of a server's words, and who may be talked to."""

from __future__ import annotations

import smtplib

import pytest
from flask import Flask

from app.mail import line
from app.outbox.errors import NotLoopback


@pytest.mark.parametrize(
    "said",
    [
        "<ada@example.org>: unknown",
        "5.1.1 ADA@EXAMPLE.ORG does not exist",
        "no mailbox for ada here",
        "user `ada' (ada@example.org) over quota; see ada+x@example.org",
        "ada@bücher.example moved",
    ],
)
def test_no_address_is_kept_of_a_server_s_words(said: str) -> None:
    kept = line.without_addresses(said, "ada@example.org")

    assert "ada" not in kept.lower()
    assert "(address)" in kept


def test_no_link_is_kept_of_a_server_s_words() -> None:
    said = "blocked: http://127.0.0.1:8000/confirm/abc_-123?x=1 and WWW.Day.example/me/tok are spam"

    assert line.without_addresses(said) == "blocked: (link) and (link) are spam"


def test_words_that_only_contain_the_name_stay() -> None:
    assert line.without_addresses("Canada is adamant", "ada@example.org") == "Canada is adamant"


def test_an_error_is_told_in_one_line_with_its_code() -> None:
    error = smtplib.SMTPSenderRefused(550, b"5.7.1 not you\r\n, no-reply@x.org", "no-reply@x.org")

    assert line.in_words(error) == "SMTPSenderRefused: 550 5.7.1 not you , (address)"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_live_mail_may_leave_the_machine(app: Flask) -> None:
    app.extensions["mail"].server = "192.0.2.1"
    with pytest.raises(NotLoopback):
        line.refuse_to_leave_in_rehearsal()

    app.config["DELIVERY_MODE"] = "live"

    line.refuse_to_leave_in_rehearsal()
