"""`flask counts check`: finds what does not agree, mends it when told to, and says which."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges import tasks
from app.pledges.models import JournalEntry, Signatory, Tally
from tests.pledges.signing import assert_exact, totals
from tests.support import factories
from tests.support.commands import run
from tests.support.hands import Hands
from tests.support.statements import begun, heard


@pytest.fixture
def signed(campaign: Campaign) -> Campaign:
    factories.signatory(campaign, "music", also=("writing",), confirmed=True)
    factories.signatory(campaign, "music", email="b@example.org", confirmed=True)
    factories.signatory(campaign, None, email="c@example.org", confirmed=True)
    factories.signatory(campaign, "writing", email="d@example.org")
    tasks.fold()
    factories.signatory(campaign, "illustration", email="e@example.org", confirmed=True)
    db.session.commit()
    return campaign


def _too_many() -> None:
    db.session.execute(
        sa.update(Tally).where(Tally.kind == "artists").values(count=Tally.count + 1)
    )


def _too_few() -> None:
    db.session.execute(sa.update(Tally).where(Tally.kind == "discipline").values(count=0))


def _one_gone() -> None:
    db.session.execute(sa.delete(Tally).where(Tally.kind == "allies"))


def _all_gone() -> None:
    db.session.execute(sa.delete(Tally))
    db.session.execute(sa.delete(JournalEntry))


def _one_foreign() -> None:
    campaign_id = db.session.scalar(sa.select(sa.func.min(Tally.campaign_id)))
    db.session.add(Tally(campaign_id=campaign_id, kind="state", key="ZZ", count=3))


def _journal_gone() -> None:
    db.session.execute(sa.delete(JournalEntry))


def _journal_twice() -> None:
    columns = [c.name for c in JournalEntry.__table__.columns if c.name != "id"]
    names = ", ".join(columns)
    db.session.execute(
        sa.text(f"INSERT INTO count_journal ({names}) SELECT {names} FROM count_journal")
    )


def _marks_wrong() -> None:
    db.session.execute(sa.update(Signatory).values(counted=sa.not_(Signatory.counted)))


def _state_changed_by_hand() -> None:
    db.session.execute(sa.update(Signatory).values(state="withdrawn"))


SABOTAGE = [
    _too_many,
    _too_few,
    _one_gone,
    _all_gone,
    _one_foreign,
    _journal_gone,
    _journal_twice,
    _marks_wrong,
    _state_changed_by_hand,
]


def test_sums_that_agree_are_called_so(app: Flask, signed: Campaign) -> None:
    said = run(app, "counts", "check")

    assert said == "day: every sum agrees with the recount\n"
    assert run(app, "counts", "check", "--repair") == said


@pytest.mark.parametrize("damage", SABOTAGE, ids=lambda each: each.__name__.strip("_"))
def test_what_does_not_agree_is_found_and_mended(
    app: Flask, signed: Campaign, damage: Callable[[], None]
) -> None:
    before = assert_exact(signed)
    damage()
    db.session.commit()

    said = run(app, "counts", "check", code=1)
    assert "--repair" in said
    assert "every sum agrees" not in said
    assert "repaired" not in said
    run(app, "counts", "check", code=1)  # looking mends nothing
    assert "day: repaired" in run(app, "counts", "check", "--repair")
    run(app, "counts", "check")
    after = assert_exact(signed)
    if damage is not _state_changed_by_hand:
        assert after == before


def test_the_difference_is_named(app: Flask, signed: Campaign) -> None:
    _too_many()
    db.session.commit()

    said = run(app, "counts", "check", code=1)
    assert "day: artists all: 4 kept, 3 recounted" in said


def test_only_the_campaign_that_disagrees_is_named_wrong(app: Flask, signed: Campaign) -> None:
    other = factories.campaign(slug="other")
    factories.signatory(other, confirmed=True)
    db.session.execute(
        sa.update(Tally).where(Tally.campaign_id == signed.id).values(count=Tally.count + 1)
    )
    db.session.commit()

    said = run(app, "counts", "check", code=1)
    assert "other: every sum agrees with the recount" in said
    run(app, "counts", "check", "--repair")
    assert totals(other) == (1, 0)


def test_a_repair_goes_on_where_counting_went_on(
    app: Flask, signed: Campaign, clock: Hands
) -> None:
    _all_gone()
    db.session.commit()
    run(app, "counts", "check", "--repair")
    factories.signatory(signed, "music", email="f@example.org", confirmed=True)
    tasks.fold()

    assert totals(signed) == (4, 1)
    assert_exact(signed)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("times", [1, 99])
def test_a_fold_in_the_midst_of_a_repair_is_outwaited(
    app: Flask, signed: Campaign, times: int
) -> None:
    _too_many()
    db.session.commit()
    seen = []

    def fold_first(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("DELETE FROM count_tally") and len(seen) < times:
            seen.append(statement)
            thread = threading.Thread(target=_sign_and_fold, args=(app, len(seen)))
            thread.start()
            thread.join(30)

    sa.event.listen(db.engine, "before_cursor_execute", fold_first)
    try:
        said = run(app, "counts", "check", "--repair", code=0 if times == 1 else 1)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", fold_first)

    assert seen
    assert "Traceback" not in said
    assert ("day: repaired" in said) == (times == 1)
    if times == 1:
        assert_exact(signed)
    else:
        assert "run it again" in said


def _sign_and_fold(app: Flask, number: int) -> None:
    with app.app_context():
        campaign = db.session.scalars(sa.select(Campaign)).one()
        factories.signatory(campaign, "music", email=f"m{number}@example.org", confirmed=True)
        tasks.fold()


def test_no_campaign_at_all_agrees(app: Flask) -> None:
    assert run(app, "counts", "check") == ""


def test_help_says_what_it_does(app: Flask) -> None:
    said = run(app, "counts", "check", "--help")

    assert "recount" in said
    assert "--repair" in said


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_check_alone_keeps_nobody_from_signing(app: Flask, campaign: Campaign) -> None:
    with heard() as statements:
        run(app, "counts", "check")

    assert set(begun(statements)) == {"BEGIN"}
