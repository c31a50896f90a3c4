"""Views are counted without cookies or addresses, together, and only as sums."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest
import sqlalchemy as sa
from flask import Flask

from app.activity import queries, viewing
from app.activity.models import EventKind, HourlySum
from app.activity.viewing import OTHER, Viewing, clean_host
from app.campaigns.models import Campaign, CampaignState
from app.extensions import db
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page
from tests.support.statements import heard

SEEN = "/c/day/seen"


@pytest.fixture
def campaign(app_sqlite: Flask, clock: Hands) -> Campaign:
    return factories.campaign()


@pytest.fixture
def views(app_sqlite: Flask) -> Viewing:
    found: Viewing = app_sqlite.extensions["viewing"]
    return found


def _see(client: Visitor, source: str = "", host: str = "", **options: object) -> Page:
    return client.post(SEEN, {"source": source, "host": host}, status=204, **options)


def _kept(campaign: Campaign) -> dict[tuple[str, str], int]:
    db.session.rollback()  # what another session has written meanwhile
    rows = db.session.execute(
        sa.select(HourlySum.kind, HourlySum.key, sa.func.sum(HourlySum.count))
        .where(HourlySum.campaign_id == campaign.id)
        .group_by(HourlySum.kind, HourlySum.key)
    )
    return {(kind, key): int(n) for kind, key, n in rows}


def test_a_view_is_counted_with_its_link_and_the_host_it_stood_on(
    client_sqlite: Visitor, campaign: Campaign, views: Viewing
) -> None:
    page = _see(client_sqlite, "union", "www.News.example")
    _see(client_sqlite, "", "127.0.0.1:8000")
    _see(client_sqlite, "no such <code>", "news.example/path?person=1")
    views.flush()

    assert page.body == b""
    assert page.headers["Cache-Control"] == "no-store"
    assert _kept(campaign) == {
        ("viewed", ""): 3,
        ("source", "union"): 1,
        ("host", "news.example"): 1,
        ("host", OTHER): 1,
    }


def test_our_own_pages_are_no_referrer(
    client_sqlite: Visitor, campaign: Campaign, views: Viewing
) -> None:
    _see(client_sqlite, host=client_sqlite.public_url.partition("://")[2])
    views.flush()

    assert _kept(campaign) == {("viewed", ""): 1}


@pytest.mark.parametrize("wish", ["Sec-GPC", "DNT"])
def test_who_asks_not_to_be_followed_is_a_view_and_nothing_more(
    client_sqlite: Visitor, campaign: Campaign, views: Viewing, wish: str
) -> None:
    _see(client_sqlite, "union", "news.example", headers={wish: "1"})
    views.flush()

    assert _kept(campaign) == {("viewed", ""): 1}


def test_a_page_fetched_beforehand_is_not_seen(
    client_sqlite: Visitor, campaign: Campaign, views: Viewing
) -> None:
    _see(client_sqlite, headers={"Sec-Purpose": "prefetch;prerender"})
    views.flush()

    assert _kept(campaign) == {}


def test_what_no_page_of_ours_sends_is_refused(
    client_sqlite: Visitor, campaign: Campaign, views: Viewing
) -> None:
    fields = {"source": "", "host": ""}
    client_sqlite.open("POST", SEEN, status=403, data=fields)
    client_sqlite.post(SEEN, fields, status=403, headers={"Sec-Fetch-Site": "cross-site"})
    client_sqlite.post(SEEN, {"host": ""}, status=400)
    client_sqlite.post("/c/nowhere/seen", fields, status=404)
    client_sqlite.post("/c/%00/seen", fields, status=404)
    campaign.state = CampaignState.DRAFT
    db.session.commit()
    client_sqlite.post(SEEN, fields, status=404)
    views.flush()

    assert _kept(campaign) == {}


def test_a_burst_of_views_writes_nothing_until_it_is_written_at_once(
    client_sqlite: Visitor, campaign: Campaign, views: Viewing
) -> None:
    with heard() as statements:
        for number in range(30):
            _see(client_sqlite, "union", f"host{number % 3}.example")
    asked = [each for each in statements if not each.startswith(("SELECT", "BEGIN"))]
    assert [each for each in statements if each == "BEGIN IMMEDIATE"] == []
    assert asked == []
    with heard() as statements:
        views.flush()

    assert len([each for each in statements if each.startswith("INSERT")]) == 1
    assert _kept(campaign)["viewed", ""] == 30


def test_names_beyond_the_days_number_become_one(
    app_sqlite: Flask, client_sqlite: Visitor, campaign: Campaign, views: Viewing, clock: Hands
) -> None:
    factories.partner(campaign, "guild")
    most = viewing.MOST[EventKind.HOST]
    for number in range(most + 20):
        views.see(campaign.id, source=f"code{number}", host=f"host{number:03}.example")
    views.flush()
    # Another process knows of these names from the database.
    second = Viewing(app_sqlite)
    second.see(campaign.id, source="guild", host="new.example")
    second.see(campaign.id, source="", host="host000.example")
    second.flush()
    kept = _kept(campaign)

    assert sum(1 for kind, _key in kept if kind == "host") == most + 1
    assert kept["host", OTHER] == 21
    assert kept["host", "host000.example"] == 2
    assert kept["source", "guild"] == 1
    clock.tick(days=1)
    views.see(campaign.id, source="", host="late.example")
    views.flush()
    assert _kept(campaign)["host", "late.example"] == 1


def test_memory_holds_only_so_many_names(
    campaign: Campaign, views: Viewing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewing, "MOST_WAITING", 10)
    for number in range(50):
        views.see(campaign.id, source="", host=f"host{number}.example")
    views.flush()

    kept = _kept(campaign)
    assert len(kept) == 11
    assert kept["viewed", ""] == 50
    assert sum(n for (kind, _), n in kept.items() if kind == "host") == 50


def test_views_at_once_from_many_threads_are_all_written(
    app: Flask, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = factories.campaign()
    monkeypatch.setattr(viewing, "EVERY", 0.05)
    processes = [Viewing(app), Viewing(app)]

    def read(views: Viewing) -> None:
        for number in range(200):
            views.see(campaign_id, source="union", host=f"h{number % 7}.example")
            time.sleep(0.0005)

    campaign_id = campaign.id
    db.session.rollback()
    threads = [threading.Thread(target=read, args=(each,)) for each in processes * 2]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    for each in processes:
        each.flush()
    deadline = time.monotonic() + 5
    while queries.totals(campaign_id)[EventKind.VIEWED] < 800 and time.monotonic() < deadline:
        db.session.rollback()
        time.sleep(0.05)

    assert queries.totals(campaign_id)[EventKind.VIEWED] == 800
    assert dict(queries.by_key(campaign_id, EventKind.SOURCE).top) == {"union": 800}
    for each in processes:
        each.close()


def test_what_cannot_be_written_waits(campaign: Campaign, views: Viewing) -> None:
    views.see(campaign.id, source="union", host="")
    db.session.execute(sa.text("ALTER TABLE activity_hour RENAME TO away"))
    db.session.commit()
    views.flush()
    db.session.execute(sa.text("ALTER TABLE away RENAME TO activity_hour"))
    db.session.commit()
    views.flush()

    assert _kept(campaign) == {("viewed", ""): 1, ("source", "union"): 1}


def test_a_process_that_ends_writes_its_tail(
    app_sqlite: Flask, campaign: Campaign, tmp_path: object
) -> None:
    url = app_sqlite.config["DATABASE_URL"]
    program = (
        "from app import create_app\n"
        f"app = create_app({{'DATABASE_URL': {url!r}, 'INSTANCE_DIR': {str(tmp_path)!r}}})\n"
        f"app.extensions['viewing'].see({campaign.id}, source='', host='')\n"
    )
    db.session.commit()
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)

    assert _kept(campaign) == {("viewed", ""): 1}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("News.Example.", "news.example"),
        ("www.news.example", "news.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("day.example:8080", ""),
        ("10.0.0.7", OTHER),
        ("[2001:db8::1]", OTHER),
        ("intranet", OTHER),
        ("a.example/secret?token=1", OTHER),
        ("user@a.example", OTHER),
        ("a" * 90 + ".example", OTHER),
        ("<script>.example", OTHER),
    ],
)
def test_of_a_referrer_only_a_public_name_is_kept(typed: str, kept: str) -> None:
    assert clean_host(typed, frozenset({"day.example"})) == kept
