"""Organizers, and visitors who are signed in as one of them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask_security.utils import hash_password
from playwright.sync_api import Browser
from playwright.sync_api import Page as PlaywrightPage

from app import clock
from app.extensions import db
from app.organizers import sessions
from app.organizers.models import Organizer, RoleName
from tests.support import live
from tests.support.browser import open_page
from tests.support.client import Visitor
from tests.support.page import Page


def organizer(role: str = RoleName.OWNER, **over: Any) -> Organizer:
    """An account of that role, committed. It has no password: `sign_in` needs none."""
    values: dict[str, Any] = {
        "email": f"{role}-{secrets.token_hex(3)}@example.org",
        "name": role.title(),
        "role": role,
        "active": True,
        "fs_uniquifier": secrets.token_hex(16),
        **over,
    }
    made = Organizer(**values)
    db.session.add(made)
    db.session.commit()
    return made


def visitor(app: Flask, role: str | Organizer = RoleName.OWNER, *, fresh: bool = True) -> Visitor:
    """A visitor signed in with that role, or as that organizer; `fresh`: just now."""
    someone = organizer(role) if isinstance(role, str) else role
    found = Visitor(app, private=True)
    sign_in(found, someone, fresh=fresh)
    return found


def sign_in(visitor: Visitor, someone: Organizer, *, fresh: bool = True) -> None:
    """Give the visitor the cookie that signing in would have given them."""
    key = sessions.begin(someone, user_agent="")
    db.session.commit()
    proved_at = max(clock.timestamp(), time.time()) if fresh else 0.0
    with visitor.client.session_transaction(base_url=f"{visitor.public_url}/organize/") as held:
        held["_user_id"] = someone.fs_uniquifier
        held["_fresh"] = True
        held["fs_cc"] = "set"
        held["fs_paa"] = proved_at
        held[sessions.KEY] = key


def csrf(page: Any) -> str:
    """The token that a form on this page carries."""
    return str(page.all("input[name=csrf_token]")[0]["value"])


@contextmanager
def signed_in_page(
    app: Flask, browser: Browser, role: str | Organizer = RoleName.OWNER, **look: Any
) -> Iterator[PlaywrightPage]:
    """A page of a real browser, on a real server, signed in as `visitor` would be."""
    someone = visitor(app, role)
    cookie = someone.client.get_cookie("tutti", path="/organize/", domain="127.0.0.1")
    assert cookie is not None
    with live.serve(app) as server, open_page(browser, server.url, **look) as page:
        page.context.add_cookies(
            [{"name": "tutti", "value": cookie.value, "url": f"{server.url}/organize/"}]
        )
        yield page


def with_password(app: Flask, password: str, **over: Any) -> Organizer:
    """An account that has this password. Hashing one takes its time: not in loops."""
    with app.test_request_context():
        hashed = hash_password(password)
    return organizer(over.pop("role", RoleName.OWNER), password=hashed, **over)


def send(
    visitor: Visitor, url: str, page: Page, *, status: Any = (302, 303), **fields: Any
) -> Page:
    """POST these fields with the token of the page they stand on."""
    hidden = page.all("input[name=next]")
    carried = {"next": hidden[0]["value"]} if hidden else {}
    return visitor.post(url, {"csrf_token": csrf(page), **carried, **fields}, status=status)
