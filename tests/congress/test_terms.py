"""Which Congress sits on a day."""

from __future__ import annotations

import datetime as dt

import pytest

from app.congress import offices, terms
from tests.support.hands import Hands


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("1935-01-03", 74),
        ("2025-01-02", 118),
        ("2025-01-03", 119),
        ("2026-01-02", 119),
        ("2026-11-24", 119),
        ("2027-01-02", 119),
        ("2027-01-03", 120),
        ("2028-12-31", 120),
        ("2029-01-03", 121),
    ],
)
def test_a_congress_lasts_two_years_from_3_january(day: str, number: int) -> None:
    assert terms.number_on(dt.date.fromisoformat(day)) == number


def test_one_ends_when_the_next_begins() -> None:
    assert terms.begins(119) == dt.date(2025, 1, 3)
    assert terms.ends(119) == terms.begins(120) == dt.date(2027, 1, 3)


def test_the_day_is_washingtons(clock: Hands) -> None:
    clock.set(dt.datetime(2027, 1, 3, 4, 59, tzinfo=dt.UTC))
    assert (terms.today(), terms.current()) == (dt.date(2027, 1, 2), 119)

    clock.tick(minutes=1)
    assert (terms.today(), terms.current()) == (dt.date(2027, 1, 3), 120)


def test_only_states_of_several_districts_can_be_redrawn() -> None:
    assert len(terms.REDRAWN_FOR_120TH) == 10
    assert all(len(offices.house(state)) > 1 for state in terms.REDRAWN_FOR_120TH)
