"""The dashboard: every number exact, for whoever may see it, and none of it a person."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.activity import service as activity
from app.activity.models import EventKind
from app.admin import dashboard, overview
from app.campaigns.models import Campaign, CampaignState
from app.extensions import db
from app.letters import board
from app.letters.models import Delivery
from app.letters.undone import Backlog
from app.pledges import published
from app.pledges import service as pledges
from tests.support import factories, letters, organizers
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page
from tests.support.statements import heard

HERE = "/organize/c/day/"
NOW = "/organize/c/day/numbers-now.json"


@pytest.fixture
def campaign(app_sqlite: Flask, clock: Hands) -> Campaign:
    made = factories.campaign(goal=8)
    factories.partner(made, "union", name="Union of Players")
    letters.brief(made)
    letters.members()
    ada = factories.signatory(made, "music", also=("writing",), source="union", confirmed=True)
    factories.signatory(made, "music", email="bea@example.org", source="odd", confirmed=True)
    factories.signatory(made, None, email="cy@example.org", confirmed=True)
    factories.signatory(made, "music", email="dee@example.org")
    letters.letter(made, known=ada)
    for kind, key, n in (
        (EventKind.VIEWED, "", 40),
        (EventKind.SOURCE, "union", 9),
        (EventKind.SOURCE, "odd", 8),
        (EventKind.HOST, "news.example", 7),
        (EventKind.HOST, "rare.example", 1),
    ):
        activity.note(kind, made.id, key, n)
    db.session.commit()
    board.refresh()
    return made


def _says(page: Page) -> dict[str, str]:
    return {str(each["data-says"]): each.get_text().strip() for each in page.all("[data-says]")}


def _rows(page: Page, caption: str) -> list[list[str]]:
    (table,) = [each for each in page.all("table") if caption in each.get_text()]
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td:not(.bar-cell)")]
        for row in table.select("tbody tr")
    ]


def test_an_owner_sees_every_number(app_sqlite: Flask, campaign: Campaign) -> None:
    page = organizers.visitor(app_sqlite, "owner").get(HERE)

    says = _says(page)
    assert {key: says[key] for key in ("artists", "allies", "share")} == {
        "artists": "2",
        "allies": "1",
        "share": "25 %",
    }
    assert [says[f"d{each.id}"] for each in campaign.disciplines] == ["2", "1", "0"]
    assert [says[each] for each in ("viewed", "signed", "confirmed", "wrote")] == [
        "40",
        "4",
        "3",
        "1",
    ]
    assert (says["own"], says["untouched"], says["queued"]) == ("1", "0", "3")
    assert _rows(page, "By the code in the link") == [
        ["Union of Players union", "9", "1"],
        ["odd", "8", "1"],
    ]
    assert _rows(page, "By the site") == [["news.example", "7"], ["rare.example", "1"]]
    assert len(_rows(page, "The offices with most letters")) == 3
    assert _rows(page, "Deliveries by channel") == [
        ["Hand-off", "0", "0", "0", "2", "0"],
        ["House CWC", "0", "0", "0", "1", "0"],
    ]


def test_a_viewer_sees_the_numbers_and_nothing_personal(
    app_sqlite: Flask, campaign: Campaign
) -> None:
    page = organizers.visitor(app_sqlite, "viewer").get(HERE)

    assert _says(page)["artists"] == "2"
    assert _rows(page, "By the code in the link") == [
        ["Union of Players union", "9", "1"],
        ["all others", "8", "1"],
    ]
    assert _rows(page, "By the site") == [["news.example", "7"], ["all others", "1"]]
    for word in ("Lovelace", "Ada", "example.org", "87501", "odd"):
        assert word not in page.html


def test_a_viewer_sees_of_places_what_the_public_sees(
    app_sqlite: Flask, campaign: Campaign
) -> None:
    """Two artists of New Mexico, and three offices with a letter each, are people."""
    viewer, owner = (organizers.visitor(app_sqlite, role).get(HERE) for role in ("viewer", "owner"))

    assert _rows(owner, "Artists in each state") == [["New Mexico", "2"]]
    assert _rows(viewer, "Artists in each state") == []
    assert "New Mexico: 2" in owner.html
    assert "New Mexico: not shown" in viewer.html
    assert _rows(viewer, "The offices with most letters") == []
    assert "and 3 others" in viewer.text
    for number in range(6):
        email = f"p{number}@example.org"
        factories.signatory(campaign, "music", email=email, confirmed=True)
    published.publish(campaign)
    db.session.commit()
    again = organizers.visitor(app_sqlite, "viewer").get(HERE)
    assert _rows(again, "Artists in each state") == [["New Mexico", "8"]]


def test_a_partner_and_nobody_are_kept_out(app_sqlite: Flask, campaign: Campaign) -> None:
    partner = organizers.visitor(app_sqlite, "partner")
    partner.get(HERE, status=403)
    partner.get(NOW, status=403)
    stranger = Visitor(app_sqlite, private=True)
    stranger.get(HERE, status=303)
    stranger.get(NOW, status=401)
    organizers.visitor(app_sqlite).get("/organize/c/nowhere/", status=404)


def test_the_small_json_says_what_the_page_says_and_moves(
    app_sqlite: Flask, campaign: Campaign
) -> None:
    viewer = organizers.visitor(app_sqlite, "viewer")
    before = viewer.get(NOW)
    assert before.json["says"] == _says(viewer.get(HERE))
    assert viewer.get(NOW).json["mark"] == before.json["mark"]
    assert len(before.body) < 1500
    pledges.confirm(factories.find(campaign, "dee@example.org"))
    db.session.commit()

    after = viewer.get(NOW).json
    assert after["says"]["artists"] == "3"
    assert after["says"]["confirmed"] == "4"
    assert after["mark"] != before.json["mark"]


def test_the_pages_ask_nothing_of_the_signatories(app_sqlite: Flask, campaign: Campaign) -> None:
    """Nor of the letters and deliveries, but for the one index that counts their states."""
    visitor = organizers.visitor(app_sqlite)
    for path in (HERE, NOW):
        with heard() as statements:
            visitor.get(path)
        assert not [each for each in statements if "FROM signatory" in each]
        assert not [each for each in statements if "FROM letter " in f"{each} "]
        asked = [each for each in statements if "FROM letter_delivery " in f"{each} "]
        assert len(asked) <= 1
        assert len([each for each in statements if each.startswith("SELECT")]) < 30


def test_hours_and_days_stand_in_tables_beside_the_charts(
    app_sqlite: Flask, campaign: Campaign
) -> None:
    page = organizers.visitor(app_sqlite).get(HERE)

    (days,) = [each for each in page.all("details") if "The days as a table" in each.get_text()]
    newest = [each.get_text() for each in days.select("tbody tr")[0].select("th, td")]
    assert newest == ["March 2", "2", "1", "0"]
    (hours,) = [each for each in page.all("details") if "The hours as a table" in each.get_text()]
    rows = hours.select("tbody tr")
    assert len(rows) == 48
    assert [each.get_text() for each in rows[0].select("td")] == ["2", "1", "0", "1"]
    for svg in page.all("svg[role=img]"):
        assert page.one(f"#{svg['aria-labelledby']}").get_text()


def test_a_campaign_of_nobody_and_a_draft_have_a_dashboard_too(
    app_sqlite: Flask, clock: Hands
) -> None:
    factories.campaign(state=CampaignState.DRAFT)
    factories.campaign(slug="bare", disciplines=())
    owner = organizers.visitor(app_sqlite)
    for slug in ("day", "bare"):
        page = owner.get(f"/organize/c/{slug}/")
        assert _says(page)["artists"] == "0"
        assert owner.get(f"/organize/c/{slug}/numbers-now.json").json["says"]["artists"] == "0"
    assert "no deliveries to count yet" in page.text
    assert owner.get(f"{HERE}?lang=es").one("html")["lang"] == "es"


def test_a_gap_between_signing_and_confirming_is_said(app_sqlite: Flask, clock: Hands) -> None:
    campaign = factories.campaign()
    music = str(campaign.disciplines[0].id)
    activity.note(EventKind.SIGNED, campaign.id, music, 30)
    db.session.commit()
    owner = organizers.visitor(app_sqlite)
    assert "only 4 have confirmed" not in owner.get(HERE).text, "they may still confirm"
    clock.tick(hours=5)
    activity.note(EventKind.CONFIRMED, campaign.id, music, 4)
    db.session.commit()

    assert "Of 30 people who signed within a day, only 4 have confirmed" in owner.get(HERE).text
    activity.note(EventKind.CONFIRMED, campaign.id, music, 20)
    db.session.commit()
    assert "have confirmed. That often means" not in owner.get(HERE).text


def test_a_campaign_that_asks_for_no_confirmation_misses_none(
    app_sqlite: Flask, clock: Hands
) -> None:
    campaign = factories.campaign(confirmation_required=False)
    activity.note(EventKind.SIGNED, campaign.id, "", 300)
    db.session.commit()
    clock.tick(hours=5)

    assert "That often means" not in organizers.visitor(app_sqlite).get(HERE).text


def test_a_source_is_text_and_no_markup(app_sqlite: Flask, clock: Hands) -> None:
    campaign = factories.campaign(title="<script>alert(1)</script>")
    activity.note(EventKind.HOST, campaign.id, "<img src=x>", 9)
    db.session.commit()
    page = organizers.visitor(app_sqlite).get(HERE)

    assert not page.all("main img")
    assert "<img src=x>" in page.text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "under a minute"),
        (59, "under a minute"),
        (61, "1 minute"),
        (7199, "119 minutes"),
        (7200, "2 hours"),
        (200_000, "2 days"),
    ],
)
def test_an_age_is_said_in_round_words(app_sqlite: Flask, seconds: float, words: str) -> None:
    with app_sqlite.test_request_context():
        assert dashboard.age(seconds) == words


def test_nobody_counts_how_many_mails_wait_beyond_ten_thousand(app_sqlite: Flask) -> None:
    with app_sqlite.test_request_context():
        assert dashboard.waiting(Backlog(10_000, 90.0)) == {
            "mails": "10,000",
            "overdue": "1 minute",
        }
        assert dashboard.waiting(Backlog(10_001, 90.0))["mails"] == "over 10,000"
        assert dashboard.waiting(Backlog(0, 0.0)) == {"mails": "0", "overdue": "–"}


def test_the_goal_is_never_reached_by_rounding(app_sqlite: Flask, clock: Hands) -> None:
    campaign = factories.campaign(goal=1000)
    for number in range(3):
        factories.signatory(campaign, email=f"a{number}@example.org", confirmed=True)
    found = overview.now(campaign)

    assert dashboard.share(found) == "0 %"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Delivery)) == 0
