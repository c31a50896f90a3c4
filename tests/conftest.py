"""The fixtures every test may ask for; tests/support holds what they are made of.

A test that takes `database` (or `app`, `client`, `live_server`, which do) runs
on SQLite and on PostgreSQL. Where one is enough:
`@pytest.mark.parametrize("database", ["sqlite"], indirect=True)`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from tests.support import live, mailbox, postgresql, required
from tests.support.mailbox import Mailbox

# What imports the application is imported by the fixtures: the rules that only
# read its source should speak even when it cannot be imported.
if TYPE_CHECKING:
    from tests.support.client import Visitor
    from tests.support.databases import Databases
    from tests.support.hands import Hands

KINDS = ("sqlite", "postgresql")

pytest_plugins = [
    "tests.support.at_start",
    "tests.support.browser_fixtures",
    "tests.support.http_peer",
    "tests.support.redis_server",
    "tests.support.shared_data",
]


@pytest.fixture(scope="session")
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, assets: Path
) -> Iterator[Databases]:
    """The databases of this test process."""
    from tests.support.databases import Databases
    from tests.support.start import build

    shared = getattr(request.config, "workerinput", {})
    name = f"tutti_test_{os.getpid()}_{shared.get('workerid', 'main')}"
    folder = tmp_path_factory.mktemp("databases")
    made = Databases(folder, name, lambda url: build(url, folder, assets))
    if "postgresql" in shared:
        made.use_server(shared["postgresql"])
    yield made
    made.close()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The database's kind: the test runs once on each."""
    return str(request.param)


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> str:
    """The URL of a migrated database with the ZIP codes and nothing else."""
    return _fresh(request, databases, request.param, tmp_path)


@pytest.fixture
def sqlite_database(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> str:
    """The same, on SQLite alone."""
    return _fresh(request, databases, "sqlite", tmp_path)


@pytest.fixture
def empty_database(
    request: pytest.FixtureRequest, databases: Databases, kind: str, tmp_path: Path
) -> str:
    """The URL of a database without any table, of each kind."""
    try:
        url = databases.empty(kind, tmp_path)
    except postgresql.NotAvailable as error:
        required.missing("postgresql", str(error))
    required.took_part(request, kind)
    return url


def _fresh(request: pytest.FixtureRequest, databases: Databases, kind: str, folder: Path) -> str:
    try:
        url = databases.fresh(kind, folder)
    except postgresql.NotAvailable as error:
        required.missing("postgresql", str(error))
    required.took_part(request, kind)
    return url


@pytest.fixture
def settings() -> dict[str, str]:
    """Environment variables the application is to find: a test module may override this."""
    return {}


@pytest.fixture
def app(database: str, make_app: Callable[[str], Flask]) -> Iterator[Flask]:
    """The application with an instance folder of its own, its context pushed; on both databases."""
    yield from _in_context(make_app(database))


@pytest.fixture
def app_sqlite(sqlite_database: str, make_app: Callable[[str], Flask]) -> Iterator[Flask]:
    """The same, on SQLite alone: for what no database can make differ."""
    yield from _in_context(make_app(sqlite_database))


@pytest.fixture
def unmigrated_app(empty_database: str, make_app: Callable[[str], Flask]) -> Iterator[Flask]:
    """The application on a database without any table: for the tests of migrations."""
    yield from _in_context(make_app(empty_database))


@pytest.fixture
def make_app(
    settings: dict[str, str], mailbox: Mailbox, tmp_path: Path, assets: Path
) -> Callable[[str], Flask]:
    """`make_app(database)` builds the application on a database."""
    from tests.support import start

    def make(database: str) -> Flask:
        return start.make_app(database, tmp_path / "instance", mailbox, assets, settings)

    return make


def _in_context(app: Flask) -> Iterator[Flask]:
    from app.extensions import db

    with app.app_context():
        yield app
        # Views that wait must not be written into the next test's database.
        app.extensions["viewing"].close()
        app.extensions["limit_watch"].close()
        db.session.rollback()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> Visitor:
    """A visitor of `app`: every page they open is inspected for the rules of the house."""
    from tests.support.client import Visitor

    return Visitor(app)


@pytest.fixture
def client_sqlite(app_sqlite: Flask) -> Visitor:
    """A visitor of `app_sqlite`."""
    from tests.support.client import Visitor

    return Visitor(app_sqlite)


@pytest.fixture
def live_server(app: Flask) -> Iterator[live.LiveServer]:
    """`app` on a real HTTP server in a thread of this process."""
    with live.serve(app) as server:
        yield server


@pytest.fixture
def clock() -> Iterator[Hands]:
    """The application's clock, standing still until the test moves it."""
    from tests.support.hands import Hands

    hands = Hands()
    yield hands
    hands.let_go()


@pytest.fixture
def mailbox_server() -> Iterator[Mailbox]:
    """A real SMTP server of its own, whatever the application is pointed at."""
    box, controller = mailbox.start()
    yield box
    controller.stop()


@pytest.fixture(name="mailbox")
def _mailbox(mailbox_server: Mailbox) -> Mailbox:
    """The SMTP server that `app` sends to, and its mails."""
    return mailbox_server


@pytest.fixture(scope="session")
def assets(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files, built once for all tests of this run."""
    shared = tmp_path_factory.getbasetemp()
    return (shared.parent if hasattr(request.config, "workerinput") else shared) / "assets"
