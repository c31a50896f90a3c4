"""Whose words are shown, under which name."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from flask import Flask

from app import keyring
from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges import queries, service
from app.pledges.models import Visibility, VoiceState
from app.pledges.queries import PublicVoice
from tests.support import factories
from tests.support.client import Visitor


def _voices(campaign: Campaign, **over: Any) -> list[PublicVoice]:
    return queries.list_voices(campaign, **{"limit": 10, **over})


@pytest.mark.parametrize("state", list(VoiceState))
def test_only_what_an_organizer_approved_is_shown(campaign: Campaign, state: VoiceState) -> None:
    factories.voice(campaign).voice_state = state
    db.session.commit()

    assert len(_voices(campaign)) == (1 if state == VoiceState.APPROVED else 0)


def test_the_words_of_who_left_or_hid_are_shown_no_more(campaign: Campaign) -> None:
    left = factories.voice(campaign, email="a@example.org")
    struck = factories.voice(campaign, email="b@example.org")
    hid = factories.voice(campaign, email="c@example.org")
    factories.voice(campaign, email="d@example.org", credit_name="Stays")
    service.withdraw(left)
    service.invalidate(struck)
    hid.visibility = Visibility.HIDDEN
    db.session.commit()

    assert [each.name for each in _voices(campaign)] == ["Stays"]


def test_the_newest_come_first_and_page_by_page(campaign: Campaign) -> None:
    for number in range(5):
        factories.voice(campaign, credit_name=f"n{number}", email=f"a{number}@example.org")

    assert [each.name for each in _voices(campaign, limit=2)] == ["n4", "n3"]
    assert [each.name for each in _voices(campaign, limit=2, offset=2)] == ["n2", "n1"]


def test_voices_are_those_of_one_campaign_and_one_discipline(campaign: Campaign) -> None:
    other = factories.campaign(slug="other")
    factories.voice(other, credit_name="Elsewhere")
    factories.voice(campaign, "music", credit_name="M", email="m@example.org")
    factories.voice(campaign, "writing", credit_name="W", email="w@example.org")
    factories.voice(campaign, None, credit_name="A", email="a@example.org")
    music = campaign.disciplines[0]

    assert [each.name for each in _voices(campaign)] == ["A", "W", "M"]
    assert [each.name for each in _voices(campaign, discipline=music)] == ["M"]


@pytest.mark.parametrize(
    ("credit_name", "visibility", "shown"),
    [
        ("Low Tide", Visibility.CREDIT, "Low Tide"),
        ("Low Tide", Visibility.INITIALS, "L. T."),
        ("Low Tide", Visibility.HIDDEN, ""),
        ("", Visibility.CREDIT, "A. L."),
        ("", Visibility.INITIALS, "A. L."),
        ("", Visibility.HIDDEN, ""),
        ("!!!", Visibility.CREDIT, "!!!"),
        ("!!!", Visibility.INITIALS, ""),
        ("élan & Ōtomo", Visibility.INITIALS, "É. Ō."),
        ("أمينة حداد", Visibility.INITIALS, "أ. ح."),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_name_is_shown_as_its_owner_chose(
    campaign: Campaign, credit_name: str, visibility: Visibility, shown: str
) -> None:
    person = factories.signatory(campaign, credit_name=credit_name, visibility=visibility)

    assert queries.public_name(person) == shown
    assert "Lovelace" not in shown


def test_a_voice_says_where_and_what_its_owner_makes(campaign: Campaign, app: Flask) -> None:
    craft = factories.craft(campaign.disciplines[1], "poet")
    named = {"credit_name": "Low Tide"}
    abroad = {"country": "DE", "zip": "", "state_code": None}
    factories.voice(campaign, "writing", craft_id=craft.id, email="a@example.org", **named)
    factories.voice(campaign, None, **abroad, email="b@example.org", **named)
    factories.voice(campaign, "music", zip="09001", state_code="AE", email="c@example.org", **named)
    forces, ally, poet = _voices(campaign)

    assert (poet.craft, poet.place) == ("Poet", "New Mexico")
    assert (ally.discipline, ally.craft, ally.place) == (None, "", "Germany")
    assert (forces.discipline, forces.place) == (campaign.disciplines[0], "")


def test_who_shows_initials_does_not_show_where_they_live(campaign: Campaign) -> None:
    factories.voice(campaign, "music", email="a@example.org")
    factories.voice(campaign, "music", visibility="initials", credit_name="Low Tide")

    assert [(each.name, each.place) for each in _voices(campaign)] == [("L. T.", ""), ("A. L.", "")]


def test_the_page_names_the_country_in_the_readers_language(
    client: Visitor, campaign: Campaign
) -> None:
    factories.voice(campaign, country="DE", zip="", state_code=None, credit_name="Low Tide")

    assert "Germany" in client.get("/c/day/voices/").one("figcaption").get_text()
    assert "Alemania" in client.get("/c/day/voices/?lang=es").one("figcaption").get_text()


def test_a_page_of_voices_outlives_the_key_of_one(
    app: Flask, client: Visitor, campaign: Campaign
) -> None:
    factories.voice(campaign, email="a@example.org")
    app.extensions["keyring"] = keyring.Keyring.parse(f"k9:{secrets.token_urlsafe(32)}")
    factories.voice(campaign, email="b@example.org")

    names = [each.name for each in _voices(campaign)]
    assert names == ["A. L.", ""]
    assert len(client.get("/c/day/voices/").all("figure.voice")) == 2
