"""Which offices are mine: by the table of ZIP codes, by the geocoder, by choice; never by a guess.

The ZIP codes are real, what the table says of them here is made up where it helps.
"""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.congress import lookup, offices
from app.congress.lookup import Address, Finding, Lookup, Why
from app.congress.models import CongressLoad, Dataset, ZipDistrict
from app.extensions import db
from app.places.models import ZipPlace
from tests.congress.answers import district, match, said
from tests.support.hands import Hands
from tests.support.http_peer import HttpPeer, Said

IN_THE_120TH = dt.datetime(2027, 1, 3, 17, tzinfo=dt.UTC)
REDRAWN = "75201"  # Dallas
TWO_DISTRICTS = "90012"  # Los Angeles
TWO_STATES = "86044"  # Tonalea, Arizona, and a piece of Utah
SAME_NUMBER = "81324"  # Dove Creek, Colorado, and a piece of Utah
LOS_ANGELES = Address(TWO_DISTRICTS, "CA", "Los Angeles", "12 Marked Street")
# (ZIP code, state, district) of the table of the 119th Congress.
TABLE = (
    ("87501", "NM", 3),
    (TWO_DISTRICTS, "CA", 30),
    (TWO_DISTRICTS, "CA", 34),
    ("20001", "DC", 0),
    ("99501", "AK", 0),
    ("94541", "CA", 14),
    (TWO_STATES, "AZ", 2),
    (TWO_STATES, "UT", 3),
    (SAME_NUMBER, "CO", 3),
    (SAME_NUMBER, "UT", 3),
    ("57255", "ND", 0),
    (REDRAWN, "TX", 30),
    (REDRAWN, "TX", 33),
    ("79835", "NM", 2),
    ("79835", "TX", 16),
    ("98101", "WA", 7),
)


@pytest.fixture(autouse=True)
def _today(app: Flask, clock: Hands) -> None:
    """In the 119th Congress, on both databases."""


@pytest.fixture
def table() -> None:
    """The table is loaded: where lines are drawn anew it ends with the 119th Congress."""
    _load(119, TABLE)


@pytest.fixture
def census(app: Flask, http_peer: HttpPeer) -> HttpPeer:
    """The geocoder is switched on, and answers here."""
    app.config["GEOCODER_URL"] = http_peer.url
    return http_peer


def _load(congress: int, rows: tuple[tuple[str, str, int], ...]) -> None:
    first = dt.date(2025 + 2 * (congress - 119), 1, 3)
    end = dt.date(2027, 1, 3)
    db.session.add_all(
        ZipDistrict(
            zip=zip_code,
            state=state,
            district=number,
            congress=congress,
            valid_from=first,
            valid_to=end if congress == 119 and state in ("CA", "TX", "UT") else None,
        )
        for zip_code, state, number in rows
    )
    db.session.merge(
        CongressLoad(dataset=Dataset.DISTRICTS, source="a test", rows=len(rows), congress=congress)
    )
    db.session.commit()


def find(zip_code: str, state: str = "", *, chosen: str = "") -> Lookup:
    return lookup.find_offices(Address(zip_code, state), chosen=chosen)


def codes(found: Lookup) -> list[str]:
    return [each.code for each in found.offices]


def choices(found: Lookup) -> list[str]:
    return [lookup.value_of(each) for each in found.candidates]


@pytest.mark.usefixtures("table")
class TestOneAnswer:
    """What the ZIP code alone says."""

    @pytest.mark.parametrize(
        ("zip_code", "state", "found"),
        [
            ("87501", "NM", ["HNM03", "SNM01", "SNM02"]),
            ("99501", "AK", ["HAK00", "SAK02", "SAK03"]),
            ("94541", "CA", ["HCA14", "SCA01", "SCA03"]),
            ("20001", "DC", ["HDC00"]),
            # None of these is in any table.
            ("96910", "GU", ["HGU00"]),
            ("96799", "AS", ["HAQ00"]),
            ("96950", "MP", ["HMP00"]),
            ("00901", "PR", ["HPR00"]),
            ("00801", "VI", ["HVI00"]),
        ],
    )
    @pytest.mark.parametrize("typed", [True, False])
    def test_the_representative_and_the_senators_if_there_are_any(
        self, zip_code: str, state: str, found: list[str], typed: bool
    ) -> None:
        answer = find(zip_code, state if typed else "")

        assert (answer.finding, answer.state, codes(answer)) == (Finding.FOUND, state, found)

    def test_an_at_large_state_needs_no_street(self, census: HttpPeer) -> None:
        assert find("99501").finding is Finding.FOUND
        assert census.asked == []


