"""Migration 0018: what the site was decides what its campaigns and waiting mails become."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.support import rows
from tests.support.schema import Schema


def _before(schema: Schema) -> None:
    """A draft, an open campaign and a demonstration; a mail that waits and one that was sent."""
    schema.upgrade("0017")
    with schema.connection() as connection:
        rows.fill(connection)
        connection.execute(sa.text("UPDATE campaign SET slug = 'draft', is_demo = false"))
        for slug, state, demo in (("open", "open", "false"), ("demo", "open", "true")):
            _copy(connection, "campaign", slug=f"'{slug}'", state=f"'{state}'", is_demo=demo)
        connection.execute(sa.text("UPDATE outbox_mail SET state = 'sent'"))
        _copy(connection, "outbox_mail", state="'waiting'")


def _copy(connection: sa.Connection, table: str, **changed: str) -> None:
    """One more row like the first, but for `changed`."""
    columns = [each["name"] for each in sa.inspect(connection).get_columns(table)]
    number = f"(SELECT max(id) + 1 FROM {table})"
    values = {"id": number, "preview_token": "NULL", **changed}
    chosen = ", ".join(values.get(name, name) for name in columns)
    connection.execute(
        sa.text(
            f"INSERT INTO {table} ({', '.join(columns)}) "
            f"SELECT {chosen} FROM {table} ORDER BY id LIMIT 1"
        )
    )


@pytest.mark.parametrize(
    ("kind", "live"),
    [("sqlite", True), ("sqlite", False), ("postgresql", True)],
    indirect=["kind"],
)
def test_what_a_site_was_its_campaigns_stay(unmigrated_app: Flask, live: bool) -> None:
    unmigrated_app.config["DELIVERY_MODE"] = "live" if live else "rehearsal"
    schema = Schema(unmigrated_app)
    _before(schema)

    schema.upgrade("0018")

    with schema.connection() as connection:
        found = connection.execute(
            sa.text("SELECT slug FROM campaign WHERE live_at IS NOT NULL ORDER BY slug")
        )
        assert list(found.scalars()) == (["open"] if live else [])
        mails = connection.execute(sa.text("SELECT state, rehearsed FROM outbox_mail")).all()
        assert {state: bool(rehearsed) for state, rehearsed in mails} == {
            "sent": False,
            "waiting": not live,
        }
