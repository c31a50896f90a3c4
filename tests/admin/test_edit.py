"""Editing a campaign: everything saved, nobody overwritten, a draft shown by its secret link."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser

from app.audit import queries as audit
from app.audit.models import AuditEntry
from app.campaigns import queries
from app.campaigns.models import Campaign, CampaignState
from app.extensions import db
from app.jobs import engine
from app.jobs.models import Job
from app.pledges import counts, recount
from app.site.models import Site
from tests.support import factories, organizers
from tests.support.browser import assert_accessible, assert_fits
from tests.support.client import Visitor
from tests.support.organizers import signed_in_page
from tests.support.page import Page

URL = "/organize/c/day/edit/"


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return factories.campaign(opens_at=dt.datetime(2026, 3, 1, 14, tzinfo=dt.UTC), closes_at=None)


@pytest.fixture
def organizer(app: Flask, campaign: Campaign) -> Visitor:
    return organizers.visitor(app, "organizer")


def save(visitor: Visitor, status: int = 303, **typed: str) -> Page:
    return visitor.post(URL, {**visitor.get(URL).form("#edit"), **typed}, status=status)


def press(visitor: Visitor, path: str, **sent: str) -> Page:
    page = visitor.get(URL)
    version = str(page.form("#edit")["version"])
    token = organizers.csrf(page)
    return visitor.post(path, {"csrf_token": token, "version": version, **sent})


def know_site() -> None:
    """An owner has said who runs the site: no campaign opens before that."""
    db.session.add(Site(id=1, operator="The Coalition", contact="hello@example.org"))
    db.session.commit()


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


def test_a_version_that_none_can_have_saves_nothing(campaign: Campaign, organizer: Visitor) -> None:
    blank = organizer.get(URL).form("#edit")
    for version in ("", "9" * 30, "²"):
        organizer.post(URL, {**blank, "version": version, "headline": "Blind."}, status=409)

    press(organizer, "/organize/c/day/state/", state="closed", version="9" * 30)
    db.session.refresh(campaign)
    assert (campaign.headline, campaign.state) == ("Keep copyright human.", "open")


def test_a_title_is_one_line_for_mails_carry_it(campaign: Campaign, organizer: Visitor) -> None:
    save(organizer, title="A day\nBcc: all@example.org")

    db.session.refresh(campaign)
    assert campaign.title == "A day Bcc: all@example.org"


def test_the_history_speaks_in_words(campaign: Campaign, organizer: Visitor) -> None:
    save(organizer, headline="People make art.")
    press(organizer, "/organize/c/day/state/", state="closed")

    first, second = organizer.get("/organize/c/day/history/").all("ol.history>li")

    assert "Closed the campaign" in first.get_text(" ", strip=True)
    told = second.get_text(" ", strip=True)
    assert "Edited the texts, schedule or rules" in told
    assert "Headline Before: Keep copyright human. → After: People make art." in told


def test_the_history_goes_back_page_by_page(campaign: Campaign, organizer: Visitor) -> None:
    entries = [
        AuditEntry(campaign_id=campaign.id, action="x", after={"goal": n}) for n in range(42)
    ]
    db.session.add_all(entries)

    first = organizer.get("/organize/c/day/history/")
    second = organizer.get(str(first.one("a[rel=next]")["href"]))

    assert [len(page.all("ol.history>li")) for page in (first, second)] == [40, 2]


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


def test_organizations_are_added_ordered_and_taken_away(
    campaign: Campaign, organizer: Visitor
) -> None:
    guild = factories.partner(campaign, "guild")
    union = factories.partner(campaign, "union")
    path, page = "/organize/c/day/organizations/", organizer.get(URL)
    base = {"csrf_token": organizers.csrf(page), "version": "1"}
    lines = {
        "id": [str(guild.id), str(union.id), ""],
        "place": ["2", "1", "3"],
        "name": ["The Guild", "The Union", "New Group"],
        "url": ["", "https://union.example", ""],
        "code": ["guild", "union", ""],
        "consent": ["", "", ""],
    }

    organizer.post(path, {**base, **lines, "gone": [str(guild.id)]})
    db.session.refresh(campaign)
    assert [each.name for each in campaign.organizations] == ["The Union", "New Group"]

    swapped = {**lines, "id": [str(union.id), "", ""], "code": ["", "union", ""]}
    organizer.post(path, {**base, "version": "2", **swapped})
    db.session.refresh(campaign)
    assert [each.code for each in campaign.organizations] == ["union", None, None]
    mark = organizer.post(
        path, {**base, "version": "3", **lines, "name": ["A\0", "", ""]}, status=422
    )
    assert "cannot be read" in mark.text
    odd = {**lines, "id": ["²", "9" * 5000, ""], "place": ["²", "9" * 5000, ""], "name": [""] * 3}
    organizer.post(path, {**base, "version": "3", **odd}, status=422)

    bad = {
        **lines,
        "id": ["", "", ""],
        "code": ["same", "same", ""],
        "url": ["ftp:x", "", ""],
    }
    refused = organizer.post(path, {**base, "version": "3", **bad}, status=422)
    assert "the same code" in refused.text
    assert "must begin with https://" in refused.text
    assert refused.all('input[value="ftp:x"]')


def test_an_organization_people_said_yes_to_stays(campaign: Campaign, organizer: Visitor) -> None:
    union = factories.partner(campaign, "union")
    factories.signatory(campaign, partners=(union,))
    token = organizers.csrf(organizer.get(URL))

    sent = {"csrf_token": token, "version": "1", "gone": str(union.id), "id": str(union.id)}
    page = organizer.post(
        "/organize/c/day/organizations/",
        {**sent, "place": "1", "name": "The Union", "url": "", "code": "union", "consent": ""},
        status=422,
    )

    assert "People said yes to The Union" in page.text


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
