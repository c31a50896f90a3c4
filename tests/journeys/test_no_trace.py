"""A real browser on every public page: it asks nobody else, and is given nothing to keep."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Request

from app.campaigns.models import Campaign
from app.demo import service as demo
from app.extensions import db
from tests.journeys.test_signing import _fill, _send
from tests.support.hands import Hands
from tests.support.visits import pages

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def campaign(app: object, clock: Hands) -> Campaign:
    """The demo campaign: pages with everything on them."""
    made = demo.load()
    db.session.commit()
    return made


def test_public_pages_ask_nobody_else_and_leave_nothing(
    page: Page, campaign: Campaign, clock: Hands
) -> None:
    """`open_page` fails where another host is asked; here: nothing is kept, nothing sent along."""
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    page.on("request", note)
    paths = list(pages(campaign.slug, "music").values())
    for path in paths:
        page.goto(path)
    assert page.context.cookies() == []
    assert page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))") == []

    page.goto(f"/c/{campaign.slug}/")
    _fill(page)
    page.locator("[name=discipline]").first.select_option("music")
    clock.tick(seconds=20)
    _send(page)
    page.wait_for_url("**/signed/")
    (cookie,) = page.context.cookies()
    assert cookie["path"] == f"/c/{campaign.slug}/letter/"
    assert cookie["httpOnly"]
    for path in paths:
        page.goto(path)
    assert len(asked) > 2 * len(paths)
    assert not any("cookie" in each.all_headers() for each in asked)
