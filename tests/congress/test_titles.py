"""What offices are called."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from app.congress import offices, titles
from app.congress.offices import Role


@pytest.fixture(autouse=True)
def _in_english(app_sqlite: Flask) -> None:
    """Names are for a reader: a Babel must be there."""


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("HCA12", "Representative for California’s 12th district"),
        ("HNY01", "Representative for New York’s 1st district"),
        ("HWY00", "Representative for Wyoming"),
        ("HDC00", "Delegate for District of Columbia"),
        ("HAQ00", "Delegate for American Samoa"),
        ("HPR00", "Resident Commissioner for Puerto Rico"),
        ("SCA03", "Senator for California (class 3)"),
    ],
)
def test_a_seat_is_named_without_its_holder(code: str, named: str) -> None:
    assert titles.seat(offices.get(code)) == named


def test_every_office_has_a_name_of_its_own() -> None:
    names = [titles.seat(each) for each in offices.all_offices()]

    assert len(set(names)) == len(names) == 541


@pytest.mark.parametrize(
    ("role", "title"),
    [
        (Role.SENATOR, "Senator"),
        (Role.REPRESENTATIVE, "Representative"),
        (Role.DELEGATE, "Delegate"),
        (Role.COMMISSIONER, "Resident Commissioner"),
    ],
)
def test_a_holder_is_called_by_their_role(role: Role, title: str) -> None:
    assert titles.title(role) == title


def test_a_district_is_named_for_a_list() -> None:
    assert titles.district(offices.get("HTX23")) == "23rd district"
    assert titles.district(offices.get("HGU00")) == "at large"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"),
        (21, "21st"), (22, "22nd"), (33, "33rd"), (52, "52nd"), (119, "119th"), (111, "111th"),
        (120, "120th"), (121, "121st"),
    ],
)  # fmt: skip
def test_ordinals_are_english(number: int, written: str) -> None:
    assert titles.ordinal(number) == written


def test_another_language_writes_the_bare_number_into_its_words() -> None:
    with force_locale("es"):
        assert titles.ordinal(12) == "12"
