"""axe-core finds nothing on any page, in any appearance, and nothing is cut off at the side."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from app.campaigns.models import Campaign
from tests.support import factories
from tests.support.browser import assert_fits, open_page, unfold
from tests.support.hands import Hands
from tests.support.live import LiveServer
from tests.support.mailbox import Mailbox
from tests.support.visits import UNKNOWN_TOKEN, pages

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

SCHEMES = ("light", "dark")
WIDTHS = (375, 1440)
EVERY_WIDTH = (320, 375, 768, 1440)
HEIGHT = 900
NAMES = [*pages("slug", "discipline"), "not found", "unknown link"]


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    """An open campaign with signatories and approved voices in it."""
    made = factories.campaign()
    for number, discipline in enumerate(["music", "writing", "illustration", "music"]):
        factories.voice(made, discipline, email=f"voice{number}@example.org")
    return made


def _path(campaign: Campaign, name: str) -> str:
    known = pages(campaign.slug, campaign.disciplines[0].slug)
    return {
        **known,
        "not found": "/c/nowhere/",
        "unknown link": f"/confirm/{UNKNOWN_TOKEN}",
    }[name]


def _appearances(browser: Browser, server: LiveServer) -> Iterator[Page]:
    """A page in each appearance, one after the other; the caller goes somewhere with it."""
    for scheme in SCHEMES:
        with open_page(browser, server.url, scheme=scheme) as page:
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                yield page


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(
    browser: Browser,
    live_server: LiveServer,
    campaign: Campaign,
    axe: Callable[[Page], None],
    name: str,
) -> None:
    for page in _appearances(browser, live_server):
        page.goto(_path(campaign, name))
        unfold(page)
        axe(page)


def test_axe_finds_nothing_on_a_form_with_mistakes(
    browser: Browser,
    live_server: LiveServer,
    campaign: Campaign,
    clock: Hands,
    axe: Callable[[Page], None],
) -> None:
    for page in _appearances(browser, live_server):
        page.goto(f"/c/{campaign.slug}/")
        form = page.locator("form:has([name=first_name])")
        form.evaluate("(form) => { form.noValidate = true; }")
        clock.tick(seconds=20)
        form.locator("[type=submit]").click()
        page.wait_for_selector("[aria-invalid=true]")
        axe(page)
        assert_fits(page)


def test_axe_finds_nothing_on_the_way_of_a_confirmation(
    browser: Browser,
    live_server: LiveServer,
    campaign: Campaign,
    mailbox: Mailbox,
    drain: Callable[[], None],
    axe: Callable[[Page], None],
) -> None:
    factories.signatory(campaign, "writing", email="ada@example.org")
    drain()
    link = mailbox.to("ada@example.org")[0].link("/confirm/")
    for page in _appearances(browser, live_server):
        page.goto(link)
        axe(page)
        assert_fits(page)
    with open_page(browser, live_server.url) as page:
        page.goto(link)
        page.locator("[name=answer][value=confirm]").click()
        page.wait_for_url("**/thanks/**")
        axe(page)
        page.goto(link)
        axe(page)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_off_at_the_side(
    browser: Browser, live_server: LiveServer, campaign: Campaign, name: str
) -> None:
    with open_page(browser, live_server.url) as page:
        for width in EVERY_WIDTH:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.goto(_path(campaign, name))
            unfold(page)
            assert_fits(page)


@pytest.mark.parametrize("name", NAMES)
def test_text_of_twice_the_size_still_fits(
    browser: Browser, live_server: LiveServer, campaign: Campaign, name: str
) -> None:
    """WCAG 1.4.4: someone who has set their browser's text to 200%."""
    with open_page(browser, live_server.url, width=1280) as page:
        page.goto(_path(campaign, name))
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert_fits(page)