@pytest.mark.usefixtures("table")
class TestNoAnswer:
    """What no choice can mend."""

    @pytest.mark.parametrize(
        ("zip_code", "state"), [("09012", "AE"), ("34020", "AA"), ("96201", "AP")]
    )
    def test_a_military_address_lies_in_no_district(self, zip_code: str, state: str) -> None:
        assert find(zip_code) == Lookup(Finding.MILITARY, state)

    @pytest.mark.parametrize("zip_code", ["96941", "96960", "96939"])
    def test_states_in_free_association_elect_nobody(self, zip_code: str) -> None:
        answer = find(zip_code)

        assert answer.finding is Finding.NO_CONGRESS
        assert answer.state in {"FM", "MH", "PW"}

    @pytest.mark.parametrize("zip_code", ["00000", "", "abcde"])
    def test_a_zip_code_that_is_not_in_use(self, zip_code: str) -> None:
        assert find(zip_code, "CA") == Lookup(Finding.ZIP_UNKNOWN)

    def test_a_state_the_zip_code_does_not_lie_in(self) -> None:
        answer = find("87501", "CA")

        assert answer == Lookup(Finding.STATE_DISAGREES, "CA", states=("NM",))

    def test_a_state_that_disagrees_with_two(self) -> None:
        assert find(TWO_STATES, "NV").states == ("AZ", "UT")

    def test_a_chosen_district_does_not_mend_the_state(self) -> None:
        assert find("87501", "CA", chosen="CA-12").finding is Finding.STATE_DISAGREES


class TestSeveral:
    """What only the artist knows."""

    def test_the_candidates_of_the_zip_code(self, table: None) -> None:
        answer = find(TWO_DISTRICTS)

        assert (answer.finding, answer.why) == (Finding.CHOOSE, Why.SEVERAL_IN_ZIP)
        assert (answer.state, choices(answer)) == ("CA", ["CA-30", "CA-34"])

    def test_all_districts_of_the_state_where_the_table_lacks_the_zip_code(
        self, table: None
    ) -> None:
        answer = find("87103", "NM")

        assert (answer.finding, answer.why) == (Finding.CHOOSE, Why.ZIP_NOT_IN_TABLE)
        assert choices(answer) == ["NM-1", "NM-2", "NM-3"]

    def test_all_districts_of_the_state_where_there_is_no_table(self) -> None:
        answer = find(TWO_DISTRICTS)

        assert (answer.finding, answer.why) == (Finding.CHOOSE, Why.NO_TABLE)
        assert answer.candidates == offices.house("CA")

    def test_of_a_zip_code_in_two_states_the_typed_one_counts(self, table: None) -> None:
        assert codes(find(TWO_STATES, "UT")) == ["HUT03", "SUT01", "SUT03"]
        assert codes(find(TWO_STATES, "AZ")) == ["HAZ02", "SAZ01", "SAZ03"]

    def test_of_a_zip_code_in_two_states_none_is_guessed(self, table: None) -> None:
        answer = find(TWO_STATES)

        assert (answer.finding, answer.why) == (Finding.CHOOSE, Why.SEVERAL_IN_ZIP)
        assert (answer.state, choices(answer)) == ("", ["AZ-2", "UT-3"])
        assert codes(find(TWO_STATES, chosen="UT-3")) == ["HUT03", "SUT01", "SUT03"]

    def test_the_post_offices_state_is_one_of_them_when_the_table_lost_it(
        self, table: None
    ) -> None:
        assert choices(find("57255")) == ["SD-0", "ND-0"]
        assert codes(find("57255", "SD")) == ["HSD00", "SSD02", "SSD03"]


