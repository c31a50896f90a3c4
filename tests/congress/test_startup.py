"""What `flask setup` says and does about Congress: one line, and never a failure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.congress import queries
from tests.congress import small
from tests.support.commands import run
from tests.support.http_peer import Asked, HttpPeer, Said
from tests.support.mailbox import free_port

LATER = "Later: .venv/bin/flask congress load"
NOTHING = "Congress: the 541 offices are built in; no members, no local offices, no ZIP districts "


def _line(app: Flask) -> str:
    said = run(app, "setup", "--no-demo").splitlines()
    (line,) = [each for each in said if "Congress" in each]
    return line


class TestFolder:
    @pytest.fixture
    def settings(self, shared_data: Path) -> dict[str, str]:
        return {"CONGRESS_DATA": str(shared_data)}

    def test_it_is_loaded_once(self, app_sqlite: Flask) -> None:
        has = "Congress: 537 members, 1,312 local offices, 42,033 ZIP districts"

        assert _line(app_sqlite) == f"{has} (from CONGRESS_DATA)."
        loaded_at = [each.loaded_at for each in queries.list_loads()]
        assert _line(app_sqlite) == f"{has}."
        assert [each.loaded_at for each in queries.list_loads()] == loaded_at


class TestGrowingFolder:
    @pytest.fixture
    def settings(self, tmp_path: Path) -> dict[str, str]:
        return {"CONGRESS_DATA": str(tmp_path / "growing")}

    def test_what_it_has_is_loaded_and_the_rest_is_named(
        self, app_sqlite: Flask, tmp_path: Path, shared_data: Path
    ) -> None:
        assert _line(app_sqlite) == f"{NOTHING}(there is no such folder). {LATER}"

        (tmp_path / "growing").mkdir()
        _copy(shared_data, tmp_path / "growing", small.ZCCD)
        assert _line(app_sqlite) == (
            "Congress: the 541 offices are built in, 42,033 ZIP districts; no members, "
            f"no local offices (legislators-current.json is not there). {LATER}"
        )

        _copy(shared_data, tmp_path / "growing", small.MEMBERS)
        assert _line(app_sqlite).startswith(
            "Congress: 537 members, 42,033 ZIP districts; no local offices"
        )

    def test_a_broken_file_is_named(self, app_sqlite: Flask, tmp_path: Path) -> None:
        (tmp_path / "growing").mkdir()
        small.write(tmp_path / "growing", MEMBERS=b"{")

        assert "(legislators-current.json, line 1, column 2: not JSON" in _line(app_sqlite)


def _copy(source: Path, target: Path, name: str) -> None:
    (target / name).write_bytes((source / name).read_bytes())


class TestNobodyAnswers:
    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"CONGRESS_DATA": f"http://127.0.0.1:{free_port()}"}

    def test_it_goes_on_without(self, app_sqlite: Flask) -> None:
        line = _line(app_sqlite)

        assert line.startswith(f"{NOTHING}(127.0.0.1 did not answer (")
        assert line.endswith(LATER)


class TestMirror:
    @pytest.fixture
    def peer(self, shared_data: Path) -> Iterator[HttpPeer]:
        def answer(asked: Asked) -> Said:
            path = shared_data / asked.path.rpartition("/")[2]
            return Said(body=path.read_bytes()) if path.is_file() else Said(404)

        with HttpPeer() as peer:
            peer.answer = answer
            yield peer

    @pytest.fixture
    def settings(self, peer: HttpPeer) -> dict[str, str]:
        return {"CONGRESS_DATA": peer.url}

    def test_it_is_asked_only_while_nothing_is_loaded(
        self, app_sqlite: Flask, peer: HttpPeer
    ) -> None:
        assert _line(app_sqlite).startswith("Congress: 537 members, 1,312 local offices, 42,033")
        asked = len(peer.asked)
        _line(app_sqlite)

        assert len(peer.asked) == asked
