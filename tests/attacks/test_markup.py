"""What somebody types is text wherever it comes out: pages, pictures, mails, papers."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from app.letters import courier as letters_courier
from app.outbox import courier
from tests.attacks import world
from tests.support import letters, organizers
from tests.support.client import Visitor
from tests.support.mailbox import Mailbox
from tests.support.page import Page

MARK = "\"'><img src=x onerror=alert(1)>"
# How it reads where a browser would run it.
ALIVE = re.compile(r"<img[^>]*onerror|<script[^>]*>alert", re.IGNORECASE)


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


def test_no_page_of_anybody_runs_it(app: Flask) -> None:
    here = world.build("day", MARK)
    owner, visitor = organizers.visitor(app, "owner"), Visitor(app)
    token = letters.token(here.letter)
    public = [
        "/",
        "/c/day/",
        "/c/day/music/",
        "/c/day/voices/",
        "/c/day/numbers/",
        "/c/day/numbers.json",
        "/c/day/day.ics",
        "/c/day/thanks/?discipline=music",
        "/c/day/signed/",
        "/c/day/letter/",
        f"/letters/{token}/",
    ]
    seen = 0
    for path in public:
        seen += _inspect(path, visitor.get(path, status=range(100, 600)))
    for _endpoint, method, path in here.walk(app):
        if method == "GET":
            seen += _inspect(path, owner.open("GET", path, status=range(100, 600)))

    # The mark is really there, as text: else nothing was tried.
    assert seen > 15


def test_nor_does_any_form_that_comes_back(app: Flask) -> None:
    """Every field of every form of the panel, filled with it."""
    here = world.build("day", "Plain")
    owner = organizers.visitor(app, "owner")
    forms = 0
    for _endpoint, method, path in here.walk(app):
        if method != "GET":
            continue
        page = owner.open("GET", path, status=range(100, 600))
        for form in page.all("form[method=post]"):
            names = {str(each["name"]) for each in form.select("[name]")}
            sent = dict.fromkeys(names - {"csrf_token"}, MARK)
            action = str(form.get("action") or path)
            if not action.startswith("/organize/c/"):
                continue
            answer = owner.post(
                action, {**sent, "csrf_token": organizers.csrf(page)}, status=range(100, 600)
            )
            assert answer.status < 500, action
            _inspect(action, answer)
            forms += 1

    assert forms > 20


def test_nor_any_mail_and_no_header_grows_by_it(app: Flask, mailbox: Mailbox) -> None:
    mark = MARK + "\r\nBcc: everybody@example.org"
    world.build("day", mark.replace("\r\n", " "), email="ada@example.org")
    courier.drain()
    letters_courier.drain()

    assert len(mailbox.mails) > 2
    for message in (mail.message for mail in mailbox.mails):
        assert message["Bcc"] is None
        for part in message.walk():
            if part.get_content_type() == "text/html":
                _check_html("mail", part.get_content())


def _inspect(where: str, page: Page) -> int:
    """Assert that nothing of it is alive; 1 where it stands there as text."""
    if page.is_html:
        _check_html(where, page.html)
        return int("onerror=alert(1)" in page.text or "onerror=alert(1)" in page.html)
    if page.response.mimetype in ("image/svg+xml", "application/json"):
        assert page.headers["X-Content-Type-Options"] == "nosniff", where
        return 1
    return 0


def _check_html(where: str, html: str) -> None:
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.select("[onerror]"), where
    for script in soup.select("script:not([src])"):
        assert script.get("type") == "application/ld+json", where
        # The one end that a script's text can have.
        assert "</" not in script.get_text(), where
    for link in soup.select("[href], [src], [action]"):
        target = str(link.get("href") or link.get("src") or link.get("action") or "")
        assert not target.strip().lower().startswith(("javascript:", "data:text")), (where, target)
    assert not ALIVE.search(re.sub(r"<textarea.*?</textarea>|&lt;", "", html, flags=re.DOTALL)), (
        where
    )
