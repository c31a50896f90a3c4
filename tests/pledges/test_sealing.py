"""The legal name is sealed: in no file, in no column, and found by its index alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import keyring
from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges import queries
from app.pledges.rows import LEGAL_NAME
from tests.pledges.signing import only, sign
from tests.support.client import Visitor
from tests.support.hands import Hands


def test_the_legal_name_is_sealed_and_found_again_by_its_index(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    sign(client, clock)

    kept = only()
    opened = queries.opened(kept)
    assert (opened["first_name"], opened["last_name"]) == ("Ada", "Lovelace")
    assert kept.legal_name_index == keyring.current().index(LEGAL_NAME, "ADA  lovelace")
    with pytest.raises(keyring.SealBroken):
        keyring.current().open(kept.sealed, bound_to=b"another row")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_file_of_the_database_holds_the_legal_name_or_the_link(
    app: Flask, client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    sign(client, clock, first_name="Wilhelmina", last_name="Quackenbush", credit_name="Night Ferry")
    token = queries.opened(only())["token"]
    db.session.rollback()

    url = sa.make_url(app.config["DATABASE_URL"])
    assert url.database is not None
    folder, written = Path(url.database).parent, b""
    for path in [*folder.glob("*.sqlite3*"), *app.config["INSTANCE_DIR"].glob("*.sqlite3*")]:
        written += path.read_bytes()
    assert b"Night Ferry" in written, "this did not read the database"
    for secret in ("Wilhelmina", "Quackenbush", token):
        for encoded in (
            secret.encode(),
            secret.encode("utf-16-le"),
            secret.encode().hex().encode(),
        ):
            assert encoded not in written


def test_no_column_on_any_database_holds_the_legal_name(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    sign(client, clock, first_name="Wilhelmina", last_name="Quackenbush", credit_name="Night Ferry")
    token = queries.opened(only())["token"]

    metadata = sa.MetaData()
    metadata.reflect(db.session.connection())
    rows = [
        repr(row)
        for table in metadata.sorted_tables
        if table.name != "zip_place"
        for row in db.session.execute(sa.select(table))
    ]
    assert any("Night Ferry" in row for row in rows)
    for row in rows:
        assert not any(secret in row for secret in ("Wilhelmina", "Quackenbush", token))
