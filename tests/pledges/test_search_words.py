"""What words in the organizers' search box can mean."""

from __future__ import annotations

import pytest

from app.pledges.name_parts import patterns
from app.pledges.search_words import LONGEST, Field, Unreadable, Words, clean, read

WORDS = Words({"music": "music", "film & tv": "film", "song": "music"}, frozenset({"union"}))


def meanings(text: str) -> list[tuple[str, str]]:
    return [(each.field.value, each.value) for each in read(text, WORDS)]


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("Low Tide", "name", "Low Tide"),
        ("Ada.L+x@gmail.com", "mail", "adal@gmail.com"),
        ("@Example.ORG", "domain", "example.org"),
        ("@bücher.example", "domain", "xn--bcher-kva.example"),
        ("87501", "zip", "87501"),
        ("87501-1234", "zip", "87501"),
        ("CA", "state", "CA"),
        ("new  mexico", "state", "NM"),
        ("CA-12", "district", "CA-12"),
        ("ca 12", "district", "CA-12"),
        ("WY-AL", "district", "WY-0"),
        ("wy-1", "district", "WY-0"),
        ("Music", "discipline", "music"),
        ("Film & TV", "discipline", "film"),
        ("song", "discipline", "music"),
        ("allies", "discipline", "ally"),
        ("#17", "number", "17"),
        ("1f0a9c44d2", "fingerprint", "1f0a9c44d2"),
        ("union", "source", "union"),
        ("50%", "name", "50%"),
    ],
)
def test_the_likeliest_meaning_comes_first(typed: str, field: str, value: str) -> None:
    assert meanings(typed)[0] == (field, value)


@pytest.mark.parametrize(
    ("typed", "others"),
    [
        ("Low Tide", ["legal"]),
        ("California", ["name", "legal"]),
        ("in", ["legal", "state"]),
        ("87501", ["number", "name"]),
        ("example.org", ["legal", "domain"]),
    ],
)
def test_the_other_meanings_follow(typed: str, others: list[str]) -> None:
    assert [field for field, _value in meanings(typed)[1:]] == others


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        ("name:CA", ("name", "CA")),
        ("LEGAL: Ada Lovelace", ("legal", "Ada Lovelace")),
        ("email:ann@example.org", ("mail", "ann@example.org")),
        ("domain:@example.org", ("domain", "example.org")),
        ("source:anything", ("source", "anything")),
        ("ip:ABCDEF0123", ("fingerprint", "abcdef0123")),
        ("number:17", ("number", "17")),
    ],
)
def test_a_prefix_leaves_no_doubt(typed: str, meaning: tuple[str, str]) -> None:
    assert meanings(typed) == [meaning]


def test_a_word_before_a_colon_that_is_no_prefix_is_part_of_a_name() -> None:
    assert meanings("Ke$ha: live")[0] == ("name", "Ke$ha: live")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ("zip:abc", Field.ZIP),
        ("zip:１２３４５", Field.ZIP),
        ("mail:nobody", Field.MAIL),
        ("domain:nodot", Field.DOMAIN),
        ("state:Atlantis", Field.STATE),
        ("district:CA-99", Field.DISTRICT),
        ("district:WY-2", Field.DISTRICT),
        ("discipline:dance", Field.DISCIPLINE),
        ("fingerprint:12", Field.FINGERPRINT),
        ("fingerprint:" + "zz" * 5, Field.FINGERPRINT),
        ("number:" + "9" * 19, Field.NUMBER),
        ("name:", Field.NAME),
        ("x" * (LONGEST + 1), None),
    ],
)
def test_what_cannot_be_searched_for_is_told(typed: str, field: Field | None) -> None:
    with pytest.raises(Unreadable) as told:
        read(typed, WORDS)

    assert told.value.field is field


@pytest.mark.parametrize("typed", ["", "  ", "\0", "\t\n"])
def test_nothing_means_nothing(typed: str) -> None:
    assert read(typed, WORDS) == []


def test_control_characters_are_blanks() -> None:
    assert clean("a\0b\r\n c") == "a b c"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ada", ["%ada%"]),
        ("100%_\\", ["%100\\%\\_\\\\%"]),
        ("Ángel", ["%ángel%", "%Ángel%"]),
        ("éàü", ["%éàü%", "%Éàü%", "%ÉÀÜ%"]),
    ],
)
def test_patterns_take_wildcards_as_letters_and_know_the_cases(text: str, found: list[str]) -> None:
    assert patterns(text) == found
