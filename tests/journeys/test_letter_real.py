"""With the real data about Congress, artists at real ZIP codes reach their true offices by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from app.campaigns.models import Campaign
from app.congress import loading
from app.congress.sources import Folder
from tests.support import factories, letters
from tests.support.hands import Hands
from tests.support.mailbox import Mail, Mailbox

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FORM = "form#letter"
# (ZIP code, the choice among several districts, who gets it), as of the data of June 2026.
PLACES = [
    (
        "87501",  # Santa Fe: one district
        "",
        ["Teresa Leger Fernandez", "Martin Heinrich", "Ben Ray Luján"],
    ),
    ("90012", "CA-34", ["Jimmy Gomez", "Adam B. Schiff", "Alex Padilla"]),  # Los Angeles: several
    ("20001", "", ["Eleanor Holmes Norton"]),  # Washington: a delegate, no senators
    ("96910", "", ["James C. Moylan"]),  # Guam, which no table of districts has
    ("99501", "", ["Nicholas J. Begich III", "Dan Sullivan", "Lisa Murkowski"]),  # at large
    (
        "94541",  # Hayward: the seat is vacant
        "",
        ["Representative for California’s 14th district", "Adam B. Schiff", "Alex Padilla"],
    ),
]


@pytest.fixture
def campaign(app: Flask, clock: Hands, shared_data: Path) -> Campaign:
    """An open campaign that asks for letters, and everything there is to know about Congress."""
    made = factories.campaign()
    letters.brief(made)
    loading.load(Folder(shared_data))
    return made


def _write(page: Page, campaign: Campaign, clock: Hands, zip_code: str, choice: str) -> str:
    """Through all the steps; returns the address the letter was written with."""
    email = f"artist-{zip_code}@example.org"
    page.context.clear_cookies()  # somebody else
    page.goto(f"/c/{campaign.slug}/letter/")
    who = {"first_name": "Ada", "last_name": "Lovelace", "email": email}
    for name, value in {**who, "street": "600 Main Street", "zip": zip_code}.items():
        page.locator(f"{FORM} [name={name}]").fill(value)
    page.locator(f"{FORM} [name=prefix]").select_option("Ms.")
    page.locator(f"{FORM} [name=discipline]").select_option("music")
    clock.tick(seconds=20)
    page.locator(f"{FORM} [name=step][value=write]").last.click()
    if choice:
        page.locator(f"{FORM} [name=district][value='{choice}']").check()
        page.locator(f"{FORM} [name=step][value=write]").first.click()
    page.locator(f"{FORM} [name=personal]").fill(f"I was asked to train my successor, {zip_code}.")
    page.locator(f"{FORM} [name=step][value=read]").first.click()
    page.locator(f"{FORM} [name=step][value=send]").click()
    page.wait_for_url("**/letters/*/")
    return email


def _to_offices(mailbox: Mailbox, zip_code: str) -> list[Mail]:
    return [
        each
        for each in mailbox.mails
        if each.message["X-Rehearsal-Channel"] and f"successor, {zip_code}" in each.text
    ]


def test_each_reaches_their_true_offices(
    page: Page,
    campaign: Campaign,
    clock: Hands,
    mailbox: Mailbox,
    drain: Callable[[], None],
) -> None:
    for zip_code, choice, names in PLACES:
        email = _write(page, campaign, clock, zip_code, choice)
        drain()
        page.goto(mailbox.to(email)[0].link("/confirm/"))
        page.locator("[name=answer][value=confirm]").click()
        page.wait_for_url("**/letters/*/")
        drain()
        page.reload()

        lines = page.locator(".delivery").all_inner_texts()
        assert len(lines) == len(names), zip_code
        for name, line in zip(names, lines, strict=True):
            assert name in line
            assert "Rehearsed: nothing was sent" in line
        assert len(_to_offices(mailbox, zip_code)) == len(names)
        assert f"successor, {zip_code}" in mailbox.to(email)[1].text, "their copy"
