"""Reading the numbers never touches the signatories, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges import counts, tasks
from tests.support import factories
from tests.support.client import Visitor

Statements = list[tuple[str, object]]


@contextmanager
def _watched() -> Iterator[Statements]:
    seen: Statements = []

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        seen.append((statement, parameters))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def signed(campaign: Campaign) -> Campaign:
    """Some are folded, some are not."""
    factories.signatory(campaign, "music", also=("writing",), confirmed=True)
    tasks.fold()
    factories.signatory(campaign, None, email="b@example.org", confirmed=True)
    db.session.commit()
    return campaign


def _explained(statement: str, parameters: object) -> str:
    """The plan, as the database tells it."""
    connection = db.session.connection()
    words = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN (VERBOSE)"
    rows = connection.exec_driver_sql(f"{words} {statement}", parameters).all()  # type: ignore[call-overload]
    return "\n".join(str(row) for row in rows)


def test_the_sums_are_one_statement_over_the_tallies_and_the_journal(signed: Campaign) -> None:
    campaign_id = signed.id
    with _watched() as seen:
        counts.sums(campaign_id)

    assert len(seen) == 1, "two statements would see two moments"
    plan = _explained(*seen[0])
    assert "count_tally" in plan
    assert "count_journal" in plan
    assert "signatory" not in plan


def test_with_many_rows_only_this_campaigns_are_read(app: Flask, signed: Campaign) -> None:
    """A large table, so that the planner has something to choose."""
    other = factories.campaign(slug="other")
    db.session.execute(
        sa.text(
            "INSERT INTO count_journal (campaign_id, delta, disciplines, state_code, day) "
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
            "SELECT :campaign, 1, '', '', :day FROM n"
        ).bindparams(sa.bindparam("day", type_=sa.Date)),
        {"campaign": other.id, "day": signed.day},
    )
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    campaign_id = signed.id
    with _watched() as seen:
        counts.sums(campaign_id)

    plan = _explained(*seen[0])
    assert "hour" not in str(seen[0][1]), "a page reads no tallies of hours"
    assert "ix_count_journal_campaign" in plan
    assert "SCAN count_journal\n" not in plan
    assert "Seq Scan on public.count_journal" not in plan


@pytest.mark.parametrize("path", ["numbers.json", "numbers/", "share.png", "thanks/"])
def test_pages_of_numbers_ask_nothing_of_the_signatories(
    client: Visitor, signed: Campaign, path: str
) -> None:
    with _watched() as seen:
        client.get(f"/c/day/{path}")

    asked = [statement for statement, _ in seen]
    assert any("count_tally" in statement for statement in asked)
    assert not any("signatory" in statement for statement in asked)


def test_the_campaign_page_reads_of_the_signatories_only_the_voices(
    client: Visitor, signed: Campaign
) -> None:
    factories.voice(signed, email="v@example.org")
    with _watched() as seen:
        client.get("/c/day/")

    about = [each for each in seen if "signatory" in each[0]]
    assert len(about) == 2, "the voices shown first, and the newest"
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    first, newest = (_explained(*each) for each in about)
    assert "ix_signatory_featured" in first
    assert "ix_signatory_voice" in newest


def test_looking_for_the_unreminded_reads_only_them(signed: Campaign) -> None:
    """The worker looks every minute."""
    db.session.commit()
    with _watched() as seen:
        tasks.remind()

    (about,) = [each for each in seen if "signatory" in each[0]]
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    assert "ix_signatory_unreminded" in _explained(*about)


def test_the_sums_of_all_campaigns_ask_nothing_of_the_signatories(signed: Campaign) -> None:
    db.session.commit()
    with _watched() as seen:
        counts.totals()

    assert not any("signatory" in statement for statement, _ in seen)


@pytest.mark.parametrize("people", [1, 60])
def test_a_page_asks_as_often_whether_few_or_many_have_signed(
    client: Visitor, campaign: Campaign, people: int
) -> None:
    for number in range(people):
        factories.voice(campaign, "music", also=("writing",), email=f"v{number}@example.org")
    found = []
    for path in ("", "music/", "voices/", "numbers/", "numbers.json"):
        with _watched() as seen:
            client.get(f"/c/day/{path}")
        found.append(len(seen))

    assert max(found) <= 11, found


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_sums_do_not_depend_on_how_the_server_writes_dates(signed: Campaign) -> None:
    before = counts.numbers(signed).days
    db.session.execute(sa.text("SET datestyle = 'SQL, DMY'"))

    assert counts.numbers(signed).days == before
    assert counts.numbers(signed).artists == 1
