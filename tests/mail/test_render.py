"""A mail put together by hand is byte for byte what Python's `email` would have written."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask_mail import Message

from app.mail.addresses import on_the_wire
from app.mail.render import Post
from app.outbox.errors import MailUnsendable

BOUNDARY = re.compile(rb"={14,15}[0-9a-f]+==")


def _post(**given: str) -> Post:
    words = {"subject": "One click left", "body": "Dear Ada,\n\nplease.\n", "html": "<p>Hé</p>\n"}
    sender = (given.pop("name", "Day of Action"), "no-reply@day.example")
    post = Post(to=given.pop("to", "ada@day.example"), sender=sender, **words | given)
    post.unsubscribe = "https://day.example/me/unsubscribe/abc"
    post.msgId = "<0123456789abcdef@day.example>"
    return post


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"subject": "Ein Wort für dich: " + "ö" * 80, "name": "Größe, Ärger & Söhne" * 3},
        {"body": "Zürich\r\nlines\r\n", "html": "no end"},
        {"body": "one\r.\rtwo\r\r\n", "html": "<p>\r</p>"},
        {"body": ".\n..\n--\n", "name": 'A "B" (C)'},
        {"to": f"{'a' * 60}@{'b' * 60}.example"},
    ],
)
def test_it_reads_as_the_library_writes_it(app_sqlite: Flask, given: dict[str, str]) -> None:
    post = _post(**given)

    ours, theirs = post.as_bytes(), Message.as_bytes(post)

    assert BOUNDARY.sub(b"=", ours) == BOUNDARY.sub(b"=", theirs)
    assert ours.count(b"\n") == ours.count(b"\r\n")


def test_a_line_too_long_is_left_to_the_library(app_sqlite: Flask) -> None:
    assert _post()._heads is not None
    assert _post(to=f"{'a' * 60}@{'b' * 60}.example")._heads is None


def test_no_address_begins_a_header_of_its_own() -> None:
    with pytest.raises(MailUnsendable):
        on_the_wire("ada@day.example\nBcc: eve@day.example")
