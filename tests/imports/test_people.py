"""One row as a person, or in plain words why it is none."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.imports.fields import NAMES
from app.imports.people import Person, Reader, RowWrong
from tests.support import factories
from tests.support.hands import Hands

GOOD = {
    "first_name": "Ada",
    "last_name": "Lovelace",
    "email": "ada@example.org",
    "zip": "87501",
    "discipline": "music",
}


@pytest.fixture
def campaign(app_sqlite: Flask, clock: Hands) -> Campaign:
    made = factories.campaign()
    made.disciplines[1].aliases = ["poetry", "Letras"]
    factories.craft(made.disciplines[0])
    db.session.commit()
    return made


def _read(campaign: Campaign, of_all: str = "", **over: str) -> Person:
    row = [{**GOOD, **over}.get(name, "") for name in NAMES]
    mapping = {name: i for i, name in enumerate(NAMES)}
    return Reader(campaign, mapping, of_all).person(row, len(NAMES))


def _wrong(campaign: Campaign, **over: str) -> str:
    with pytest.raises(RowWrong) as raised:
        _read(campaign, **over)
    return " ".join(raised.value.words)


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"first_name": ""}, "First name (legal): Give your first name."),
        ({"last_name": "=SUM(A1)"}, "Last name (legal): A name cannot begin with =."),
        ({"first_name": "x" * 20_001}, "This has 20001 characters; 100 fit."),
        ({"credit_name": "nul\0nul"}, "a character in here that cannot be read"),
        ({"email": "no address"}, "E-mail: An e-mail address has an @ in it"),
        ({"zip": "00001"}, "There is no ZIP code 00001."),
        ({"country": "Atlantis"}, "Country: There is no such country"),
        ({"discipline": "juggling"}, "Discipline: This campaign does not know that discipline."),
        ({"discipline": ""}, "Discipline: Nothing says what they make."),
        ({"also": "music;juggling"}, "does not know one of these disciplines"),
        ({"craft": "letterer"}, "Craft: None of their disciplines has that craft."),
        ({"visibility": "loud"}, "Write credit, initials or hidden."),
        ({"updates": "perhaps"}, "Write yes or no."),
        ({"source": "a b"}, "A source code has letters"),
        ({"signed_on": "yesterday"}, "Write a day as 2026-03-31"),
        ({"signed_on": "2026-03-03"}, "That day is still to come."),
        ({"signed_on": "1999-01-01"}, "That day is too long ago."),
    ],
)
def test_what_is_wrong_is_said(campaign: Campaign, over: dict[str, str], words: str) -> None:
    assert words in _wrong(campaign, **over)


def test_everything_wrong_is_said_at_once(campaign: Campaign) -> None:
    said = _wrong(campaign, email="x", zip="1", discipline="?")
    assert said.count(": ") >= 3


@pytest.mark.parametrize(
    ("over", "field", "expected"),
    [
        ({"zip": "2138"}, "zip", "02138"),
        ({"zip": "87501-1234"}, "zip", "87501"),
        ({"country": "puerto rico", "zip": "00901"}, "country", "US"),
        ({"country": "Alemania", "zip": "x"}, "country", "DE"),
        ({"credit_name": "'=Equals"}, "credit_name", "=Equals"),
        ({"credit_name": "'Til Dawn"}, "credit_name", "'Til Dawn"),
        ({"updates": "Sí"}, "updates", True),
        ({"updates": ""}, "updates", False),
        ({"visibility": ""}, "visibility", "hidden"),
        ({"visibility": "Credit Name"}, "visibility", "credit"),
        ({"first_name": " A\u200bda  B. "}, "first_name", "Ada B."),
    ],
)
def test_what_spreadsheets_do_is_undone(
    campaign: Campaign, over: dict[str, str], field: str, expected: object
) -> None:
    assert getattr(_read(campaign, **over).signature, field) == expected


@pytest.mark.parametrize(
    ("text", "slug"),
    [("MUSIC", "music"), ("writers", "writing"), ("Poetry", "writing"), ("letras", "writing")],
)
def test_disciplines_go_by_slug_name_people_and_alias(
    campaign: Campaign, text: str, slug: str
) -> None:
    found = _read(campaign, discipline=text).signature.discipline
    assert found is not None
    assert found.slug == slug


def test_allies_and_whom_the_file_gives_no_discipline(campaign: Campaign) -> None:
    assert _read(campaign, discipline="Ally", also="music").signature.discipline is None
    assert _read(campaign, discipline="ally", also="music").signature.also == ()
    assert _read(campaign, "ally", discipline="").signature.discipline is None
    assert _read(campaign, "writing", discipline="").signature.discipline.slug == "writing"


def test_days_are_read_as_the_campaigns_own(campaign: Campaign) -> None:
    for text in ("2026-02-14", "2/14/2026", "2026-02-14T23:59:00"):
        assert _read(campaign, signed_on=text).signed_at.isoformat() == "2026-02-14T17:00:00+00:00"
    assert _read(campaign).signed_at is None
