"""The letter's grid and the deliveries in a real browser: readable by everybody, at every width."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.extensions import db
from app.letters import board, ledger
from app.letters.models import Delivery, DeliveryState
from tests.letters import sent
from tests.support import factories, letters, organizers
from tests.support.browser import assert_fits, open_page, unfold
from tests.support.hands import Hands
from tests.support.live import LiveServer

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

HERE = "/organize/c/day/"
Look = Callable[[Page], None]


@pytest.fixture
def failed(app: Flask, clock: Hands) -> Delivery:
    """Of one letter to three offices, the first delivery failed."""
    campaign = sent.asking()
    factories.craft(campaign.disciplines[0])
    delivery = sent.queue(campaign, 1, offices=letters.OFFICES).deliveries[0]
    delivery.state = DeliveryState.SENDING
    ledger.step(delivery, DeliveryState.FAILED, words="No such field.", reason="refused")
    db.session.commit()
    board.refresh()
    return delivery


@pytest.fixture(params=[("light", 375), ("dark", 1440)], ids=["phone", "desk"])
def page(
    request: pytest.FixtureRequest, app: Flask, browser: Browser, live_server: LiveServer
) -> Iterator[Page]:
    """A page of somebody who is signed in."""
    scheme, width = request.param
    visitor = organizers.visitor(app, "organizer")
    with open_page(browser, live_server.url, scheme=scheme, width=width) as opened:
        opened.context.add_cookies(
            [
                {"name": each.key, "value": each.value, "domain": "127.0.0.1", "path": "/organize"}
                for each in visitor.client._cookies.values()
            ]
        )
        yield opened


@pytest.fixture
def look(axe: Callable[[Page], None]) -> Look:
    """Looks at the page as it is, unfolded."""

    def at(page: Page) -> None:
        unfold(page)
        axe(page)
        assert_fits(page)

    return at


def test_a_paragraph_is_written_from_the_grid(page: Page, failed: Delivery, look: Look) -> None:
    music = failed.letter.campaign.disciplines[0].id
    for room in ("letter/", "letter/targets/", "letter/ways/"):
        page.goto(HERE + room)
        look(page)
    page.goto(f"{HERE}letter/words/?crafts=d{music}")
    look(page)
    page.locator(f"#row-d{music} td a").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    page.locator("textarea").fill("We are ")
    page.locator("summary").filter(has_text="Merge fields").click()
    page.get_by_role("button", name="{people}").click()
    assert page.locator("textarea").input_value() == "We are {people}"
    expect(page.locator("#preview")).to_contain_text("We are musicians")
    look(page)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(f"#row-d{music} .mark").nth(1)).to_have_text("own")


def test_a_failure_is_found_and_sent_again(page: Page, failed: Delivery, look: Look) -> None:
    page.goto(f"{HERE}deliveries/?state=failed")
    look(page)
    page.locator("table.ledger tbody a").first.click()
    page.wait_for_load_state()
    look(page)
    page.get_by_role("button", name="Show the sender").click()
    expect(page.locator("#sender")).to_contain_text("Ada Lovelace")
    look(page)
    page.get_by_role("button", name="Send again to").click()
    expect(page.locator(".said")).to_contain_text("waits for its turn")
