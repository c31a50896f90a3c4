"""What happens is noted once, and the sums are exact before, while and after they are folded."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from app.activity import queries, service, tasks
from app.activity.models import OWN, UNTOUCHED, Event, EventKind, HourlySum
from app.campaigns.models import Campaign
from app.database import transaction
from app.extensions import db
from app.letters import service as letters
from app.pledges import service as pledges
from tests.support import factories
from tests.support import letters as lettered
from tests.support.hands import Hands
from tests.support.statements import heard


def _events() -> dict[tuple[str, str], int]:
    rows = db.session.execute(sa.select(Event.kind, Event.key, Event.count))
    found: dict[tuple[str, str], int] = {}
    for kind, key, count in rows:
        found[kind, key] = found.get((kind, key), 0) + count
    return found


def test_a_signature_and_its_confirmation_are_noted_by_discipline(
    app_sqlite: Flask, clock: Hands
) -> None:
    campaign = factories.campaign()
    music = str(campaign.disciplines[0].id)
    person = factories.signatory(campaign, "music", also=("writing",))
    factories.signatory(campaign, None, email="ally@example.org", confirmed=True)
    factories.signatory(campaign, "music")  # the same address again: nobody new

    assert _events() == {("signed", music): 1, ("signed", ""): 1, ("confirmed", ""): 1}
    pledges.confirm(person)
    pledges.confirm(person)
    db.session.commit()
    assert _events()["confirmed", music] == 1


def test_a_letter_is_noted_when_its_writer_releases_it(app_sqlite: Flask, clock: Hands) -> None:
    campaign = factories.campaign()
    lettered.brief(campaign)
    lettered.members()
    ada = factories.signatory(campaign, email="ada@example.org", confirmed=True)
    bea = factories.signatory(campaign, email="bea@example.org", confirmed=True)
    waits = lettered.letter(campaign, email="cy@example.org")
    lettered.letter(campaign, known=ada)
    lettered.letter(campaign, known=bea, email="bea@example.org", personal="")

    wrote = {key: n for (kind, key), n in _events().items() if kind == EventKind.WROTE}
    assert wrote == {OWN: 1, UNTOUCHED: 1}
    pledges.confirm(waits.signatory)
    letters.release(waits)
    letters.release(waits)
    db.session.commit()
    assert _events()["wrote", OWN] == 2


def test_what_is_rolled_back_was_never_noted(app_sqlite: Flask) -> None:
    campaign = factories.campaign()
    service.note(EventKind.VIEWED, campaign.id)
    db.session.rollback()

    assert queries.totals(campaign.id)[EventKind.VIEWED] == 0


def test_a_fold_changes_no_answer_and_leaves_no_row(app: Flask, clock: Hands) -> None:
    campaign, other = factories.campaign(), factories.campaign(slug="other")
    for minutes in range(0, 180, 20):
        service.note(EventKind.VIEWED, campaign.id)
        service.note(EventKind.HOST, campaign.id, f"host{minutes % 60}.example", 2)
        service.note(EventKind.VIEWED, other.id)
        clock.tick(minutes=20)
    db.session.commit()
    begin = queries.first_hour(campaign.id)
    assert begin == dt.datetime(2026, 3, 2, 15, 0, tzinfo=dt.UTC)

    def answers() -> list[object]:
        return [
            queries.totals(campaign.id),
            queries.by_key(campaign.id, EventKind.HOST, most=2),
            queries.by_hour(campaign.id, (EventKind.VIEWED,), since=begin + dt.timedelta(hours=1)),
            queries.first_hour(campaign.id),
        ]

    before = answers()
    assert before[0] == {EventKind.VIEWED: 9, EventKind.SIGNED: 0, EventKind.CONFIRMED: 0}
    assert before[1] == queries.Ranked([("host0.example", 6), ("host20.example", 6)], 6)
    assert list(before[2].values()) == [3, 3]  # type: ignore[attr-defined]
    service.fold(limit=5)
    db.session.commit()
    assert answers() == before
    tasks.fold()
    assert answers() == before
    assert _events() == {}
    assert queries.totals(other.id)[EventKind.VIEWED] == 9


def test_each_answer_is_one_statement(app_sqlite: Flask) -> None:
    """Two would see two moments, and count twice what is folded between them."""
    campaign_id = factories.campaign().id
    with heard() as statements:
        queries.totals(campaign_id)
        queries.by_key(campaign_id, EventKind.HOST)

    assert len([each for each in statements if each.startswith("SELECT")]) == 2


def test_two_folds_and_readers_at_once_lose_and_double_nothing(
    app: Flask, campaign: Campaign
) -> None:
    campaign_id, many = campaign.id, 300
    for _ in range(many):
        service.note(EventKind.VIEWED, campaign_id)
    db.session.commit()
    seen: set[int] = set()
    wrong: list[BaseException] = []

    def fold() -> None:
        for _ in range(40):
            with transaction():
                service.fold(limit=7)

    def read() -> None:
        for _ in range(60):
            seen.add(queries.totals(campaign_id)[EventKind.VIEWED])
            db.session.rollback()

    def run(work: object) -> None:
        try:
            with app.app_context():
                work()  # type: ignore[operator]
        except BaseException as error:  # noqa: BLE001 - told below
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(each,)) for each in (fold, fold, read, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert wrong == []
    assert seen == {many}
    tasks.fold()
    db.session.rollback()
    assert queries.totals(campaign_id)[EventKind.VIEWED] == many
    rows = db.session.execute(sa.select(HourlySum.count)).scalars().all()
    assert sum(rows) == many


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    return factories.campaign()
