"""Which offices are mine: by the table of ZIP codes and by choice; never by a guess."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.congress import lookup, offices
from app.congress.lookup import Finding, Lookup, Why
from app.extensions import db
from app.places.models import ZipPlace
from tests.congress.lookup.zip_table import (
    LOS_ANGELES,
    SAME_NUMBER,
    TWO_DISTRICTS,
    TWO_STATES,
    choices,
    codes,
    find,
)
from tests.support.http_peer import HttpPeer


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


def test_every_zip_code_there_is_lies_somewhere_the_lookup_knows() -> None:
    places = set(db.session.scalars(sa.select(ZipPlace.state).distinct()))
    elect = {each.state for each in offices.all_offices()}

    assert places - elect == lookup.MILITARY | lookup.ASSOCIATED
    assert elect <= places
