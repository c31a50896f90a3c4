"""Of two who change a campaign's disciplines at once, the second is told."""

from __future__ import annotations

from flask import Flask

from app.campaigns.models import Campaign
from tests.admin.disciplines.screen import URL, add, one, save
from tests.support import organizers
from tests.support.client import Visitor


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
