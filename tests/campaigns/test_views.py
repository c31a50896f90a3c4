"""The campaign's public pages: what they show in each phase, and how they may be cached."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from flask import Flask

from app.campaigns import views
from app.campaigns.models import Campaign, CampaignState
from app.extensions import db
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.visits import pages

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

CAMPAIGN_PAGES = ("", "writing/", "voices/", "numbers/", "numbers.json", "share.png",
                  "writing/share.png", "day.ics", "signed/", "thanks/")  # fmt: skip


def test_the_page_has_the_demand_the_form_the_picture_the_story_and_the_voices(
    client: Visitor, campaign: Campaign
) -> None:
    factories.partner(campaign, "union")
    for number in range(6):
        factories.voice(campaign, voice=f"Voice {number}.", email=f"v{number}@example.org")
    page = client.get("/c/day/")

    assert page.heading == "Keep copyright human."
    assert campaign.demand in page.text
    assert page.one("#sign")["action"] == "/c/day/sign"
    assert page.all("svg [data-line=writing]")
    assert page.one(".story em").get_text() == "someone"
    assert page.one(".organizations a")["href"] == "https://union.example"
    said = [each.get_text() for each in page.all("figure.voice blockquote")]
    assert said == ["Voice 5.", "Voice 4.", "Voice 3.", "Voice 2."]
    assert page.one("strong[data-artists]").get_text() == "6"
    assert "1,000" in page.one(".facts").get_text()


def test_the_form_shows_five_fields_and_folds_the_rest(client: Visitor, campaign: Campaign) -> None:
    factories.partner(campaign, "union")
    form = client.get("/c/day/").one("#sign")
    folded = {str(field["name"]) for field in form.select("details [name]")}
    fields = form.select("[name]:not([type=hidden])")
    shown = {str(field["name"]) for field in fields} - folded - {"website"}

    assert shown == {"first_name", "last_name", "email", "zip", "discipline"}
    assert folded == {"credit_name", "craft", "also", "voice", "visibility", "country",
                      "partner_optin", "updates"}  # fmt: skip
    assert not form.select_one("details").has_attr("open")  # type: ignore[union-attr]
    assert not form.select("[name=partner_optin][checked], [name=updates][checked]")


def test_a_disciplines_page_speaks_its_words_and_has_it_chosen(
    client: Visitor, campaign: Campaign
) -> None:
    page = client.get("/c/day/writing/")

    assert page.heading == "Writing is made by people."
    assert "A paragraph for those who make writing." in page.text
    assert campaign.demand in page.text, "the demand is everybody's"
    assert page.form("#sign")["discipline"] == "writing"
    assert client.get("/c/day/").form("#sign")["discipline"] == ""
    assert page.one("link[rel=canonical]")["href"].endswith("/c/day/writing/")  # type: ignore[union-attr]


def test_a_discipline_without_words_of_its_own_speaks_the_campaigns(
    client: Visitor, campaign: Campaign
) -> None:
    campaign.disciplines[1].headline = campaign.disciplines[1].paragraph = ""
    page = client.get("/c/day/writing/")

    assert page.heading == campaign.headline
    assert campaign.demand in page.text


@on_sqlite
@pytest.mark.parametrize(
    "path",
    ["/c/nothing/", "/c/day/juggling/", "/c/day/Writing/", "/c/DAY/", "/c/day/voices/?discipline=x",
     "/c/day/juggling/share.png", "/c/nothing/numbers.json", "/c/nothing/day.ics", "/c/a%00b/",
     "/c/day/%00/", "/c/" + "a" * 3000 + "/", "/c/%FF/", "/c/../day/", "/c/day/sign/"],
)  # fmt: skip
def test_what_is_not_there_is_a_kind_404(client: Visitor, campaign: Campaign, path: str) -> None:
    client.get(path, status=404)


def test_no_page_of_a_draft_is_there(client: Visitor, app: Flask, clock: Hands) -> None:
    factories.campaign(state=CampaignState.DRAFT)
    for path in CAMPAIGN_PAGES:
        client.get(f"/c/day/{path}", status=404)
    client.post("/c/day/sign", {}, status=404)
    assert "No campaign is open" in client.get("/").text


@pytest.mark.parametrize(
    ("over", "title"),
    [
        ({"state": CampaignState.CLOSED}, "closed"),
        ({"state": CampaignState.WON}, "won"),
        ({"state": CampaignState.ARCHIVED}, "history"),
        ({"opens_at": dt.timedelta(days=2)}, "tuning"),
        ({"closes_at": dt.timedelta(0)}, "closed"),
    ],
    ids=["closed", "won", "archived", "not yet", "over"],
)
def test_a_campaign_that_takes_no_names_says_so_and_keeps_its_numbers(
    client: Visitor, campaign: Campaign, clock: Hands, over: dict[str, Any], title: str
) -> None:
    factories.voice(campaign, "writing", also=("music",))
    factories.signatory(campaign, None, email="b@example.org", confirmed=True)
    for name, value in over.items():
        later = clock.now() + value if isinstance(value, dt.timedelta) else value
        setattr(campaign, name, later)
    for path in ("/c/day/", "/c/day/writing/"):
        page = client.get(path)
        assert title in page.one("#phase-title").get_text()
        assert not page.all("form")
        assert page.one("strong[data-artists]").get_text() == "1"
        assert page.all("figure.voice")
    numbers = client.get("/c/day/numbers.json").json
    assert (numbers["total"], numbers["allies"]) == (1, 1)
    for path in CAMPAIGN_PAGES:
        client.get(f"/c/day/{path}")


def test_a_campaign_that_has_not_begun_says_when_in_its_own_time(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    campaign.opens_at = dt.datetime(2026, 3, 10, 14, 30, tzinfo=dt.UTC)

    assert re.search(r"March 10, 2026, 10:30.AM E", client.get("/c/day/").one(".card").get_text())


@on_sqlite
def test_the_first_page_is_the_open_campaign_or_the_list(
    client: Visitor, campaign: Campaign
) -> None:
    assert client.get("/").heading == campaign.headline
    assert client.get("/").one("link[rel=canonical]")["href"] == f"{client.public_url}/c/day/"
    factories.campaign(slug="other", headline="Another demand.")
    links = [str(a["href"]) for a in client.get("/").all(".campaigns a")]
    assert sorted(links) == ["/c/day/", "/c/other/"]


@on_sqlite
@pytest.mark.parametrize(
    ("given", "carried"),
    [("union", "union"), ("Ref.1_a-b", "Ref.1_a-b"), ("", ""), ("two words", ""),
     ("%3Cscript%3E", ""), ("a" * 65, ""), ("%00", ""), ("%C3%A9", ""), ("javascript:x", "")],
)  # fmt: skip
def test_a_source_in_the_link_is_carried_into_the_form_and_on(
    client: Visitor, campaign: Campaign, given: str, carried: str
) -> None:
    for path in ("/", "/c/day/", "/c/day/writing/"):
        page = client.get(f"{path}?source={given}")
        assert page.form("#sign")["source"] == carried
        links = [str(a["href"]) for a in page.all(".chorus a")]
        assert links
        assert all((f"source={carried}" in link) == bool(carried) for link in links)


@on_sqlite
def test_what_is_shared_carries_no_source(client: Visitor, campaign: Campaign) -> None:
    page = client.get("/c/day/?source=union&lang=es")
    shared = [page.one("link[rel=canonical]")["href"]]
    shared += [tag["content"] for tag in page.all("meta[property^='og:']")]

    assert shared
    assert not any("union" in str(each) or "lang=" in str(each) for each in shared)


def test_a_card_and_a_calendar_are_the_same_in_every_language(
    client: Visitor, campaign: Campaign
) -> None:
    """They may be cached without regard to who asks."""
    for path in ("share.png", "writing/share.png", "day.ics", "numbers.json"):
        answers = {client.get(f"/c/day/{path}", headers={"Accept-Language": language}).body
                   for language in ("en", "es")}  # fmt: skip
        assert len(answers) == 1, path


@on_sqlite
def test_voices_are_shown_by_discipline_and_page_by_page(
    client: Visitor, campaign: Campaign
) -> None:
    for number in range(views.VOICES_ON_A_PAGE + 2):
        factories.voice(campaign, "music", voice=f"M {number}.", email=f"m{number}@example.org")
    factories.voice(campaign, "writing", voice="W.", email="w@example.org")
    first = client.get("/c/day/voices/?discipline=music")
    assert len(first.all("figure.voice")) == views.VOICES_ON_A_PAGE
    second = client.get(str(first.one("main a.button")["href"]))
    assert [each.get_text() for each in second.all("blockquote")] == ["M 1.", "M 0."]
    assert not second.all("main a.button")
    assert len(client.get("/c/day/voices/?discipline=writing").all("figure.voice")) == 1


@on_sqlite
@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1e3", "99999999999999999999", "%00", "1000"])
def test_a_page_number_that_makes_no_sense_harms_nobody(
    client: Visitor, campaign: Campaign, page: str
) -> None:
    client.get(f"/c/day/voices/?page={page}")


@on_sqlite
def test_every_page_is_the_same_without_its_last_stroke(
    client: Visitor, campaign: Campaign
) -> None:
    for path in ("/c/day", "/c/day/writing", "/c/day/numbers", "/c/day/voices"):
        answer = client.get(f"{path}?source=union&lang=es", status=308)
        assert answer.location is not None
        assert answer.location.removeprefix(client.public_url) == f"{path}/?source=union&lang=es"


@on_sqlite
def test_the_thank_you_page_takes_any_discipline_or_none(
    client: Visitor, campaign: Campaign
) -> None:
    for named in ("", "writing", "juggling", "%00", "%3Cscript%3E"):
        page = client.get(f"/c/day/thanks/?discipline={named}")
        assert "<script>" not in page.one("main").decode()


@on_sqlite
def test_a_campaign_without_disciplines_or_words_still_has_its_pages(
    client: Visitor, app: Flask, clock: Hands
) -> None:
    factories.campaign(disciplines=(), story="", share_text="", closes_at=None)
    for path in CAMPAIGN_PAGES:
        if "writing" not in path:
            client.get(f"/c/day/{path}")


@on_sqlite
def test_the_longest_words_an_organizer_may_give_are_shown(
    client: Visitor, campaign: Campaign
) -> None:
    campaign.title, campaign.headline = "T" * 120, "H " * 80
    campaign.demand = campaign.story = "D" * 5_000
    for each in campaign.disciplines:
        each.name = each.people = "N" * 60
        each.headline = "<b>" + "h" * 157
    for path in pages("day", "writing").values():
        client.get(path)


@on_sqlite
def test_after_the_day_and_beyond_the_goal_the_pages_stand(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    campaign.goal = 1
    factories.signatory(campaign, confirmed=True)
    factories.signatory(campaign, email="b@example.org", confirmed=True)
    db.session.commit()
    for days in (40, 1, 400):
        clock.tick(days=days)
        campaign.closes_at = clock.now() + dt.timedelta(days=1)
        for path in CAMPAIGN_PAGES:
            client.get(f"/c/day/{path}")
    bar = client.get("/c/day/").one("progress")
    assert (bar["max"], bar["value"]) == ("1", "1")


@pytest.mark.parametrize("state", [CampaignState.CLOSED, CampaignState.WON])
def test_the_first_page_remembers_a_campaign_that_is_over(
    client: Visitor, campaign: Campaign, state: CampaignState
) -> None:
    campaign.state = state
    db.session.commit()

    assert campaign.headline in client.get("/").heading
