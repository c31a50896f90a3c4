"""An artist signs, finds the mail, confirms and is counted, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.campaigns.models import Campaign
from tests.support.hands import Hands
from tests.support.mailbox import Mailbox

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FORM = "form:has([name=first_name])"


@pytest.fixture(
    params=[
        pytest.param(True, marks=pytest.mark.javascript(True), id="with-javascript"),
        pytest.param(False, marks=pytest.mark.javascript(False), id="without-javascript"),
    ]
)
def javascript(request: pytest.FixtureRequest) -> bool:
    """Runs the test in both browsers."""
    return bool(request.param)


def _fill(page: Page, **over: str) -> None:
    fields = {
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": "ada@example.org",
        "zip": "87501",
        **over,
    }
    for name, value in fields.items():
        page.locator(f"{FORM} [name={name}]").fill(value)


def _send(page: Page) -> None:
    page.locator(f"{FORM} [type=submit]").click()


def _numbers(page: Page, campaign: Campaign) -> dict[str, object]:
    answer = page.request.get(f"/c/{campaign.slug}/numbers.json")
    found: dict[str, object] = answer.json()
    return found


def test_sign_confirm_and_be_counted(
    javascript: bool,
    page: Page,
    campaign: Campaign,
    clock: Hands,
    mailbox: Mailbox,
    drain: Callable[[], None],
) -> None:
    page.goto(f"/c/{campaign.slug}/")
    _fill(page)
    page.locator(f"{FORM} [name=discipline]").select_option("writing")
    clock.tick(seconds=20)
    _send(page)
    page.wait_for_url("**/signed/**")

    drain()
    mail = mailbox.only()
    assert mail.recipients == ["ada@example.org"]
    page.goto(mail.link("/confirm/"))
    assert _numbers(page, campaign)["total"] == 0
    page.locator("[name=answer][value=confirm]").click()
    page.wait_for_url("**/thanks/**")

    clock.tick(minutes=2)
    numbers = _numbers(page, campaign)
    assert numbers["total"] == 1
    assert {"slug": "writing", "name": "Writing", "count": 1} in numbers["disciplines"]


def test_the_folded_part_of_the_form_is_sent(
    javascript: bool,
    page: Page,
    campaign: Campaign,
    clock: Hands,
    drain: Callable[[], None],
    mailbox: Mailbox,
) -> None:
    page.goto(f"/c/{campaign.slug}/")
    _fill(page)
    page.locator(f"{FORM} [name=discipline]").select_option("writing")
    page.locator(f"{FORM} details summary").first.click()
    page.locator(f"{FORM} [name=credit_name]").fill("The Analyst")
    page.locator(f"{FORM} [name=also][value=music]").check()
    clock.tick(seconds=20)
    _send(page)
    page.wait_for_url("**/signed/**")
    drain()
    page.goto(mailbox.only().link("/confirm/"))
    page.locator("[name=answer][value=confirm]").click()
    page.wait_for_url("**/thanks/**")

    clock.tick(minutes=2)
    counts = {each["slug"]: each["count"] for each in _numbers(page, campaign)["disciplines"]}
    assert counts["writing"] == 1
    assert counts["music"] == 1


def test_a_mistake_comes_back_with_everything_typed(
    javascript: bool, page: Page, campaign: Campaign, clock: Hands
) -> None:
    page.goto(f"/c/{campaign.slug}/")
    _fill(page, zip="00000")
    page.locator(f"{FORM} [name=discipline]").select_option("writing")
    clock.tick(seconds=20)
    _send(page)

    summary = page.locator("[role=alert], .error-summary").first
    expect(summary).to_be_visible()
    expect(page.locator(f"{FORM} [name=first_name]")).to_have_value("Ada")
    expect(page.locator(f"{FORM} [name=zip]")).to_have_value("00000")
    expect(page.locator(f"{FORM} [name=discipline]")).to_have_value("writing")
    expect(page.locator(f"{FORM} [name=zip]")).to_have_attribute("aria-invalid", "true")


def test_the_error_summary_has_the_focus_and_leads_to_the_field(
    page: Page, campaign: Campaign, clock: Hands
) -> None:
    page.goto(f"/c/{campaign.slug}/")
    _fill(page, zip="00000")
    page.locator(f"{FORM} [name=discipline]").select_option("writing")
    clock.tick(seconds=20)
    page.locator(f"{FORM} [name=zip]").press("Enter")
    summary = page.locator("[role=alert], .error-summary").first
    expect(summary).to_be_focused()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(f"{FORM} [name=zip]")).to_be_focused()


def test_the_form_can_be_signed_with_the_keyboard_alone(
    page: Page, campaign: Campaign, clock: Hands
) -> None:
    page.goto(f"/c/{campaign.slug}/")
    page.locator(f"{FORM} [name=first_name]").focus()
    for word in ("Ada", "Lovelace", "ada@example.org", "87501"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    page.keyboard.type("Writing")
    clock.tick(seconds=20)
    page.locator(f"{FORM} [name=zip]").press("Enter")

    page.wait_for_url("**/signed/**")


def test_the_first_tab_offers_to_skip_to_the_content(page: Page, campaign: Campaign) -> None:
    page.goto(f"/c/{campaign.slug}/")
    page.keyboard.press("Tab")

    skip = page.locator(":focus")
    expect(skip).to_be_visible()
    target = skip.get_attribute("href") or ""
    assert target.startswith("#")
    assert page.locator(target).count() == 1
