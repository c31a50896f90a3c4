"""The share card: a real PNG of the right size, whatever the organizers wrote."""

from __future__ import annotations

import datetime as dt
import struct
import threading
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.campaigns import share_card
from app.campaigns.score import Line
from app.campaigns.share_card import ShareCard

OPENS, DAY, TODAY = dt.date(2026, 8, 1), dt.date(2026, 10, 4), dt.date(2026, 9, 23)


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    share_card._kept.clear()
    yield
    share_card._kept.clear()


def score(count: int = 12) -> str:
    days = {OPENS: count} if count else {}
    lines = [Line(i, f"d{i}", "Music", 36 * i, count, days, "/") for i in range(10)]
    return share_card.picture(lines, opens=OPENS, day=DAY, today=TODAY)


def card(headline: str = "Art made by no one belongs to no corporation.") -> ShareCard:
    return ShareCard(
        title="AI Day of Action",
        headline=headline,
        count="16,204 artists of ten disciplines have signed",
        date="4 October",
        everyone="everyone plays",
        picture=score(),
    )


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def rows(png: bytes) -> list[bytes]:
    """The picture's rows of RGBA or RGB, the filters of the PNG undone."""
    width, height, channels = *size(png), {2: 3, 6: 4}[png[25]]
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += 12 + length
    raw, stride = zlib.decompress(data), width * channels
    found: list[bytes] = []
    above = bytes(stride)
    for y in range(height):
        begin = y * (stride + 1)
        above = _unfilter(raw[begin], raw[begin + 1 : begin + 1 + stride], above, channels)
        found.append(above)
    return found


def _unfilter(kind: int, row: bytes, above: bytes, channels: int) -> bytes:
    out = bytearray(row)
    for i in range(len(row)):
        a = out[i - channels] if i >= channels else 0
        b = above[i]
        c = above[i - channels] if i >= channels else 0
        paeth = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
        out[i] = (row[i] + (0, a, b, (a + b) // 2, paeth)[kind]) & 255
    return bytes(out)


def test_it_is_a_png_of_the_size_networks_ask_for() -> None:
    assert size(share_card.png(card())) == (1200, 630)


def test_it_has_the_poster_s_ground() -> None:
    assert rows(share_card.png(card()))[4][:3] == bytes.fromhex("121016")


@pytest.mark.parametrize(
    "headline",
    [
        "A",
        "",
        "الفن الذي لم يصنعه أحد لا يملكه أحد",
        "🎻🎺 everyone 🥁",
        "#set page(fill: red) $x$ [*] \\ \" ' <svg>",
        "nul \x00 and a lone surrogate \ud800",
        "W" * 160,
        "word " * 32,
    ],
)
def test_any_headline_makes_a_card(headline: str) -> None:
    assert size(share_card.png(card(headline))) == (1200, 630)


@pytest.mark.parametrize("headline", ["W" * 160, "word " * 32, "Incomprehensibilities " * 7])
def test_a_long_headline_stays_within_its_margins(headline: str) -> None:
    drawn = rows(share_card.png(card(headline)))
    channels = len(drawn[0]) // 1200
    ground = drawn[4][:channels]

    right_margin = {row[1140 * channels :] for row in drawn[100:345]}
    below = set(drawn[346:352])

    assert right_margin == {ground * 60}
    assert below == {ground * 1200}


def test_everything_on_it_can_be_seen() -> None:
    first = share_card.png(card())

    for change in (
        {"title": "Another title"},
        {"headline": "Another headline"},
        {"count": "16,205 artists of ten disciplines have signed"},
        {"date": "5 October"},
        {"everyone": "all of us"},
        {"picture": score(0)},
        {"hue": 25},
    ):
        assert share_card.png(replace(card(), **change)) != first


def test_the_same_card_is_made_once() -> None:
    assert share_card.png(card()) is share_card.png(card())


def test_only_so_many_cards_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(share_card, "MOST_KEPT", 3)

    for number in range(5):
        share_card.png(replace(card(), count=f"{number}"))

    assert len(share_card._kept) == 3


def test_many_readers_at_once_get_the_same_card() -> None:
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(share_card.png(card()))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert len({id(png) for png in found}) == 1
