"""Of two who edit a campaign at once, nobody is overwritten unawares."""

from __future__ import annotations

from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from tests.admin.edit.screen import URL, press, save
from tests.support import organizers
from tests.support.client import Visitor


def test_the_second_of_two_editors_is_told_and_overwrites_nothing_unawares(
    app: Flask, campaign: Campaign, organizer: Visitor
) -> None:
    mine = organizer.get(URL).form("#edit")
    save(organizers.visitor(app, organizers.organizer("owner", name="Ada")), story="Theirs.")

    told = organizer.post(URL, {**mine, "headline": "Mine."}, status=409)

    assert "Keep Story as Ada left it" in told.one("[role=alert]").get_text(" ")
    assert told.one("input[name=theirs]")["value"] == "story"
    assert told.one("input[name=theirs]").has_attr("checked"), "they had not touched the story"
    assert told.form("#edit")["headline"] == "Mine."
    db.session.refresh(campaign)
    assert campaign.headline == "Keep copyright human."

    organizer.post(URL, {**told.form("#edit"), "theirs": "story"})
    db.session.refresh(campaign)
    assert (campaign.headline, campaign.story) == ("Mine.", "Theirs.")


def test_who_insists_saves_their_own(app: Flask, campaign: Campaign, organizer: Visitor) -> None:
    mine = {**organizer.get(URL).form("#edit"), "story": "Mine."}
    save(organizers.visitor(app, "owner"), story="Theirs.")

    told = organizer.post(URL, mine, status=409)
    assert not told.one("input[name=theirs]").has_attr("checked")
    organizer.post(URL, told.form("#edit"))

    db.session.refresh(campaign)
    assert campaign.story == "Mine."


def test_a_version_that_none_can_have_saves_nothing(campaign: Campaign, organizer: Visitor) -> None:
    blank = organizer.get(URL).form("#edit")
    for version in ("", "9" * 30, "²"):
        organizer.post(URL, {**blank, "version": version, "headline": "Blind."}, status=409)

    press(organizer, "/organize/c/day/state/", state="closed", version="9" * 30)
    db.session.refresh(campaign)
    assert (campaign.headline, campaign.state) == ("Keep copyright human.", "open")
