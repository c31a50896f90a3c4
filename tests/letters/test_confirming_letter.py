"""The page with the button, when a letter waits behind it."""

from __future__ import annotations

import pytest

from app.campaigns.models import Campaign
from app.letters import queries
from app.letters.models import DeliveryState
from app.pledges import recount
from app.pledges.models import SignatoryState
from tests.letters.confirming import link, states
from tests.letters.standing import confirmed, tracked
from tests.pledges.signing import assert_private, totals
from tests.support import letters
from tests.support.client import Visitor
from tests.support.hands import Hands


def test_it_shows_the_whole_letter_before_anything_leaves(
    client: Visitor, campaign: Campaign
) -> None:
    letter = letters.letter(campaign)
    page = client.get(link(letter.signatory))

    assert page.one("button[value=confirm]").get_text(strip=True) == (
        "Yes, count me and send my letter"
    )
    shown = page.one("section.waits").get_text(" ")
    assert "Keep copyright human" in shown
    for delivery in letter.deliveries:
        assert delivery.addressee in shown
        assert all(line in shown for line in queries.part(delivery).text.split("\n\n"))
    assert len(page.all(".paper")) == 1, "three equal texts are one to read"
    assert page.form()["letter"] == letter.uid.hex
    assert states(letter) == {DeliveryState.WAITING}


def test_texts_that_differ_stand_apart_with_their_own_addressees(
    client: Visitor, campaign: Campaign
) -> None:
    brief = queries.get_brief(campaign)
    brief.demand = "You are my {office_title}."
    letter = letters.letter(campaign)
    page = client.get(link(letter.signatory))

    copies = [each.get_text(" ", strip=True) for each in page.all(".copy")]
    assert len(copies) == 2
    assert "HNM03" in copies[0]
    assert "Representative." in copies[0]
    assert "SNM01" in copies[1]
    assert "SNM02" in copies[1]
    assert "Senator." in copies[1]


def test_it_shows_what_the_offices_are_told_of_the_sender(
    client: Visitor, campaign: Campaign
) -> None:
    letter = letters.letter(campaign, phone="505-555-0123")
    told = client.get(link(letter.signatory)).one("section.waits .from")

    assert list(told.stripped_strings) == [
        f"{letters.PREFIX} Ada Lovelace",
        "1 Canyon Road",
        "Santa Fe, NM 87501",
        "505-555-0123",
        "ada@example.org",
    ]


def test_it_names_only_the_offices_that_would_still_get_it(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    brief = queries.get_brief(campaign)
    brief.demand = "You are my {office_title}."
    signatory = confirmed(campaign)
    letters.letter(campaign, known=signatory, offices=letters.OFFICES[:1])
    clock.tick(minutes=5)
    letters.letter(campaign)
    shown = client.get(link(signatory)).one("section.waits").get_text(" ")

    assert letters.OFFICES[0] not in shown
    assert all(each in shown for each in letters.OFFICES[1:])


def test_one_press_counts_the_signature_and_sends_the_letter(
    client: Visitor, campaign: Campaign
) -> None:
    letter = letters.letter(campaign)
    path = link(letter.signatory)
    answer = client.post(path, {"answer": "confirm", **client.get(path).form()})

    assert answer.location == tracked(letter)
    assert_private(answer)
    assert totals(campaign) == (1, 0)
    assert recount.check(campaign).agrees
    assert letter.confirmed_at is not None
    assert states(letter) == {DeliveryState.QUEUED}
    assert client.follow(answer).heading == "Where your letter is"


@pytest.mark.parametrize(
    "said", [{"answer": "only"}, {"letter": "none"}, {"answer": "confirm"}, {}]
)
def test_without_a_yes_to_it_the_letter_stays(
    client: Visitor, campaign: Campaign, said: dict[str, str]
) -> None:
    letter = letters.letter(campaign)
    path = link(letter.signatory)
    chosen = {"letter": letter.uid.hex} if said == {"answer": "only"} else {}
    answer = client.post(path, said | chosen)

    assert answer.location == "/c/day/thanks/?discipline=music&confirmed=1"
    assert totals(campaign) == (1, 0)
    assert states(letter) == {DeliveryState.WAITING}
    assert client.get(path).form()["letter"] == letter.uid.hex, "it can still be sent"


def test_who_is_confirmed_is_asked_about_the_letter_alone(
    client: Visitor, campaign: Campaign
) -> None:
    signatory = confirmed(campaign)
    letter = letters.letter(campaign)
    path = link(signatory)
    page = client.get(path)

    assert letter.signatory_id == signatory.id
    assert page.one("button[value=confirm]").get_text(strip=True) == "Yes, send my letter"
    assert not page.all("dl.who, button[value=only]")
    answer = client.post(path, {"answer": "confirm", **page.form()})
    assert answer.location == tracked(letter)
    assert states(letter) == {DeliveryState.QUEUED}
    assert totals(campaign) == (1, 0)


def test_opening_the_link_sends_nothing(client: Visitor, campaign: Campaign) -> None:
    letter = letters.letter(campaign)
    for _ in range(2):
        client.get(f"{link(letter.signatory)}?answer=confirm&letter={letter.uid.hex}")

    assert states(letter) == {DeliveryState.WAITING}
    assert totals(campaign) == (0, 0)


def test_pressing_twice_is_harmless(client: Visitor, campaign: Campaign) -> None:
    letter = letters.letter(campaign)
    said = {"answer": "confirm", "letter": letter.uid.hex}
    first = client.post(link(letter.signatory), said)
    at = letter.confirmed_at
    second = client.post(link(letter.signatory), said)

    assert second.location == first.location
    assert letter.confirmed_at == at
    assert "already" in client.get(link(letter.signatory)).heading


def test_who_did_not_sign_declines_the_letter_with_the_signature(
    client: Visitor, campaign: Campaign
) -> None:
    letter = letters.letter(campaign)
    page = client.post(link(letter.signatory), {"answer": "decline"}, status=200)

    assert letter.signatory.state == SignatoryState.WITHDRAWN
    assert "not counted" in page.heading
    assert "will not be" in page.one(".told").get_text()
    assert states(letter) == {DeliveryState.DROPPED}
    assert "was not sent" in client.get(tracked(letter)).heading


def test_a_strangers_letter_leaves_a_confirmed_signature_as_it_is(
    client: Visitor, campaign: Campaign
) -> None:
    signatory = confirmed(campaign)
    letter = letters.letter(campaign)
    page = client.post(link(signatory), {"answer": "decline"}, status=200)

    assert states(letter) == {DeliveryState.DROPPED}
    assert signatory.state == SignatoryState.CONFIRMED
    assert "already" in page.heading
    assert totals(campaign) == (1, 0)
    said = {"answer": "confirm", "letter": letter.uid.hex}
    page = client.post(link(signatory), said, status=422)
    assert "no longer there" in page.one(".told").get_text()
    assert states(letter) == {DeliveryState.DROPPED}
