"""Under pressure a browser does a sum and signs by itself; without a script one presses again."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.campaigns.models import Campaign
from app.extensions import db
from app.limits import watch
from app.limits.models import Action
from tests.pledges import signing
from tests.support.hands import Hands

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def settings() -> dict[str, str]:
    return {"RATE_LIMITS": "on"}


@pytest.fixture
def pressed(app: Flask, campaign: Campaign) -> None:
    """More have come within this minute than are let in unasked."""
    for _ in range(301):
        watch.current().unsolved(Action.SIGN, campaign.id)
    watch.current().flush()


def send(page: Page, clock: Hands) -> None:
    page.goto("/c/day/")
    for name in ("first_name", "last_name", "email", "zip"):
        page.locator(f"#sign [name={name}]").fill(signing.WORDS[name])
    page.locator("#sign [name=discipline]").select_option("writing")
    clock.tick(seconds=20)
    page.locator("#sign [type=submit]").click()


def test_a_browser_does_the_sum_and_sends_the_form_again(
    page: Page, pressed: None, clock: Hands
) -> None:
    send(page, clock)

    page.wait_for_url("**/signed/")
    db.session.rollback()
    assert signing.only().email == signing.WORDS["email"]


@pytest.mark.javascript(False)
def test_without_a_script_one_presses_again_and_the_mail_comes_later(
    page: Page, pressed: None, clock: Hands
) -> None:
    send(page, clock)
    expect(page.locator(".proof")).to_contain_text("press the button once more")
    expect(page.locator("#sign [name=email]")).to_have_value(signing.WORDS["email"])

    page.locator("#sign [type=submit]").click()

    page.wait_for_url("**/signed/?later=10")
    expect(page.locator("main")).to_contain_text("10 minutes")
