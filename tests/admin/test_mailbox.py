"""The rehearsal mailbox in the panel: a list, one mail, its parts; and nothing of it is trusted."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from flask import Flask

from app.rehearsal import mailbox, reading
from tests.support import organizers
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page

HOSTILE = (
    "<style>p { color: red }</style><p style='color:red' onclick='alert(1)'>Hello</p>"
    "<script>alert(1)</script><img src='https://elsewhere.example/pixel.png'>"
)


def keep(subject: str = "One click left", **over: str) -> str:
    """Put one mail there; return its name."""
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "AI Day <no-reply@example.org>"
    message["To"] = "ada@example.org"
    message.set_content(over.get("text", "Go to https://day.example.org/confirm/abc."))
    message.add_alternative(over.get("html", HOSTILE), subtype="html")
    for name in ("letter.xml", "../../etc/passwd"):
        message.add_attachment(b"<CWC/>", maintype="application", subtype="xml", filename=name)
    kept = mailbox.current().keep(
        message.as_bytes(), sender="no-reply@example.org", recipients=["ada@example.org"]
    )
    return kept.stem


@pytest.fixture
def reader(app_sqlite: Flask) -> Visitor:
    return organizers.visitor(app_sqlite, "organizer")


def raw(visitor: Visitor, path: str) -> Page:
    """What a browser's frame gets: no page of ours, so the rules of the house do not hold."""
    return Page(visitor.client.get(path, base_url=visitor.public_url))


def test_an_empty_mailbox_says_how_something_gets_there(reader: Visitor) -> None:
    assert "It is empty." in reader.get("/organize/mailbox/").text


def test_the_newest_stands_first_and_older_ones_are_a_page_away(
    reader: Visitor, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(reading.ON_A_PAGE + 2):
        keep(f"Mail {number}")
        clock.tick(seconds=1)

    page = reader.get("/organize/mailbox/")
    shown = [each.get_text() for each in page.all("tbody th a")]
    assert shown[0] == f"Mail {reading.ON_A_PAGE + 1}"
    assert len(shown) == reading.ON_A_PAGE

    older = reader.get(str(page.one("a[rel=next]")["href"]))
    assert [each.get_text() for each in older.all("tbody th a")] == ["Mail 1", "Mail 0"]
    assert older.all("a[rel=prev]")


def test_a_mail_is_shown_with_headers_text_links_and_files(reader: Visitor) -> None:
    name = keep()

    page = reader.get(f"/organize/mailbox/{name}/")

    assert page.heading == "One click left"
    assert "ada@example.org" not in page.title
    facts = page.one("dl.facts").get_text(" ")
    assert "X-Rehearsal-To ada@example.org" in " ".join(facts.split())
    assert page.one(".links a")["href"] == "https://day.example.org/confirm/abc"
    assert [each.get_text() for each in page.all(".files a")] == ["letter.xml", "_.._etc_passwd"]
    frame = page.one("iframe")
    assert frame.has_attr("sandbox")
    assert not frame["sandbox"]
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]


def test_its_html_may_run_and_load_nothing(reader: Visitor) -> None:
    name = keep()

    page = raw(reader, f"/organize/mailbox/{name}/html")

    assert page.status == 200
    assert page.body.decode().strip() == HOSTILE
    policy = page.headers["Content-Security-Policy"].split("; ")
    assert policy == [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox",
    ]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"


def test_files_are_saved_never_shown(reader: Visitor) -> None:
    name = keep()

    page = raw(reader, f"/organize/mailbox/{name}/0")

    assert page.body == b"<CWC/>"
    assert page.headers["Content-Disposition"] == 'attachment; filename="letter.xml"'
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in page.headers["Content-Security-Policy"]
    reader.get(f"/organize/mailbox/{name}/7", status=404)


@pytest.mark.parametrize(
    "name",
    ["..", "../secret_key", "..%2fsecret_key", "%2e%2e%2fsecret_key", "x", "a" * 300, "%00"],
)
def test_no_other_file_can_be_read(reader: Visitor, name: str) -> None:
    keep()
    for path in ("", "html", "0"):
        reader.get(f"/organize/mailbox/{name}/{path}", status=(301, 308, 404))


@pytest.mark.parametrize("name", ["../secret_key", "..\\x", "", "20260101T000000.000000Z-zzzzzzzz"])
def test_a_name_that_is_none_is_never_opened(app_sqlite: Flask, name: str) -> None:
    with pytest.raises(reading.MailUnknown):
        reading.get(name)


def test_a_before_that_is_none_begins_at_the_newest(reader: Visitor) -> None:
    keep("The only one")

    assert "The only one" in reader.get("/organize/mailbox/?before=../../x").text


def test_viewers_may_not_read_it(app_sqlite: Flask) -> None:
    viewer, name = organizers.visitor(app_sqlite, "viewer"), keep()

    for path in ("", f"{name}/", f"{name}/html", f"{name}/0"):
        viewer.get(f"/organize/mailbox/{path}", status=403)


def test_a_broken_mail_is_shown_as_far_as_it_goes(reader: Visitor) -> None:
    content = (
        b"Subject: =?utf-8?q?=ff?=\r\nContent-Type: text/html; charset=nonsense\r\n\r\n\xff<b>"
    )
    kept = mailbox.current().keep(content, sender="", recipients=[])

    reader.get("/organize/mailbox/")
    reader.get(f"/organize/mailbox/{kept.stem}/")


@pytest.mark.parametrize("door", ["join", "reset"])
def test_a_key_to_somebodys_account_is_for_owners_and_for_its_reader(
    app_sqlite: Flask, reader: Visitor, door: str
) -> None:
    """Else whoever may read the mailbox becomes an owner with the next owner's mail."""
    link = f"http://127.0.0.1:8000/organize/{door}/a-secret-token/"
    name = keep("For an owner", text=f"Go to {link}")

    for part in ("", "html", "0"):
        assert (
            "a-secret-token" not in reader.get(f"/organize/mailbox/{name}/{part}", status=403).text
        )
    owner = organizers.visitor(app_sqlite, "owner")
    assert link in owner.get(f"/organize/mailbox/{name}/").text
    ada = organizers.organizer("organizer", email="ada@example.org")
    assert link in organizers.visitor(app_sqlite, ada).get(f"/organize/mailbox/{name}/").text
