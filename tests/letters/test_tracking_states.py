"""Following one's letter: what the page says at each step."""

from __future__ import annotations

import datetime as dt

import pytest

from app.campaigns.models import Campaign
from app.letters import queries, service
from app.letters.models import ChannelName, DeliveryState, Letter
from tests.letters.standing import tracked
from tests.letters.tracking import TOOLS, bring, hand_over, line
from tests.support import factories, letters
from tests.support.client import Visitor
from tests.support.hands import Hands

pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("call_script"),
]


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


def test_a_campaigns_target_that_is_gone_keeps_the_name_it_was_written_to(
    client: Visitor, letter: Letter
) -> None:
    letter.deliveries[0].office = "T99"
    letter.deliveries[0].addressee = "A Label"
    page = client.get(tracked(letter))

    assert "A Label" in line(page, "T99")
