"""Which offices are mine where the lines of the districts have been drawn anew."""

from __future__ import annotations

import datetime as dt

import pytest

from app.congress import lookup, offices
from app.congress.lookup import Finding, Why
from tests.congress.lookup.zip_table import REDRAWN, TWO_STATES, codes, find, load
from tests.support.hands import Hands

IN_THE_120TH = dt.datetime(2027, 1, 3, 17, tzinfo=dt.UTC)


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
        load(120, ((REDRAWN, "TX", 24),))

        assert codes(find(REDRAWN)) == ["HTX24", "STX01", "STX02"]
        assert not lookup.lines_changed("TX")

    def test_a_new_table_without_the_zip_code_is_not_an_old_one(self) -> None:
        load(120, (("75202", "TX", 30),))

        assert find("75203").why is Why.ZIP_NOT_IN_TABLE


def test_without_a_table_there_are_no_old_lines_in_it(clock: Hands) -> None:
    clock.set(IN_THE_120TH)

    assert find(REDRAWN).why is Why.NO_TABLE
    assert not lookup.lines_changed("TX")
