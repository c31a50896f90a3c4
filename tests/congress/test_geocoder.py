"""From a street to a district, by a real HTTP server that answers as the Census Geocoder does."""

from __future__ import annotations

import datetime as dt
import logging
import threading

import pytest
from flask import Flask

from app.congress import geocoder
from app.congress.geocoder import Answer, Outcome
from tests.congress.answers import LAYER_ERROR, district, match, said
from tests.support.hands import Hands
from tests.support.http_peer import HttpPeer, Said
from tests.support.mailbox import free_port

STREET = "12 Marked Street"
CITY = "Markedville"
ZIP = "90012"
UNAVAILABLE = Answer(Outcome.UNAVAILABLE)
NO_MATCH = Answer(Outcome.NO_MATCH)
AMBIGUOUS = Answer(Outcome.AMBIGUOUS)
IN_THE_120TH = dt.datetime(2027, 1, 3, 17, tzinfo=dt.UTC)
LATER_LAYER = "120th Congressional Districts"


@pytest.fixture
def settings(http_peer: HttpPeer) -> dict[str, str]:
    return {"GEOCODER_URL": f"{http_peer.url}/geocoder/"}


@pytest.fixture(autouse=True)
def _today(app_sqlite: Flask, clock: Hands) -> None:
    """In the 119th Congress."""


def ask(state: str = "CA", **given: float) -> Answer:
    return geocoder.find_district(street=STREET, city=CITY, state=state, zip_code=ZIP, **given)


def found(number: int) -> Answer:
    return Answer(Outcome.FOUND, number)


def test_it_is_asked_for_an_address_in_its_parts(http_peer: HttpPeer) -> None:
    ask()
    (asked,) = http_peer.asked

    assert (asked.method, asked.path) == ("GET", "/geocoder/geographies/address")
    assert asked.query == {
        "street": STREET,
        "city": CITY,
        "state": "CA",
        "zip": ZIP,
        "benchmark": "Public_AR_Current",
        "vintage": "Current_Current",
        "layers": "all",
        "format": "json",
    }


@pytest.mark.parametrize(
    ("state", "geoid", "number"),
    [
        ("CA", "0612", 12),
        ("CA", "0602", 2),
        ("WY", "5600", 0),
        ("DC", "1198", 0),
        ("GU", "6698", 0),
    ],
)
def test_one_match_is_the_district(
    http_peer: HttpPeer, state: str, geoid: str, number: int
) -> None:
    http_peer.script = [said(match(district(geoid)))]

    assert ask(state) == found(number)


def test_several_matches_in_one_district_are_the_district(http_peer: HttpPeer) -> None:
    http_peer.script = [said(match(district("0612")), match(district("0612")))]

    assert ask() == found(12)


def test_several_matches_in_different_districts_are_ambiguous(http_peer: HttpPeer) -> None:
    http_peer.script = [said(match(district("0612")), match(district("0634")))]

    assert ask() == AMBIGUOUS


def test_a_place_on_the_line_of_two_districts_is_ambiguous(http_peer: HttpPeer) -> None:
    http_peer.script = [said(match(district("0612"), district("0634")))]

    assert ask() == AMBIGUOUS


def test_no_match_is_normal(http_peer: HttpPeer, capsys: pytest.CaptureFixture[str]) -> None:
    http_peer.script = [said()]

    assert ask() == NO_MATCH
    assert "geocoder" not in capsys.readouterr().err


def test_a_match_in_another_state_is_none(http_peer: HttpPeer) -> None:
    http_peer.script = [said(match(district("3212")))]

    assert ask("CA") == NO_MATCH


def test_of_matches_in_two_states_that_in_this_one_counts(http_peer: HttpPeer) -> None:
    http_peer.script = [said(match(district("3203")), match(district("0612")))]

    assert ask("CA") == found(12)


@pytest.mark.parametrize("session", [118, 120])
def test_lines_of_another_congress_are_no_answer(http_peer: HttpPeer, session: int) -> None:
    layer = f"{session}th Congressional Districts"
    http_peer.script = [said(match(district("0612", session), layer=layer))]

    assert ask() == UNAVAILABLE


def test_of_two_congresses_layers_the_present_ones_is_read(
    http_peer: HttpPeer, clock: Hands
) -> None:
    both = match(district("0612"), **{LATER_LAYER: [district("0634", 120)]})
    http_peer.script = [said(both), said(both)]

    assert ask() == found(12)
    clock.set(IN_THE_120TH)
    assert ask() == found(34)


