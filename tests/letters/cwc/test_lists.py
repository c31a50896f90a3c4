"""The chambers' lists of active offices: kept, renewed, and never forgotten for an empty answer."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from flask import Flask

from app.congress import offices, queries
from app.congress.offices import Chamber
from app.extensions import db
from app.letters.cwc import lists, tasks
from app.letters.cwc.lists import ListUnusable
from tests.letters.cwc.gateways import KEY, go_live
from tests.support.hands import Hands
from tests.support.http_peer import HttpPeer, Said

HOUSE, SENATE = Chamber.HOUSE, Chamber.SENATE


def kept(chamber: Chamber = HOUSE) -> list[str]:
    return [each.code for each in queries.list_active(chamber)]


@pytest.fixture
def peer(app: Flask, http_peer: HttpPeer, clock: Hands) -> HttpPeer:
    """Both gateways at ten in the morning in Washington; a House list is kept already."""
    go_live(app, http_peer)
    go_live(app, http_peer, SENATE)
    http_peer.answer = lambda _asked: Said(body='["HNM01", "HNM02"]')
    lists.refresh(HOUSE)
    http_peer.asked.clear()
    return http_peer


def test_a_new_list_takes_the_place_of_the_old_one(peer: HttpPeer) -> None:
    old = queries.list_active(HOUSE)
    peer.script = [Said(body='["HNM02", "HNM03"]')]

    assert lists.refresh(HOUSE) == 2

    db.session.expire_all()
    assert kept() == ["HNM02", "HNM03"]
    assert len(old) == 2
    assert queries.list_active(HOUSE)[0].source == f"{peer.url}/v2/offices"
    assert peer.asked[0].query == {"apikey": KEY}


def test_one_chamber_s_list_leaves_the_other_s_alone(peer: HttpPeer) -> None:
    peer.script = [Said(body='[{"name": "Somebody", "office_code": "SNM02"}]')]

    lists.refresh(SENATE)

    assert (kept(HOUSE), kept(SENATE)) == (["HNM01", "HNM02"], ["SNM02"])


@pytest.mark.parametrize(
    "said",
    [
        Said(body="[]"),
        Said(body="{}"),
        Said(body="null"),
        Said(body=""),
        Said(body='["HNM01", "HNM'),
        Said(body="<html>Maintenance</html>"),
        Said(body='["SNM01"]'),
        Said(500, '["HNM01"]'),
        Said(302, headers={"Location": "/elsewhere"}),
        Said(hang_up=True),
    ],
    ids=lambda said: f"{said.status} {said.body or said.hang_up}",
)
def test_an_empty_or_unreadable_answer_is_never_kept(
    said: Said, peer: HttpPeer, capsys: pytest.CaptureFixture[str]
) -> None:
    peer.script = [said]

    with pytest.raises(ListUnusable):
        lists.refresh(HOUSE)

    assert kept() == ["HNM01", "HNM02"]
    logged = capsys.readouterr().err
    assert '"level": "error"' in logged
    assert "s3cret" not in logged


@pytest.mark.parametrize(
    "answer",
    [
        ["MP00", "HAS00", "hca12"],
        [{"office_code": "HMP00"}, {"office_code": "HAQ00"}, {"office_code": "HCA12"}],
        {"count": 3, "offices": ["HMP00", "HAQ00", "HCA12", "HZZ99"]},
        {"data": {"results": [{"OfficeCode": each} for each in ("HMP00", "HAQ00", "HCA12")]}},
    ],
)
def test_codes_are_read_in_whatever_shape_and_spelt_our_way(
    answer: object, app_sqlite: Flask
) -> None:
    found = lists.parse(HOUSE, json.dumps(answer).encode())

    assert found == ["HAQ00", "HCA12", "HMP00"]


def test_a_list_that_the_senate_has_given(app_sqlite: Flask, shared_data: Path) -> None:
    content = (shared_data / "senate-active-offices-2023-04-22.json").read_bytes()

    found = lists.parse(SENATE, content)

    assert len(found) == 48
    assert all(offices.get(code).chamber is SENATE for code in found)


def test_the_key_is_shown_to_no_other_host(app: Flask, peer: HttpPeer) -> None:
    go_live(app, peer, url="https://cwc.house.example/v2/message")

    lists.refresh(HOUSE)

    assert peer.asked[0].query == {}


def test_the_worker_asks_once_a_day(peer: HttpPeer, app: Flask, clock: Hands) -> None:
    app.config["CWC_SENATE"]["key"] = None
    asked = []
    for hour in range(1, 50):
        clock.tick(hours=1)
        tasks.refresh()
        if peer.asked:
            asked.append(hour)
            peer.asked.clear()

    assert asked == [24, 48]


def test_a_list_that_did_not_come_is_asked_for_an_hour_later(peer: HttpPeer, clock: Hands) -> None:
    clock.tick(hours=25)
    peer.script = [Said(503), Said(503)]
    tasks.refresh()
    clock.tick(hours=1)
    tasks.refresh()

    assert [each.path for each in peer.asked] == ["/v2/offices"] * 4, "both chambers, twice"


@pytest.mark.parametrize("missing", ["live", "key", "hours"])
def test_the_worker_asks_nobody(missing: str, app: Flask, peer: HttpPeer, clock: Hands) -> None:
    clock.tick(hours=25)
    if missing == "live":
        app.config["DELIVERY_MODE"] = "rehearsal"
    elif missing == "key":
        app.config["CWC_HOUSE"]["key"] = app.config["CWC_SENATE"]["key"] = None
    else:
        clock.set(dt.datetime(2026, 3, 8, 6, 23, tzinfo=dt.UTC))  # a Sunday, past one in the night

    tasks.refresh()

    assert peer.asked == []


def test_the_worker_has_the_task(app_sqlite: Flask) -> None:
    periodic = app_sqlite.extensions["huey"]._registry.periodic_tasks

    assert "refresh active offices" in {type(task).__name__ for task in periodic}
