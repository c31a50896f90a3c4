"""Statements past SQLAlchemy's execution: the same rows, the same errors."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from app import clock
from app.activity.models import Event, EventKind
from app.activity.service import NOTE
from app.database import insert_once, table_of, writing
from app.extensions import db
from app.outbox.models import OutboxMail
from app.outbox.service import POST
from app.swift import put
from tests.support import factories
from tests.support.statements import heard

HOUR = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)


def _note(campaign_id: int) -> dict[str, object]:
    return {"campaign_id": campaign_id, "kind": EventKind.SIGNED.value, "key": "1", "hour": HOUR}


def _mail() -> dict[str, object]:
    mail = {"kind": "confirm", "recipient": "zora@example.org", "locale": "es"}
    return {**mail, "context": {"name": "Ñ"}, "message_id": "<1@example.org>", "rehearsed": True}


def test_a_row_is_what_sqlalchemy_would_have_written(app: Flask) -> None:
    now = clock.now()
    put(POST, {**_mail(), "due_at": now, "created_at": now})
    db.session.commit()
    quick = db.session.scalars(sa.select(OutboxMail)).one()
    columns = [each.key for each in table_of(OutboxMail).c if each.key not in ("id", "message_id")]
    told = {key: getattr(quick, key) for key in columns}
    db.session.delete(quick)
    db.session.flush()
    db.session.execute(sa.insert(OutboxMail), [{**_mail(), "due_at": now, "created_at": now}])
    slow = db.session.scalars(sa.select(OutboxMail)).one()

    assert told["context"] == {"name": "Ñ"}
    assert told["attempts"] == 0
    assert told["due_at"] == now
    assert told == {key: getattr(slow, key) for key in columns}


def test_it_gives_the_first_value_or_none(app: Flask) -> None:
    campaign = factories.campaign()
    once = insert_once(Event, "id")
    first = put(once, {**_note(campaign.id), "id": 41})
    second = put(once, {**_note(campaign.id), "id": 41})

    assert (first, second) == (41, None)
    assert put(NOTE, _note(campaign.id)) is None


def test_an_error_has_sqlalchemys_name_and_quotes_nobody(app: Flask) -> None:
    with pytest.raises(DBAPIError) as caught:
        put(POST, {**_mail(), "recipient": None})

    assert isinstance(caught.value, IntegrityError)
    assert "Ñ" not in str(caught.value).replace(str(caught.value.orig), "")
    db.session.rollback()


def test_whoever_listens_hears_these_too(app: Flask) -> None:
    note = _note(factories.campaign().id)
    db.session.commit()
    with heard() as statements:
        put(NOTE, note)
        put(POST, _mail())

    assert [each.split()[2] for each in statements if each.startswith("INSERT")] == [
        "activity_event",
        "outbox_mail",
    ]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_that_died_is_given_up(app: Flask) -> None:
    db.session.execute(sa.text("SELECT 1"))
    pid = db.session.connection().connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
    with db.engine.connect() as other:
        other.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
    with pytest.raises(OperationalError) as caught:
        put(POST, _mail())
    db.session.rollback()

    assert caught.value.connection_invalidated
    with writing():
        put(POST, _mail())
        db.session.commit()
