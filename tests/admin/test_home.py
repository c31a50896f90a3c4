"""The panel's first page, and the ways to begin a campaign."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit import queries as audit
from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import texts
from app.letters.models import Brief, Paragraph
from app.letters.texts import Audience
from app.pledges.models import Signatory
from tests.support import factories, organizers
from tests.support.client import Visitor
from tests.support.page import Page


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


@pytest.fixture
def organizer(app: Flask) -> Visitor:
    return organizers.visitor(app, "organizer")


def send(visitor: Visitor, path: str, form: str, status: int = 303, **typed: str) -> Page:
    fields = visitor.get(path).form(form)
    return visitor.post(path, {**fields, **typed}, status=status)


def test_nobody_is_sent_to_sign_in(app: Flask) -> None:
    page = Visitor(app, private=True).get("/organize/", status=303)

    assert page.location == "/organize/sign-in/?next=/organize/"


def test_every_campaign_is_listed_with_its_artists(app: Flask, organizer: Visitor) -> None:
    campaign = factories.campaign(title="A day for all")
    factories.signatory(campaign, confirmed=True)

    page = organizer.get("/organize/")

    cells = [each.get_text(" ").strip() for each in page.all("tbody tr td")]
    assert (cells[0], cells[1], cells[2]) == ("Open", "1", "0")
    assert page.headers["Cache-Control"] == "no-store"


def test_the_way_to_begin_is_shown_until_there_is_a_campaign_of_their_own(
    app: Flask, organizer: Visitor
) -> None:
    def words() -> list[str]:
        return [each.get_text() for each in organizer.get("/organize/").all("#first-title")]

    nothing = words()
    factories.campaign(slug="demo", is_demo=True)
    demo = words()
    factories.campaign(slug="own")

    assert nothing == ["There is no campaign yet. This is how one begins:"]
    assert demo == ["There is none of your own yet. This is how one begins:"]
    assert words() == []


@pytest.mark.parametrize(
    ("state", "role", "room"),
    [("open", "organizer", ""), ("draft", "organizer", "edit/"), ("draft", "viewer", "")],
)
def test_a_name_leads_to_the_numbers_and_a_drafts_to_its_texts(
    app: Flask, state: str, role: str, room: str
) -> None:
    factories.campaign(state=state)

    page = organizers.visitor(app, role).get("/organize/")

    assert page.one("tbody th a")["href"] == f"/organize/c/day/{room}"


def test_a_partner_is_told_that_their_pages_come_later(app: Flask) -> None:
    factories.campaign(title="A day for all")

    page = organizers.visitor(app, "partner").get("/organize/")

    assert "A day for all" not in page.text


def test_a_draft_is_made_from_scratch_and_nobody_else_sees_it(
    app: Flask, organizer: Visitor
) -> None:
    typed = {"title": "Score", "slug": "Score-Day", "headline": "Play.", "demand": "Pay."}

    made = send(organizer, "/organize/new/", "#new", **typed)

    assert made.location == "/organize/c/score-day/edit/"
    campaign = campaigns.get_any("score-day")
    assert (campaign.state, campaign.confirmation_required) == ("draft", True)
    Visitor(app).get("/c/score-day/", status=404)
    assert audit.list_entries(campaign_id=campaign.id)[0].action == "campaign.create"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("slug", "day", "Another campaign has this address"),
        ("slug", "Ünicode!", "small letters, digits and single hyphens"),
        ("slug", "new", "site’s own"),
        ("day", "2020-01-01", "before the campaign opens"),
        ("day", "soon", "This is no day"),
        ("opens_at", "yesterday", "This is no day and hour"),
        ("opens_at", "", "from when on"),
        ("goal", "-3", "whole number"),
        ("goal", "0", "whole number"),
        ("headline", "x" * 161, "161 characters; 160 fit"),
        ("demand", " ", "cannot stay empty"),
        ("title", "a\x00b", "cannot be read"),
        ("time_zone", "Mars/Olympus", "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    app: Flask, organizer: Visitor, field: str, typed: str, words: str
) -> None:
    factories.campaign()
    whole = {"title": "T", "slug": "another", "headline": "H", "demand": "A whole demand."}

    page = send(organizer, "/organize/new/", "#new", 422, **{**whole, field: typed})

    assert words in page.one(".mistakes").get_text(" ")
    if field != "demand":
        assert page.form("#new")["demand"] == "A whole demand."
    assert len(campaigns.list_all()) == 1


def test_a_clone_takes_texts_and_letters_along_and_nobodys_name(
    app: Flask, organizer: Visitor
) -> None:
    campaign = factories.campaign()
    craft = factories.craft(campaign.disciplines[0])
    factories.partner(campaign)
    factories.signatory(campaign, confirmed=True)
    texts.save_brief(campaign, subject="A subject", demand="A demand")
    texts.save_paragraph(campaign, Audience(campaign.disciplines[0], craft), "For players.")
    db.session.commit()

    made = send(organizer, "/organize/c/day/clone/", "#clone", slug="day-two", title="Day two")

    clone = campaigns.get_any("day-two")
    assert made.location == "/organize/c/day-two/edit/"
    assert [each.slug for each in clone.disciplines] == ["music", "writing", "illustration"]
    assert [each.code for each in clone.organizations] == ["union"]
    assert (clone.state, clone.version) == ("draft", 1)
    copied = db.session.scalars(sa.select(Paragraph).where(Paragraph.campaign_id == clone.id)).one()
    assert copied.craft_id == clone.disciplines[0].crafts[0].id
    asks = set(db.session.scalars(sa.select(Brief.ask)))
    assert len(asks) == 2
    people = sa.select(sa.func.count()).where(Signatory.campaign_id == clone.id)
    assert db.session.scalar(people) == 0


def test_the_demo_is_loaded_once(app: Flask, organizer: Visitor) -> None:
    token = organizers.csrf(organizer.get("/organize/"))

    organizer.post("/organize/demo/", {"csrf_token": token})
    organizer.post("/organize/demo/", {"csrf_token": token})

    assert [each.is_demo for each in campaigns.list_all()] == [True]
    assert "Load the demo" not in organizer.get("/organize/").text


def test_a_viewer_can_begin_nothing(app: Flask) -> None:
    campaign: Campaign = factories.campaign()
    viewer = organizers.visitor(app, "viewer")

    assert "New campaign" not in viewer.get("/organize/").text
    viewer.get("/organize/new/", status=403)
    viewer.get(f"/organize/c/{campaign.slug}/clone/", status=403)
