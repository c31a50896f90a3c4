"""The letter page: three steps at one address, until the letter lies on its way."""

from __future__ import annotations

import pytest

from app.campaigns.models import Campaign, CampaignState
from app.letters import queries
from app.letters.models import DeliveryState
from app.pledges.models import SignatoryState
from tests.letters.standing import states
from tests.letters.writing import (
    FORM,
    OWN,
    PATH,
    addressees,
    begin,
    followed,
    kept,
    on_sqlite,
    press,
    read_page,
    words_page,
)
from tests.pledges.signing import mails, only
from tests.support import letters
from tests.support.client import Visitor
from tests.support.hands import Hands

pytestmark = pytest.mark.usefixtures("districts_loaded")

KB = 1024


def test_a_letter_through_three_steps_reaches_ones_own_offices(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    first = client.get(PATH)
    assert first.one(".stages [aria-current]").get_text() == "You"
    second = words_page(client, clock, phone="(505) 555-0142")
    assert second.one(".stages [aria-current]").get_text() == "Your words"
    offices = [f"Representative Pat Example of {letters.OFFICES[0]}"]
    offices += [f"Senator Pat Example of {code}" for code in letters.OFFICES[1:]]
    assert addressees(second) == offices
    assert "What happened to your work?" in second.one("label[for=personal]").get_text()
    third = press(client, second.form(FORM), "read", personal=OWN)
    assert third.one(".stages [aria-current]").get_text() == "Read and send"
    assert kept() == 0, "nothing is kept before it is sent"

    letter = followed(press(client, third.form(FORM), "send", status=303))

    assert states(letter) == dict.fromkeys(letters.OFFICES, DeliveryState.WAITING)
    opened = queries.opened(letter)
    assert (opened["street"], opened["phone"]) == ("1 Canyon Road", "505-555-0142")
    assert (opened["city"], opened["state"]) == ("Santa Fe", "NM"), "from the ZIP code"
    assert only().state == SignatoryState.PENDING
    assert mails() == [("letter_confirm", "ada@example.org")]


@on_sqlite
def test_a_program_may_send_everything_at_once(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    fields = begin(client, clock, city="Santa Fe", state="NM", district="NM-3", phone="")
    page = press(
        client, fields, None, status=303, subject="Keep copyright human", personal="", body=""
    )

    assert set(states(followed(page))) == set(letters.OFFICES)


@on_sqlite
def test_one_can_go_back_and_nothing_is_lost(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    read = read_page(client, clock, credit_name="Tide", phone="505-555-0142")
    first = press(client, read.form(FORM), "address")
    assert first.heading == "Write to your own offices"
    assert first.form(FORM)["street"] == "1 Canyon Road"
    assert first.form(FORM)["credit_name"] == "Tide"
    second = press(client, first.form(FORM), "write", street="2 Canyon Road")
    assert second.form(FORM)["personal"] == OWN
    again = press(client, second.form(FORM), "write")
    assert again.form(FORM) == second.form(FORM)
    third = press(client, second.form(FORM), "read")

    assert "2 Canyon Road" in third.text


@on_sqlite
def test_the_button_pressed_twice_sends_one_letter(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    form = read_page(client, clock).form(FORM)

    first, second = (press(client, form, "send", status=303) for _ in range(2))

    assert first.location == second.location
    assert kept() == 1


@on_sqlite
@pytest.mark.parametrize("state", ["closed", "won", "archived"])
def test_a_campaign_that_is_over_takes_no_letters(
    client: Visitor, campaign: Campaign, clock: Hands, state: str
) -> None:
    form = read_page(client, clock).form(FORM)
    campaign.state = CampaignState(state)

    assert client.get(PATH).heading == "No letters are taken now"
    assert press(client, form, "send", status=422).heading == "No letters are taken now"
    assert kept() == 0


@on_sqlite
def test_no_answer_of_the_letter_page_is_kept_by_anybody(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    read = read_page(client, clock)
    answers = [
        client.get(PATH),
        press(client, begin(client, clock, street=""), "write", status=422),
        words_page(client, clock),
        read,
        press(client, read.form(FORM), "send", status=303),
        client.post(PATH, {"step": "forget"}),
    ]

    for each in answers:
        assert each.headers["Cache-Control"] == "no-store"
        assert "ETag" not in each.headers


@on_sqlite
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_step_is_heavier_than_a_page_may_be(
    client: Visitor, campaign: Campaign, clock: Hands, language: str
) -> None:
    first = client.get(f"{PATH}?lang={language}")
    pages = [first, words_page(client, clock), read_page(client, clock)]
    pages.append(press(client, begin(client, clock, zip="90001"), "write", status=422))

    assert [len(each.body) for each in pages if len(each.body) > 40 * KB] == []


@on_sqlite
def test_a_link_may_name_the_discipline_and_its_partner(
    client: Visitor, campaign: Campaign
) -> None:
    page = client.get(f"{PATH}?discipline=writing&source=union")

    assert page.form(FORM)["discipline"] == "writing"
    assert page.form(FORM)["source"] == "union"
