"""A visitor without a browser: every page they open is inspected on the way."""

from __future__ import annotations

import contextvars
import re
from collections.abc import Collection, Mapping
from typing import Any

from flask import Flask

from app.extensions import db
from tests.support.page import Page, broken_rules

FORM = "application/x-www-form-urlencoded"
# One status, or any of several.
Status = int | Collection[int]
# The one cookie a visitor gets: for the letter page alone, and for an hour (0: taken away).
LETTER_COOKIE = re.compile(r"tutti_letter=[\w=-]*")
LETTER_PAGE = re.compile(r"Path=/c/[a-z0-9-]+/letter/")
LETTER_HOUR = ("Max-Age=3600", "Max-Age=0")


def cookies(page: Page) -> list[str]:
    """Every cookie an answer sets, as the browser is told."""
    return page.headers.getlist("Set-Cookie")


class Visitor:
    """Opens pages of the application and returns them parsed.

    What the test itself has written is committed first, so that the request
    finds it as another person's would, and the test sees afterwards what the
    request has committed. `private` is for pages behind a login: public ones set no
    cookie but the letter page's own.
    """

    def __init__(self, app: Flask, *, private: bool = False) -> None:
        self.app = app
        self.private = private
        self.client = app.test_client()
        self.public_url = str(app.config["PUBLIC_URL"])

    def get(self, url: str, *, status: Status = 200, **options: Any) -> Page:
        """GET `url`, expecting `status`."""
        return self.open("GET", url, status=status, **options)

    def post(
        self,
        url: str,
        data: Mapping[str, Any] | None = None,
        *,
        status: Status = 303,
        **options: Any,
    ) -> Page:
        """POST a form as this site's own page would send it, expecting `status`."""
        sent = {"Origin": self.public_url, "Sec-Fetch-Site": "same-origin"}
        headers = {**sent, **options.pop("headers", {})}
        options.setdefault("content_type", FORM)
        return self.open("POST", url, status=status, data=data, headers=headers, **options)

    def follow(self, page: Page) -> Page:
        """GET where a redirect leads."""
        assert page.location, f"{page.status} leads nowhere"
        return self.get(page.location.removeprefix(self.public_url))

    def open(self, method: str, url: str, *, status: Status, **options: Any) -> Page:
        """Any request; asserts the status and the rules of the house."""
        db.session.commit()
        # A context of its own: inside the test's application context the request
        # would share the test's session, locale and `g`, as no real one does.
        page = contextvars.Context().run(self._open, method, url, options)
        db.session.rollback()
        db.session.expire_all()
        where = f"{method} {url}"
        expected = (status,) if isinstance(status, int) else status
        assert page.status in expected, f"{where}: {page.status}, expected {status}\n{page.text}"
        if page.is_html and method != "HEAD" and page.status not in (301, 302, 303, 307, 308):
            broken = broken_rules(page, public_url=self.public_url)
            assert not broken, f"{where} breaks rules of the house:\n  " + "\n  ".join(broken)
        if not self.private:
            foreign = [each for each in cookies(page) if not self._may_be_set(each)]
            assert not foreign, f"{where} sets a cookie on a public page: {foreign}"
            assert not cookies(page) or method == "POST", f"{where} sets a cookie; caches keep it"
        return page

    def _may_be_set(self, cookie: str) -> bool:
        """Whether it is the letter page's own, with exactly the attributes it must have."""
        content, *said = [each for each in cookie.split("; ") if not each.startswith("Expires=")]
        path = next(filter(LETTER_PAGE.fullmatch, said), "no such path")
        hour = next((each for each in said if each in LETTER_HOUR), "no such age")
        secure = ["Secure"] if self.public_url.startswith("https://") else []
        wanted = sorted([path, hour, "HttpOnly", "SameSite=Lax", *secure])
        return bool(LETTER_COOKIE.fullmatch(content)) and sorted(said) == wanted

    def _open(self, method: str, url: str, options: dict[str, Any]) -> Page:
        response = self.client.open(url, method=method, base_url=self.public_url, **options)
        return Page(response)
