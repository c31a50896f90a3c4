"""The gateways in an operator's hands: lists on demand, and trials that no real gateway sees."""

from __future__ import annotations

import contextvars
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from lxml import etree

from app.congress import queries
from app.congress.offices import Chamber
from app.extensions import db
from app.letters.cwc import commands, message, rules, schema, settings, trial
from tests.letters.cwc import gateways
from tests.letters.cwc.gateways import go_live
from tests.support.hands import Hands
from tests.support.http_peer import HttpPeer, Said


def call(app: Flask, command: str, *arguments: str) -> Result:
    found = {"offices": commands.refresh_offices, "trial": commands.send_trial}[command]
    runner = app.test_cli_runner()
    done: Result = contextvars.Context().run(runner.invoke, found, list(arguments))
    db.session.rollback()
    return done


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch, clock: Hands) -> None:
    monkeypatch.setattr(trial, "PAUSE_SECONDS", 0.0)


def test_a_list_is_fetched_on_demand(app_sqlite: Flask, http_peer: HttpPeer) -> None:
    go_live(app_sqlite, http_peer, Chamber.SENATE)
    http_peer.script = [Said(body='["SNM02"]'), Said(body="[]")]

    done, empty = call(app_sqlite, "offices", "senate"), call(app_sqlite, "offices", "senate")

    assert done.stdout == "1 offices of the senate take letters electronically.\n"
    assert (done.exit_code, empty.exit_code) == (0, 1)
    assert [each.code for each in queries.list_active(Chamber.SENATE)] == ["SNM02"]


def test_a_trial_is_three_asks_to_every_office(app_sqlite: Flask, http_peer: HttpPeer) -> None:
    go_live(app_sqlite, http_peer, Chamber.SENATE)
    http_peer.answer = gateways.senate()

    done = call(app_sqlite, "trial", "senate")

    assert done.stdout == "accepted    300\n"
    told = [etree.fromstring(each.body) for each in http_peer.asked]
    assert {each.findtext(".//ProOrCon") for each in told} == {"Pro", "Con", None}
    assert len({each.findtext(".//MemberOffice") for each in told}) == 100
    assert len({each.findtext(".//DeliveryId") for each in told}) == 300


@pytest.mark.parametrize("chamber", list(Chamber))
def test_every_message_of_a_trial_is_well(
    chamber: Chamber, app_sqlite: Flask, shared_data: Path
) -> None:
    grammar = str(shared_data / "cwc_schema_v2.rng")
    each = next(trial.dispatches(chamber, "ack@example.org"))

    assert rules.problems(each) == []
    assert schema.errors(message.write(each, settings.REHEARSAL_AGENT), grammar, chamber) == []


def test_no_trial_reaches_a_production_gateway(app_sqlite: Flask, http_peer: HttpPeer) -> None:
    url = settings.URLS[Chamber.SENATE].upper().rstrip("/")
    go_live(app_sqlite, http_peer, Chamber.SENATE, url=url, proxy=http_peer.url)

    done = call(app_sqlite, "trial", "senate")

    assert done.exit_code == 1
    assert "test gateway" in done.output
    assert http_peer.asked == []


def test_no_trial_in_rehearsal_or_in_the_gateway_s_night(
    app_sqlite: Flask, http_peer: HttpPeer, clock: Hands
) -> None:
    go_live(app_sqlite, http_peer)
    clock.tick(hours=16)  # two in the morning in Washington
    night = call(app_sqlite, "trial", "house")
    clock.tick(hours=8)
    app_sqlite.config["DELIVERY_MODE"] = "rehearsal"
    rehearsal = call(app_sqlite, "trial", "house")

    assert "closed until 2026-03-03 11:00 UTC" in night.output
    assert "in rehearsal" in rehearsal.output
    assert http_peer.asked == []


def test_a_refusal_in_a_trial_is_told_with_its_office(
    app_sqlite: Flask, http_peer: HttpPeer
) -> None:
    go_live(app_sqlite, http_peer, Chamber.SENATE)
    http_peer.script = [Said(400, "Prefix is missing")]

    done = call(app_sqlite, "trial", "senate")

    assert done.exit_code == 1
    assert "SAK02 trial-pro: refused: HTTP 400: Prefix is missing" in done.output
