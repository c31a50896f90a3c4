"""An artist writes to their offices and follows the letter, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.campaigns.models import Campaign
from tests.support import commands, factories, letters
from tests.support.hands import Hands
from tests.support.mailbox import Mailbox

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FORM = "form#letter"
OWN = "They trained a machine on my records, and {first_name} stays as I typed it."


@pytest.fixture(
    params=[
        pytest.param(True, marks=pytest.mark.javascript(True), id="with-javascript"),
        pytest.param(False, marks=pytest.mark.javascript(False), id="without-javascript"),
    ]
)
def javascript(request: pytest.FixtureRequest) -> bool:
    """Runs the test in both browsers."""
    return bool(request.param)


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    """An open campaign that asks for letters; the three offices of Santa Fe are held."""
    made = factories.campaign()
    letters.brief(made)
    letters.members()
    letters.districts("87501", ("NM", 3))
    return made


def _press(page: Page, step: str) -> None:
    page.locator(f"{FORM} [name=step][value={step}]").first.click()


def _fill_address(page: Page, **over: str) -> None:
    for name, value in {"street": "1 Canyon Road", "zip": "87501", **over}.items():
        page.locator(f"{FORM} [name={name}]").fill(value)
    page.locator(f"{FORM} [name=prefix]").select_option("Ms.")


def _write_and_send(page: Page) -> None:
    page.locator(f"{FORM} [name=personal]").fill(OWN)
    _press(page, "read")
    expect(page.locator("main")).to_contain_text(OWN)
    expect(page.locator("main")).to_contain_text("Please keep copyright for people.")
    _press(page, "send")
    page.wait_for_url("**/letters/*/")


def test_after_the_confirmation_a_letter_leaves_at_once(
    javascript: bool,
    app: Flask,
    page: Page,
    campaign: Campaign,
    clock: Hands,
    mailbox: Mailbox,
    drain: Callable[[], None],
) -> None:
    signatory = factories.signatory(campaign)
    drain()
    page.goto(mailbox.only().link("/confirm/"))
    page.locator("[name=answer][value=confirm]").click()
    page.wait_for_url("**/thanks/**")
    page.locator(f"a[href$='/c/{campaign.slug}/letter/']").first.click()
    expect(page.locator(FORM)).to_contain_text(signatory.email)
    _fill_address(page)
    clock.tick(seconds=30)
    _press(page, "write")
    for name in ("HNM03", "SNM01", "SNM02"):
        expect(page.locator("main")).to_contain_text(f"Pat Example of {name}")
    _write_and_send(page)

    drain()

    page.reload()
    expect(page.locator("main")).to_contain_text("rehearsal")
    office_mails = [each for each in mailbox.mails if each.message["X-Rehearsal-Channel"]]
    assert len(office_mails) == 3
    assert all(OWN in each.text for each in office_mails)
    [copy] = [
        each for each in mailbox.mails if signatory.email in each.recipients and OWN in each.text
    ]
    page.goto(copy.link("/letters/"))
    expect(page.locator(".delivery")).to_have_count(3)


def test_a_letter_by_itself_waits_for_the_mail_and_signs_the_pledge(
    javascript: bool,
    app: Flask,
    page: Page,
    campaign: Campaign,
    clock: Hands,
    mailbox: Mailbox,
    drain: Callable[[], None],
) -> None:
    page.goto(f"/c/{campaign.slug}/letter/")
    for name, value in {"first_name": "Ada", "last_name": "Lovelace"}.items():
        page.locator(f"{FORM} [name={name}]").fill(value)
    page.locator(f"{FORM} [name=email]").fill("ada@example.org")
    page.locator(f"{FORM} [name=discipline]").select_option("music")
    _fill_address(page)
    clock.tick(seconds=30)
    _press(page, "write")
    _write_and_send(page)
    expect(page.locator("main")).to_contain_text("Waiting for your confirmation")
    drain()
    assert not [each for each in mailbox.mails if each.message["X-Rehearsal-Channel"]]

    page.goto(mailbox.only().link("/confirm/"))
    expect(page.locator("main")).to_contain_text(OWN)
    page.locator("[name=answer][value=confirm]").click()
    page.wait_for_url("**/letters/*/")
    drain()

    clock.tick(minutes=2)
    commands.run(app, "counts", "check")
    assert len([each for each in mailbox.mails if each.message["X-Rehearsal-Channel"]]) == 3
    numbers = page.request.get(f"/c/{campaign.slug}/numbers.json").json()
    assert numbers["total"] == 1
    assert sum(numbers["letters"].values()) == 3
    assert numbers["letters"]["waiting"] == 0


def test_what_the_artist_did_by_hand_is_their_own_report(
    javascript: bool,
    app: Flask,
    page: Page,
    campaign: Campaign,
    clock: Hands,
    drain: Callable[[], None],
) -> None:
    known = factories.signatory(campaign, confirmed=True, mail=False)
    letter = letters.letter(campaign, known=known, offices=("SNM01",))
    drain()
    page.goto(f"/letters/{letters.token(letter)}/")

    page.locator("[name=did][value=sent]").click()
    expect(page.locator(".delivery")).to_contain_text("You told us that you sent it")
    page.locator("details:has([name=did][value=called]) > summary").click()
    page.locator("[name=did][value=called]").click()

    expect(page.locator(".delivery")).to_contain_text("You told us that you called")
    numbers = page.request.get(f"/c/{campaign.slug}/numbers.json").json()
    assert numbers["letters"]["accepted"] == 0
    assert numbers["letters"]["reported"] == 1
