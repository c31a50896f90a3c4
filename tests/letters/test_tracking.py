"""Following one's letter: what the page says at each step, and what it lets the artist tell."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import ledger, queries, service
from app.letters.models import ChannelName, Delivery, DeliveryState, Letter
from app.pledges import service as pledges
from tests.pledges.signing import assert_private
from tests.support import factories, letters
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

TOOLS = ".by-hand, textarea, [name=did], a[href$='.pdf'], a[href^='tel:']"


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    made = factories.campaign()
    letters.brief(made, call_script="Ask the {office_title} about {craft} and {artists} artists.")
    letters.members()
    return made


@pytest.fixture
def letter(campaign: Campaign) -> Letter:
    """A letter that its writer has confirmed, queued to three offices."""
    signatory = factories.signatory(campaign, confirmed=True, mail=False)
    return letters.letter(campaign, known=signatory)


def tracked(letter: Letter) -> str:
    return f"/letters/{queries.opened(letter)['token']}/"


def bring(delivery: Delivery, *states: DeliveryState, words: str = "", live: bool = False) -> None:
    """Lead a queued delivery through these states, as the courier and the artist would."""
    delivery.state = DeliveryState.SENDING
    delivery.rehearsed = not live
    for state in states:
        ledger.step(delivery, state, words=words)
    db.session.commit()


def hand_over(delivery: Delivery) -> None:
    """Into the artist's hands, on a live site."""
    delivery.channel = ChannelName.HAND_OFF
    bring(delivery, DeliveryState.HANDED_OFF, live=True)


def line(page: Page, office: str) -> str:
    return " ".join(page.one(f"#{office}").get_text(" ").split())


def test_before_the_confirmation_it_shows_the_texts_and_nothing_to_do(
    client: Visitor, campaign: Campaign
) -> None:
    """Not even where the address is confirmed: a stranger may have written this one."""
    factories.signatory(campaign, confirmed=True, mail=False)
    letter = letters.letter(campaign)
    page = client.get(tracked(letter))

    assert "look into your mail" in page.heading
    assert "flask rehearsal mailbox" in page.text
    assert queries.part(letter.deliveries[0]).text.split("\n\n")[1] in page.text
    assert not page.all(TOOLS)
    for delivery in letter.deliveries:
        assert "Waits for your confirmation" in line(page, delivery.office)
    client.get(f"{tracked(letter)}letter.pdf", status=404)
    client.get(f"{tracked(letter)}{letter.deliveries[0].office}.pdf", status=404)


def test_each_kind_is_said_by_itself(client: Visitor, letter: Letter) -> None:
    one, two, three = letter.deliveries
    one.channel = ChannelName.HOUSE_CWC
    bring(one, DeliveryState.ACCEPTED, live=True)
    hand_over(two)
    hand_over(three)
    page = client.get(tracked(letter))

    assert page.one("p.lead").get_text(strip=True) == "1 accepted · 2 in your hands"
    assert "Accepted by the House’s system" in line(page, one.office)
    assert "does not mean that anybody has read it" in line(page, one.office)
    assert not page.all(f"#{one.office} textarea")


def test_what_is_rehearsed_says_that_nothing_left_and_where_it_would_have_gone(
    client: Visitor, letter: Letter
) -> None:
    one, two, _three = letter.deliveries
    one.channel = ChannelName.SENATE_CWC
    bring(one, DeliveryState.ACCEPTED)
    bring(two, DeliveryState.HANDED_OFF)
    page = client.get(tracked(letter))

    assert "nothing has left" in page.one("p.lead").get_text()
    assert "Rehearsed: nothing was sent" in line(page, one.office)
    assert "would have gone to the Senate’s system" in line(page, one.office)
    assert "Rehearsed: nothing was sent" in line(page, two.office)
    assert "do not send it to the real office" in line(page, two.office)
    for office in (one.office, two.office):
        assert "Accepted by" not in line(page, office)


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


