"""The countries a person may live in, named and sorted in their language."""

from __future__ import annotations

import pytest

from app.places import countries


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_home_country_comes_first_and_every_country_once(language: str) -> None:
    offered = countries.choices(language)
    codes = [code for code, _ in offered]

    assert codes[0] == "US"
    assert len(codes) == len(set(codes))
    assert 240 < len(codes) < 260
    assert frozenset(codes) == countries.codes()
    assert all(name.strip() for _, name in offered)


def test_names_are_those_of_the_language() -> None:
    assert countries.name("DE", "en") == "Germany"
    assert countries.name("DE", "es") == "Alemania"
    assert countries.name("US", "es") == "Estados Unidos"
    assert countries.name("MX", "es") == "México"


def test_spanish_names_stand_where_a_spanish_reader_looks() -> None:
    names = [name for _, name in countries.choices("es")[1:]]

    assert names[0] == "Afganistán"
    assert names.index("Bélgica") < names.index("Belice") < names.index("Benín")
    assert names.index("España") < names.index("Estonia")
    assert names.index("Mayotte") < names.index("México") < names.index("Micronesia")
    assert names.index("Etiopía") < names.index("Filipinas")


def test_english_names_with_accents_stand_among_the_plain_ones() -> None:
    names = [name for _, name in countries.choices("en")]

    assert names.index("Afghanistan") < names.index("Åland Islands") < names.index("Albania")
    assert names.index("Curaçao") < names.index("Cyprus")
    assert names.index("Côte d’Ivoire") < names.index("Croatia")


@pytest.mark.parametrize(
    "code", ["AQ", "BV", "EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "001", "", "us"]
)
def test_what_is_no_country_is_not_offered(code: str) -> None:
    assert code not in countries.codes()
    assert countries.name(code, "en") == ""


@pytest.mark.parametrize("code", ["AS", "GU", "MP", "PR", "VI"])
def test_a_territory_has_the_home_countrys_zip_codes(code: str) -> None:
    assert countries.with_zip(code) == "US"
    assert code in countries.codes()


@pytest.mark.parametrize("code", ["US", "DE", "CA", "ZZ", ""])
def test_everywhere_else_is_itself(code: str) -> None:
    assert countries.with_zip(code) == code
