"""Asking other machines over HTTP: a real server on loopback, in all its moods."""

from __future__ import annotations

import logging
import threading
import traceback

import pytest

from app.web import Reply, TooMuch, Unreachable, Web
from tests.support.http_peer import HttpPeer, Said
from tests.support.mailbox import free_port

SECRET = "marked-key-4711"
BROKEN = {
    "dropped": Said(hang_up=True),
    "garbage": Said(garbage=b"This is not HTTP\r\n\r\n"),
    "cut short": Said(garbage=b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nhalf"),
    "cut chunk": Said(garbage=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf"),
}


def test_fields_travel_in_the_address(http_peer: HttpPeer) -> None:
    http_peer.script = [Said(200, "é", {"Content-Type": "text/plain"})]
    with Web(timeout=5) as web:
        reply = web.get(f"{http_peer.url}/find", {"street": "1 A & B", "zip": "00901"})
    (asked,) = http_peer.asked

    assert reply == Reply(200, "é".encode(), "text/plain")
    assert reply.text == "é"
    assert (asked.method, asked.path) == ("GET", "/find")
    assert asked.query == {"street": "1 A & B", "zip": "00901"}
    assert asked.headers["User-Agent"].startswith("Tutti")


def test_content_travels_with_its_type(http_peer: HttpPeer) -> None:
    with Web(timeout=5) as web:
        web.post(f"{http_peer.url}/send?apikey=k", b"<CWC/>", content_type="application/xml")
    (asked,) = http_peer.asked

    assert (asked.method, asked.target, asked.body) == ("POST", "/send?apikey=k", b"<CWC/>")
    assert asked.headers["Content-Type"] == "application/xml"
    assert asked.headers["User-Agent"].startswith("Tutti")


@pytest.mark.parametrize("status", [201, 400, 404, 409, 429, 500, 503])
def test_any_status_is_an_answer_and_nothing_is_asked_twice(
    http_peer: HttpPeer, status: int
) -> None:
    http_peer.script = [Said(status, "why")]
    with Web(timeout=5) as web:
        reply = web.get(http_peer.url)

    assert (reply.status, reply.text) == (status, "why")
    assert len(http_peer.asked) == 1


def test_a_connection_serves_several_requests(http_peer: HttpPeer) -> None:
    http_peer.answer = lambda asked: Said(body=asked.path)
    with Web(timeout=5) as web:
        assert [web.get(f"{http_peer.url}/{each}").text for each in "ab"] == ["/a", "/b"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(http_peer: HttpPeer, status: int) -> None:
    http_peer.script = [Said(status, headers={"Location": f"{http_peer.url}/elsewhere"})]
    with Web(timeout=5) as web:
        reply = web.post(f"{http_peer.url}/send", b"letter", content_type="text/plain")

    assert reply.status == status
    assert [asked.path for asked in http_peer.asked] == ["/send"]


def test_who_is_silent_too_long_is_not_waited_for(http_peer: HttpPeer) -> None:
    late = threading.Event()
    http_peer.script = [Said(after=late)]
    with Web(timeout=0.2) as web, pytest.raises(Unreachable):
        web.get(http_peer.url)
    late.set()


def test_who_is_never_silent_and_never_done_is_not_waited_for(http_peer: HttpPeer) -> None:
    enough = threading.Event()
    http_peer.script = [Said(drip=enough)]
    with Web(timeout=0.1) as web, pytest.raises(Unreachable, match="TooSlow"):
        web.get(http_peer.url)
    enough.set()


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_what_is_no_whole_answer_is_none(http_peer: HttpPeer, broken: Said) -> None:
    http_peer.script = [broken]
    with Web(timeout=5) as web, pytest.raises(Unreachable):
        web.post(http_peer.url, b"letter", content_type="text/plain")
    # Whether it was taken is unknown: only who asks may send it again.
    assert len(http_peer.asked) == 1


def test_after_trouble_the_next_request_has_a_connection_of_its_own(http_peer: HttpPeer) -> None:
    http_peer.script = [Said(hang_up=True), Said(body="well")]
    with Web(timeout=5) as web:
        with pytest.raises(Unreachable):
            web.get(http_peer.url)
        assert web.get(http_peer.url).text == "well"


@pytest.mark.parametrize("url", ["http://", "ftp://127.0.0.1/", "http://[::1"])
def test_an_address_nobody_can_ask_is_unreachable(url: str) -> None:
    with Web(timeout=5) as web, pytest.raises(Unreachable):
        web.get(url)


def test_an_answer_may_be_as_large_as_allowed_and_no_larger(http_peer: HttpPeer) -> None:
    http_peer.script = [Said(body="x" * 1000), Said(body="x" * 1001)]
    with Web(timeout=5, most=1000) as web:
        assert len(web.get(http_peer.url).content) == 1000
        with pytest.raises(TooMuch):
            web.get(http_peer.url)


def test_after_an_answer_too_large_the_next_is_read_from_its_beginning(
    http_peer: HttpPeer,
) -> None:
    http_peer.script = [Said(body="x" * 5_000_000), Said(body="well")]
    with Web(timeout=5, most=1000) as web:
        with pytest.raises(TooMuch):
            web.get(http_peer.url)
        assert web.get(http_peer.url).text == "well"


def test_everything_goes_through_the_proxy_where_one_is_set(http_peer: HttpPeer) -> None:
    http_peer.script = [Said(body="by proxy"), Said(body="by proxy")]
    with Web(timeout=5, proxy=http_peer.url) as web:
        got = web.get("http://gateway.example/offices", {"apikey": "k"})
        web.post("http://gateway.example/message", b"letter", content_type="application/xml")
    first, second = http_peer.asked

    assert got.text == "by proxy"
    assert first.target == "http://gateway.example/offices?apikey=k"
    assert first.headers["Host"] == "gateway.example"
    assert (second.target, second.body) == ("http://gateway.example/message", b"letter")
    assert second.headers["Content-Type"] == "application/xml"


def test_a_proxy_that_is_not_there_is_not_gone_round(http_peer: HttpPeer) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    with Web(timeout=5, proxy=nobody) as web, pytest.raises(Unreachable):
        web.get(http_peer.url)

    assert http_peer.asked == []


@pytest.mark.parametrize("trouble", [*BROKEN, "silent", "nobody", "too large"])
def test_no_secret_is_told_when_something_goes_wrong(
    http_peer: HttpPeer, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    late = threading.Event()
    others = {"silent": Said(after=late), "too large": Said(body="x" * 11)}
    http_peer.script = [(BROKEN | others).get(trouble, Said())]
    base = f"http://127.0.0.1:{free_port()}" if trouble == "nobody" else http_peer.url
    with Web(timeout=0.2, most=10) as web, pytest.raises(Unreachable) as caught:
        web.get(f"{base}/{SECRET}", {"apikey": SECRET})
    late.set()

    told = f"{caught.value!r} {''.join(traceback.format_exception(caught.value))}"
    assert SECRET not in told + caplog.text
    assert "127.0.0.1" not in str(caught.value)


def test_no_secret_is_logged_when_an_answers_headers_are_odd(
    http_peer: HttpPeer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    odd = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nthis is no header\r\n\r\nok"
    http_peer.script = [Said(garbage=odd)]
    with Web(timeout=5) as web:
        web.get(f"{http_peer.url}/{SECRET}", {"apikey": SECRET})

    assert SECRET not in caplog.text
