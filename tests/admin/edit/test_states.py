"""From a draft, shown by its secret link, to the last state: a campaign goes only where it can."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.campaigns import queries
from app.campaigns.models import Campaign, CampaignState
from app.extensions import db
from tests.admin.edit.screen import know_site, press
from tests.support import factories, organizers
from tests.support.browser import assert_accessible, assert_fits
from tests.support.client import Visitor
from tests.support.organizers import signed_in_page


def test_a_draft_is_opened_once_it_is_whole(app: Flask, organizer: Visitor) -> None:
    draft = factories.campaign(slug="draft", state=CampaignState.DRAFT, disciplines=())
    draft.closes_at = draft.opens_at
    page = organizer.get("/organize/c/draft/edit/")
    said = page.one(".state").get_text(" ")
    assert "at least one discipline" in said
    assert "Its closing lies in the past" in said
    assert "The privacy page does not say yet who runs this site" in said
    draft.closes_at = None
    know_site()
    sent = {"csrf_token": organizers.csrf(page), "state": "open", "version": "1"}

    organizer.post("/organize/c/draft/state/", sent)
    db.session.refresh(draft)
    refused = draft.state
    factories.discipline(draft)
    organizer.post("/organize/c/draft/state/", sent)
    db.session.refresh(draft)

    assert (refused, draft.state) == ("draft", "open")
    Visitor(app).get("/c/draft/")


@pytest.mark.parametrize(
    ("role", "is_known", "led_to"),
    [
        ("owner", False, ["/organize/c/draft/disciplines/", "/organize/site/"]),
        ("owner", True, ["/organize/c/draft/disciplines/"]),
        ("organizer", False, ["/organize/c/draft/disciplines/"]),
    ],
)
def test_a_draft_leads_to_where_the_rest_is_filled_in(
    app: Flask, role: str, is_known: bool, led_to: list[str]
) -> None:
    factories.campaign(slug="draft", state=CampaignState.DRAFT, disciplines=())
    if is_known:
        know_site()

    page = organizers.visitor(app, role).get("/organize/c/draft/edit/")

    assert [each["href"] for each in page.all("#state li a")] == led_to


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("open", "closed", True),
        ("open", "won", True),
        ("open", "archived", False),
        ("open", "draft", False),
        ("closed", "open", True),
        ("won", "archived", True),
        ("archived", "open", False),
        ("archived", "closed", True),
        ("open", "burnt", False),
    ],
)
def test_a_campaign_goes_only_where_it_can(
    campaign: Campaign, organizer: Visitor, before: str, after: str, allowed: bool
) -> None:
    campaign.state = before
    know_site()

    press(organizer, "/organize/c/day/state/", state=after)

    db.session.refresh(campaign)
    assert campaign.state == (after if allowed else before)


def test_a_draft_is_shown_to_who_has_the_link_and_to_nobody_else(
    app: Flask, organizer: Visitor
) -> None:
    draft = factories.campaign(slug="draft", state=CampaignState.DRAFT)
    page = organizer.get("/organize/c/draft/edit/")
    sent = {"csrf_token": organizers.csrf(page)}

    organizer.post("/organize/c/draft/preview/", sent)
    db.session.refresh(draft)
    shown = Visitor(app).get(f"/preview/{draft.preview_token}/")

    assert "Preview of a campaign that is not public" in shown.text
    assert shown.one("form.pledge").has_attr("inert")
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["X-Robots-Tag"] == "noindex"
    Visitor(app).get("/c/draft/", status=404)

    link = f"/preview/{draft.preview_token}/"
    assert Visitor(app).get(f"{link}?discipline=music").heading == "Music is made by people."
    Visitor(app).get(f"{link}?discipline=dance", status=404)
    draft.state = CampaignState.OPEN
    assert Visitor(app).get(link).all("[data-seen]") == []

    organizer.post("/organize/c/draft/preview/", {**sent, "do": "drop"})
    Visitor(app).get(f"/preview/{draft.preview_token}/", status=404)


def add_disciplines(slug: str) -> None:
    db.session.rollback()
    for each in ("music", "writing", "dance"):
        factories.discipline(queries.get_any(slug), each)


def test_a_newcomer_begins_shows_and_opens_a_campaign(app: Flask, browser: Browser) -> None:
    know_site()
    with signed_in_page(app, browser, "owner", width=375) as page:
        page.goto("/organize/")
        page.get_by_role("link", name="New campaign").click()
        page.wait_for_url("**/new/")
        assert_accessible(page)
        assert_fits(page)
        page.get_by_label("Name", exact=True).fill("Our Day")
        page.get_by_label("Headline", exact=True).fill("People make art.")
        page.get_by_label("Demand", exact=True).fill("Pay people.")
        page.get_by_label("Address", exact=True).fill("our-day")
        page.locator("main form button.button").click()
        page.get_by_text("Here is your draft.").wait_for()
        add_disciplines("our-day")
        page.reload()
        page.get_by_role("button", name="Make a link").click()
        with page.expect_navigation():
            page.locator("#preview a").click()
        assert page.locator("h1").inner_text() == "People make art."
        assert_accessible(page)
        assert_fits(page)
        page.goto("/organize/c/our-day/edit/")
        page.set_viewport_size({"width": 1440, "height": 900})
        assert_accessible(page)
        assert_fits(page)
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Open it").click()
        page.get_by_text("The campaign is open").wait_for()
        page.goto("/c/our-day/")
        assert page.locator("#sign button[type=submit]").is_enabled()
