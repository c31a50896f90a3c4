"""The disciplines of a campaign, as organizers name, order and colour them."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser

from app.audit.models import AuditEntry
from app.campaigns import disciplines
from app.campaigns.models import Campaign, Discipline
from app.extensions import db
from app.jobs import engine
from app.letters import texts
from app.letters.texts import Audience
from tests.pledges.signing import WORDS, only
from tests.support import factories, organizers
from tests.support.browser import assert_accessible, assert_fits, unfold
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.organizers import signed_in_page
from tests.support.page import Page

URL = "/organize/c/day/disciplines/"


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return factories.campaign()


@pytest.fixture
def organizer(app: Flask, campaign: Campaign) -> Visitor:
    return organizers.visitor(app, "organizer")


def add(visitor: Visitor, *, status: int = 303, **typed: str) -> Page:
    form = visitor.get(URL).form("#add")
    return visitor.post(URL, {**form, "people": "its people", **typed}, status=status)


def one(campaign: Campaign, slug: str) -> Discipline:
    db.session.rollback()
    return next(each for each in campaign.disciplines if each.slug == slug)


def save(visitor: Visitor, row: Discipline, *, status: int = 303, **typed: Any) -> Page:
    url = f"{URL}{row.id}/"
    form = visitor.get(url).form("#words")
    return visitor.post(url, {**form, **typed}, status=status)


def entries(action: str) -> list[AuditEntry]:
    return list(db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == action)))


def test_a_new_discipline_stands_last_in_the_farthest_colour(
    campaign: Campaign, organizer: Visitor
) -> None:
    page = organizer.follow(add(organizer, name="Film & TV", people="film makers"))

    assert page.heading == "Film & TV"
    made = one(campaign, "film-tv")
    assert (made.position, made.people, made.hue) == (3, "film makers", 210)
    assert [each.slug for each in campaign.disciplines][-1] == "film-tv"
    assert entries("discipline.add")[0].after["slug"] == "film-tv"
    public = Visitor(organizer.app).get("/c/day/film-tv/")
    assert "Film & TV" in public.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "Give a name"),
        ({"name": "…"}, "Give a name"),
        ({"name": "x" * 61}, "61 characters; 60 fit"),
        ({"name": "Dance", "people": ""}, "in the plural"),
        ({"name": "Dance", "slug": "Dänce"}, "small letters"),
        ({"name": "Dance", "slug": "a--b"}, "small letters"),
        ({"name": "Dance", "slug": "x" * 41}, "small letters"),
        ({"name": "音楽"}, "small letters"),
        ({"name": "Da\0nce"}, "cannot be read"),
        ({"name": "Dance", "slug": "music"}, "leads to the discipline Music already"),
        ({"name": " MUSIC "}, "leads to the discipline Music already"),
        ({"name": "Songs", "slug": "chansons"}, "leads to the discipline Music already"),
        ({"name": "Tunes"}, "leads to the discipline Music already"),
        ({"name": "Letter"}, "has the address “letter”"),
        ({"name": "Embed"}, "has the address “embed”"),
        ({"name": "Ally"}, "has the address “ally”"),
    ],
)
def test_what_cannot_be_a_discipline_is_said_and_kept(
    campaign: Campaign, organizer: Visitor, typed: dict[str, str], words: str
) -> None:
    one(campaign, "music").aliases = ["chansons", "Tunes"]

    page = add(organizer, status=422, **typed)

    assert words in page.one("[role=alert]").get_text()
    if "\0" not in typed["name"]:
        assert page.one("#name")["value"].strip() == typed["name"].strip()
    db.session.rollback()
    assert len(campaign.disciplines) == 3


def test_every_page_of_a_campaign_is_reserved(app: Flask) -> None:
    found = disciplines.reserved(app.url_map)

    assert {"letter", "sign", "signed", "thanks", "voices", "numbers", "embed", "ally"} <= found
    assert "day.ics" in found
    assert not any("<" in each for each in found)


def test_there_are_24_at_most(app: Flask) -> None:
    many = [(f"d{number}", f"D{number}") for number in range(23)]
    factories.campaign(slug="many", disciplines=many)
    visitor = organizers.visitor(app, "organizer")
    url = "/organize/c/many/disciplines/"
    form = visitor.get(url).form("#add")
    visitor.post(url, {**form, "name": "Last", "people": "the last"}, status=303)
    assert not visitor.get(url).all("#add")

    form["version"] = "2"
    page = visitor.post(url, {**form, "name": "Beyond", "people": "more"}, status=422)

    assert "24 disciplines at the most" in page.text


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


def test_an_address_that_may_stay_empty_is_no_mistake_of_its_own(
    campaign: Campaign, organizer: Visitor
) -> None:
    page = add(organizer, status=422, name="", people="")

    assert [each["href"] for each in page.all("[role=alert] a")] == ["#name", "#people"]


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


def test_of_two_who_edit_the_second_is_told_and_loses_nothing(
    app: Flask, campaign: Campaign, organizer: Visitor
) -> None:
    row = one(campaign, "music")
    url = f"{URL}{row.id}/"
    mine = organizer.get(url).form("#words")
    save(organizers.visitor(app, "organizer"), row, headline="Theirs.", people="players")

    page = organizer.post(url, {**mine, "headline": "Mine."}, status=409)

    assert "Somebody else has changed this campaign" in page.one("[role=alert]").get_text()
    assert page.one("#headline")["value"] == "Mine."
    assert [each.get_text(" ", strip=True) for each in page.all(".stands")] == [
        "It says now: players",
        "It says now: Theirs.",
    ]
    assert one(campaign, "music").headline == "Theirs."
    organizer.post(url, page.form("#words"), status=303)
    assert one(campaign, "music").headline == "Mine."


def test_a_stale_list_moves_and_adds_nothing(campaign: Campaign, organizer: Visitor) -> None:
    form = organizer.get(URL).form("#add")
    add(organizer, name="Dance")

    page = organizer.post(URL, {**form, "name": "Games", "people": "makers of games"}, status=409)

    assert page.one("#name")["value"] == "Games"
    assert organizer.post(URL, page.form("#add"), status=303)
    stale = {"csrf_token": form["csrf_token"], "version": "1", "step": "down"}
    organizer.post(f"{URL}{one(campaign, 'music').id}/move", stale, status=409)
    assert [each.slug for each in campaign.disciplines][-2:] == ["dance", "games"]
    for version in ("", "-1", "x" * 30, "9" * 30):
        form["version"] = version
        organizer.post(URL, {**form, "name": "More", "people": "more"}, status=409)


def test_a_discipline_of_another_campaign_is_not_here(app: Flask, organizer: Visitor) -> None:
    other = factories.campaign(slug="other")

    organizer.get(f"{URL}{other.disciplines[0].id}/", status=404)


def test_a_merge_is_looked_at_first_and_then_done_in_the_worker(
    app: Flask, campaign: Campaign, organizer: Visitor
) -> None:
    writing, music = one(campaign, "writing"), one(campaign, "music")
    factories.craft(writing, "poet")
    factories.craft(writing, "editor")
    factories.craft(music, "editor")
    texts.save_paragraph(campaign, Audience(writing), "We who write.")
    factories.signatory(campaign, "writing", confirmed=True)
    url = f"{URL}{writing.id}/merge/"

    look = organizer.get(f"{url}?into={music.id}")
    assert look.heading == "Merge Writing into Music"
    assert "1 artist is counted under Music instead" in look.text
    assert "Poet moves over; Editor becomes Editor." in look.text
    assert "1 paragraph for these people goes." in look.text
    assert "We who write." in look.text
    assert organizer.post(url, {**look.form("#merge"), "into": "7777"}, status=422)
    job = organizer.follow(organizer.post(url, look.form("#merge"), status=303))

    assert job.heading == "Merging disciplines"
    engine.drain()
    done = organizer.get("/organize/jobs/1/")
    assert "1 person moved." in done.text
    assert Visitor(app).get("/c/day/writing/", status=301).location == "/c/day/music/"
    assert "Writing became Music" in organizer.get(URL).text
    organizer.post(url, look.form("#merge"), status=404)


def test_a_stale_look_merges_nothing(campaign: Campaign, organizer: Visitor) -> None:
    writing, music = one(campaign, "writing"), one(campaign, "music")
    url = f"{URL}{writing.id}/merge/"
    form = organizer.get(f"{url}?into={music.id}").form("#merge")
    save(organizer, music, headline="Changed.")

    page = organizer.post(url, form, status=409)

    assert "Somebody else has changed" in page.one("[role=alert]").get_text()
    assert len(one(campaign, "music").campaign.disciplines) == 3
    organizer.post(url, page.form("#merge"), status=303)


def test_a_stopped_merge_can_go_on(campaign: Campaign, organizer: Visitor) -> None:
    writing, music = one(campaign, "writing"), one(campaign, "music")
    url = f"{URL}{writing.id}/merge/"
    organizer.post(url, organizer.get(f"{url}?into={music.id}").form("#merge"), status=303)
    token = {"csrf_token": organizers.csrf(organizer.get(URL))}
    organizer.post("/organize/jobs/1/cancel", token, status=303)

    assert "A merge was stopped" in organizer.get(URL).text
    organizer.post(f"{URL}merge-on", token, status=303)

    assert "A merge was stopped" not in organizer.get(URL).text
    organizer.post(f"{URL}merge-on", token, status=404)


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
