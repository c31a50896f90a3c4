"""What lies ready in the artist's own hands: the office's form, a telephone, words to say."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from app.letters.call_script import call_script
from app.letters.channels.face import Answer
from app.letters.channels.hand_off import HandOff
from app.letters.models import DeliveryState
from tests.letters.dispatched import dispatch, recipient
from tests.support import letters
from tests.support.mailbox import Mailbox


def test_the_artist_gets_the_whole_text_the_form_and_the_telephone(app_sqlite: Flask) -> None:
    wire = HandOff().wire(dispatch())

    assert wire.destination == "https://example.senate.example/contact"
    assert wire.content_type == "text/plain; charset=utf-8"
    assert wire.content.decode() == (
        "Senator Pat Example\n"
        "Form: https://example.senate.example/contact\n"
        "Telephone: 202-555-0100\n"
        "Subject: Keep copyright human\n"
        "\n"
        "They trained a machine on my records.\n"
        "\n"
        "Please keep copyright for people.\n"
    )


def test_nothing_leaves_and_nothing_more_is_claimed(app_sqlite: Flask, mailbox: Mailbox) -> None:
    with HandOff().line() as send:
        answer = send(dispatch())

    assert answer == Answer(DeliveryState.HANDED_OFF)
    assert not HandOff().is_direct
    assert mailbox.mails == []


@pytest.mark.parametrize(
    ("form", "reached"),
    [
        ("https://example.senate.example/contact", True),
        ("http://example.senate.example", True),
        ("", False),
        ("javascript:alert(1)", False),
        ("example.senate.example", False),
    ],
)
def test_an_office_with_a_page_is_reached(form: str, reached: bool) -> None:
    assert HandOff().reaches(recipient(form=form)) is reached


def test_a_call_begins_with_name_and_zip_and_says_what_the_campaign_wants(
    app_sqlite: Flask,
) -> None:
    said = call_script(
        "I ask {office_title} {office_name} to act, for {artists_in_state} artists of {state}.",
        recipient(),
        letters.constituent(),
        values={"artists_in_state": "41"},
    )

    assert said == (
        "Hello, my name is Ada Lovelace. I am a constituent from Santa Fe, ZIP code 87501.\n\n"
        "I ask Senator Example to act, for 41 artists of New Mexico."
    )


def test_a_campaign_without_a_script_has_a_plain_one(app_sqlite: Flask) -> None:
    said = call_script("", recipient(), letters.constituent())

    assert "I have written a letter to Senator Example." in said


def test_a_vacant_seat_is_called_by_no_name(app_sqlite: Flask) -> None:
    vacant = recipient(name="", last_name="", vacant=True)

    assert "I have written a letter to your office." in call_script(
        "", vacant, letters.constituent()
    )


def test_nobody_is_a_constituent_of_an_agency(app_sqlite: Flask) -> None:
    agency = recipient(chamber="", state="", title="", name="The Agency", last_name="The Agency")

    said = call_script("", agency, letters.constituent())

    assert "constituent" not in said
    assert "I am calling from Santa Fe, ZIP code 87501." in said


def test_braces_in_a_name_are_not_filled(app_sqlite: Flask) -> None:
    with force_locale("en"):
        said = call_script(
            "{first_name}!", recipient(), letters.constituent(first_name="{office_name}")
        )

    assert said.endswith("{office_name}!")
