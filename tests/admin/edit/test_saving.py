"""Editing a campaign: everything is saved and written down, and what is wrong is said."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser

from app.audit import queries as audit
from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs import engine
from app.jobs.models import Job
from app.pledges import counts, recount
from tests.admin.edit.screen import URL, save
from tests.support import factories
from tests.support.browser import assert_accessible, assert_fits
from tests.support.client import Visitor
from tests.support.organizers import signed_in_page


def test_saving_what_is_there_changes_nothing(campaign: Campaign, organizer: Visitor) -> None:
    assert organizer.get(URL).form("#edit")["opens_at"] == "2026-03-01T09:00"

    save(organizer)

    db.session.refresh(campaign)
    assert campaign.opens_at == dt.datetime(2026, 3, 1, 14, tzinfo=dt.UTC)
    assert audit.list_entries(campaign_id=campaign.id)[0].after == {"version": 2}


def test_every_change_is_kept_with_what_stood_there(campaign: Campaign, organizer: Visitor) -> None:
    save(organizer, headline="Play it yourself.", goal="25,000", closes_at="2027-12-31T18:00")

    db.session.refresh(campaign)
    entry = audit.list_entries(campaign_id=campaign.id)[0]
    assert (campaign.headline, campaign.goal) == ("Play it yourself.", 25_000)
    assert campaign.closes_at == dt.datetime(2027, 12, 31, 23, tzinfo=dt.UTC)
    assert entry.before["headline"] == "Keep copyright human."
    assert set(entry.after) == {"headline", "goal", "closes_at", "version"}
    assert "Keep copyright human." in organizer.get("/organize/c/day/history/").text


def test_a_story_with_script_in_it_is_text(
    app: Flask, campaign: Campaign, organizer: Visitor
) -> None:
    story = (
        "## Why\n\n<script>alert(1)</script> <img src=x onerror=alert(2)> [x](javascript:alert(3))"
    )

    save(organizer, story=story)
    looked = organizer.post(URL, {**organizer.get(URL).form("#edit"), "look": "1"}, status=200)

    for page in (Visitor(app).get("/c/day/"), looked):
        assert page.all("script:not([src])") == []
        assert page.all("img[onerror]") == []
        assert page.all('a[href^="javascript:"]') == []
    assert "<script>alert(1)</script>" in Visitor(app).get("/c/day/").one(".story").get_text()


def test_the_address_of_a_public_campaign_stays(campaign: Campaign, organizer: Visitor) -> None:
    page = save(organizer, 422, slug="another")

    assert "links to it would break" in page.one(".mistakes").get_text(" ")
    assert page.form("#edit")["slug"] == "another"


def test_another_clock_or_rule_counts_everybody_anew(
    campaign: Campaign, organizer: Visitor
) -> None:
    save(organizer, time_zone="America/Chicago")
    assert db.session.scalars(sa.select(Job)).all() == [], "nobody has signed yet"
    factories.signatory(campaign)
    factories.signatory(campaign, email="b@example.org", confirmed=True)
    assert counts.numbers(campaign).artists == 1

    typed = {**organizer.get(URL).form("#edit"), "time_zone": "Pacific/Kiritimati"}
    del typed["confirmation_required"]
    said = organizer.follow(organizer.post(URL, typed)).text
    engine.drain()

    db.session.refresh(campaign)
    assert "is being counted anew" in said
    assert [each.kind for each in db.session.scalars(sa.select(Job))] == ["recount"]
    assert counts.numbers(campaign).artists == 2
    assert recount.check(campaign).agrees


def test_hours_keep_the_seconds_that_the_form_does_not_show(
    campaign: Campaign, organizer: Visitor
) -> None:
    campaign.opens_at = opened = dt.datetime(2026, 3, 1, 14, 0, 17, tzinfo=dt.UTC)

    save(organizer)

    db.session.refresh(campaign)
    assert campaign.opens_at == opened


def test_what_is_wrong_is_said_and_all_that_was_typed_stays(organizer: Visitor) -> None:
    blank = organizer.get(URL).form("#edit")
    for typed, words in (
        ({"title": " "}, "“Name” cannot stay empty."),
        ({"headline": "x" * 161}, "This has 161 characters; 160 fit."),
        ({"demand": ""}, "“Demand” cannot stay empty."),
        ({"story": "x" * 40_001}, "This has 40001 characters; 40000 fit."),
        ({"goal": "many"}, "Write a whole number"),
        ({"goal": "9" * 30}, "Write a whole number"),
        ({"day": "2020-02-01"}, "The day of action is before the campaign opens."),
        ({"day": "31 February"}, "This is no day"),
        ({"day": "9999-12-31"}, "Give a day between 2000 and 2200."),
        ({"opens_at": "tomorrow"}, "This is no day and hour"),
        ({"opens_at": "0001-01-01T00:00"}, "Give a day between 2000 and 2200."),
        ({"closes_at": "9999-12-31T23:59"}, "Give a day between 2000 and 2200."),
        ({"closes_at": "2020-01-01T00:00"}, "It would close before it opens."),
    ):
        page = organizer.post(URL, {**blank, "thanks": "Kept.", **typed}, status=422)

        assert words in page.one("[role=alert]").get_text(), typed
        kept = page.form("#edit")
        for name, value in {"thanks": "Kept.", **typed}.items():
            assert str(kept[name]).strip() == value.strip(), name


def test_a_title_is_one_line_for_mails_carry_it(campaign: Campaign, organizer: Visitor) -> None:
    save(organizer, title="A day\nBcc: all@example.org")

    db.session.refresh(campaign)
    assert campaign.title == "A day Bcc: all@example.org"


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1440, "light")])
def test_the_story_is_seen_while_it_is_written(
    app: Flask, campaign: Campaign, browser: Browser, width: int, scheme: str
) -> None:
    with signed_in_page(app, browser, "organizer", width=width, scheme=scheme) as page:
        page.goto(URL)
        page.get_by_label("Story", exact=True).fill("## Hands\n\n<script>alert(1)</script>")
        page.locator("[data-story-shown] h2").get_by_text("Hands").wait_for()
        assert page.locator("[data-story-shown] script").count() == 0
        assert_accessible(page)
        assert_fits(page)
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_text("Saved.").wait_for()
        page.goto("/organize/c/day/history/")
        assert_accessible(page)
        assert_fits(page)
