"""What Prometheus reads, of an application that serves nothing but the metrics and a few pages."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, abort
from prometheus_client.parser import text_string_to_metric_families

from app import metrics
from app.extensions import db
from app.health import health
from app.pledges.models import Tally, TallyKind
from tests.support import factories


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Flask]:
    """An application whose database has no table: what needs one fails as it does in an outage."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_ENGINES"] = {"default": f"sqlite:///{tmp_path}/empty.sqlite3"}
    db.init_app(app)
    metrics.init_app(app)
    app.register_blueprint(health)

    @app.route("/c/<slug>/")
    def campaign(slug: str) -> str:
        return slug

    @app.get("/gone/<slug>")
    def gone(slug: str) -> str:
        abort(410)

    yield app
    with app.app_context():
        db.engine.dispose()


def samples(text: bytes | str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    words = text.decode() if isinstance(text, bytes) else text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(words)
        for sample in family.samples
    }


def read(app: Flask) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    answer = app.test_client().get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=")
    return samples(answer.data)


def labels(**given: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(given.items()))


def grown(
    app: Flask, method: str, path: str, key: tuple[str, tuple[tuple[str, str], ...]]
) -> float:
    before = read(app).get(key, 0)
    app.test_client().open(path, method=method)
    return read(app).get(key, 0) - before


@pytest.mark.parametrize(
    ("method", "path", "counted"),
    [
        ("GET", "/c/day/", {"method": "GET", "endpoint": "campaign", "status": "200"}),
        ("GET", "/gone/x", {"method": "GET", "endpoint": "gone", "status": "410"}),
        ("GET", "/no/such/page", {"method": "GET", "endpoint": "none", "status": "404"}),
        ("POST", "/gone/x", {"method": "POST", "endpoint": "none", "status": "405"}),
        ("BREW", "/no/such/page", {"method": "other", "endpoint": "none", "status": "404"}),
    ],
)
def test_a_request_is_counted_by_its_endpoint(
    made: Flask, method: str, path: str, counted: dict[str, str]
) -> None:
    assert grown(made, method, path, ("tutti_requests_total", labels(**counted))) == 1


def test_a_request_is_timed(made: Flask) -> None:
    key = ("tutti_request_seconds_count", labels(endpoint="campaign"))

    assert grown(made, "GET", "/c/day/", key) == 1


def test_strangers_cannot_make_new_series(made: Flask) -> None:
    client = made.test_client()
    client.get("/x")
    client.open("/x", method="BREW")
    before = set(read(made))
    for number in range(50):
        client.get(f"/{number}")
        client.get(f"/c/{number}/")
        client.open("/x", method=f"BREW{number}")
    new = {key for key in set(read(made)) - before if ("endpoint", "campaign") not in key[1]}

    assert new == set()


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
def test_the_watchers_are_not_counted(made: Flask, path: str) -> None:
    made.test_client().get(path)

    assert not any("health" in value for _, names in read(made) for _, value in names)


def test_without_the_database_the_rest_is_still_told(made: Flask) -> None:
    made.test_client().get("/c/day/")
    found = read(made)

    assert found["tutti_database_up", ()] == 0
    assert not any(name == "tutti_signatures" for name, _ in found)
    assert any(name == "tutti_requests_total" for name, _ in found)


def test_the_database_gives_its_sums(app: Flask) -> None:
    campaign = factories.campaign()
    for kind, number in ((TallyKind.ARTISTS, 12), (TallyKind.ALLIES, 3)):
        db.session.add(Tally(campaign_id=campaign.id, kind=kind, key="", count=number))
    db.session.commit()
    found = read(app)

    assert found["tutti_signatures", labels(campaign="day", kind="artists")] == 12
    assert found["tutti_signatures", labels(campaign="day", kind="allies")] == 3
    assert found["tutti_outbox_depth", ()] == 0
    assert found["tutti_outbox_oldest_seconds", ()] == 0
    assert found["tutti_database_up", ()] == 1


def test_a_count_of_mails_that_took_long_is_said_again(
    app_sqlite: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "LONG_SECONDS", -1.0)
    monkeypatch.setattr(metrics, "REST_FOR_EACH", 1e6)
    assert read(app_sqlite)["tutti_outbox_depth", ()] == 0
    factories.signatory(factories.campaign())

    assert read(app_sqlite)["tutti_outbox_depth", ()] == 0
    app_sqlite.extensions.pop(metrics.KEPT)
    assert read(app_sqlite)["tutti_outbox_depth", ()] == 1


COUNT_ONCE = """
from app import metrics
metrics.REQUESTS.labels("GET", "campaign", "200").inc()
metrics.SECONDS.labels("campaign").observe(0.2)
"""
ADD_UP = """
import sys
from flask import Flask
from app import metrics
from app.extensions import db
app = Flask("reader")
app.config["SQLALCHEMY_ENGINES"] = {"default": "sqlite://"}
db.init_app(app)
with app.app_context():
    sys.stdout.buffer.write(metrics.text())
"""


def test_several_processes_are_added_up(tmp_path: Path) -> None:
    environ = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    def run(program: str) -> bytes:
        command = [sys.executable, "-c", program]
        return subprocess.run(command, env=environ, check=True, capture_output=True).stdout

    run(COUNT_ONCE)
    run(COUNT_ONCE)
    found = samples(run(ADD_UP))

    counted = labels(method="GET", endpoint="campaign", status="200")
    assert found["tutti_requests_total", counted] == 2
    assert found["tutti_request_seconds_count", labels(endpoint="campaign")] == 2
    assert found["tutti_request_seconds_sum", labels(endpoint="campaign")] == pytest.approx(0.4)
