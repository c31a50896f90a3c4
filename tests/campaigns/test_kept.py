"""Finished pages are kept for a second: for whom, for how long, and what tells copies apart."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.campaigns import kept
from app.campaigns.models import Campaign, CampaignState
from app.extensions import db
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands


@pytest.fixture
def visitor(app_sqlite: Flask, clock: Hands) -> Iterator[Visitor]:
    app_sqlite.config["KEEPS_PAGES"] = True
    yield Visitor(app_sqlite)
    app_sqlite.config["KEEPS_PAGES"] = False
    app_sqlite.extensions["kept_pages"].copies.clear()


@pytest.fixture
def campaign(visitor: Visitor) -> Campaign:
    return factories.campaign()


def test_a_page_is_made_once_a_second(visitor: Visitor, campaign: Campaign, clock: Hands) -> None:
    first = visitor.get("/c/day/")
    campaign.headline = "Another headline"
    clock.tick(seconds=0.9)
    same = visitor.get("/c/day/")
    assert same.html == first.html
    assert same.headers["ETag"] == first.headers["ETag"]
    for name in ("Content-Security-Policy", "Cache-Control", "Vary", "Content-Type"):
        assert same.headers.getlist(name) == first.headers.getlist(name), name

    clock.tick(seconds=0.1)
    assert "Another headline" in visitor.get("/c/day/").html


def test_who_closes_a_campaign_closes_it_within_two_seconds(
    visitor: Visitor, campaign: Campaign, clock: Hands
) -> None:
    assert 'name="email"' in visitor.get("/c/day/").html
    campaign.state = CampaignState.CLOSED
    clock.tick(seconds=kept.OLDEST)

    assert 'name="email"' not in visitor.get("/c/day/").html


def test_a_copy_is_for_one_language_and_no_words_of_the_query_make_another(
    app_sqlite: Flask, visitor: Visitor, campaign: Campaign
) -> None:
    copies = app_sqlite.extensions["kept_pages"].copies
    pages = {
        visitor.get("/c/day/").html,
        visitor.get("/c/day/", headers={"Accept-Language": "es-MX"}).html,
        # Its links carry the language on, those of the page before do not.
        visitor.get("/c/day/?lang=es").html,
    }
    assert len(pages) == len(copies) == 3

    for query in ("?utm=1", "?lang=xx", "?source=no%20code", "?page=7&page=8", "?%ff=%00"):
        visitor.get(f"/c/day/{query}")
    assert len(copies) == 3


def test_every_code_gets_its_own_page_out_of_one_copy(
    app_sqlite: Flask, visitor: Visitor, campaign: Campaign
) -> None:
    ada, ben = (visitor.get(f"/c/day/?source={code}") for code in ("ada", "ben.2"))

    assert len(app_sqlite.extensions["kept_pages"].copies) == 1
    for page, code in ((ada, "ada"), (ben, "ben.2")):
        assert page.one("input[name=source]")["value"] == code
        assert f"source={code}" in page.html
        assert kept.CODE not in page.html
    assert ada.headers["ETag"] != ben.headers["ETag"]
    assert visitor.get("/c/day/").one("input[name=source]")["value"] == ""


def test_codes_that_are_made_up_fill_no_memory(
    app_sqlite: Flask, visitor: Visitor, campaign: Campaign
) -> None:
    db.session.commit()
    client = app_sqlite.test_client()
    for packing in ("identity", "gzip"):
        for number in range(kept.MOST_WAYS + 5):
            address = f"/c/day/?source=made-up-{number}"
            client.get(address, headers={"Accept-Encoding": packing})

    [copy] = app_sqlite.extensions["kept_pages"].copies.values()
    bodies = [body for body, _headers in copy.ways.values()]
    assert sum(map(len, bodies)) < kept.MOST_WAYS * len(copy.body) / 3


def test_what_a_reader_has_already_is_not_sent_again(visitor: Visitor, campaign: Campaign) -> None:
    for path in ("/c/day/", "/c/day/numbers.json"):
        tag = {"If-None-Match": visitor.get(path).headers["ETag"]}
        same = visitor.get(path, headers=tag, status=304)
        assert same.body == b""
        assert same.headers["ETag"] == tag["If-None-Match"]
        assert "Content-Type" not in same.headers


def test_head_has_the_same_headers_and_no_body(app_sqlite: Flask, campaign: Campaign) -> None:
    db.session.commit()
    client = app_sqlite.test_client()
    made, sent = client.head("/c/day/"), client.head("/c/day/")
    page = client.get("/c/day/")

    assert made.data == sent.data == b""
    assert made.headers["Content-Length"] == sent.headers["Content-Length"] == str(len(page.data))


def test_a_copy_is_packed_for_who_can_unpack(app_sqlite: Flask, campaign: Campaign) -> None:
    db.session.commit()
    client = app_sqlite.test_client()
    plain = client.get("/c/day/", headers={"Accept-Encoding": "gzip;q=0, br"})
    packed = client.get("/c/day/", headers={"Accept-Encoding": "br, gzip"})

    assert gzip.decompress(packed.data).decode() == plain.text
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_only_what_is_whole_is_kept(
    app_sqlite: Flask, visitor: Visitor, campaign: Campaign
) -> None:
    visitor.get("/c/day/nothing-like-it/", status=404)
    visitor.post("/c/day/sign", {"first_name": "Ada"}, status=422)
    visitor.get("/c/day/voices/?page=2")

    assert app_sqlite.extensions["kept_pages"].copies == {}


def test_while_one_makes_a_page_anew_others_get_the_one_before(
    app_sqlite: Flask, visitor: Visitor, campaign: Campaign, clock: Hands
) -> None:
    before = visitor.get("/c/day/")
    store: kept.Kept = app_sqlite.extensions["kept_pages"]
    (lock,) = store.locks.values()
    clock.tick(seconds=kept.FRESH)
    with lock:  # somebody is at it
        assert visitor.get("/c/day/").html == before.html

    clock.tick(seconds=kept.OLDEST)
    lock.acquire()
    threading.Timer(0.05, lock.release).start()
    assert visitor.get("/c/day/").html != before.html  # too old to be shown: made after all


def test_an_answer_from_a_copy_is_counted_and_logged(
    visitor: Visitor, campaign: Campaign, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor.get("/c/day/numbers.json")
    made = _line(capsys)
    count = 'tutti_requests_total{endpoint="campaigns.numbers_json",method="GET",status="200"}'
    counted = _value(visitor, count)
    visitor.get("/c/day/numbers.json")
    line = _line(capsys)

    assert line.keys() == made.keys()
    assert (line["rule"], line["status"]) == ("/c/<slug>/numbers.json", 200)
    assert line["request"] != made["request"]
    assert _value(visitor, count) == counted + 1


def _line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The one line about a request since the last look."""
    lines = map(json.loads, capsys.readouterr().err.splitlines())
    (line,) = (each for each in lines if each["event"] == "request")
    return line


def _value(visitor: Visitor, sample: str) -> float:
    text = visitor.client.get("/metrics").text
    return next(float(row.rsplit(" ", 1)[1]) for row in text.splitlines() if row.startswith(sample))
