"""The letter page: three steps at one address, until the letter lies on its way."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from app.campaigns.models import Campaign, CampaignState
from app.congress.models import Committee, CommitteeSeat, Member
from app.extensions import db
from app.letters import queries, texts
from app.letters.models import DeliveryState, Letter, Target
from app.letters.texts import Audience
from app.pledges import known
from app.pledges.known import Known
from app.pledges.models import Signatory, SignatoryState
from tests.letters.writing import (
    FORM,
    OWN,
    PATH,
    begin,
    districts,
    followed,
    kept,
    press,
    read_page,
    sent,
    words_page,
)
from tests.pledges.signing import mails, only
from tests.support import factories, letters
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.http_peer import HttpPeer, Said
from tests.support.page import Page

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

DEMAND = "Please keep copyright for people."
MUSIC = "I make music in Santa Fe, New Mexico."
KB = 1024


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    made = factories.campaign()
    letters.brief(made)
    letters.members()
    districts(z10001=("NY-10", "NY-12"))
    return made


def come_proven(app: Flask, client: Visitor, signatory: Signatory) -> None:
    """The visitor has pressed the button of their mail a moment ago."""
    response = app.response_class()
    known.remember(response, signatory.campaign, Known.of_signatory(signatory))
    name, _, value = response.headers["Set-Cookie"].partition(";")[0].partition("=")
    client.client.set_cookie(name, value, domain="127.0.0.1", path=PATH)


def confirmed(campaign: Campaign, **over: Any) -> Signatory:
    return factories.signatory(campaign, confirmed=True, mail=False, **over)


def states(letter: Letter) -> dict[str, str]:
    return {each.office: each.state for each in letter.deliveries}


def text_of(letter: Letter, office: str) -> str:
    [delivery] = [each for each in letter.deliveries if each.office == office]
    return queries.part(delivery).text


def addressees(page: Page) -> list[str]:
    return [each.get_text() for each in page.all(".addressees .name")]


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
def test_what_is_sent_is_what_was_read(client: Visitor, campaign: Campaign, clock: Hands) -> None:
    texts.save_paragraph(campaign, Audience(), "Dear {office_title} {office_name}.")
    read = read_page(client, clock, discipline="ally", personal="I am {first_name}.\n\nSo it is.")
    shown = [each.get_text() for each in read.all(".paper")]
    letter = followed(press(client, read.form(FORM), "send", status=303))

    expected = f"I am {{first_name}}.\n\nSo it is.\n\n{DEMAND}\n\nDear %s Example."
    assert shown == [expected % "Representative", expected % "Senator"]
    assert text_of(letter, "HNM03") == shown[0]
    assert {text_of(letter, code) for code in ("SNM01", "SNM02")} == {shown[1]}
    whom = [each.get_text(" ", strip=True) for each in read.all(".copy .about")]
    assert whom[1] == "To Senator Pat Example of SNM01 · Senator Pat Example of SNM02"
    assert "Ms. Ada Lovelace" in read.one(".from").get_text(" ")
    assert "1 Canyon Road Santa Fe, NM 87501 ada@example.org" in read.text


@on_sqlite
@pytest.mark.parametrize(
    ("discipline", "paragraph"),
    [("music", MUSIC), ("writing", "Every work has"), ("ally", "Every")],
)
def test_each_discipline_has_its_paragraph(
    client: Visitor, campaign: Campaign, clock: Hands, discipline: str, paragraph: str
) -> None:
    assert paragraph in words_page(client, clock, discipline=discipline).one(".paper").get_text()


@on_sqlite
def test_untouched_words_stay_the_campaigns_and_changed_ones_are_the_artists(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    form = words_page(client, clock).form(FORM)
    assert form["body"] == f"{DEMAND}\n\n{MUSIC}"
    bodies = {
        form["body"]: "",
        f"\n {DEMAND}  {MUSIC}\r\n": "",
        "": "",
        f"{DEMAND} Do it.": f"{DEMAND} Do it.",
    }
    for body, own in bodies.items():
        read = press(client, form, "read", personal=OWN, body=body)
        assert read.form(FORM).get("body", "") == own, body
    letter = followed(press(client, read.form(FORM), "send", status=303))

    part = queries.part(letter.deliveries[0])
    assert (part.message, part.statement) == (f"{OWN}\n\n{DEMAND} Do it.", "")


@on_sqlite
def test_a_number_that_grows_meanwhile_stays_as_it_was_read(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    texts.save_brief(campaign, subject="Keep copyright human", demand="We are {artists} artists.")
    form = words_page(client, clock).form(FORM)
    assert "We are 0 artists." in str(form["body"])
    confirmed(campaign, email="another@example.org")
    read = press(client, form, "read", personal=OWN)
    assert "body" not in read.form(FORM), "nobody has changed the campaign's words"
    assert "We are 0 artists." in read.one(".paper").get_text()
    confirmed(campaign, email="one-more@example.org")

    letter = followed(press(client, read.form(FORM), "send", status=303))

    assert queries.part(letter.deliveries[0]).statement.startswith("We are 0 artists.")


@on_sqlite
def test_what_changed_since_it_was_read_is_read_once_more(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    form = read_page(client, clock).form(FORM)
    texts.save_brief(campaign, subject="Keep copyright human", demand="Another demand.")
    again = press(client, form, "send", status=422)

    assert "The text has changed meanwhile" in again.text
    assert "Another demand." in again.one(".paper").get_text()
    assert kept() == 0
    assert followed(press(client, again.form(FORM), "send", status=303))


@on_sqlite
def test_who_writes_nothing_of_their_own_is_asked_once_and_kindly(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    form = words_page(client, clock).form(FORM)
    assert not client.get(PATH).all(".nudge")
    asked = press(client, form, "read")
    assert "One sentence that only you can write?" in asked.one(".nudge").get_text()
    assert asked.form(FORM)["subject"] == form["subject"]

    read = press(client, asked.form(FORM), "read")
    assert read.heading == "Read it as they will"
    letter = followed(press(client, read.form(FORM), "send", status=303))

    assert not letter.own_words
    part = queries.part(letter.deliveries[0])
    assert (part.message, part.statement) == ("", f"{DEMAND}\n\n{MUSIC}")


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
def test_without_a_table_and_without_names_the_seats_are_offered(
    client: Visitor, app: Flask, clock: Hands
) -> None:
    letters.brief(factories.campaign())
    asked = press(client, begin(client, clock), "write", status=422)

    assert "No table of ZIP codes and districts is loaded here" in asked.text
    labels = [each.get_text(strip=True) for each in asked.all(".asked .choices label")]
    assert labels == ["1st district", "2nd district", "3rd district"]
    page = press(client, asked.form(FORM), "write", district="NM-1")
    assert addressees(page)[0] == "Representative for New Mexico’s 1st district"


@on_sqlite
def test_a_zip_code_that_the_table_has_not_says_so(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    asked = press(client, begin(client, clock, zip="87502"), "write", status=422)

    assert "Our table of districts does not have the ZIP code 87502" in asked.text


@on_sqlite
@pytest.mark.parametrize(
    ("zip_code", "seats"),
    [
        ("20001", ["Delegate for District of Columbia"]),
        ("96910", ["Delegate for Guam"]),
        (
            "99501",
            [
                "Representative for Alaska",
                "Senator for Alaska (class 2)",
                "Senator for Alaska (class 3)",
            ],
        ),
    ],
)
def test_a_place_with_one_seat_needs_no_table(
    client: Visitor, app: Flask, clock: Hands, zip_code: str, seats: list[str]
) -> None:
    letters.brief(factories.campaign())

    assert addressees(words_page(client, clock, zip=zip_code)) == seats


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


class TestGeocoder:
    """Where the operator has switched it on, the street is asked for elsewhere: once a letter."""

    @pytest.fixture
    def settings(self, http_peer: HttpPeer) -> dict[str, str]:
        return {"GEOCODER_URL": http_peer.url}

    @pytest.fixture
    def answered(self, http_peer: HttpPeer) -> HttpPeer:
        layer = {"119th Congressional Districts": [{"GEOID": "3607", "CDSESSN": "119"}]}
        found = {"result": {"addressMatches": [{"geographies": layer}]}}
        http_peer.answer = lambda _asked: Said(body=json.dumps(found))
        return http_peer

    @on_sqlite
    def test_one_letter_sends_the_street_there_once(
        self, client: Visitor, campaign: Campaign, clock: Hands, answered: HttpPeer
    ) -> None:
        letter = sent(client, clock, zip="10001")

        # Whatever the table says: the geocoder knows the street.
        assert list(states(letter)) == ["HNY07", "SNY01", "SNY03"]
        assert len(answered.asked) == 1
        assert answered.asked[0].query["street"] == "1 Canyon Road"

    @on_sqlite
    def test_another_street_is_asked_for_anew(
        self, client: Visitor, campaign: Campaign, clock: Hands, answered: HttpPeer
    ) -> None:
        form = words_page(client, clock, zip="10001").form(FORM)
        press(client, form, "write", street="2 Canyon Road")

        assert len(answered.asked) == 2

    @on_sqlite
    def test_the_page_says_who_is_asked(self, client: Visitor, campaign: Campaign) -> None:
        assert "to nobody else" in client.get(PATH).text

    @on_sqlite
    @pytest.mark.parametrize(
        ("said", "words"),
        [
            (Said(status=503), "gives no answer now"),
            (Said(body='{"result": {"addressMatches": []}}'), "does not find this address"),
        ],
    )
    def test_where_it_cannot_tell_the_artist_chooses(
        self,
        client: Visitor,
        campaign: Campaign,
        clock: Hands,
        http_peer: HttpPeer,
        said: Said,
        words: str,
    ) -> None:
        http_peer.answer = lambda _asked: replace(said)
        page = press(client, begin(client, clock, zip="10001"), "write", status=422)

        assert words in page.one(".asked").get_text()
        asked = len(http_peer.asked)
        chosen = press(client, page.form(FORM), "write", district="NY-12")
        assert chosen.heading == "Say it in your own words"
        assert len(http_peer.asked) == asked
