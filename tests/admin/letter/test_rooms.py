"""The letter's rooms: the order of the ways, who may enter, what the history tells."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from tests.admin.letter.screen import URL, actions, change, saved
from tests.support import organizers
from tests.support.client import Visitor


def test_the_order_of_the_channels(desk: Visitor, asking: Campaign) -> None:
    page = desk.get(f"{URL}ways/")
    assert "usual order" in page.text
    form = {"csrf_token": organizers.csrf(page), "channel": "email", "move": "up"}

    page = desk.follow(desk.post(f"{URL}ways/", form))

    assert [str(each["id"]) for each in page.all(".ways li")][:3] == [
        "way-house_cwc",
        "way-email",
        "way-senate_cwc",
    ]
    assert saved(asking).channels[1] == "email"
    for strange in ({"channel": "pigeon", "move": "up"}, {"channel": "house_cwc", "move": "up"}):
        desk.post(f"{URL}ways/", form | strange)
    assert saved(asking).channels[:2] == ["house_cwc", "email"]
    desk.post(f"{URL}ways/", form | {"move": "reset"})
    assert saved(asking).channels == []
    assert actions() == ["letter.channels", "letter.channels"]


def test_before_letters_are_asked_for_every_room_leads_to_the_first(
    desk: Visitor, campaign: Campaign
) -> None:
    for room in ("ways/", "words/", "targets/"):
        assert desk.get(URL + room, status=303).location == URL
    desk.get(f"{URL}words/all/both/", status=404)


@pytest.mark.parametrize("role", ["viewer", "partner"])
def test_the_letter_is_not_for_everybody(app_sqlite: Flask, asking: Campaign, role: str) -> None:
    outsider = organizers.visitor(app_sqlite, role)
    for room in ("", "ways/", "words/", "targets/", "words/all/both/"):
        outsider.get(URL + room, status=403)


def test_the_history_tells_each_change_in_words(desk: Visitor, asking: Campaign) -> None:
    cell = f"{URL}words/all/both/"
    desk.post(cell, change(desk, cell, "#words", text="Other words for everybody."))
    targets = f"{URL}targets/"
    desk.post(targets, change(desk, targets, "#target", name="Agency", email="a@example.org"))

    page = desk.get("/organize/c/day/history/")

    assert "Wrote a paragraph of the letter" in page.text
    assert "Other words for everybody." in page.text
    assert "Added a target" in page.text
