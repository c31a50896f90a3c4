"""Writing as somebody who is known: what is filled in, what is proved, what was written before."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.letters.models import DeliveryState
from tests.letters.standing import confirmed, states
from tests.letters.writing import (
    FORM,
    OWN,
    PATH,
    addressees,
    begin,
    come_proven,
    followed,
    kept,
    on_sqlite,
    press,
    read_page,
    sent,
    words_page,
)
from tests.pledges.signing import mails
from tests.support import letters
from tests.support.client import Visitor
from tests.support.hands import Hands

pytestmark = pytest.mark.usefixtures("districts_loaded")


@on_sqlite
def test_what_is_known_is_one_line_and_goes_along(
    app: Flask, client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    come_proven(app, client, confirmed(campaign))
    page = client.get(PATH)

    assert page.one("details.known").get("open") is None
    line = page.one("details.known summary").get_text(" ", strip=True)
    assert line == "Ada Lovelace, ada@example.org, Music. Change"
    assert page.form(FORM)["zip"] == "87501"
    assert "Start empty" in page.text


def test_who_has_proved_their_address_sends_at_once(
    app: Flask, client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    come_proven(app, client, confirmed(campaign))
    read = read_page(client, clock)
    assert "It leaves at once" in read.text
    letter = followed(press(client, read.form(FORM), "send", status=303))

    assert set(states(letter).values()) == {DeliveryState.QUEUED}
    assert mails() == [("letter_copy", "ada@example.org")]


@on_sqlite
def test_who_types_another_address_has_proved_nothing(
    app: Flask, client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    come_proven(app, client, confirmed(campaign))
    letter = sent(client, clock, email="other@example.org")

    assert set(states(letter).values()) == {DeliveryState.WAITING}
    assert letter.signatory.email == "other@example.org"


def test_a_second_letter_goes_to_the_other_offices_alone(
    app: Flask, client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    person = confirmed(campaign)
    first = letters.letter(campaign, known=person, offices=("SNM01",))
    come_proven(app, client, person)
    page = words_page(client, clock)
    assert addressees(page) == [
        "Representative Pat Example of HNM03",
        "Senator Pat Example of SNM02",
        "Senator Pat Example of SNM01",
    ]
    assert "You have written to these" in page.text
    assert page.all(f"a[href='/letters/{letters.token(first)}/']")
    read = press(client, page.form(FORM), "read", personal=OWN)
    letter = followed(press(client, read.form(FORM), "send", status=303))

    assert list(states(letter)) == ["HNM03", "SNM02"]


def test_a_second_letter_to_all_of_them_is_not_sent(
    app: Flask, client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    person = confirmed(campaign)
    come_proven(app, client, person)
    fields = begin(client, clock)
    read = press(client, press(client, fields, "write").form(FORM), "read", personal=OWN)
    first = followed(press(client, read.form(FORM), "send", status=303))

    for step, over in (("send", {}), ("read", {}), ("write", {}), (None, {"seen": None})):
        page = press(client, read.form(FORM), step, status=422, **over)
        assert page.heading == "You have written to them"
        assert len(page.all(f"a[href='/letters/{letters.token(first)}/']")) == 3
    assert kept() == 1


@on_sqlite
def test_nobody_else_learns_who_has_written(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    letters.letter(campaign, known=confirmed(campaign))
    page = words_page(client, clock)

    assert len(addressees(page)) == 3
    assert "have written to these" not in page.text
    assert set(states(sent(client, clock)).values()) == {DeliveryState.WAITING}


@on_sqlite
def test_who_repeats_every_word_of_a_letter_is_not_led_to_it(
    app: Flask, client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    come_proven(app, client, confirmed(campaign))
    own = press(client, read_page(client, clock).form(FORM), "send", status=303)

    repeated = sent(Visitor(app), clock)

    assert set(states(followed(own)).values()) == {DeliveryState.QUEUED}
    assert set(states(repeated).values()) == {DeliveryState.WAITING}