@pytest.mark.usefixtures("table")
class TestChosen:
    """What the artist has picked."""

    @pytest.mark.parametrize("chosen", ["CA-34", " ca-34 ", "HCA34", "34"])
    def test_a_candidate_is_taken(self, chosen: str) -> None:
        assert codes(find(TWO_DISTRICTS, chosen=chosen)) == ["HCA34", "SCA01", "SCA03"]

    @pytest.mark.parametrize("chosen", ["CA-12", "NM-3", "SCA03", "12", "CA-99", "x" * 99])
    def test_what_is_no_candidate_is_not(self, chosen: str) -> None:
        answer = find(TWO_DISTRICTS, chosen=chosen)

        assert (answer.finding, answer.offices) == (Finding.NOT_A_CANDIDATE, ())
        assert choices(answer) == ["CA-30", "CA-34"]

    def test_it_is_weighed_where_there_is_one_candidate_as_well(self) -> None:
        assert find("87501", chosen="NM-1").finding is Finding.NOT_A_CANDIDATE
        assert codes(find("87501", chosen="NM-3")) == ["HNM03", "SNM01", "SNM02"]

    @pytest.mark.parametrize("chosen", ["AK-0", "CA-34"])
    def test_at_large_there_is_nothing_to_choose(self, chosen: str) -> None:
        assert codes(find("99501", chosen=chosen)) == ["HAK00", "SAK02", "SAK03"]

    def test_a_number_that_two_states_share_is_no_choice(self) -> None:
        assert find(SAME_NUMBER, chosen="3").finding is Finding.NOT_A_CANDIDATE
        assert codes(find(SAME_NUMBER, chosen="UT-3")) == ["HUT03", "SUT01", "SUT03"]

    def test_the_geocoder_is_not_asked_then(self, census: HttpPeer) -> None:
        assert lookup.find_offices(LOS_ANGELES, chosen="CA-34").finding is Finding.FOUND
        assert census.asked == []


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


class TestRedrawn:
    """From 2027-01-03, where the districts of ten states are others."""

    @pytest.fixture(autouse=True)
    def _in_the_next_congress(self, table: None, clock: Hands) -> None:
        assert not lookup.lines_changed("TX")
        clock.set(IN_THE_120TH)

    def test_the_old_table_is_silent_and_says_why(self) -> None:
        answer = find(REDRAWN)

        assert (answer.finding, answer.why) == (Finding.CHOOSE, Why.LINES_CHANGED)
        assert answer.candidates == offices.house("TX")
        assert lookup.lines_changed("TX")

    def test_elsewhere_it_holds_on(self) -> None:
        assert codes(find("98101")) == ["HWA07", "SWA01", "SWA03"]
        assert not lookup.lines_changed("WA")

    def test_a_state_the_zip_code_lies_in_does_not_vanish_with_its_lines(self) -> None:
        assert find("79835", "TX").why is Why.LINES_CHANGED
        assert find(TWO_STATES, "UT").why is Why.LINES_CHANGED

    def test_a_new_table_ends_it(self) -> None:
        _load(120, ((REDRAWN, "TX", 24),))

        assert codes(find(REDRAWN)) == ["HTX24", "STX01", "STX02"]
        assert not lookup.lines_changed("TX")

    def test_a_new_table_without_the_zip_code_is_not_an_old_one(self) -> None:
        _load(120, (("75202", "TX", 30),))

        assert find("75203").why is Why.ZIP_NOT_IN_TABLE


def test_without_a_table_there_are_no_old_lines_in_it(clock: Hands) -> None:
    clock.set(IN_THE_120TH)

    assert find(REDRAWN).why is Why.NO_TABLE
    assert not lookup.lines_changed("TX")


def test_every_zip_code_there_is_lies_somewhere_the_lookup_knows() -> None:
    places = set(db.session.scalars(sa.select(ZipPlace.state).distinct()))
    elect = {each.state for each in offices.all_offices()}

    assert places - elect == lookup.MILITARY | lookup.ASSOCIATED
    assert elect <= places
