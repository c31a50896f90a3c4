"""Nobody stands in what is kept of a gateway's words, however it wrote them."""

from __future__ import annotations

import pytest

from app.letters.cwc.words import fit_to_keep
from tests.letters.cwc.gateways import KEY, dispatch

LETTER = dispatch(
    first_name="María José",
    last_name="O’Neil-Smith",
    email="m.j@example.org",
    street="742 Evergrinn Terrace, Apt 9",
    city="Santa Fe",
    phone="505-555-0142",
    subject="Keep copyright human",
    message="I have painted murals in this town for twenty years, and a machine copied them.",
)
PRIVATE = """
    742 evergrinn terrace apt maria maría jose josé neil smith santa fe 5055 555 0142 87501
    m.j example.org painted murals twenty copied s3cret
"""


@pytest.mark.parametrize(
    "words",
    [
        "no such address: 742 EVERGRINN TERRACE",
        "address=742+Evergrinn+Terrace+Apt+9&zip=87501",
        "address=742%20Evergrinn%20Terrace",
        "address=742%2520Evergrinn%2520Terrace",
        "Evergrinn is no street of Santa Fe",
        "not on file: Maria Jose O'Neil",
        "name María",
        "name Mari\u0301a, name MAR\u00cdA, name \uff2d\uff41\uff52\uff49\uff41",
        "name Mar&iacute;a O&#8217;Neil",
        'name "Mar\\u00eda"',
        "O’Neil-Smith is unknown",
        "ONEILSMITH, ONEIL SMITH, O`Neil, Smith's",
        "zero\u200bwidth: Mar\u200bía",
        "phone 5055550142",
        "(505) 555-0142",
        "+1 505.555.0142 or 505\u2013555\u20130142",
        "zip 87501-1234",
        "spam: “painted murals in this town”",
        "your text “Painted  murals in THIS town for twenty years and a machine” is spam",
        "to m.j%40example.org",
        "to m.j&#64;example.org (m.j) <m.j (at) example.org>",
        f"POST /?apikey={KEY} and s3cret%2Fkey%2Bof%3Dours and s3cret%252Fkey%252Bof%253Dours",
    ],
)
def test_no_person_and_no_key_is_left(words: str) -> None:
    kept = fit_to_keep(words, LETTER, KEY).lower()

    assert [each for each in PRIVATE.split() if each in kept] == []
    assert "(…)" in kept or "(address)" in kept


@pytest.mark.parametrize(
    "words",
    [
        "Element Message failed to validate content",
        "Expecting an element OrganizationStatement, got nothing",
        "Did not expect element Country there; Invalid sequence in interleave",
        "Message delivery is not enabled for HNM03",
        "DeliveryAgent Mismatch",
        "errors: Prefix: not one of the list",
    ],
)
def test_the_schema_s_phrases_stay_as_they_are(words: str) -> None:
    assert fit_to_keep(words, LETTER, KEY) == words


def test_a_person_whose_name_is_of_the_vocabulary_does_not_spoil_a_phrase() -> None:
    letter = dispatch(first_name="Al", last_name="Content", city="The Valid", street="1 To Road")
    words = "Element Message failed to validate content of Al"

    assert fit_to_keep(words, letter, None) == words.replace("Al", "(…)")


def test_what_is_kept_is_short_and_in_one_line() -> None:
    kept = fit_to_keep("María\n" * 200 + "failed\n" * 100, LETTER, None)

    assert len(kept) <= 300
    assert kept.startswith("(…) failed failed")
