"""The queue of voices, as an organizer uses it."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges.models import Signatory, VoiceState
from tests.support import factories, organizers
from tests.support.browser import assert_accessible, assert_fits
from tests.support.client import Visitor
from tests.support.organizers import signed_in_page
from tests.support.page import Page

URL = "/organize/c/day/voices/"


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return factories.campaign()


@pytest.fixture
def organizer(app: Flask, campaign: Campaign) -> Visitor:
    return organizers.visitor(app, "organizer")


def voice(campaign: Campaign, number: int = 0, **over: object) -> Signatory:
    words = {"voice": "By hand.", "email": f"v{number}@example.org", "credit_name": "Low Tide"}
    return factories.signatory(campaign, confirmed=True, **{**words, **over})


def act(visitor: Visitor, signatory: Signatory, do: str, *, status: int = 303, **more: str) -> Page:
    token = organizers.csrf(visitor.get(URL))
    sent = {"csrf_token": token, "voice": str(signatory.id), "do": do, "pile": "waiting", **more}
    return visitor.post(URL, sent, status=status)


def test_an_organizer_approves_a_voice_and_the_public_reads_it(
    app: Flask, campaign: Campaign, organizer: Visitor
) -> None:
    person = voice(campaign)
    assert "By hand." in organizer.get(URL).text

    said = organizer.follow(act(organizer, person, "approve"))

    assert "Approved: it can be read now." in said.text
    assert "By hand." in Visitor(app).get("/c/day/voices/").text


def test_declining_asks_for_a_reason_and_keeps_what_was_typed(
    campaign: Campaign, organizer: Visitor
) -> None:
    person = voice(campaign)

    page = act(organizer, person, "decline", status=422, reason="other", words=" ")

    assert "Say why" in page.one("[role=alert]").get_text()
    assert page.one("details.why[open] option[selected]")["value"] == "other"
    db.session.refresh(person)
    assert person.voice_state == VoiceState.WAITING

    act(organizer, person, "decline", reason="other", words="It sings of somebody else.")
    shown = organizer.get(f"{URL}?pile=declined").text
    assert "Declined: It sings of somebody else." in shown


def test_what_the_voice_says_is_text_and_nothing_else(
    campaign: Campaign, organizer: Visitor
) -> None:
    voice(campaign, voice="<script>alert(1)</script>")

    page = organizer.get(URL)

    assert page.all("article script") == []
    assert "<script>alert(1)</script>" in page.one("blockquote").get_text()


def test_a_voice_of_another_campaign_is_not_here(campaign: Campaign, organizer: Visitor) -> None:
    elsewhere = voice(factories.campaign(slug="other"))

    act(organizer, elsewhere, "approve", status=404)


@pytest.mark.parametrize("role", ["viewer", "partner"])
def test_who_may_see_no_person_sees_no_voice(app: Flask, campaign: Campaign, role: str) -> None:
    voice(campaign)

    organizers.visitor(app, role).get(URL, status=403)


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1440, "light")])
def test_the_keyboard_moves_and_approves(
    app: Flask, campaign: Campaign, browser: Browser, width: int, scheme: str
) -> None:
    first, second = voice(campaign, 1), voice(campaign, 2, voice="See www.low.example")
    second.voice_held = ""
    db.session.commit()

    with signed_in_page(app, browser, "organizer", width=width, scheme=scheme) as page:
        page.goto(URL)
        assert_accessible(page)
        assert_fits(page)
        page.locator("[data-keys]").wait_for()
        page.keyboard.press("j")
        page.keyboard.press("a")
        page.get_by_text("Approved: it can be read now.").wait_for()
        page.locator("[data-keys]").wait_for()
        page.keyboard.press("d")
        page.locator("details[open] select:focus").select_option("advert")
        page.locator("details[open] button[value=decline]").click()
        page.get_by_text("Declined: nobody will read it.").wait_for()

    db.session.rollback()
    assert (second.voice_state, first.voice_state) == (VoiceState.APPROVED, VoiceState.DECLINED)
