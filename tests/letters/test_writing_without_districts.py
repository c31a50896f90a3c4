"""Whom a letter goes to where no table of districts and no names are loaded."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.letters.writing import (
    FORM,
    addressees,
    begin,
    on_sqlite,
    press,
    words_page,
)
from tests.support import factories, letters
from tests.support.client import Visitor
from tests.support.hands import Hands


@on_sqlite
def test_without_a_table_and_without_names_the_seats_are_offered(
    client: Visitor, app: Flask, clock: Hands
) -> None:
    letters.brief(factories.campaign())
    asked = press(client, begin(client, clock), "write", status=422)

    assert "No table of ZIP codes and districts is loaded here" in asked.text
    labels = [each.get_text(strip=True) for each in asked.all(".asked .choices label")]
    assert labels == ["1st district", "2nd district", "3rd district"]
    page = press(client, asked.form(FORM), "write", district="NM-1")
    assert addressees(page)[0] == "Representative for New Mexico’s 1st district"


@on_sqlite
@pytest.mark.parametrize(
    ("zip_code", "seats"),
    [
        ("20001", ["Delegate for District of Columbia"]),
        ("96910", ["Delegate for Guam"]),
        (
            "99501",
            [
                "Representative for Alaska",
                "Senator for Alaska (class 2)",
                "Senator for Alaska (class 3)",
            ],
        ),
    ],
)
def test_a_place_with_one_seat_needs_no_table(
    client: Visitor, app: Flask, clock: Hands, zip_code: str, seats: list[str]
) -> None:
    letters.brief(factories.campaign())

    assert addressees(words_page(client, clock, zip=zip_code)) == seats
