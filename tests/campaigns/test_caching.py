"""What machines and caches get: numbers.json, tags, and pages that are the same for all."""

from __future__ import annotations

import pytest

from app.campaigns import views
from app.campaigns.models import Campaign
from app.pledges import service, tasks
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

CAMPAIGN_PAGES = ("", "writing/", "voices/", "numbers/", "numbers.json", "share.png",
                  "writing/share.png", "day.ics", "signed/", "thanks/")  # fmt: skip


def test_numbers_for_machines_keep_the_contract(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    factories.signatory(campaign, "music", also=("writing",), confirmed=True)
    tasks.fold()
    factories.signatory(
        campaign, "writing", zip="90012", state_code="CA", email="b@example.org", confirmed=True
    )
    factories.signatory(campaign, None, email="c@example.org", confirmed=True)
    factories.signatory(campaign, "music", email="d@example.org")
    answer = client.get("/c/day/numbers.json", headers={"Origin": "https://partner.example"})

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.json == {
        "total": 2,
        "goal": 1000,
        "allies": 1,
        "rehearsal": True,
        "letters": {"accepted": 0, "handed_off": 0, "reported": 0, "waiting": 0, "failed": 0},
        "disciplines": [
            {"slug": "music", "name": "Music", "count": 1},
            {"slug": "writing", "name": "Writing", "count": 2},
            {"slug": "illustration", "name": "Illustration", "count": 0},
        ],
        "states": [],
        "states_suppressed": True,
        "states_as_of": None,
        "as_of": "2026-03-02T15:00:00+00:00",
    }


def test_numbers_are_sent_again_only_when_they_have_changed(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    person = factories.signatory(campaign, confirmed=True)
    first = client.get("/c/day/numbers.json")
    known = {"If-None-Match": first.headers["ETag"]}
    clock.tick(seconds=20)
    tasks.fold()
    same = client.get("/c/day/numbers.json", headers=known, status=304)
    assert same.body == b""
    assert same.headers["ETag"] == first.headers["ETag"]
    assert same.headers["Access-Control-Allow-Origin"] == "*"
    assert same.headers["Cache-Control"] == first.headers["Cache-Control"]

    service.withdraw(person)
    assert client.get("/c/day/numbers.json", headers=known).json["total"] == 0


def test_every_public_page_may_be_cached_and_sets_no_cookie(
    client: Visitor, campaign: Campaign
) -> None:
    for path in CAMPAIGN_PAGES:
        if path in ("signed/", "thanks/"):
            continue
        answer = client.get(f"/c/day/{path}")
        assert answer.headers["Cache-Control"] in (views.FRESH, views.SLOW), path
        assert answer.headers["ETag"], path
        again = {"If-None-Match": answer.headers["ETag"]}
        assert client.get(f"/c/day/{path}", headers=again, status=304).body == b"", path


def test_a_page_kept_for_all_is_the_same_for_all(client: Visitor, campaign: Campaign) -> None:
    plain = client.get("/c/day/")
    dressed = client.get(
        "/c/day/",
        headers={"Cookie": "tutti=x", "User-Agent": "Other", "Host": "elsewhere.example"},
    )

    assert dressed.html == plain.html
    assert "elsewhere.example" not in dressed.html