@pytest.mark.parametrize(("state", "geoid"), [("NM", "3503"), ("CA", "0612")])
def test_the_last_congresss_lines_are_no_answer_redrawn_or_not(
    http_peer: HttpPeer, clock: Hands, state: str, geoid: str
) -> None:
    clock.set(IN_THE_120TH)
    http_peer.script = [said(match(district(geoid)))]

    assert ask(state) == UNAVAILABLE


def test_one_broken_layer_does_not_hide_a_whole_one(http_peer: HttpPeer) -> None:
    http_peer.script = [said(match(district("0612"), **{LATER_LAYER: [LAYER_ERROR]}))]

    assert ask() == found(12)


@pytest.mark.parametrize(
    "broken",
    [
        match(LAYER_ERROR),
        match(),
        match(district("0612"), layer="2024 State Legislative Districts - Upper"),
        match({**district("0612"), "CDSESSN": None}),
        match({"GEOID": "0612"}),
        match({**district("0612"), "GEOID": "06ZZ"}),
        match({**district("0612"), "GEOID": "9912"}),
        match({**district("0612"), "GEOID": "06123"}),
        match({**district("0612"), "GEOID": "06" + "1" * 5000}),
        match({**district("0612"), "GEOID": "06\u0661\u0662"}),
        match({**district("0612"), "CDSESSN": 1e999}),
        {"matchedAddress": "1 MARKED ST"},
        {"geographies": {"119th Congressional Districts": 7}},
        {"geographies": {"119th Congressional Districts": [7]}},
        "1 MARKED ST",
    ],
)  # fmt: skip
def test_a_match_without_a_readable_district_is_no_answer(
    http_peer: HttpPeer, broken: object
) -> None:
    http_peer.script = [said(broken)]

    assert ask() == UNAVAILABLE


@pytest.mark.parametrize(
    "answer",
    [
        Said(200, "<html>We are down for maintenance</html>"),
        Said(200, ""),
        Said(200, b"\xff\xfe\x00"),
        Said(200, "[" * 100_000),
        Said(200, "[]"),
        Said(200, '{"result": null}'),
        Said(200, '{"result": {"addressMatches": {"a": 1}}}'),
        said(match(district("0612")), status=500),
        said(match(district("0612")), status=429),
        Said(302, headers={"Location": "/elsewhere"}),
        Said(400, '{"errors": ["Street address cannot be empty"], "status": "400"}'),
        Said(hang_up=True),
        Said(garbage=b"This is not HTTP\r\n\r\n"),
        Said(garbage=b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"),
        Said(200, " " * (geocoder.MOST_BYTES + 1)),
    ],
    ids=lambda each: None,
)
def test_what_is_no_whole_answer_is_none(http_peer: HttpPeer, answer: Said) -> None:
    http_peer.script = [answer]

    assert ask() == UNAVAILABLE
    assert len(http_peer.asked) == 1


def test_who_answers_too_late_is_not_waited_for(http_peer: HttpPeer) -> None:
    late = threading.Event()
    http_peer.script = [Said(after=late)]

    assert ask(timeout=0.2) == UNAVAILABLE
    late.set()


def test_nobody_there_is_no_answer(app_sqlite: Flask) -> None:
    app_sqlite.config["GEOCODER_URL"] = f"http://127.0.0.1:{free_port()}"

    assert ask() == UNAVAILABLE


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Said(500, f"No such address: {STREET}"), "status 500"),
        (Said(200, f"{STREET} {CITY} {ZIP}"), "JSON"),
        (Said(hang_up=True), "ProtocolError"),
        (said({"matchedAddress": f"{STREET}, {CITY}"}), "geographies"),
        (said(match({**district("0612"), "GEOID": STREET})), "a district of no state"),
    ],
)
def test_the_log_says_what_went_wrong_and_nothing_of_the_address(
    http_peer: HttpPeer,
    answer: Said,
    why: str,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    http_peer.script = [answer]
    ask()
    written = capsys.readouterr().err + caplog.text

    assert "the geocoder gave no usable answer" in written
    assert why in written
    assert not any(each in written for each in ("Marked", "marked", ZIP, "0612"))


def test_it_is_off_unless_an_operator_names_it(app_sqlite: Flask) -> None:
    assert geocoder.is_configured()
    app_sqlite.config["GEOCODER_URL"] = None
    assert not geocoder.is_configured()
