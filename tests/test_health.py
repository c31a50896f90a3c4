"""What those who watch the machine are told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from huey import RedisHuey, SqliteHuey

from app.extensions import db
from app.health import health


def make(database: str, queue: object) -> Flask:
    app = Flask(__name__)
    app.config["SQLALCHEMY_ENGINES"] = {"default": database}
    db.init_app(app)
    app.extensions["huey"] = queue
    app.register_blueprint(health)
    return app


@pytest.fixture
def well(tmp_path: Path) -> Iterator[Flask]:
    queue = SqliteHuey(filename=str(tmp_path / "queue.sqlite3"))
    app = make(f"sqlite:///{tmp_path}/x.sqlite3", queue)
    yield app
    queue.storage.close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def ill(tmp_path: Path) -> Iterator[Flask]:
    """A database in a folder that is not there, a queue at a port where nobody listens."""
    app = make(f"sqlite:///{tmp_path}/missing/x.sqlite3", RedisHuey(host="127.0.0.1", port=1))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_alive_while_everything_is_well(well: Flask) -> None:
    answer = well.test_client().get("/healthz")

    assert (answer.status_code, answer.text) == (200, "alive\n")


def test_alive_even_without_database_and_queue(ill: Flask) -> None:
    assert ill.test_client().get("/healthz").status_code == 200


def test_ready_when_both_answer(well: Flask) -> None:
    answer = well.test_client().get("/readyz")

    assert answer.status_code == 200
    assert answer.get_json() == {"database": True, "queue": True}


def test_not_ready_and_it_says_what_is_missing(ill: Flask) -> None:
    answer = ill.test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.get_json() == {"database": False, "queue": False}


def test_a_missing_queue_alone_is_named(well: Flask, ill: Flask) -> None:
    well.extensions["huey"] = ill.extensions["huey"]
    answer = well.test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.get_json() == {"database": True, "queue": False}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nothing_of_it_is_cached(well: Flask, path: str) -> None:
    assert well.test_client().get(path).headers["Cache-Control"] == "no-store"
