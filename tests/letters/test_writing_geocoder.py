"""The letter page where the operator has switched a geocoder on."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.campaigns.models import Campaign
from tests.letters.standing import states
from tests.letters.writing import (
    FORM,
    PATH,
    begin,
    on_sqlite,
    press,
    sent,
    words_page,
)
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.http_peer import HttpPeer, Said

pytestmark = pytest.mark.usefixtures("districts_loaded")


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
