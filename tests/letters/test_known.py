"""The sealed cookie: who it is for, how long it holds, and what it proves."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.http import http_date
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from app.campaigns.models import Campaign
from app.pledges import known, service
from app.pledges.known import Known
from tests.pledges.signing import sign
from tests.support import factories, letters
from tests.support.client import Visitor, cookies
from tests.support.hands import Hands

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ADA = Known("Ada", "Lovelace", "ada@example.org", "87501", "music", "session-player", "Tide")


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    made = factories.campaign()
    factories.craft(made.disciplines[0])
    letters.brief(made)
    return made


def cookie(campaign: Campaign, who: Known = ADA) -> str:
    """What the browser would keep, name and content."""
    response = Response()
    known.remember(response, campaign, who)
    return response.headers["Set-Cookie"].partition(";")[0]


def recalled(campaign: Campaign, sent: str) -> Known | None:
    request = Request(EnvironBuilder(headers={"Cookie": sent}).get_environ())
    return known.recall(request, campaign)


def test_what_was_kept_is_recalled(campaign: Campaign) -> None:
    assert recalled(campaign, cookie(campaign)) == ADA


def test_nothing_of_it_can_be_read_where_it_lies(campaign: Campaign) -> None:
    value = cookie(campaign).partition("=")[2]

    for content in (value.encode(), base64.urlsafe_b64decode(value)):
        for word in (b"Ada", b"Lovelace", b"example.org", b"87501"):
            assert word not in content


def test_it_goes_to_the_letter_page_alone_for_an_hour(campaign: Campaign, clock: Hands) -> None:
    response = Response()
    known.remember(response, campaign, ADA)
    said = response.headers["Set-Cookie"].split("; ")

    assert said[0].startswith("tutti_letter=")
    assert set(said[1:]) == {
        f"Expires={http_date(clock.now() + dt.timedelta(hours=1))}",
        "Max-Age=3600",
        "HttpOnly",
        "Path=/c/day/letter/",
        "SameSite=Lax",
    }


def test_over_https_it_is_sent_over_https_only(app: Flask, campaign: Campaign) -> None:
    app.config["SESSION_COOKIE_SECURE"] = True
    response = Response()
    known.remember(response, campaign, ADA)
    known.forget(response, campaign)

    assert all("; Secure" in each for each in response.headers.getlist("Set-Cookie"))


def test_after_the_hour_it_says_nothing_whatever_the_browser_does(
    campaign: Campaign, clock: Hands
) -> None:
    kept = cookie(campaign)
    clock.tick(minutes=59)
    assert recalled(campaign, kept)
    clock.tick(minutes=1)

    assert recalled(campaign, kept) is None


def test_it_holds_for_one_campaign(campaign: Campaign) -> None:
    assert recalled(factories.campaign(slug="other"), cookie(campaign)) is None


@pytest.mark.parametrize(
    "value", ["", "x", "====", "AAAA", "\u00e9", "a" * 5000, "A" * 60, "AQFr" + "A" * 60]
)
def test_what_is_not_ours_says_nothing(campaign: Campaign, value: str) -> None:
    assert recalled(campaign, f"tutti_letter={value}") is None


def test_a_changed_letter_of_it_breaks_the_seal(campaign: Campaign) -> None:
    kept = cookie(campaign)
    other = "A" if kept[-10] != "A" else "B"

    assert recalled(campaign, kept[:-10] + other + kept[-9:]) is None


def test_what_a_browser_would_drop_is_not_set_and_nobody_stays_in_its_place(
    campaign: Campaign,
) -> None:
    response = Response()
    long = replace(ADA, first_name="🎻" * 100, last_name="🎻" * 100, credit_name="🎻" * 100)
    known.remember(response, campaign, long)

    assert "Max-Age=0" in response.headers["Set-Cookie"]


def test_a_signature_is_remembered_as_it_was_typed(campaign: Campaign) -> None:
    player = campaign.disciplines[0].crafts[0]
    signed = factories.signature(campaign, credit_name="Tide", craft_id=player.id)

    assert Known.of_signature(signed) == ADA


def test_a_craft_of_another_discipline_is_left_out(campaign: Campaign) -> None:
    player = campaign.disciplines[0].crafts[0]
    signed = factories.signature(campaign, "writing", also=("music",), craft_id=player.id)

    assert Known.of_signature(signed).craft == ""


def test_a_postcode_of_another_country_is_no_zip_code(campaign: Campaign) -> None:
    signed = factories.signature(campaign, None, country="DE", zip="10115", state_code=None)

    assert (Known.of_signature(signed).zip, Known.of_signature(signed).discipline) == ("", "ally")


def test_a_signatory_is_remembered_as_their_row_says(campaign: Campaign) -> None:
    player = campaign.disciplines[0].crafts[0]
    row = factories.signatory(campaign, credit_name="Tide", craft_id=player.id)

    assert Known.of_signatory(row) == replace(ADA, uid=row.uid.hex)
    assert Known.of_signatory(row, proven=False) == ADA


def test_a_name_that_cannot_be_opened_is_asked_again(campaign: Campaign) -> None:
    row = factories.signatory(campaign)
    row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])

    assert Known.of_signatory(row).first_name == ""
    assert Known.of_signatory(row).email == "ada@example.org"


def test_only_a_confirmed_signatory_with_that_address_has_proved_it(campaign: Campaign) -> None:
    row = factories.signatory(campaign, confirmed=True)
    proof = Known.of_signatory(row)

    assert known.owner(proof, campaign, " ADA@example.org") == row
    assert known.owner(proof, campaign, "other@example.org") is None
    assert known.owner(replace(proof, uid=""), campaign, "ada@example.org") is None
    assert known.owner(None, campaign, "ada@example.org") is None
    assert known.owner(proof, factories.campaign(slug="other"), "ada@example.org") is None
    service.withdraw(row)
    assert known.owner(proof, campaign, "ada@example.org") is None


def test_somebody_who_has_not_confirmed_has_proved_nothing(campaign: Campaign) -> None:
    row = factories.signatory(campaign)

    assert known.owner(Known.of_signatory(row), campaign, "ada@example.org") is None


def test_signing_lets_the_letter_page_know_who_wrote_a_moment_ago(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    page = sign(client, clock)

    assert len(cookies(page)) == 1
    assert "Ada Lovelace, ada@example.org, Writing" in client.get("/c/day/letter/").text
    assert "ada@example.org" not in client.get("/c/day/").text


def test_a_button_forgets(client: Visitor, campaign: Campaign, clock: Hands) -> None:
    sign(client, clock)
    answer = client.post("/c/day/letter/", {"step": "forget"})

    assert answer.location == "/c/day/letter/"
    assert "Ada" not in client.follow(answer).html
    assert "Start empty" not in client.get("/c/day/letter/").text


def test_no_other_site_can_press_that_button(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    sign(client, clock)
    foreign = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    page = client.post("/c/day/letter/", {"step": "forget"}, status=422, headers=foreign)

    assert cookies(page) == []
