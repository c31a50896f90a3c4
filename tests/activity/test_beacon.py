"""The public page tells once that it was opened: in a real browser."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from flask import Flask
from playwright.sync_api import Browser, Request

from app.activity import queries
from app.activity.models import EventKind
from app.extensions import db
from tests.support import factories
from tests.support.browser import open_page
from tests.support.live import LiveServer

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_a_page_that_is_opened_tells_it_once(
    app: Flask, browser: Browser, live_server: LiveServer
) -> None:
    campaign_id = factories.campaign().id
    sent: list[Request] = []
    with open_page(browser, live_server.url) as page:
        page.on("request", lambda each: sent.append(each) if each.method == "POST" else None)
        for path in ("/c/day/?source=union", "/c/day/music/", "/c/day/numbers/"):
            page.goto(path, referer="https://news.example/story?reader=7")
            page.wait_for_load_state("networkidle")
        assert page.context.cookies() == []
    app.extensions["viewing"].flush()
    db.session.rollback()

    # Chromium itself tells a page of the same request's referrer no more than its origin.
    bodies = [parse_qs(each.post_data or "", keep_blank_values=True) for each in sent]
    assert [each.url.removeprefix(live_server.url) for each in sent] == ["/c/day/seen"] * 2
    assert [each["source"] for each in bodies] == [["union"], [""]]
    assert all(each["host"] in (["news.example"], [""]) for each in bodies)
    assert all("cookie" not in each.headers for each in sent)
    assert queries.totals(campaign_id)[EventKind.VIEWED] == 2
    assert queries.by_key(campaign_id, EventKind.SOURCE).top == [("union", 1)]
    assert queries.by_key(campaign_id, EventKind.HOST).top == [("news.example", 2)]
