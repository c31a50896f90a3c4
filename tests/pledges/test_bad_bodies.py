"""What is sent in place of a form, or in more pieces than one has: a clear answer, never a 500."""

from __future__ import annotations

from typing import Any

import pytest

from app.campaigns.models import Campaign
from tests.pledges.signing import WORDS, sign, signatories
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page

# A refusal is the form's own work: only what reaches the database differs between the two.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

# Words of machines, which no person should have to read.
MACHINE_WORDS = ("invalid", "error", "exception", "none", "validation", "null", "not a valid")

REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    ("no discipline", {"discipline": ""}, "discipline", "Choose what you make"),
    ("unknown discipline", {"discipline": "juggling"}, "discipline", "does not know"),
    ("discipline is a name", {"discipline": "Writing"}, "discipline", "does not know"),
    ("no first name", {"first_name": ""}, "first_name", "Give your first name"),
    ("blank last name", {"last_name": " \t "}, "last_name", "Give your last name"),
    ("emoji alone", {"first_name": "🎸🎷"}, "first_name", "letters"),
    ("formula", {"first_name": "=1+1"}, "first_name", "letters"),
    ("formula with letters", {"first_name": "=SUM(A1)"}, "first_name", "cannot begin with ="),
    ("formula with a plus", {"last_name": "+A1"}, "last_name", "cannot begin with +"),
    ("formula with an at", {"last_name": "@SUM(A1)"}, "last_name", "cannot begin with @"),
    ("NUL", {"first_name": "A\x00da"}, "first_name", "cannot be read"),
    ("escape", {"last_name": "L\x1b[31m"}, "last_name", "cannot be read"),
    ("mojibake", {"last_name": "Jos\ufffd"}, "last_name", "cannot be read"),
    ("10,000 characters", {"first_name": "a" * 10_000}, "first_name", "10000 characters; 100"),
    ("101 characters", {"last_name": "é" * 101}, "last_name", "101 characters; 100"),
    ("long credit name", {"credit_name": "a" * 10_000}, "credit_name", "100 fit"),
    ("NUL in credit name", {"credit_name": "!!!\x00"}, "credit_name", "cannot be read"),
    ("no e-mail", {"email": ""}, "email", "Give your e-mail"),
    ("no at", {"email": "ada.example.org"}, "email", "@"),
    ("no domain", {"email": "ada@localhost"}, "email", "after the @"),
    ("two addresses", {"email": "a@example.org, b@example.org"}, "email", "does not look like"),
    ("header in e-mail", {"email": "a@example.org\r\nBcc: b@example.org"}, "email", "not look"),
    ("NUL in e-mail", {"email": "a\x00@example.org"}, "email", "does not look like"),
    ("letters no mail takes", {"email": "adà@example.org"}, "email", "another address"),
    ("long e-mail", {"email": "a" * 10_000 + "@example.org"}, "email", "too long"),
    ("no ZIP", {"zip": ""}, "zip", "Give your ZIP"),
    ("ZIP that is none", {"zip": "00000"}, "zip", "no ZIP code 00000"),
    ("ZIP too short", {"zip": "8750"}, "zip", "five digits"),
    ("ZIP with letters", {"zip": "K1A 0B1"}, "zip", "country"),
    ("ZIP of 10,000", {"zip": "8" * 10_000}, "zip", "five digits"),
    ("NUL in ZIP", {"zip": "8750\x001"}, "zip", "cannot be read"),
    ("ZIP in other digits", {"zip": "٨٧٥٠١"}, "zip", "five digits"),
    ("postcode too long", {"zip": "1" * 13, "country": "DE"}, "zip", "12 fit"),
    ("unknown country", {"country": "XX"}, "country", "country you live in"),
    ("country is a name", {"country": "Germany"}, "country", "country you live in"),
    ("no country", {"country": ""}, "country", "country you live in"),
    ("unknown also", {"also": ["music", "juggling"]}, "also", "does not know one"),
    ("ally who also makes", {"discipline": "ally", "also": "music"}, "also", "as an ally"),
    ("craft of another", {"craft": "session-player"}, "craft", "discipline that you named"),
    ("craft of an ally", {"discipline": "ally", "craft": "novelist"}, "craft", "you named"),
    ("unknown craft", {"craft": "juggler"}, "craft", "discipline that you named"),
    ("voice of 601", {"voice": "a" * 601}, "voice", "601 characters; 600 fit"),
    ("voice of 10,000", {"voice": "a" * 10_000}, "voice", "600 fit"),
    ("NUL in a voice", {"voice": "words\x00"}, "voice", "cannot be read"),
    ("hidden voice", {"voice": "Hear me.", "visibility": "hidden"}, "visibility", "your own words"),
    ("unknown visibility", {"visibility": "everything"}, "visibility", "Choose what"),
    ("no visibility", {"visibility": ""}, "visibility", "Choose what"),
    ("unknown partner", {"partner_optin": "nsa"}, "partner_optin", "does not stand behind"),
]


def _told(page: Page) -> dict[str, str]:
    """The summary: what each link leads to, and its words."""
    return {str(a["href"]): a.get_text() for a in page.all(".mistakes a")}


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "",
    ],
)
def test_a_body_that_is_no_form_is_answered_like_an_empty_one(
    client: Visitor, campaign: Campaign, content_type: str
) -> None:
    page = client.open(
        "POST",
        "/c/day/sign",
        status=422,
        data=b'{"first_name": "Ada"}',
        content_type=content_type,
        headers={"Origin": client.public_url},
    )

    assert "#first_name" in _told(page)
    assert signatories() == []


def test_a_body_that_is_no_utf8_is_answered_like_an_empty_one(
    client: Visitor, campaign: Campaign
) -> None:
    page = client.open(
        "POST",
        "/c/day/sign",
        status=422,
        data=b"first_name=Jos\xe9",
        content_type="application/x-www-form-urlencoded",
        headers={"Origin": client.public_url},
    )

    assert "#first_name" in _told(page)


def test_of_a_field_sent_twice_the_first_counts(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    twice = {name: [value, "x" * 500] for name, value in WORDS.items()}
    sign(client, clock, **twice, visibility=["initials", "hidden"], country=["US", "XX"])

    kept = signatories()[0]
    assert (kept.email, kept.zip, kept.visibility) == ("ada@example.org", "87501", "initials")


def test_more_than_a_form_can_hold_is_turned_away(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    client.post("/c/day/sign", {"voice": "a" * 300_000}, status=413)
    many = {f"field{number}": "x" for number in range(2_000)}
    client.post("/c/day/sign", many, status=(413, 422))


def test_unknown_fields_are_not_minded(client: Visitor, campaign: Campaign, clock: Hands) -> None:
    sign(client, clock, state="confirmed", counted="1", id="7", campaign_id="99")

    kept = signatories()[0]
    assert (kept.state, kept.counted, kept.campaign_id) == ("pending", False, campaign.id)
