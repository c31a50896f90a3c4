"""What becomes of a letter by a gateway's answer, over a real connection."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from lxml import etree

from app.congress.offices import Chamber
from app.letters.channels.face import Answer, ChannelUnavailable
from app.letters.channels.senate_cwc import SenateCwc
from app.letters.models import DeliveryState
from tests.letters.cwc import gateways
from tests.letters.cwc.gateways import KEY, UID, dispatch, go_live, sent
from tests.support.http_peer import HttpPeer, Said

ERRORS = (
    '<?xml version="1.0"?>\n<Errors>\n'
    "  <Error>Expecting an element OrganizationStatement, got nothing</Error>\n"
    "  <Error>Invalid sequence in interleave</Error>\n</Errors>"
)


def test_the_house_takes_a_letter(peer: HttpPeer, shared_data: Path) -> None:
    peer.answer = gateways.house(shared_data / "cwc_schema_v2.rng")

    answer = sent()

    assert (answer.state, answer.words, answer.line_is_open) == (
        DeliveryState.ACCEPTED,
        "HTTP 200",
        True,
    )
    asked = peer.asked[0]
    assert (asked.method, asked.path, asked.query) == ("POST", "/v2/message", {"apikey": KEY})
    assert asked.headers["Content-Type"] == "application/xml"
    assert etree.fromstring(asked.body).findtext("Delivery/DeliveryId") == UID.hex


def test_the_house_s_schema_has_the_last_word(
    peer: HttpPeer, shared_data: Path, tmp_path: Path
) -> None:
    newer = tmp_path / "newer.rng"
    grammar = (shared_data / "cwc_schema_v2.rng").read_text()
    newer.write_text(grammar.replace("<value>2.0</value>", "<value>3.0</value>"))
    peer.answer = gateways.house(newer)

    answer = sent()

    assert (answer.state, answer.reason) == (DeliveryState.FAILED, "refused")
    assert answer.words.startswith("HTTP 400: ")
    assert "CWCVersion" in answer.words


def test_the_senate_knows_a_repetition_by_its_id(app_sqlite: Flask, http_peer: HttpPeer) -> None:
    go_live(app_sqlite, http_peer, Chamber.SENATE, url=f"{http_peer.url}/api/testing-messages/")
    http_peer.answer = gateways.senate()

    with SenateCwc().line() as send:
        answers = [send(dispatch("SNM02", attempts=tries)) for tries in range(2)]

    assert [each.state for each in answers] == [DeliveryState.ACCEPTED] * 2
    assert [each.words for each in answers] == ["HTTP 201", "HTTP 409: had it before"]


@pytest.mark.parametrize(
    ("said", "reason", "words"),
    [
        (
            Said(400, ERRORS, {"Content-Type": "application/xml"}),
            "refused",
            "HTTP 400: Expecting an element OrganizationStatement, got nothing; "
            "Invalid sequence in interleave",
        ),
        (
            Said(400, "Message delivery is not enabled for HNM03"),
            "office_closed",
            "HTTP 400: Message delivery is not enabled for HNM03",
        ),
        (
            Said(400, '{"errors": {"Prefix": ["not one of\\n the list"]}, "status": 400}'),
            "refused",
            "HTTP 400: errors: Prefix: not one of the list",
        ),
        (Said(422, ""), "refused", "HTTP 422"),
        (Said(400, "x" * 1000), "refused", "HTTP 400: " + "x" * 300),
    ],
)
def test_a_refusal_is_for_good_and_keeps_the_office_s_words(
    said: Said, reason: str, words: str, peer: HttpPeer
) -> None:
    peer.script = [said]

    assert sent() == Answer(DeliveryState.FAILED, words, reason)


@pytest.mark.parametrize(
    ("status", "line_is_open"), [(408, True), (429, False), (500, True), (503, False), (504, False)]
)
def test_a_busy_gateway_is_asked_again(status: int, line_is_open: bool, peer: HttpPeer) -> None:
    peer.script = [Said(status, "come again")]

    assert sent() == Answer(
        DeliveryState.QUEUED,
        f"HTTP {status}: come again",
        "busy",
        line_is_open=line_is_open,
        status=f"HTTP {status}",
    )


@pytest.mark.parametrize(
    "said",
    [
        Said(400, "<Errors><Error>DeliveryAgent Mismatch</Error></Errors>"),
        Said(401, "no such apikey"),
        Said(403),
        Said(404),
        Said(415),
        Said(302, headers={"Location": "https://elsewhere.example/"}),
        Said(204),
        Said(200, "<Errors><Error>DeliveryAgent Mismatch</Error></Errors>"),
    ],
    ids=lambda said: f"{said.status}",
)
def test_what_is_our_own_fault_is_no_fault_of_the_letter(
    said: Said, peer: HttpPeer, capsys: pytest.CaptureFixture[str]
) -> None:
    peer.script = [said]

    with pytest.raises(ChannelUnavailable, match=f"HTTP {said.status}"):
        sent()

    assert '"level": "error"' in capsys.readouterr().err
    assert len(peer.asked) == 1, "nobody else is asked"


@pytest.mark.parametrize("status", [200, 201, 400, 409, 413])
@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><title>Sign in to the proxy</title>",
        "\ufeff<!DOCTYPE html>",
        " \n<!-- x --><!-- <CWC> --> <html>",
        '<?xml version="1.0"?>\n<!doctype HTML PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">',
        "<head><title>Blocked</title></head>",
        "<html>".encode("utf-16"),
    ],
)
def test_a_web_page_is_no_gateway_s_answer(status: int, page: str | bytes, peer: HttpPeer) -> None:
    peer.script = [Said(status, page)]

    with pytest.raises(ChannelUnavailable, match=f"HTTP {status}: a web page, not the gateway"):
        sent()


@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [
        (
            "<Errors><Error>Message delivery is not enabled for HNM03</Error></Errors>",
            "office_closed",
            "HTTP 200: Message delivery is not enabled for HNM03",
        ),
        ('{"error":"maintenance"}', "refused", "HTTP 200: error: maintenance"),
        ('{"result": {"Errors": ["too long"]}}', "refused", "HTTP 200: result: Errors: too long"),
        ('\ufeff{"errorMessage": "no"}', "refused", "HTTP 200: "),
        ('<r xmlns="urn:r"><error>no</error></r>', "refused", "HTTP 200: no"),
        ("<Errors><Error>cut off", "refused", "HTTP 200: "),
    ],
)
def test_errors_in_a_200_are_no_acceptance(
    body: str, reason: str, words: str, peer: HttpPeer
) -> None:
    peer.script = [Said(200, body)]

    answer = sent()

    assert (answer.state, answer.reason) == (DeliveryState.FAILED, reason)
    assert answer.words.startswith(words)


@pytest.mark.parametrize(
    "body",
    [
        "OK",
        "<!-- taken --><Response><Errors/></Response>",
        "<Response><Errors>\n</Errors><Id>1</Id></Response>",
        '{"status": "ok", "errors": [], "error": null}',
        '"error"',
    ],
)
def test_a_200_without_an_error_in_it_is_accepted(body: str, peer: HttpPeer) -> None:
    peer.script = [Said(200, body)]

    assert sent() == Answer(DeliveryState.ACCEPTED, "HTTP 200")
