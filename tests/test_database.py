"""The edge that commits, moments in UTC, and how SQLite is opened."""

from __future__ import annotations

import contextvars
import datetime as dt
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask, abort
from sqlalchemy import exc
from werkzeug.test import TestResponse

from app.campaigns.models import Campaign, CampaignState, Discipline
from app.database import transaction, writing
from app.extensions import csrf, db
from tests.support import factories
from tests.support.hands import Hands

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def _goal() -> int:
    db.session.rollback()
    return db.session.scalars(sa.select(Campaign.goal)).one()


def _change(goal: int) -> None:
    db.session.execute(sa.update(Campaign).values(goal=goal))


def _seen_by_others(app: Flask) -> list[int]:
    """What a reader in another thread sees, without waiting for any writer."""
    seen: list[int] = []

    def read() -> None:
        with app.app_context():
            seen.append(db.session.scalars(sa.select(Campaign.goal)).one())

    reader = threading.Thread(target=read)
    reader.start()
    reader.join(5)
    assert not reader.is_alive(), "it waits for the writer"
    return seen


@pytest.fixture
def edge(app: Flask, clock: Hands) -> Flask:
    """The application with views that write and then answer in every way."""
    factories.campaign()

    @csrf.exempt
    def write(how: str) -> object:
        _change(7)
        if how == "raise":
            raise RuntimeError
        if how == "abort":
            abort(404)
        return how, int(how)

    app.add_url_rule("/test/<how>", "write", write, methods=["GET", "POST", "PUT", "DELETE"])
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    return app


def _ask(app: Flask, method: str, path: str) -> TestResponse:
    db.session.commit()
    return contextvars.Context().run(app.test_client().open, path, method=method)


@pytest.mark.parametrize(
    ("method", "how", "kept"),
    [
        ("POST", "200", True),
        ("POST", "201", True),
        ("POST", "303", True),
        ("PUT", "204", True),
        ("DELETE", "204", True),
        ("POST", "400", False),
        ("POST", "422", False),
        ("POST", "500", False),
        ("POST", "abort", False),
        ("POST", "raise", False),
        ("GET", "200", False),
        ("HEAD", "200", False),
    ],
)
def test_a_request_commits_once_where_a_view_that_may_write_has_succeeded(
    edge: Flask, method: str, how: str, kept: bool
) -> None:
    answer = _ask(edge, method, f"/test/{how}")

    assert answer.status_code == {"raise": 500, "abort": 404}.get(how) or int(how)
    assert _goal() == (7 if kept else 1000)


def test_nothing_of_a_failed_request_is_left_for_the_next(edge: Flask) -> None:
    _ask(edge, "POST", "/test/raise")
    _ask(edge, "POST", "/nothing")

    assert _goal() == 1000


def test_a_transaction_commits_at_its_end_and_no_sooner(app: Flask, clock: Hands) -> None:
    factories.campaign()
    with transaction():
        _change(7)
        assert _seen_by_others(app) == [1000]
    assert _seen_by_others(app) == [7]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_transaction_that_fails_has_done_nothing(
    app: Flask, clock: Hands, error: type[BaseException]
) -> None:
    factories.campaign()
    with pytest.raises(error), transaction():  # noqa: PT012 - it fails in its middle
        _change(7)
        raise error

    assert _goal() == 1000


def test_a_transaction_begins_with_a_clean_session(app: Flask, clock: Hands) -> None:
    factories.campaign()
    _change(7)
    with transaction():
        pass

    assert _goal() == 1000


def test_moments_come_back_as_they_went_in(app: Flask, clock: Hands) -> None:
    east = dt.timezone(dt.timedelta(hours=5, minutes=45))
    moment = dt.datetime(2026, 3, 2, 1, 2, 3, 456789, tzinfo=east)
    made = factories.campaign(opens_at=moment)
    db.session.expire_all()

    assert made.opens_at == moment
    assert made.opens_at.tzinfo is dt.UTC
    found = db.session.scalar(sa.select(Campaign.id).where(Campaign.opens_at == moment))
    assert found == made.id


def test_a_moment_without_a_zone_is_refused(app: Flask) -> None:
    with pytest.raises(exc.StatementError, match="time zone"):
        factories.campaign(opens_at=dt.datetime(2026, 3, 2))  # noqa: DTZ001


@pytest.mark.parametrize(
    "over",
    [{"state": "half open"}, {"goal": 0}, {"goal": -1}, {"slug": "day"}],
    ids=["state", "no goal", "negative goal", "slug taken"],
)
def test_the_database_itself_refuses_what_makes_no_sense(
    app: Flask, clock: Hands, over: dict[str, object]
) -> None:
    factories.campaign()
    with pytest.raises(exc.IntegrityError):
        factories.campaign(**{"slug": "other", **over})
    db.session.rollback()


def test_a_row_cannot_point_at_nothing(app: Flask, clock: Hands) -> None:
    factories.campaign()
    row = {"slug": "x", "name": "x", "people": "x", "headline": "", "paragraph": "", "hue": 0,
           "position": 9, "campaign_id": 999}  # fmt: skip
    with pytest.raises(exc.IntegrityError):
        db.session.execute(sa.insert(Discipline), row)
    db.session.rollback()


def test_an_error_of_the_database_quotes_nothing_that_was_typed(app: Flask, clock: Hands) -> None:
    factories.campaign(slug="quackenbush")
    with pytest.raises(exc.IntegrityError) as caught:
        factories.campaign(slug="quackenbush", title="Wilhelmina")
    db.session.rollback()

    # The driver's own words may name the key; ours, with all parameters, must not.
    assert "Wilhelmina" not in str(caught.value)


@on_sqlite
def test_sqlite_is_opened_our_way(app: Flask) -> None:
    with db.engine.connect() as connection:
        read = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }

    assert read == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 15_000,
        "synchronous": 1,
    }


@on_sqlite
def test_writers_on_sqlite_take_turns_and_none_fails(app: Flask, clock: Hands) -> None:
    """Read first, write later: without the lock at the beginning this is SQLITE_BUSY_SNAPSHOT."""
    factories.campaign(goal=1)
    db.session.rollback()
    wrong: list[BaseException] = []

    def count() -> None:
        with app.app_context():
            for _ in range(25):
                try:
                    with transaction():
                        goal = db.session.scalars(sa.select(Campaign.goal)).one()
                        _change(goal + 1)
                except BaseException as error:  # noqa: BLE001 - told below
                    wrong.append(error)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert wrong == []
    assert _goal() == 101


def test_writing_ends_with_its_block(app: Flask, clock: Hands) -> None:
    with writing():
        pass
    db.session.execute(sa.select(Campaign.id))
    with db.engine.begin() as other:
        other.execute(sa.update(Campaign).values(state=CampaignState.CLOSED))
    db.session.rollback()


@on_sqlite
def test_the_database_is_a_file_beside_its_log(app: Flask, clock: Hands) -> None:
    factories.campaign()
    name = sa.make_url(app.config["DATABASE_URL"]).database
    assert name is not None
    assert Path(name).exists()
    assert Path(f"{name}-wal").exists()
