"""Whom a letter goes to, by the table of districts and by the campaign's own choice."""

from __future__ import annotations

import pytest

from app.campaigns.models import Campaign
from app.congress.models import Committee, CommitteeSeat, Member
from app.extensions import db
from app.letters import queries
from app.letters.models import Target
from tests.letters.standing import states
from tests.letters.writing import (
    FORM,
    OWN,
    PATH,
    addressees,
    begin,
    followed,
    on_sqlite,
    press,
    read_page,
    words_page,
)
from tests.support import letters
from tests.support.client import Visitor
from tests.support.hands import Hands

pytestmark = pytest.mark.usefixtures("districts_loaded")


@on_sqlite
def test_where_several_districts_share_the_zip_code_the_artist_chooses_by_name(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    letters.member("HNY12", name="Jerrold Nadler", party="Democrat")
    asked = press(client, begin(client, clock, zip="10001"), "write", status=422)
    shown = asked.one(".asked").get_text(" ", strip=True)
    assert "Several districts share the ZIP code 10001" in shown
    assert "12th district: Representative Jerrold Nadler (D)" in shown
    assert "10th district: seat vacant" in shown
    assert not asked.all(".mistakes"), "to be asked is no mistake"

    form = press(client, asked.form(FORM), "write", district="NY-12").form(FORM)
    letter = followed(
        press(client, press(client, form, "read", personal=OWN).form(FORM), "send", status=303)
    )

    assert list(states(letter)) == ["HNY12", "SNY01", "SNY03"]


@on_sqlite
def test_a_zip_code_that_the_table_has_not_says_so(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    asked = press(client, begin(client, clock, zip="87502"), "write", status=422)

    assert "Our table of districts does not have the ZIP code 87502" in asked.text


@on_sqlite
def test_a_vacant_seat_and_a_committee_are_told(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    db.session.delete(db.session.get_one(Member, "HNM03"))
    queries.get_brief(campaign).committees = ["SSJU"]
    db.session.add(Committee(code="SSJU", name="Senate Committee on the Judiciary"))
    db.session.add(CommitteeSeat(committee="SSJU", office="SNM01"))
    page = words_page(client, clock)

    assert addressees(page)[0] == "Representative for New Mexico’s 3rd district"
    house, first, second = (each.get_text() for each in page.all(".addressees li"))
    assert "The seat is vacant" in house
    assert "Sits on the committee: Senate Committee on the Judiciary" in first
    assert "committee" not in second


@on_sqlite
def test_whom_a_campaign_names_outside_congress_gets_the_letter_too(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    label = Target(campaign_id=campaign.id, name="Big Label", title="The", email="a@label.example")
    db.session.add(label)
    db.session.commit()
    assert "who get the same: Big Label." in client.get(PATH).text
    read = read_page(client, clock)

    assert "Send to my 4 offices" in read.text
    assert label.code in states(followed(press(client, read.form(FORM), "send", status=303)))
