"""Following one's letter: what is in the artist's hands, and what they tell of it."""

from __future__ import annotations

import pytest

from app.campaigns.models import Campaign
from app.letters import queries
from app.letters.models import DeliveryState, Letter
from tests.letters.standing import tracked
from tests.letters.tracking import bring, hand_over, line
from tests.pledges.signing import assert_private
from tests.support import letters
from tests.support.client import Visitor
from tests.support.hands import Hands

pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("call_script"),
]


def test_what_is_in_ones_hands_is_ready_to_be_sent_and_called_about(
    client: Visitor, letter: Letter
) -> None:
    delivery = letter.deliveries[0]
    hand_over(delivery)
    page = client.get(tracked(letter))

    form = page.one(f"#{delivery.office} a.button")
    assert form["href"] == "https://hnm03.house.example/contact"
    assert set(form["rel"]) == {"noreferrer", "noopener"}
    text = page.one(f"#text-{delivery.office}")
    assert text.has_attr("readonly")
    assert text.get_text() == queries.part(delivery).text
    assert page.one(f"#subject-{delivery.office}")["value"] == "Keep copyright human"
    phones = [each["href"] for each in page.all(f"#{delivery.office} a[href^='tel:']")]
    assert phones == ["tel:202-555-0100", "tel:505-555-0100"]
    said = line(page, delivery.office)
    assert "Ask the Representative about Music and 1 artists." in said
    assert "Ada Lovelace" in said


def test_a_discipline_that_has_words_of_its_own_is_called_with_them(
    client: Visitor, letter: Letter
) -> None:
    music = letter.signatory.discipline
    assert music is not None
    music.call_script = "Tell {office_name} that {artists_in_state} {people} here agree."
    hand_over(letter.deliveries[0])

    said = line(client.get(tracked(letter)), letter.deliveries[0].office)
    assert "Tell Example that the first musicians here agree." in said
    assert "Ask the Representative" not in said


def test_the_artist_tells_that_they_sent_it_and_called(
    client: Visitor, letter: Letter, clock: Hands
) -> None:
    delivery = letter.deliveries[0]
    hand_over(delivery)
    path = tracked(letter)
    clock.tick(hours=2)
    for _ in range(2):
        answer = client.post(path, {"office": delivery.office, "did": "sent"})
        assert answer.location == f"{path}#{delivery.office}"
        client.post(path, {"office": delivery.office, "did": "called"})
    page = client.follow(answer)

    assert delivery.state == DeliveryState.REPORTED
    assert delivery.called_at == clock.now()
    said = line(page, delivery.office)
    assert "You told us that you sent it" in said
    assert "You told us that you called on March 2, 2026, 12:00" in said
    assert not page.all(f"#{delivery.office} [name=did]")
    assert "1 sent by you" in page.one("p.lead").get_text()


@pytest.mark.parametrize(
    "said",
    [
        {"office": "HNM03", "did": "sent"},
        {"office": "HCA12", "did": "sent"},
        {"office": "HNM03", "did": "eaten"},
        {"did": "sent"},
        {},
    ],
)
def test_what_cannot_be_told_is_answered_in_words_and_changes_nothing(
    client: Visitor, letter: Letter, said: dict[str, str]
) -> None:
    page = client.post(tracked(letter), said, status=422)

    assert page.one("[role=alert]").get_text()
    assert_private(page)
    assert letter.deliveries[0].state == DeliveryState.QUEUED


def test_nobody_calls_about_a_letter_that_waits(client: Visitor, campaign: Campaign) -> None:
    letter = letters.letter(campaign)
    said = {"office": letter.deliveries[0].office, "did": "called"}
    client.post(tracked(letter), said, status=422)

    assert letter.deliveries[0].called_at is None


def test_a_failure_is_told_in_the_offices_words_and_can_be_mended_by_hand(
    client: Visitor, letter: Letter
) -> None:
    delivery = letter.deliveries[0]
    delivery.attempts = 3
    bring(delivery, DeliveryState.FAILED, words="<b>Mailbox</b> closed", live=True)
    page = client.get(tracked(letter))
    said = line(page, delivery.office)

    assert "Not delivered" in said
    assert "3 tries" in said
    assert "In their words: <b>Mailbox</b> closed" in said
    assert page.one(f"#text-{delivery.office}")
    client.post(tracked(letter), {"office": delivery.office, "did": "sent"})
    assert delivery.state == DeliveryState.REPORTED


def test_the_letters_are_there_on_paper(client: Visitor, letter: Letter) -> None:
    hand_over(letter.deliveries[0])
    path = tracked(letter)
    every, one = client.get(f"{path}letter.pdf"), client.get(f"{path}HNM03.pdf")

    for answer in (every, one):
        assert answer.body.startswith(b"%PDF-")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"] == 'inline; filename="letter.pdf"'
        assert_private(answer)
    assert b"/Count 3/" in every.body
    assert b"/Count 1/" in one.body
    client.get(f"{path}HCA12.pdf", status=404)