def test_the_history_has_a_line_for_every_step_in_the_campaigns_time_zone(
    client: Visitor, letter: Letter, clock: Hands
) -> None:
    delivery = letter.deliveries[0]
    clock.tick(minutes=7)
    hand_over(delivery)
    steps = client.get(tracked(letter)).all(f"#{delivery.office} .history li")

    said = [" ".join(each.get_text(" ").split()) for each in steps]
    assert [each.partition("EST ")[2] for each in said] == [
        "Waits for your confirmation",
        "Waits for its turn",
        "In your hands: the office’s form is ready for you",
    ]
    assert said[2].startswith("March 2, 2026, 10:07")


def test_a_declined_letter_says_so(client: Visitor, campaign: Campaign) -> None:
    letter = letters.letter(campaign)
    service.decline(letter)
    page = client.get(tracked(letter))

    assert page.heading == "This letter was not sent"
    assert "did not write it" in page.one("p.lead").get_text()
    assert not page.all(TOOLS)


def test_an_office_written_to_before_is_told_apart(client: Visitor, letter: Letter) -> None:
    letters.member("HNM01")
    second = letters.letter(letter.campaign, offices=("HNM03", "SNM01", "HNM01"))
    service.release(second)
    page = client.get(tracked(second))

    assert "You had written to this office before" in line(page, "HNM03")
    assert "Waits for its turn" in line(page, "HNM01")
    assert page.one("p.lead b").get_text() == "1 waits for its turn · 2 not sent"


def test_a_letter_nobody_confirmed_in_time_does_not_ask_for_it_any_more(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    letter = letters.letter(campaign)
    clock.tick(days=queries.WAITING_LIFE / dt.timedelta(days=1), seconds=1)
    page = client.get(tracked(letter))

    assert page.heading == "This letter was not sent"
    assert "not confirmed in time" in page.one("p.lead").get_text()


def test_a_letter_is_followed_for_a_year(client: Visitor, letter: Letter, clock: Hands) -> None:
    clock.tick(days=365)
    client.get(tracked(letter))
    clock.tick(seconds=1)
    page = client.get(tracked(letter), status=410)

    assert "can no longer be followed" in page.heading
    assert_private(page)
    client.get(f"{tracked(letter)}letter.pdf", status=410)
    client.post(tracked(letter), {"office": "HNM03", "did": "sent"}, status=410)


@pytest.mark.parametrize("token", ["x", "a" * 64, "a" * 5_000, "%00", "%FF%FE", "ñ", "'%20OR%201"])
def test_a_link_nobody_has_says_so_kindly(client: Visitor, letter: Letter, token: str) -> None:
    for page in (
        client.get(f"/letters/{token}/", status=404),
        client.post(f"/letters/{token}/", {"did": "sent"}, status=404),
        client.get(f"/letters/{token}/letter.pdf", status=404),
    ):
        assert "leads nowhere" in page.heading
        assert_private(page)


def test_the_confirmation_link_is_no_tracking_link(client: Visitor, letter: Letter) -> None:
    client.get(f"/letters/{pledges.confirmation_token(letter.signatory)}/", status=404)


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


def test_the_page_is_one_persons_alone(client: Visitor, letter: Letter) -> None:
    page = client.get(tracked(letter))

    assert_private(page)
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.one("meta[name=robots]")["content"] == "noindex"
    for private in ("Ada", "Lovelace", "NM", "Example"):
        assert private not in page.title
    assert "1 Canyon Road" not in page.html, "the street is nobody's to read over a shoulder"


def test_a_campaigns_target_that_is_gone_keeps_the_name_it_was_written_to(
    client: Visitor, letter: Letter
) -> None:
    letter.deliveries[0].office = "T99"
    letter.deliveries[0].addressee = "A Label"
    page = client.get(tracked(letter))

    assert "A Label" in line(page, "T99")


def test_no_log_line_holds_the_link(
    client: Visitor, letter: Letter, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tracked(letter)
    capfd.readouterr()
    client.get(path)
    client.post(path, {"office": "HNM03", "did": "sent"}, status=422)
    client.get(f"{path}x.pdf", status=404)

    written = "".join(capfd.readouterr())
    assert '"rule": "/letters/<token>/"' in written
    for secret in (path.split("/")[2], "Lovelace", "Canyon"):
        assert secret not in written
