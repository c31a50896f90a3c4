"""Loading over HTTP, from a real server on loopback; the official addresses are only looked at."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.congress import loading, queries
from app.congress.models import Dataset
from app.congress.online import Limits, Online
from app.congress.records import BrokenData
from app.congress.sources import NothingThere
from tests.congress import small
from tests.congress.small import SMALL
from tests.support.commands import run
from tests.support.hands import Hands
from tests.support.http_peer import Asked, HttpPeer, Said
from tests.support.mailbox import free_port

QUICK = Limits(silence=5, in_all=5)


class Mirror:
    """A server that has the files of a folder, and counts who is asked for what."""

    def __init__(self, peer: HttpPeer, folder: Path) -> None:
        self.peer = peer
        self.folder = folder
        peer.answer = self._answer

    @property
    def asked(self) -> list[str]:
        return [each.path.rpartition("/")[2] for each in self.peer.asked]

    def source(self, limits: Limits = QUICK) -> Online:
        return Online(f"{self.peer.url}/congress", limits=limits)

    def _answer(self, asked: Asked) -> Said:
        path = self.folder / asked.path.removeprefix("/congress/")
        return Said(body=path.read_bytes()) if path.is_file() else Said(404)


@pytest.fixture
def mirror(app_sqlite: Flask, tmp_path: Path) -> Iterator[Mirror]:
    folder = tmp_path / "mirror"
    folder.mkdir()
    small.write_all(folder)
    with HttpPeer() as peer:
        yield Mirror(peer, folder)


def test_everything_comes_from_a_mirror(mirror: Mirror, clock: Hands) -> None:
    written = loading.load(mirror.source(), whole=SMALL)

    assert written.missing == {}
    assert {each.source for each in queries.list_loads()} == {"127.0.0.1"}
    assert mirror.asked == [
        small.MEMBERS,
        small.LOCAL_OFFICES,
        small.COMMITTEES,
        small.SEATS,
        small.CENSUS,
        small.ZCCD,
    ]


def test_the_sitting_congress_s_table_is_asked_for_first(mirror: Mirror, clock: Hands) -> None:
    clock.set(dt.datetime(2027, 2, 1, tzinfo=dt.UTC))
    (mirror.folder / small.CENSUS).write_bytes(small.census(("5307", "98101", 1)))
    loading.load(mirror.source(), whole=SMALL)

    assert mirror.asked[4:] == ["tab20_cd12020_zcta520_natl.txt", small.CENSUS]


def test_the_official_addresses_are_those_of_the_publishers(
    app_sqlite: Flask, clock: Hands
) -> None:
    addresses = [url for _dataset, files in Online()._wanted() for urls in files for url in urls]

    legislators = "https://unitedstates.github.io/congress-legislators/"
    census = "https://www2.census.gov/geo/docs/maps-data/data/rel2020/cd-sld/"
    assert addresses == [
        legislators + "legislators-current.json",
        legislators + "legislators-district-offices.json",
        legislators + "committees-current.json",
        legislators + "committee-membership-current.json",
        census + "tab20_cd11920_zcta520_natl.txt",
    ]


def test_a_file_that_is_not_there_leaves_the_others(mirror: Mirror) -> None:
    (mirror.folder / small.SEATS).unlink()
    written = loading.load(mirror.source(), whole=SMALL)

    assert written.missing == {
        Dataset.COMMITTEES: "127.0.0.1 answered 404 for committee-membership-current.json"
    }
    assert Dataset.DISTRICTS in written.rows


def test_no_redirect_is_followed(mirror: Mirror) -> None:
    mirror.peer.script = [Said(302, headers={"Location": f"{mirror.peer.url}/elsewhere"})]
    written = loading.load(mirror.source(), whole=SMALL)

    assert written.missing[Dataset.MEMBERS] == f"127.0.0.1 answered 302 for {small.MEMBERS}"
    assert "elsewhere" not in mirror.asked


def test_a_host_that_hangs_up_is_asked_once(mirror: Mirror) -> None:
    mirror.peer.answer = lambda _asked: Said(hang_up=True)
    with pytest.raises(NothingThere, match=r"127\.0\.0\.1 did not answer"):
        loading.load(mirror.source(), whole=SMALL)

    assert mirror.asked == [small.MEMBERS]


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (Limits(silence=0.2, in_all=20), "ReadTimeoutError"),
        (Limits(silence=20, in_all=0.2), "too slowly"),
    ],
)
def test_nobody_waits_longer_than_the_limits_say(mirror: Mirror, limits: Limits, why: str) -> None:
    released = threading.Event()
    mirror.peer.answer = lambda _asked: Said(after=released)
    try:
        with pytest.raises(NothingThere, match=rf"127\.0\.0\.1 did not answer \({why}\)"):
            loading.load(mirror.source(limits), whole=SMALL)
    finally:
        released.set()

    assert mirror.asked == [small.MEMBERS]


def test_a_page_in_place_of_the_file_changes_nothing(mirror: Mirror) -> None:
    loading.load(mirror.source(), whole=SMALL)
    before = small.everything()
    mirror.peer.script = [Said(body="<html>Please log in to this network</html>")]

    with pytest.raises(BrokenData, match=r"legislators-current\.json, line 1, column 1: not JSON"):
        loading.load(mirror.source(), whole=SMALL)
    assert small.everything() == before


class TestCommand:
    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"CONGRESS_DATA": f"http://127.0.0.1:{free_port()}/"}

    def test_it_says_who_did_not_answer(self, app_sqlite: Flask) -> None:
        said = run(app_sqlite, "congress", "load", code=1)

        assert "Nothing to load: 127.0.0.1 did not answer" in said


class TestOff:
    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"CONGRESS_DATA": "off"}

    def test_the_command_wants_a_folder_then(self, app_sqlite: Flask) -> None:
        assert "CONGRESS_DATA is off" in run(app_sqlite, "congress", "load", code=1)
