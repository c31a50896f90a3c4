"""axe-core finds nothing on the way of a letter, and nothing is cut off at the side."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from app.campaigns.models import Campaign
from app.pledges import service as pledges
from tests.support import factories, letters
from tests.support.browser import assert_fits, open_page, unfold
from tests.support.hands import Hands
from tests.support.live import LiveServer

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

FORM = "form#letter"
SCHEMES = ("light", "dark")
WIDTHS = (320, 375, 768, 1440)
HEIGHT = 900
Look = Callable[[Page], None]


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    """An open campaign that asks for letters; two districts share the ZIP code 87505."""
    made = factories.campaign()
    letters.brief(made, committees=["HSJU"])
    letters.members()
    letters.districts("87501", ("NM", 3))
    letters.districts("87505", ("NM", 2), ("NM", 3))
    return made


@pytest.fixture(params=SCHEMES)
def page(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer
) -> Iterator[Page]:
    """A page in each colour scheme."""
    with open_page(browser, live_server.url, scheme=request.param) as opened:
        yield opened


@pytest.fixture
def look(axe: Callable[[Page], None]) -> Look:
    """Looks at the page as it is, folded and unfolded, at every width."""

    def at(page: Page) -> None:
        axe(page)
        unfold(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            assert_fits(page)
        axe(page)

    return at


def _press(page: Page, step: str) -> None:
    page.locator(f"{FORM} [name=step][value={step}]").last.click()
    page.wait_for_load_state()


def test_the_three_steps(page: Page, campaign: Campaign, clock: Hands, look: Look) -> None:
    page.goto(f"/c/{campaign.slug}/letter/")
    look(page)
    page.locator(FORM).evaluate("(form) => { form.noValidate = true; }")
    clock.tick(seconds=20)
    _press(page, "write")
    look(page)
    typed = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org"}
    for name, value in {**typed, "street": "1 Canyon Road", "zip": "87505"}.items():
        page.locator(f"{FORM} [name={name}]").fill(value)
    page.locator(f"{FORM} [name=prefix]").select_option("Ms.")
    page.locator(f"{FORM} [name=discipline]").select_option("music")
    _press(page, "write")
    look(page)
    page.locator(f"{FORM} [name=district][value=NM-3]").check()
    _press(page, "write")
    look(page)
    _press(page, "read")
    look(page)
    page.locator(f"{FORM} [name=personal]").fill("They trained a machine on my records. " * 40)
    _press(page, "read")
    look(page)
    _press(page, "send")
    page.wait_for_url("**/letters/*/")
    look(page)


def test_the_confirmation_with_a_letter(page: Page, campaign: Campaign, look: Look) -> None:
    letter = letters.letter(campaign)
    page.goto(f"/confirm/{pledges.confirmation_token(letter.signatory)}")
    look(page)
    letters.letter(campaign, personal="Another one, of somebody else perhaps.")
    page.reload()
    look(page)


def test_the_tracking_page(
    page: Page, campaign: Campaign, drain: Callable[[], None], look: Look
) -> None:
    known = factories.signatory(campaign, confirmed=True, mail=False)
    letter = letters.letter(campaign, known=known)
    page.goto(f"/letters/{letters.token(letter)}/")
    look(page)
    drain()
    page.reload()
    look(page)


def test_pages_that_speak_of_letters(page: Page, campaign: Campaign, look: Look) -> None:
    for path in ("thanks/", "signed/", "numbers/"):
        page.goto(f"/c/{campaign.slug}/{path}")
        look(page)
