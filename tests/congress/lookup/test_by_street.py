"""Which offices are mine: by the geocoder, where the ZIP code alone does not say."""

from __future__ import annotations

import pytest

from app.congress import lookup
from app.congress.lookup import Address, Finding, Why
from tests.congress.answers import district, match, said
from tests.congress.lookup.zip_table import (
    LOS_ANGELES,
    TWO_DISTRICTS,
    TWO_STATES,
    choices,
    codes,
    find,
)
from tests.support.http_peer import HttpPeer, Said


@pytest.mark.usefixtures("table")
class TestByStreet:
    """With the geocoder switched on."""

    def test_without_a_street_it_is_asked_for(self, census: HttpPeer) -> None:
        answer = find(TWO_DISTRICTS)

        assert (answer.finding, choices(answer)) == (Finding.NEEDS_STREET, ["CA-30", "CA-34"])
        assert census.asked == []

    def test_the_street_decides(self, census: HttpPeer) -> None:
        census.script = [said(match(district("0634")))]

        assert codes(lookup.find_offices(LOS_ANGELES)) == ["HCA34", "SCA01", "SCA03"]
        assert census.asked[0].query["street"] == "12 Marked Street"

    def test_the_state_that_the_zip_code_says_is_told(self, census: HttpPeer) -> None:
        census.script = [said(match(district("0634")))]
        lookup.find_offices(Address(TWO_DISTRICTS, street="12 Marked Street"))

        assert census.asked[0].query["state"] == "CA"

    def test_one_candidate_needs_no_street(self, census: HttpPeer) -> None:
        lookup.find_offices(Address("87501", "NM", "Santa Fe", "12 Marked Street"))

        assert census.asked == []

    def test_a_zip_code_outside_the_table_is_found_by_its_street(self, census: HttpPeer) -> None:
        census.script = [said(match(district("3501")))]
        answer = lookup.find_offices(Address("87103", "NM", "Albuquerque", "12 Marked Street"))

        assert codes(answer) == ["HNM01", "SNM01", "SNM02"]

    def test_a_district_outside_the_table_is_believed(self, census: HttpPeer) -> None:
        census.script = [said(match(district("0612")))]

        assert codes(lookup.find_offices(LOS_ANGELES)) == ["HCA12", "SCA01", "SCA03"]

    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            (Said(500), Why.GEOCODER_DOWN),
            (Said(hang_up=True), Why.GEOCODER_DOWN),
            (said(match(district("0660"))), Why.GEOCODER_DOWN),
            (said(), Why.ADDRESS_NOT_FOUND),
            (said(match(district("3203"))), Why.ADDRESS_NOT_FOUND),
            (said(match(district("0630")), match(district("0634"))), Why.ADDRESS_AMBIGUOUS),
        ],
        ids=["error", "dropped", "no such district", "no match", "elsewhere", "ambiguous"],
    )
    def test_whatever_goes_wrong_the_artist_chooses(
        self, census: HttpPeer, answer: Said, why: Why
    ) -> None:
        census.script = [answer]
        found = lookup.find_offices(LOS_ANGELES)

        assert (found.finding, found.why, found.offices) == (Finding.CHOOSE, why, ())
        assert choices(found) == ["CA-30", "CA-34"]

    def test_it_is_not_asked_about_a_state_nobody_named(self, census: HttpPeer) -> None:
        answer = lookup.find_offices(Address(TWO_STATES, street="12 Marked Street"))

        assert (answer.finding, choices(answer)) == (Finding.CHOOSE, ["AZ-2", "UT-3"])
        assert census.asked == []
