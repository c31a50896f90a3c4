"""The checklist, the kill switch and the rehearsal mailbox in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.extensions import db
from app.outbox import courier
from tests.support import factories, letters, organizers
from tests.support.browser import assert_fits, open_page
from tests.support.dns_peer import DnsPeer
from tests.support.live import LiveServer

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

WIDTHS = (375, 1440)


@pytest.fixture
def ready(app: Flask) -> Iterator[None]:
    """A live site with a campaign in rehearsal, one mail of it, and a name server to ask."""
    with DnsPeer() as names:
        names.texts = {"example.org": ["v=spf1 mx -all"]}
        app.config |= {
            "DELIVERY_MODE": "live",
            "DNS_SERVER": names.address,
            "MAIL_DEFAULT_SENDER": "AI Day <post@example.org>",
        }
        campaign = factories.campaign(live_at=None)
        letters.brief(campaign)
        factories.signatory(campaign)
        courier.drain()
        db.session.rollback()
        yield


def sign_in(app: Flask, page: Page) -> None:
    visitor = organizers.visitor(app, "owner")
    page.context.add_cookies(
        [
            {"name": each.key, "value": each.value, "domain": "127.0.0.1", "path": "/organize"}
            for each in visitor.client._cookies.values()
        ]
    )


def look(page: Page, axe: Callable[[Page], None]) -> None:
    """Nothing is cut off and axe finds nothing, on a telephone and on a large screen."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert_fits(page)
        axe(page)


def test_an_owner_checks_reads_the_mailbox_stops_everything_and_goes_live(
    app: Flask,
    ready: None,
    browser: Browser,
    live_server: LiveServer,
    axe: Callable[[Page], None],
) -> None:
    with open_page(browser, live_server.url) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(app, page)
        page.goto("/organize/c/day/live/")
        page.get_by_role("button", name="Check everything now").click()
        expect(page.locator(".point", has_text="SPF").locator(".mark")).to_have_text("All well")
        look(page, axe)

        page.goto("/organize/mailbox/")
        look(page, axe)
        page.get_by_role("link", name="One click left").click()
        frame = page.frame_locator("iframe")
        button = frame.get_by_role("link", name="Confirm my signature")
        assert (
            button.evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(23, 19, 28)"
        )
        look(page, axe)

        page.get_by_role("link", name="Stop …").click()
        page.get_by_role("button", name="Pause everything").click()
        expect(page.locator(".bar .stopped")).to_have_text("Everything is paused")
        look(page, axe)
        page.get_by_role("button", name="Let everything go on").click()

        page.goto("/organize/c/day/live/")
        page.get_by_label("Keep them as they are").check()
        page.get_by_label("I have read what is still to do").check()
        page.get_by_role("button", name="Take it live").click()
        expect(page.locator(".bar .mode.live")).to_be_visible()
        page.goto("/organize/site/")
        look(page, axe)
