"""The page of people: one search box, whose words stand in no address."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs import engine
from app.pledges import search
from app.pledges.models import Signatory
from tests.support import factories, organizers
from tests.support.browser import assert_accessible, assert_fits
from tests.support.client import Visitor
from tests.support.organizers import signed_in_page
from tests.support.page import Page

URL = "/organize/c/day/signatories/"


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    made = factories.campaign()
    factories.partner(made, "union")
    return made


@pytest.fixture
def people(campaign: Campaign) -> list[Signatory]:
    return [
        factories.signatory(
            campaign, "music", credit_name="Low Tide", confirmed=True, fingerprint=b"\x1f" * 16
        ),
        factories.signatory(
            campaign,
            None,
            email="bo@mail.example",
            first_name="Bo",
            last_name="Tide",
            source="union",
        ),
    ]


@pytest.fixture
def organizer(app: Flask, people: list[Signatory]) -> Visitor:
    return organizers.visitor(app, "organizer")


def look_for(visitor: Visitor, typed: str, *, status: int = 303, **filters: str) -> Page:
    form = {**visitor.get(URL).form("#search"), "q": typed, **filters}
    page = visitor.post(URL, form, status=status)
    return visitor.follow(page) if status == 303 else page


def shown(page: Page) -> list[str]:
    return [each.get_text(strip=True) for each in page.all("table.people tbody th")]


def test_everybody_is_listed_the_newest_first(organizer: Visitor) -> None:
    page = organizer.get(URL)

    assert page.heading == "Signatories"
    assert shown(page) == ["no credit name", "Low Tide"]
    assert "1f1f1f1f1f" in page.text
    assert "Lovelace" not in page.text, "a legal name stands on the person's own page alone"


def test_what_is_searched_for_stands_in_no_address(organizer: Visitor) -> None:
    form = {**organizer.get(URL).form("#search"), "q": "bo@mail.example"}

    answer = organizer.post(URL, form)
    page = organizer.follow(answer)

    assert "mail.example" not in (answer.location or "")
    assert "bo" not in (answer.location or "").partition("?")[2].split("=")[0]
    assert page.one("#q")["value"] == "bo@mail.example"
    assert "mail.example" not in page.title
    for link in page.all("a[href]"):
        assert "mail.example" not in str(link["href"])
    cookie = str(organizer.client.get_cookie("tutti", path="/organize/", domain="127.0.0.1"))
    assert "mail.example" not in cookie
    assert shown(page) == ["no credit name"]


def test_it_says_how_it_understood_and_what_else_could_be_meant(organizer: Visitor) -> None:
    page = look_for(organizer, "Bo Tide")

    assert "People whose credit name holds “Bo Tide”" in page.text
    assert "Nobody is found." in page.text
    (other,) = page.all(".understood a")
    assert other.get_text() == "People whose legal name is exactly “Bo Tide”"
    assert shown(organizer.get(str(other["href"]))) == ["no credit name"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("@Example.org", "People of the domain example.org"),
        ("ada@example.org", "Whoever reads the mailbox ada@example.org"),
        ("87501", "People of the ZIP code 87501"),
        ("NM", "People of New Mexico"),
        ("NM-3", "People whose ZIP code touches NM-3"),
        ("music", "People whose first discipline is Music"),
        ("allies", "Allies"),
        ("union", "People who came by the code “union”"),
        ("1f1f1f1f1f", "People who signed from the same place, 1f1f1f1f1f"),
        ("#1", "The person with the number 1"),
    ],
)
def test_each_meaning_is_said_in_words(organizer: Visitor, typed: str, said: str) -> None:
    assert said in look_for(organizer, typed).one(".understood b").get_text()


def test_a_search_nobody_can_read_is_told_and_stays_typed(organizer: Visitor) -> None:
    page = look_for(organizer, "zip:Santa Fé <b>", status=422, discipline="music")

    assert "A ZIP code has five digits." in page.one("[role=alert]").get_text()
    assert page.one("#q")["value"] == "zip:Santa Fé <b>"
    assert page.one("#by-discipline option[selected]")["value"] == "music"
    assert "200 characters" in look_for(organizer, "x" * 201, status=422).text


def test_wildcards_and_markup_are_letters(organizer: Visitor) -> None:
    for typed in ("name:%", "name:_", "name:\\", "name:<script>alert(1)</script>", "name:' OR 1=1"):
        page = look_for(organizer, typed)
        assert shown(page) == []
        assert "<script>alert" not in page.html


def test_filters_stay_with_the_search(organizer: Visitor, campaign: Campaign) -> None:
    page = look_for(organizer, "tide", discipline="music")
    (pending,) = [each for each in page.all(".tabs a") if each.get_text() == "Not confirmed"]

    assert shown(page) == ["Low Tide"]
    narrowed = organizer.get(str(pending["href"]))
    assert shown(narrowed) == []
    assert narrowed.one("#q")["value"] == "tide"
    assert narrowed.form("#search")["state"] == "pending"
    assert shown(organizer.get(f"{URL}?imported=0")) == ["no credit name", "Low Tide"]
    assert shown(organizer.get(f"{URL}?imported=1")) == []


def test_what_no_filter_knows_is_passed_over(organizer: Visitor) -> None:
    for query in ("state=x", "discipline=x", "imported=7", "before=x", "before=0", "before=-5"):
        assert len(shown(organizer.get(f"{URL}?{query}"))) == 2, query
    organizer.get(f"{URL}?before=99999999999999999999999")


def test_words_of_another_session_are_not_known_here(app: Flask, organizer: Visitor) -> None:
    address = look_for(organizer, "tide").one(".tabs a[aria-current]")["href"]

    page = organizers.visitor(app, "owner").get(str(address))

    assert "no longer remembered here" in page.text
    assert shown(page) == []


def test_many_searches_do_not_outgrow_the_cookie(organizer: Visitor) -> None:
    for number in range(12):
        page = look_for(organizer, f"name:{'é' * 90}{number}")

    assert "é" in str(page.one("#q")["value"])
    cookie = organizer.client.get_cookie("tutti", path="/organize/", domain="127.0.0.1")
    assert cookie is not None
    assert len(cookie.value) < 3_900


def test_pages_are_turned(
    campaign: Campaign, organizer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search.find, "__kwdefaults__", {"before": None, "limit": 2})
    for number in range(3):
        factories.signatory(
            campaign, email=f"p{number}@example.org", credit_name=f"Player {number}"
        )

    first = look_for(organizer, "name:player")
    second = organizer.get(str(first.one("a[rel=next]")["href"]))

    assert (shown(first), shown(second)) == (["Player 2", "Player 1"], ["Player 0"])
    assert not second.all("a[rel=next]")
    assert second.one("#q")["value"] == "name:player"
    assert shown(organizer.get(str(second.one("a[rel=prev]")["href"]))) == shown(first)


@pytest.mark.parametrize("role", ["viewer", "partner"])
def test_whoever_may_not_see_people_sees_none(app: Flask, campaign: Campaign, role: str) -> None:
    other = organizers.visitor(app, role)

    for path in (URL, f"{URL}1/", f"{URL}1/erase/", f"{URL}strike/", f"{URL}strike/1/"):
        other.get(path, status=403)


def test_struck_out_in_bulk_and_put_back(
    campaign: Campaign, people: list[Signatory], organizer: Visitor, app: Flask
) -> None:
    page = look_for(organizer, "@example.org")
    sent = {"csrf_token": organizers.csrf(page)}

    counting = organizer.follow(organizer.post(str(page.one(".bulk form")["action"]), sent))
    assert "Waiting for its turn" in counting.text
    assert "example.org" not in counting.title
    engine.drain()
    dry = organizer.get(counting.response.request.path)
    assert dry.one(".figure").get_text() == "1"
    assert "People of the domain example.org" in dry.text
    assert "Low Tide" in dry.text

    striking = organizer.follow(organizer.post(str(dry.all(".bulk form")[0]["action"]), sent))
    engine.drain()
    # Another organizer finds it, and takes it back.
    other = organizers.visitor(app, "owner")
    listed = other.get(f"{URL}strike/")
    done = other.get(str(listed.one("table.rows tbody a")["href"]))
    assert done.response.request.path == striking.response.request.path
    assert "1 signature was struck out." in done.text
    db.session.refresh(people[0])
    assert people[0].state == "invalidated"

    back = {"csrf_token": organizers.csrf(done)}
    putting = other.post(str(done.one("form[action$='back/']")["action"]), back)
    engine.drain()
    assert "1 signature is what it was before." in other.follow(putting).text
    db.session.refresh(people[0])
    assert people[0].state == "confirmed"


def test_a_count_that_has_not_ended_cannot_be_gone_on_with(organizer: Visitor) -> None:
    sent = {"csrf_token": organizers.csrf(organizer.get(URL))}
    job = str(organizer.post(f"{URL}strike/", sent).location)

    said = organizer.follow(organizer.post(f"{job}go/", sent))
    assert "The count has not ended" in said.text
    stopped = organizer.follow(organizer.post(f"{job}stop/", sent))
    assert "Stopped" in stopped.text
    organizer.get(f"{URL}strike/999/", status=404)
    organizer.post(f"{URL}strike/999/go/", sent, status=404)


def test_a_forgotten_search_strikes_out_nobody(organizer: Visitor) -> None:
    sent = {"csrf_token": organizers.csrf(organizer.get(URL))}

    answer = organizer.post(f"{URL}strike/?find=unknown", sent)

    assert answer.location == URL
    assert "search again" in organizer.follow(answer).text


@pytest.mark.parametrize("width", [375, 1440])
def test_people_can_be_found_and_read_in_a_browser(
    app: Flask, browser: Browser, campaign: Campaign, people: list[Signatory], width: int
) -> None:
    with signed_in_page(app, browser, "organizer", width=width) as page:
        page.goto(URL)
        page.get_by_label("Find people").fill("low tide")
        page.get_by_role("button", name="Search").click()
        page.wait_for_url("**/signatories/?find=*")
        assert_accessible(page)
        assert_fits(page)
        page.get_by_role("link", name="Low Tide", exact=True).click()
        assert page.get_by_role("heading", level=1).inner_text() == "Signatory no. 1"
        assert_accessible(page)
        assert_fits(page)
        page.goto(f"{URL}1/erase/")
        assert_accessible(page)
        assert_fits(page)
