"""What the letter's two forms make of what is typed."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.campaigns.models import Campaign
from app.letters.forms import AddressForm, WordsForm, typed_before
from app.pledges.known import Known
from tests.letters.writing import WHO
from tests.support import factories
from tests.support.hands import Hands


@pytest.fixture
def campaign(app_sqlite: Flask, clock: Hands) -> Campaign:
    made = factories.campaign()
    factories.craft(made.disciplines[0])
    return made


def address(campaign: Campaign, **over: str) -> AddressForm:
    """The form as it was typed, checked; its token is not what is looked at here."""
    form = AddressForm(MultiDict({**WHO, **over}), campaign=campaign)
    form.validate()
    return form


def words(**typed: str) -> WordsForm:
    return WordsForm(MultiDict({"subject": "Keep copyright human", **typed}))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"phone": "(505) 555-0142"}, "505-555-0142"),
        ({"phone": "+1 505.555.0142"}, "505-555-0142"),
        ({"phone": " "}, ""),
        ({"zip": "87501-1234"}, "87501"),
        ({"zip": " 87501 1234 "}, "87501"),
        ({"zip": "８７５０１"}, "87501"),
        ({"state": "nm"}, "NM"),
        ({"street": " 1\u200b  Canyon\tRoad "}, "1 Canyon Road"),
        ({"street": "#4 Elm Court"}, "#4 Elm Court"),
        ({"city": ""}, ""),
    ],
)
def test_it_is_kept_as_an_office_can_read_it(
    campaign: Campaign, typed: dict[str, str], kept: str
) -> None:
    form = address(campaign, **typed)
    [name] = typed

    assert not form[name].errors
    assert form[name].data == kept


def test_a_craft_is_one_of_the_discipline_named(campaign: Campaign) -> None:
    assert not address(campaign, craft="session-player").craft.errors
    assert address(campaign, craft="session-player", discipline="writing").craft.errors
    assert address(campaign, craft="session-player", discipline="ally").craft.errors


def test_a_draft_knows_its_sender(campaign: Campaign) -> None:
    form = address(campaign, craft="session-player", credit_name="Tide", source="union")
    draft = form.draft(state="NM", city="Santa Fe", offices=["HNM03"])

    assert draft.discipline == campaign.disciplines[0]
    assert draft.craft_id == campaign.disciplines[0].crafts[0].id
    assert (draft.credit_name, draft.source, draft.offices) == ("Tide", "union", ("HNM03",))
    assert draft.constituent.city == "Santa Fe"


def test_what_is_known_need_not_be_asked_while_it_is_unchanged_and_right(
    campaign: Campaign,
) -> None:
    who = Known("Ada", "Lovelace", "ada@example.org", "87501", "music")
    assert address(campaign).is_known(who)
    assert not address(campaign).is_known(None)
    assert not address(campaign, first_name="Grace").is_known(who)
    assert not address(campaign, discipline="gone").is_known(
        Known("Ada", "Lovelace", "ada@example.org", "87501", "gone")
    )


def test_a_fresh_form_begins_with_what_the_person_and_the_link_say() -> None:
    who = Known("Ada", "Lovelace", "ada@example.org", "87501", "music", uid="0" * 32)

    assert typed_before(None, source="union", discipline="") == {"source": "union"}
    begun = typed_before(who, source="union", discipline="writing")
    assert (begun["discipline"], begun["source"], begun["email"]) == (
        "music",
        "union",
        "ada@example.org",
    )
    assert "uid" not in begun


def test_words_keep_their_lines_and_their_braces(app_sqlite: Flask) -> None:
    form = words(personal="One {first_name}.\r\n\r\n\r\n\r\n  Two\u200b  and {x}. \r\n")

    assert form.validate()
    assert form.personal.data == "One {first_name}.\n\nTwo and {x}."


@pytest.mark.parametrize(
    ("personal", "body", "fits"),
    [
        (10_000, 0, True),
        (10_001, 0, False),
        (0, 10_001, False),
        (5_000, 4_998, True),  # with the blank line between them 10,000
        (5_000, 4_999, False),
        (5, 0, False),
        (6, 0, True),
        (0, 0, True),
    ],
)
def test_the_two_texts_fit_into_one_message(
    app_sqlite: Flask, personal: int, body: int, fits: bool
) -> None:
    assert words(personal="é" * personal, body="b" * body).validate() is fits
