"""Accounts in a real browser: the first owner, a passkey made and used, and axe on every page."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.database import transaction
from app.organizers import invitations, people
from tests.support import live, organizers
from tests.support.browser import assert_accessible, assert_fits, open_page
from tests.support.mailbox import free_port

PASSWORD = "four words make one"
WIDTHS = (375, 1440)
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def settings() -> dict[str, str]:
    """A name, because browsers make passkeys for names alone; and localhost counts as safe."""
    port = free_port()
    return {"PORT": str(port), "PUBLIC_URL": f"http://localhost:{port}"}


def test_the_first_owner_makes_a_passkey_and_signs_in_with_it(
    app_sqlite: Flask, browser: Browser
) -> None:
    with transaction():
        link = invitations.link(invitations.first_owner())
    with live.serve(app_sqlite) as server, open_page(browser, server.url) as page:
        _add_device(page)
        page.goto(link)
        page.get_by_label("E-mail").fill("owner@example.org")
        page.get_by_label("Your name").fill("Olga")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("The same once more").fill(PASSWORD)
        page.get_by_role("button", name="Make my account").click()
        expect(page.get_by_role("status")).to_contain_text("Your account is ready")

        page.goto("/organize/account/passkeys/")
        page.get_by_label("Name").fill("telephone")
        page.get_by_role("button", name="Make a passkey").click()
        expect(page.get_by_role("status")).to_contain_text("The passkey telephone is ready")

        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("All campaigns")

        # And once more for what is dangerous.
        page.goto("/organize/verify/?next=/organize/account/email/")
        page.get_by_role("button", name="Use a passkey instead").click()
        page.get_by_role("button", name="Ask my device").or_(
            page.get_by_role("heading", name="E-mail address")
        ).first.wait_for()
        expect(page).to_have_url(f"{server.url}/organize/account/email/")

        with transaction():
            owner = people.find_by_email("owner@example.org")
            assert owner is not None
            owner.active = False
        page.goto("/organize/sign-in/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.locator(".said").last).to_contain_text("This account is closed")


def test_the_accounts_pages_are_for_everybody(app_sqlite: Flask, browser: Browser) -> None:
    """axe-core finds nothing, and nothing is cut off, on a phone and on a desk."""
    someone = organizers.with_password(app_sqlite, PASSWORD, name="Olga", role="owner")
    organizers.organizer("viewer", name="", active=False)
    with transaction():
        invitations.invite(
            "a.very.long.address.indeed@somewhere-far-away.example.org",
            invitations.RoleName.VIEWER,
            by=None,
            locale="en",
        )
    paths = ["account/", "people/", f"people/{someone.id}/", "account/codes/", "account/password/"]
    with live.serve(app_sqlite) as server, open_page(browser, server.url) as page:
        page.goto("/organize/sign-in/")
        _check(page)
        page.get_by_label("E-mail").fill(someone.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("All campaigns")
        for path in [*paths, "account/passkeys/", "account/recovery/", "verify/"]:
            page.goto(f"/organize/{path}")
            _check(page)
        page.goto("/organize/account/codes/")
        page.get_by_role("button", name="Set it up").click()
        page.locator(".qr svg").wait_for()
        _check(page)


def _check(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
        assert_fits(page)


def _add_device(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
