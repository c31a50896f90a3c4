"""`flask congress status`: how old, from where, which seats are vacant, what is out of date."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from flask import Flask

from app.congress.models import CongressLoad
from app.extensions import db
from tests.support.commands import run
from tests.support.hands import Hands


@pytest.fixture
def loaded(app_sqlite: Flask, clock: Hands, shared_data: Path) -> Flask:
    clock.set(dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC))
    run(app_sqlite, "congress", "load", "--from", str(shared_data))
    return app_sqlite


def test_without_anything_loaded_it_says_so_and_exits_with_1(app_sqlite: Flask) -> None:
    said = run(app_sqlite, "congress", "status", code=1)

    assert said.count("not loaded") == 4
    assert "the 541 offices are built in" in said


def test_ages_sources_and_vacant_seats(loaded: Flask, clock: Hands) -> None:
    clock.tick(days=3)
    said = run(loaded, "congress", "status")

    assert re.search(r"members +537 +119th Congress +loaded 3 days ago +from legislators-", said)
    assert re.search(r"ZIP districts +42,033 +119th Congress .* from zccd\.csv", said)
    assert re.search(r"senate by CWC +48 +listed on 2023-04-22", said)
    assert "Vacant: HCA14, HFL20, HGA13, HTX23\n" in said
    assert "!!" not in said


def test_old_data_are_loud(loaded: Flask, clock: Hands) -> None:
    clock.tick(days=31)
    said = run(loaded, "congress", "status")

    assert "!! Members: 31 days old." in said
    assert "Load anew: flask congress load" in said


def test_the_day_the_lines_change_it_names_the_states(loaded: Flask, clock: Hands) -> None:
    clock.set(dt.datetime(2027, 1, 2, 12, tzinfo=dt.UTC))
    assert "District lines" not in run(loaded, "congress", "status")
    clock.set(dt.datetime(2027, 1, 3, 12, tzinfo=dt.UTC))
    said = run(loaded, "congress", "status")

    assert "District lines changed in: AL, CA, FL, LA, MO, NC, OH, TN, TX, UT." in said
    assert "The members are those of the 119th Congress, and the 120th sits" in said
    # Who has left is not vacant: nobody knows yet who came.
    assert "Vacant" not in said


def test_of_later_tables_nobody_knows_yet_what_changes(loaded: Flask, clock: Hands) -> None:
    load = db.session.get(CongressLoad, "districts")
    assert load is not None
    load.congress = 120
    db.session.commit()
    clock.set(dt.datetime(2029, 2, 1, tzinfo=dt.UTC))

    assert "The districts are those of the 120th Congress." in run(loaded, "congress", "status")
