"""The disciplines of a campaign, as organizers name, order and colour them."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.campaigns.models import Campaign
from app.extensions import db
from tests.admin.disciplines.screen import URL, entries, one, save
from tests.pledges.signing import WORDS, only
from tests.support import factories, organizers
from tests.support.browser import assert_accessible, assert_fits, unfold
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.organizers import signed_in_page


def test_what_is_said_of_a_discipline_is_saved_and_written_down(
    campaign: Campaign, organizer: Visitor
) -> None:
    row = one(campaign, "music")

    typed = {
        "headline": "Every note is somebody’s.",
        "call_script": "I am one of your {people}.",
        "aliases": "Songs\r\n\r\nsongs\r\nTunes",
        "hue": "125",
    }
    save(organizer, row, **typed)

    row = one(campaign, "music")
    assert (row.headline, row.hue, row.aliases) == (typed["headline"], 125, ["Songs", "Tunes"])
    entry = entries("discipline.change")[0]
    assert entry.before["hue"] == 0
    assert entry.after["aliases"] == ["Songs", "Tunes"]
    assert "name" not in entry.after


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"call_script": "Dear {office_nmae}"}, "There is no field {office_nmae}."),
        ({"aliases": "writing"}, "leads to the discipline Writing already"),
        ({"aliases": "Allies"}, "not artists"),
        ({"aliases": "\n".join(f"a{n}" for n in range(31))}, "30 at the most"),
        ({"paragraph": "x" * 2001}, "2001 characters; 2000 fit"),
        ({"hue": "7"}, "Choose a colour."),
        ({"slug": "voices"}, "has the address “voices”"),
        ({"slug": "writing"}, "leads to the discipline Writing already"),
    ],
)
def test_nothing_typed_is_lost_where_something_is_wrong(
    campaign: Campaign, organizer: Visitor, typed: dict[str, str], words: str
) -> None:
    page = save(organizer, one(campaign, "music"), status=422, headline="Kept.", **typed)

    assert words in page.one("[role=alert]").get_text()
    assert page.one("#headline")["value"] == "Kept."
    assert page.heading == "Music"
    assert one(campaign, "music").headline == "Music is made by people."


def test_an_address_that_was_given_up_leads_to_the_new_one(
    campaign: Campaign, organizer: Visitor
) -> None:
    public = Visitor(organizer.app)
    save(organizer, one(campaign, "music"), slug="songs")

    gone = public.get("/c/day/music/?source=union", status=301)
    assert gone.location == "/c/day/songs/?source=union"
    assert public.get("/c/day/music/?lang=es", status=301).location == "/c/day/songs/?lang=es"
    assert gone.headers["Cache-Control"].startswith("public, max-age=0")
    assert "Music" in public.get("/c/day/songs/").text
    assert public.get("/c/day/voices/?discipline=music").status == 200

    save(organizer, one(campaign, "songs"), slug="music")
    assert one(campaign, "music").aliases == ["songs"]
    assert public.get("/c/day/songs/", status=301).location == "/c/day/music/"
    public.get("/c/day/music/")


def test_an_old_form_signs_for_what_the_discipline_became(
    app: Flask, clock: Hands, campaign: Campaign, organizer: Visitor
) -> None:
    public = Visitor(app)
    form = public.get("/c/day/").form("#sign")
    save(organizer, one(campaign, "writing"), slug="words")
    clock.tick(seconds=5)

    public.post("/c/day/sign", {**form, **WORDS, "also": ["music", "writing"]}, status=303)

    assert only().discipline_id == one(campaign, "words").id
    assert [each.slug for each in only().also] == ["music"]


def test_the_order_is_that_of_the_form(campaign: Campaign, organizer: Visitor) -> None:
    def move(slug: str, step: str) -> list[str]:
        row = one(campaign, slug)
        token, version = organizers.csrf(organizer.get(URL)), campaign.version
        sent = {"csrf_token": token, "version": str(version), "step": step}
        organizer.post(f"{URL}{row.id}/move", sent, status=303)
        db.session.rollback()
        return [each.slug for each in campaign.disciplines]

    assert move("illustration", "up") == ["music", "illustration", "writing"]
    assert move("music", "down") == ["illustration", "music", "writing"]
    assert move("illustration", "up") == ["illustration", "music", "writing"]
    assert entries("discipline.move")[0].after["order"][1] == "illustration"
    options = Visitor(organizer.app).get("/c/day/").all("select[name=discipline] option")
    assert [each["value"] for each in options][1:4] == ["illustration", "music", "writing"]


def test_a_discipline_of_another_campaign_is_not_here(app: Flask, organizer: Visitor) -> None:
    other = factories.campaign(slug="other")

    organizer.get(f"{URL}{other.disciplines[0].id}/", status=404)


@pytest.mark.parametrize(("width", "scheme"), [(375, "light"), (1440, "dark")])
def test_the_pages_fit_and_axe_finds_nothing(
    app: Flask, campaign: Campaign, browser: Browser, width: int, scheme: str
) -> None:
    music = one(campaign, "music")
    factories.craft(music)
    factories.craft(music, "singer")
    url = f"{URL}{music.id}/"

    with signed_in_page(app, browser, "organizer", width=width, scheme=scheme) as page:
        page.goto(URL)
        assert_accessible(page)
        assert_fits(page)
        page.goto(url)
        unfold(page)
        assert_accessible(page)
        assert_fits(page)
        page.locator("#words input[value='125']").check()
        page.locator("#words [name=name]").fill("")
        page.locator("#words button").click()
        page.locator(".mistakes").wait_for()
        assert_accessible(page)
        assert_fits(page)
        page.locator("#words [name=name]").fill("Songs")
        page.locator("#words button").click()
        page.get_by_text("Saved.").wait_for()
        page.goto(f"{URL}{one(campaign, 'writing').id}/merge/?into={music.id}")
        assert_accessible(page)
        assert_fits(page)

    assert (one(campaign, "music").hue, music.name) == (125, "Songs")
