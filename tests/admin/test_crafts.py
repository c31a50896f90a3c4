"""The crafts of a discipline, as organizers name and order them."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign, Discipline
from app.extensions import db
from tests.support import factories, organizers
from tests.support.client import Visitor
from tests.support.page import Page


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


@pytest.fixture
def music(app: Flask) -> Discipline:
    campaign: Campaign = factories.campaign()
    found = campaign.disciplines[0]
    factories.craft(found)
    factories.craft(found, "singer")
    return found


@pytest.fixture
def organizer(app: Flask, music: Discipline) -> Visitor:
    return organizers.visitor(app, "organizer")


def url(discipline: Discipline) -> str:
    return f"/organize/c/day/disciplines/{discipline.id}/"


def names(discipline: Discipline) -> list[str]:
    db.session.rollback()
    return [each.name for each in discipline.crafts]


def act(visitor: Visitor, music: Discipline, path: str, *, status: int = 303, **typed: str) -> Page:
    page = visitor.get(url(music))
    form = page.form(f'form[action$="{path}"]')
    return visitor.post(f"{url(music)}{path}", {**form, **typed}, status=status)


def test_a_craft_is_added_renamed_and_ordered(music: Discipline, organizer: Visitor) -> None:
    act(organizer, music, "crafts", **{"craft-name": "Composer", "craft-aliases": "songwriter"})
    assert names(music) == ["Session Player", "Singer", "Composer"]

    player = music.crafts[0]
    prefix = f"craft-{player.id}-"
    typed = {f"{prefix}name": "Studio player", f"{prefix}aliases": "session\nsession"}
    act(organizer, music, f"crafts/{player.id}", **typed)
    assert names(music)[0] == "Studio player"
    assert (player.slug, player.aliases) == ("session-player", ["session"])

    singer = music.crafts[1]
    sent = {
        "csrf_token": organizers.csrf(organizer.get(url(music))),
        "version": str(music.campaign.version),
        "step": "up",
    }
    organizer.post(f"{url(music)}crafts/{singer.id}/move", sent, status=303)
    assert names(music) == ["Singer", "Studio player", "Composer"]


def test_two_crafts_of_one_name_are_refused(music: Discipline, organizer: Visitor) -> None:
    page = act(organizer, music, "crafts", status=422, **{"craft-name": "singer"})

    assert "“singer” is the craft Singer already." in page.one("[role=alert]").get_text()
    assert page.one("#craft-name")["value"] == "singer"
    singer = music.crafts[1]
    typed = {f"craft-{singer.id}-aliases": "Session player"}
    page = act(organizer, music, f"crafts/{singer.id}", status=422, **typed)
    assert page.one("details[open] textarea").get_text().strip() == "Session player"
    assert names(music) == ["Session Player", "Singer"]


def test_a_stale_craft_form_saves_knowingly(music: Discipline, organizer: Visitor) -> None:
    singer = music.crafts[1]
    path = f"{url(music)}crafts/{singer.id}"
    mine = organizer.get(url(music)).form(f'form[action$="crafts/{singer.id}"]')
    act(organizer, music, f"crafts/{singer.id}", **{f"craft-{singer.id}-name": "Vocalist"})

    page = organizer.post(path, {**mine, f"craft-{singer.id}-name": "Soprano"}, status=409)

    assert page.one("details[open] .stands").get_text(" ", strip=True) == "It says now: Vocalist"
    form = page.form(f'form[action$="crafts/{singer.id}"]')
    assert form[f"craft-{singer.id}-name"] == "Soprano"
    organizer.post(path, form, status=303)
    assert names(music)[1] == "Soprano"


def test_a_craft_of_elsewhere_is_not_here(music: Discipline, organizer: Visitor) -> None:
    writing = music.campaign.disciplines[1]
    sent = {"csrf_token": organizers.csrf(organizer.get(url(music))), "version": "1"}

    organizer.post(f"{url(writing)}crafts/{music.crafts[0].id}", sent, status=404)
