"""What a gateway's answer must not bring into our words and logs: people, keys, its own words."""

from __future__ import annotations

import traceback

import pytest

from app.congress.offices import Chamber
from app.letters.channels.face import ChannelUnavailable
from app.letters.cwc import client
from tests.letters.cwc.gateways import KEY, sent
from tests.support.http_peer import HttpPeer, Said


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
