"""What becomes of a letter by a gateway's answer, over a real connection."""

from __future__ import annotations

import threading
import traceback
from pathlib import Path

import pytest
from flask import Flask
from lxml import etree

from app.congress.offices import Chamber
from app.letters.channels.face import Answer, ChannelUnavailable
from app.letters.channels.house_cwc import HouseCwc
from app.letters.channels.senate_cwc import SenateCwc
from app.letters.cwc import client
from app.letters.models import DeliveryState
from tests.letters.cwc import gateways
from tests.letters.cwc.gateways import KEY, UID, dispatch, go_live
from tests.support.http_peer import HttpPeer, Said
from tests.support.mailbox import free_port

ERRORS = (
    '<?xml version="1.0"?>\n<Errors>\n'
    "  <Error>Expecting an element OrganizationStatement, got nothing</Error>\n"
    "  <Error>Invalid sequence in interleave</Error>\n</Errors>"
)


@pytest.fixture
def peer(app_sqlite: Flask, http_peer: HttpPeer) -> HttpPeer:
    """The House's gateway, which takes everything until it is told otherwise."""
    go_live(app_sqlite, http_peer)
    return http_peer


def sent(**over: object) -> Answer:
    with HouseCwc().line() as send:
        return send(dispatch(**over))


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


def test_what_the_gateway_says_of_our_set_up_is_logged_in_our_words(
    peer: HttpPeer, capsys: pytest.CaptureFixture[str]
) -> None:
    peer.script = [
        Said(400, "DeliveryAgent Mismatch, says Grumbler"),
        Said(403, "says Grumbler"),
    ]

    told = []
    for _each in range(2):
        with pytest.raises(ChannelUnavailable) as raised:
            sent()
        told.append(str(raised.value))

    assert told[0].endswith("HTTP 400: DeliveryAgent Mismatch")
    assert told[1].endswith("HTTP 403")
    assert "Grumbler" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "said",
    [Said(hang_up=True), Said(garbage=b"220 mail.example.org ESMTP\r\n")],
    ids=["hangs up", "garbage"],
)
def test_a_broken_answer_leaves_the_letter_queued(said: Said, peer: HttpPeer) -> None:
    peer.script = [said]

    answer = sent()

    assert (answer.state, answer.reason) == (DeliveryState.QUEUED, "unreachable")


def test_a_silent_gateway_leaves_the_letter_queued(
    peer: HttpPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "TIMEOUT_SECONDS", 0.2)
    for_ever = threading.Event()
    peer.script = [Said(after=for_ever)]

    answer = sent()
    for_ever.set()

    assert (answer.state, answer.reason) == (DeliveryState.QUEUED, "unreachable")


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "http://nowhere.invalid/"])
def test_where_nobody_listens_the_line_is_closed(
    url: str, app_sqlite: Flask, http_peer: HttpPeer
) -> None:
    go_live(app_sqlite, http_peer, url=url.format(port=free_port()))

    answer = sent()

    assert (answer.state, answer.reason) == (DeliveryState.QUEUED, "unreachable")
    assert not answer.line_is_open
    assert answer.status in ("NewConnectionError", "NameResolutionError"), "no address, and no key"


def test_messages_go_through_the_proxy_that_the_chamber_has_allowed(
    app_sqlite: Flask, http_peer: HttpPeer
) -> None:
    go_live(app_sqlite, http_peer, url="http://cwc.house.example/v2/message", proxy=http_peer.url)

    assert sent().state == DeliveryState.ACCEPTED
    assert http_peer.asked[0].target.startswith("http://cwc.house.example/v2/message?apikey=")


def test_what_is_not_fit_to_send_does_not_leave(peer: HttpPeer) -> None:
    answer = sent(topics=())

    assert (answer.state, answer.reason) == (DeliveryState.FAILED, "invalid")
    assert peer.asked == []


def test_nobody_is_kept_in_an_office_s_words(peer: HttpPeer) -> None:
    peer.script = [
        Said(
            400,
            "<Errors><Error>Type token doesn't allow value '(505) 555-0142'</Error>"
            "<Error>ADA  Lovelace (ada@example.org) of 1 canyon road, Santa Fe 87501 wrote: They "
            "trained a machine on my records.</Error></Errors>",
        )
    ]

    words = sent().words.lower()

    private = ("ada", "lovelace", "canyon", "santa", "87501", "0142", "records")
    assert [each for each in private if each in words] == []
    assert "type token doesn't allow value" in words


@pytest.mark.parametrize(
    "said",
    [
        Said(400, f"apikey {KEY} is no good"),
        Said(403, f'{{"apikey": "{KEY}"}}'),
        Said(503, "POST /v2/message?apikey=s3cret%2Fkey%2Bof%3Dours failed"),
        Said(hang_up=True),
        Said(garbage=KEY.encode()),
    ],
    ids=["refused", "unknown", "busy", "hangs up", "garbage"],
)
def test_the_key_is_in_no_log_no_exception_and_no_words(
    said: Said, peer: HttpPeer, capsys: pytest.CaptureFixture[str]
) -> None:
    peer.script = [said]

    try:
        told = repr(sent())
    except ChannelUnavailable as error:
        told = "".join(traceback.format_exception(error))

    told += capsys.readouterr().err + repr(client.settings.of(Chamber.HOUSE))
    assert KEY in peer.asked[0].query["apikey"]
    assert [part for part in ("s3cret", "of=ours", "of%3Dours") if part in told] == []
