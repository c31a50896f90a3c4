"""The worker loads anew once a week what may have changed, and lives with what does not come."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from flask import Flask

from app.congress import queries
from app.congress.tasks import Refresh
from tests.congress import small
from tests.congress.small import SMALL, representative, senator, write
from tests.support.hands import Hands


@pytest.fixture
def folder(tmp_path: Path, clock: Hands) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    small.write_all(made)
    _date(made, clock)
    return made


@pytest.fixture
def settings(folder: Path) -> dict[str, str]:
    return {"CONGRESS_DATA": str(folder)}


@pytest.fixture
def refresh(app_sqlite: Flask, folder: Path) -> Refresh:
    return Refresh(SMALL)


def _date(folder: Path, clock: Hands) -> None:
    """Make all files look written at this moment."""
    moment = clock.now().timestamp()
    for each in folder.iterdir():
        os.utime(each, (moment, moment))


def _holder(code: str = "HWA07") -> str:
    return queries.find_members([code])[code].bioguide


def test_what_was_never_loaded_is_loaded(refresh: Refresh) -> None:
    assert refresh.look() is True
    assert _holder() == "A000001"


def test_after_a_week_a_changed_file_is_loaded_anew(
    refresh: Refresh, folder: Path, clock: Hands
) -> None:
    refresh.look()
    clock.tick(days=6, hours=23)
    write(folder, MEMBERS=[representative("N000009"), senator()])
    _date(folder, clock)
    assert refresh.look() is False
    clock.tick(hours=1)

    assert refresh.look() is True
    assert _holder() == "N000009"


def test_files_that_stay_as_they_were_grow_old(
    refresh: Refresh, folder: Path, clock: Hands
) -> None:
    refresh.look()
    loaded_at = clock.now()
    clock.tick(days=8)

    assert refresh.look() is False
    assert {each.loaded_at for each in queries.list_loads()} == {loaded_at}


def test_a_broken_file_is_told_in_one_line_and_tried_again_a_day_later(
    refresh: Refresh, folder: Path, clock: Hands, capsys: pytest.CaptureFixture[str]
) -> None:
    refresh.look()
    clock.tick(days=8)
    write(folder, MEMBERS=b"[")
    _date(folder, clock)
    capsys.readouterr()

    assert [refresh.look(), refresh.look()] == [False, False]
    told = capsys.readouterr().err.strip().splitlines()
    assert len(told) == 1
    assert "legislators-current.json, line 1, column 2: not JSON" in told[0]
    assert "Traceback" not in told[0]
    assert str(folder) not in told[0]
    assert _holder() == "A000001"

    clock.tick(days=1)
    write(folder, MEMBERS=[representative("N000009")])
    assert refresh.look() is True


def test_the_worker_looks(app_sqlite: Flask) -> None:
    huey = app_sqlite.extensions["huey"]
    day = [dt.datetime(2026, 12, 1, hour, 23, tzinfo=dt.UTC) for hour in range(24)]
    due = [[task.name for task in huey.read_periodic(moment)] for moment in day]

    assert all("refresh Congress" in names for names in due)


class TestOff:
    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"CONGRESS_DATA": "off"}

    def test_nothing_is_loaded(self, refresh: Refresh) -> None:
        assert refresh.look() is False
        assert queries.list_loads() == []
