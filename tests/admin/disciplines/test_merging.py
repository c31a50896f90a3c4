"""Merging disciplines in the panel: looked at first, done in the worker, gone on with."""

from __future__ import annotations

from flask import Flask

from app.campaigns.models import Campaign
from app.jobs import engine
from app.letters import texts
from app.letters.texts import Audience
from tests.admin.disciplines.screen import URL, one, save
from tests.support import factories, organizers
from tests.support.client import Visitor


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
