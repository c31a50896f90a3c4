"""What a web worker carries when it is forked, and what it must not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask import Flask

from app import warm
from app.assets import SOURCE, build
from tests.support import factories, letters
from tests.support.client import Visitor
from tests.support.mailbox import free_port
from tests.support.processes import environment, gunicorn
from tests.support.sources import ROOT

# Each costs every worker between half a megabyte and 38, and start its time.
ELSEWHERE = {
    "redis": "only with REDIS_URL",
    "limits": "only with REDIS_URL",
    "psycopg": "only on PostgreSQL",
    "rich": "by nobody",
    "lxml": "by whoever talks to Congress's gateways, or draws an organizer's code",
    "urllib3": "by whoever asks another machine",
    "dns": "by the checks before going live",
    "aiosmtpd": "by the rehearsal's mail server",
    "alembic": "by `flask setup`",
    "typst": "by whoever sets a PDF or a picture",
    "pypdf": "by whoever bundles letters",
    "icalendar": "by the calendar entry",
    "fontTools": "by the build of the static files",
    "zipcodes": "by `flask setup`",
    "app.commands": "by `flask`",
}


LOAD = """
import json, psutil, sys, threading, wsgi
me = psutil.Process()
opened = [each.path for each in me.open_files()] + [str(each) for each in me.net_connections()]
threads = [each.name for each in threading.enumerate()]
print(json.dumps({"modules": list(sys.modules), "threads": threads, "opened": opened}))
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, assets: Path) -> dict[str, list[str]]:
    """What a process holds that has loaded the application and served nobody."""
    build(SOURCE, assets)  # as `flask setup` has done when a worker starts
    said = subprocess.run(
        [sys.executable, "-c", LOAD],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        env=environment(tmp_path_factory.mktemp("web"), free_port(), ASSETS_DIR=str(assets)),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found: dict[str, list[str]] = json.loads(said)
    return found


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


def ask(port: int, path: str) -> tuple[int, str]:
    """Over a connection of its own, so that any worker may answer."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_a_web_worker_carries_nothing_that_only_others_need(loaded: dict[str, list[str]]) -> None:
    modules = loaded["modules"]
    assert "app.pledges.views" in modules
    assert {name: why for name, why in ELSEWHERE.items() if name in modules} == {}


def test_nothing_is_open_or_running_when_workers_are_forked(loaded: dict[str, list[str]]) -> None:
    assert loaded["opened"] == []
    assert loaded["threads"] == ["MainThread"]


def test_nobody_who_comes_first_waits_for_a_template(app: Flask, client: Visitor) -> None:
    campaign = factories.campaign()
    letters.brief(campaign)
    cache = app.jinja_env.cache
    assert cache is not None
    cache.clear()
    warm.up(app)
    made = set(cache.keys())

    for path in ("", "voices/", "numbers/", "letter/"):
        client.get(f"/c/{campaign.slug}/{path}")
    client.get("/nowhere", status=404)

    assert set(cache.keys()) == made


def test_forked_workers_count_each_for_itself_and_are_added_up(
    tmp_path: Path, assets: Path
) -> None:
    with gunicorn(tmp_path, ASSETS_DIR=str(assets), WEB_CONCURRENCY="2") as port:
        for _ in range(20):
            assert ask(port, "/nowhere")[0] == 404
        said = ask(port, "/metrics")[1]
    counted = re.findall(r'^tutti_requests_total{.*status="404"} (\S+)$', said, re.MULTILINE)
    assert [float(each) for each in counted] == [20.0]
