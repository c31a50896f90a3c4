"""A stolen database: after a full journey its bytes hold no legal name, no street, no telephone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.exports.columns import What
from app.extensions import db
from app.jobs import engine
from app.letters import courier as letters_courier
from app.letters.models import Delivery
from app.organizers.models import Organizer
from app.outbox import courier
from app.pledges import bulk
from app.pledges import service as pledges
from app.pledges.search import Wanted
from app.pledges.search_words import Field, Reading
from app.privacy import sweep
from tests.exports import making
from tests.imports import files as importing
from tests.pledges import signing
from tests.support import factories, letters, organizers
from tests.support.client import Visitor
from tests.support.hands import Hands

FIRST, LAST, STREET, PHONE = "Zzyvafirst", "Qqlastname", "77 Markedstreet", "505-555-0177"
BROUGHT, NOBODY = "Xximported", "Wwmistyped"
CREDIT, EMAIL = "Vvcreditname", "uumarked@example.org"
SECRETS = (FIRST, LAST, STREET, PHONE, BROUGHT, NOBODY)


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    made = factories.campaign()
    letters.brief(made)
    letters.members()
    return made


def _journey(app: Flask, campaign: Campaign, clock: Hands) -> None:
    """Signing, a letter on paper, mails, an import with a bad row, exports, a bulk search."""
    names = {"first_name": FIRST, "last_name": LAST, "email": EMAIL, "credit_name": CREDIT}
    signing.sign(Visitor(app), clock, **names)
    person = factories.find(campaign, EMAIL)
    letters.letter(campaign, **_written())
    pledges.confirm(person)
    db.session.commit()
    letters.letter(campaign, known=person, **_written(personal="Others."))
    db.session.rollback()
    courier.drain()
    letters_courier.drain()
    rows = f"{BROUGHT},{LAST},brought@example.org,87501,music\n{NOBODY},{LAST},broken,1,nothing"
    importing.imported(campaign, f"{importing.HEADER}\n{rows}\n")
    for what in What:
        making.made(campaign, making.wanted(what))
    owner = organizers.organizer()
    bulk.begin(campaign, Wanted(campaign.id, Reading(Field.LEGAL, f"{FIRST} {LAST}")), by=owner)
    db.session.commit()
    engine.drain()


def _written(**over: str) -> dict[str, str]:
    names = {"first_name": FIRST, "last_name": LAST, "email": EMAIL}
    return {**names, "street": STREET, "phone": PHONE, **over}


def _stolen(app: Flask) -> Iterator[tuple[str, bytes]]:
    """The bytes of everything beside the keys and the mailbox (which holds mails, as files)."""
    folder = Path(app.config["INSTANCE_DIR"])
    for path in [*folder.glob("queue*"), *_database_files(app)]:
        yield path.name, path.read_bytes()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            for name in sa.inspect(connection).get_table_names():
                rows = connection.exec_driver_sql(f'SELECT t::text FROM "{name}" t')
                yield name, "\n".join(row[0] for row in rows).encode()


def _database_files(app: Flask) -> list[Path]:
    if db.engine.dialect.name != "sqlite":
        return []
    found = Path(str(db.engine.url.database))
    return sorted(found.parent.glob(f"{found.name}*"))


def _found(app: Flask, *words: str) -> list[str]:
    db.session.rollback()
    return [
        f"{word} in {name}"
        for name, content in _stolen(app)
        for word in words
        # As PostgreSQL writes bytes, too.
        if word.lower().encode() in content.lower() or word.encode().hex().encode() in content
    ]


def test_it_ties_no_credit_name_to_a_legal_name_and_holds_no_street_and_no_phone(
    app: Flask, campaign: Campaign, clock: Hands
) -> None:
    _journey(app, campaign, clock)

    assert _found(app, CREDIT), "what is in clear is found, so the search finds something"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Delivery)) == 6
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organizer))
    assert _found(app, *SECRETS) == []


def test_what_the_sweep_has_deleted_is_not_in_the_file_either(
    app_sqlite: Flask, clock: Hands
) -> None:
    made = factories.campaign()
    for number in range(40):
        factories.signatory(made, email=f"uumarked{number}@example.org")
    assert _found(app_sqlite, "uumarked")
    clock.tick(days=61)
    db.session.rollback()
    db.session.expunge_all()

    sweep.run()

    assert _found(app_sqlite, "uumarked") == []
