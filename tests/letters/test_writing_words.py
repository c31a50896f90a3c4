"""The words of a letter: whose they are, and that what was read is what is sent."""

from __future__ import annotations

import pytest

from app.campaigns.models import Campaign
from app.letters import queries, texts
from app.letters.texts import Audience
from tests.letters.standing import confirmed, text_of
from tests.letters.writing import (
    FORM,
    OWN,
    PATH,
    followed,
    kept,
    on_sqlite,
    press,
    read_page,
    words_page,
)
from tests.support.client import Visitor
from tests.support.hands import Hands

pytestmark = pytest.mark.usefixtures("districts_loaded")

DEMAND = "Please keep copyright for people."

MUSIC = "I make music in Santa Fe, New Mexico."


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
