"""A new discipline: how it stands, and what cannot be one."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns import disciplines
from app.campaigns.models import Campaign
from app.extensions import db
from tests.admin.disciplines.screen import add, entries, one
from tests.support import factories, organizers
from tests.support.client import Visitor


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


def test_an_address_that_may_stay_empty_is_no_mistake_of_its_own(
    campaign: Campaign, organizer: Visitor
) -> None:
    page = add(organizer, status=422, name="", people="")

    assert [each["href"] for each in page.all("[role=alert] a")] == ["#name", "#people"]


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
