"""The product as it is started: its processes, a signature through all of them, and their end."""

from __future__ import annotations

import email
import http.cookiejar
import json
import re
import signal
import sqlite3
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from email import policy
from pathlib import Path
from typing import Any, TypeVar

import psutil
import pytest
from bs4 import BeautifulSoup

from tests.support.processes import Running, running

T = TypeVar("T")
# A form sent back sooner is taken for a machine's.
TRAP_SECONDS = 2.2


def test_sign_confirm_and_be_counted_through_the_running_processes(tmp_path: Path) -> None:
    with running(tmp_path) as tutti:
        campaign = _campaign(tutti)
        before = _numbers(tutti, campaign)["total"]

        _sign(tutti, campaign, "ada@example.org")
        link = _eventually(lambda: _link_in_mailbox(tutti.instance, "ada@example.org"))
        _send(tutti, link, {"answer": "confirm"})

        _eventually(lambda: _numbers(tutti, campaign)["total"] == before + 1)
        family = tutti.family()
        assert len(family) >= 5, "runner, gunicorn and its workers, worker and mail server"

        broken = _sign_into_a_broken_database(tutti, campaign)
        assert "A wrong note" in broken
        assert "INSERT INTO" not in broken
        assert "OperationalError" in tutti.output()

        code = tutti.stop()

        _gone, alive = psutil.wait_procs(family, timeout=5)
        assert alive == []
        assert code == 0, tutti.output()
        assert "Traceback" not in tutti.output()
        for private in ("ada@example.org", "Lovelace", "grace@", link.rpartition("/")[2]):
            assert private not in tutti.output()


def test_in_live_mode_no_rehearsal_mail_server_runs(tmp_path: Path) -> None:
    live = {"DELIVERY_MODE": "live", "MAIL_SERVER": "mail.invalid", "MAIL_DEFAULT_SENDER": "a@b.c"}
    with running(tmp_path, **live) as tutti:
        commands = [" ".join(each.cmdline()) for each in tutti.family()]

        assert any("wsgi worker" in command for command in commands)
        assert not any("mail-server" in command for command in commands)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_stop_leaves_no_process_behind(tmp_path: Path, number: signal.Signals) -> None:
    with running(tmp_path) as tutti:
        family = tutti.family()

        assert tutti.stop(number) == 0

        assert psutil.wait_procs(family, timeout=5)[1] == []


def _sign_into_a_broken_database(tutti: Running, campaign: str) -> str:
    """What somebody sees whose signature fails in the database, with their values in its words."""
    with sqlite3.connect(tutti.instance / "tutti.sqlite3") as connection:
        connection.execute("DROP TABLE outbox_mail")
    with pytest.raises(urllib.error.HTTPError) as told:
        _sign(tutti, campaign, "grace@example.org")
    assert told.value.code == 500
    return told.value.read().decode()


def _campaign(tutti: Running) -> str:
    page = _open(tutti.url + "/")
    found = re.search(r"/c/([a-z0-9-]+)/", page.geturl() + page.read().decode())
    assert found, "the first page leads to no campaign"
    return found[1]


def _sign(tutti: Running, campaign: str, address: str) -> None:
    page = BeautifulSoup(_open(f"{tutti.url}/c/{campaign}/").read(), "html.parser")
    form = page.select_one(f'form[action^="/c/{campaign}/sign"]')
    assert form is not None
    fields = {
        str(field["name"]): str(field.get("value", ""))
        for field in form.select("input[type=hidden][name], input[name=website]")
    }
    choices = [str(option["value"]) for option in form.select("[name=discipline] option[value]")]
    fields |= {
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": address,
        "zip": "87501",
        "country": "US",
        "visibility": "credit",
        "discipline": next(choice for choice in choices if choice not in ("", "ally")),
    }
    time.sleep(TRAP_SECONDS)
    answer = _send(tutti, urllib.parse.urljoin(tutti.url, str(form["action"])), fields)
    assert "/signed/" in answer.geturl()


def _send(tutti: Running, url: str, fields: dict[str, str]) -> Any:
    return _open(url, urllib.parse.urlencode(fields).encode(), {"Origin": tutti.url})


def _open(url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Any:
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    request = urllib.request.Request(url, body, headers or {})  # noqa: S310
    return urllib.request.build_opener(jar).open(request, timeout=10)


def _numbers(tutti: Running, campaign: str) -> dict[str, Any]:
    found: dict[str, Any] = json.load(_open(f"{tutti.url}/c/{campaign}/numbers.json"))
    return found


def _link_in_mailbox(instance: Path, address: str) -> str | None:
    for path in instance.rglob("*.eml"):
        mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        if address in str(mail["To"]) and body is not None:
            link = re.search(r"https?://\S+/confirm/[^\s?]+", body.get_content())
            return link[0] if link else None
    return None


def _eventually(ask: Callable[[], T | None], *, seconds: float = 75) -> T:
    """Wait for a true answer: a lost nudge is made good by the sweep, within a minute."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := ask():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} seconds")
