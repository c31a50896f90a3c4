"""The sweep ends what is over, nothing else, and leaves every sum as it was."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock as app_clock
from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import queries, restored, service
from app.letters.errors import StepRefused
from app.letters.models import DeliveryState, Letter
from app.letters.outcome import STRUCK_OUT
from app.outbox.models import MailState, OutboxMail
from app.pledges import moderation, recount, shadowing
from app.pledges.models import Signatory
from app.pledges.rules import Reason
from app.pledges.service import withdraw
from app.privacy import sweep, tasks
from app.privacy.models import SweepRun
from app.rehearsal import mailbox
from tests.support import commands, factories, letters, organizers
from tests.support.hands import Hands

ENDED = (DeliveryState.ACCEPTED, DeliveryState.HANDED_OFF, DeliveryState.FAILED)


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    """Where a test takes no database of its own, SQLite."""
    return app_sqlite


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    return _asking()


def _asking() -> Campaign:
    made = factories.campaign()
    letters.brief(made)
    letters.members()
    return made


def _letter(campaign: Campaign, email: str, *states: DeliveryState) -> Letter:
    """A released letter whose deliveries came this far just now."""
    known = factories.signatory(campaign, email=email, confirmed=True, mail=False)
    made = letters.letter(campaign, known=known, email=email, phone="505-555-0142")
    for delivery, state in zip(made.deliveries, states, strict=True):
        delivery.state, delivery.changed_at = state, app_clock.now()
    db.session.commit()
    return made


def _told(letter: Letter) -> dict[str, str]:
    db.session.rollback()
    db.session.refresh(letter)
    return queries.opened(letter)


def _people() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Signatory)) or 0


def _sweep() -> dict[str, int]:
    db.session.rollback()
    found = sweep.run()
    db.session.rollback()
    db.session.expire_all()
    assert not found.failed
    return {name: count for name, count in found.removed.items() if count}


def test_street_and_telephone_go_so_long_after_the_last_delivery(
    campaign: Campaign, clock: Hands
) -> None:
    ended = _letter(campaign, "a@example.org", *ENDED)
    waits = _letter(campaign, "b@example.org", *ENDED[:2], DeliveryState.QUEUED)
    clock.tick(days=30, seconds=-1)
    assert "addresses" not in _sweep()
    assert _told(ended)["street"] == "1 Canyon Road"
    clock.tick(seconds=2)

    assert _sweep()["addresses"] == 1

    told = _told(ended)
    assert (told["street"], told["phone"]) == ("", "")
    assert told["personal"] == "They trained a machine on my records."
    assert ended.address_gone_at is not None
    assert _told(waits)["street"] == "1 Canyon Road", "an office still has to be told"
    # The tracking page still opens, and paper shows what is left.
    assert queries.constituent(ended, told).city == "Santa Fe"
    assert "addresses" not in _sweep(), "once"


def test_what_has_lost_its_street_is_sent_nowhere_any_more(
    campaign: Campaign, clock: Hands
) -> None:
    states = DeliveryState.FAILED, DeliveryState.DROPPED, DeliveryState.FAILED
    made = _letter(campaign, "a@example.org", *states)
    made.deliveries[1].reason = STRUCK_OUT
    db.session.commit()
    clock.tick(days=31)
    assert _sweep()["addresses"] == 1

    with pytest.raises(StepRefused):
        service.retry(made.deliveries[0])
    restored.queue_again([made.signatory_id])

    assert [each.state for each in made.deliveries] == list(states)


def test_nobody_confirms_after_sixty_days_and_then_nothing_is_left(
    campaign: Campaign, clock: Hands
) -> None:
    factories.signatory(campaign, email="pending@example.org")
    letters.letter(campaign, email="writer@example.org")
    gone = factories.signatory(campaign, email="gone@example.org", confirmed=True)
    withdraw(gone)
    stays = factories.signatory(campaign, email="stays@example.org", confirmed=True)
    unsent_id = letters.letter(campaign, email="stays@example.org").id
    clock.tick(days=60)
    assert not {"unconfirmed", "withdrawn", "unsent_letters"} & _sweep().keys()
    clock.tick(seconds=1)

    found = _sweep()

    assert (found["unconfirmed"], found["withdrawn"]) == (2, 1)
    assert found["unsent_letters"] == 1
    assert [each.email for each in db.session.scalars(sa.select(Signatory))] == [stays.email]
    assert db.session.get(Letter, unsent_id) is None
    assert recount.check(campaign).agrees


@pytest.mark.parametrize(("asks", "left"), [(True, 0), (False, 1)])
def test_who_would_count_but_for_the_shadow_stays_as_long_as_who_counts(
    campaign: Campaign, clock: Hands, asks: bool, left: int
) -> None:
    """Else whoever asks for their own page could tell by it that they were set aside."""
    campaign.confirmation_required = asks
    db.session.commit()
    shadowing.shadow([factories.signatory(campaign)], reason=Reason.ORGANIZER)
    db.session.commit()
    clock.tick(days=61)

    _sweep()

    assert _people() == left


def test_who_signs_anew_meanwhile_is_not_taken_for_the_one_of_then(
    campaign: Campaign, clock: Hands
) -> None:
    old = factories.signatory(campaign, email="pending@example.org")
    clock.tick(days=61)
    rule = next(each for each in sweep.RULES if each.name == "unconfirmed")
    old.created_at = app_clock.now()
    db.session.commit()

    assert rule.act([old.id], rule.due()) == 0  # type: ignore[attr-defined]
    assert _people() == 1


def test_the_traces_of_finished_work_go(campaign: Campaign, clock: Hands) -> None:
    person = factories.voice(campaign, voice="Mine.", email="voice@example.org")
    owner = organizers.organizer()
    moderation.decline(person, reason="names a neighbour", by=owner)
    for state in (MailState.SENT, MailState.FAILED, MailState.WAITING):
        db.session.add(
            OutboxMail(
                kind="confirm",
                recipient="" if state == MailState.SENT else "x@example.org",
                locale="en",
                signatory_id=person.id,
                message_id=f"<{state}@x>",
                state=state,
                sent_at=app_clock.now() if state == MailState.SENT else None,
            )
        )
    db.session.execute(sa.delete(OutboxMail).where(OutboxMail.message_id.not_like("<%@x>")))
    db.session.commit()
    kept = mailbox.current().keep(b"Subject: Hello\n\nHello", sender="a@x", recipients=["b@x"])
    clock.tick(days=31)
    fresh = mailbox.current().keep(b"Subject: Hello\n\nHello", sender="a@x", recipients=["b@x"])

    found = _sweep()

    assert found["mails"] == found["failed_mails"] == found["mailbox"] == found["reasons"] == 1
    assert [each.state for each in db.session.scalars(sa.select(OutboxMail))] == ["waiting"]
    assert (kept.exists(), fresh.exists()) == (False, True)
    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert entry.after == {"voice_state": "declined"}


def test_a_dry_run_says_the_same_and_changes_nothing(
    app: Flask, campaign: Campaign, clock: Hands
) -> None:
    _letter(campaign, "a@example.org", *ENDED)
    factories.signatory(campaign, email="pending@example.org")
    clock.tick(days=61)

    said = commands.run(app, "privacy", "sweep", "--dry-run")

    assert "unconfirmed              1" in said
    assert "addresses                1" in said
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SweepRun)) == 0
    assert _people() == 2
    assert dict(sweep.preview())["unconfirmed"] == 1
    done = commands.run(app, "privacy", "sweep")
    assert "unconfirmed              1" in done
    assert _people() == 1
    assert not any(count for _name, count in sweep.preview())


def test_a_rule_that_stumbles_holds_up_no_other_and_is_said(
    app: Flask, campaign: Campaign, clock: Hands
) -> None:
    factories.signatory(campaign, email="pending@example.org")
    box = mailbox.current().folder
    box.parent.mkdir(parents=True, exist_ok=True)
    # A folder that is called like an old mail cannot be unlinked.
    (box / "20200101T000000.000000Z-00000000.eml").mkdir(parents=True)
    clock.tick(days=61)

    said = commands.run(app, "privacy", "sweep", code=1)

    assert "These rules failed, and the log says where: mailbox." in said
    assert _people() == 0
    assert sweep.last() is not None
    assert sweep.last().failed == ["mailbox"]  # type: ignore[union-attr]


def test_the_worker_sweeps_once_a_day_and_a_missed_day_shows(
    app: Flask, campaign: Campaign, clock: Hands
) -> None:
    clock.tick(days=2, seconds=1)
    assert sweep.is_overdue(), "no worker was ever here"
    assert tasks.sweep_daily()
    assert not tasks.sweep_daily()
    clock.tick(hours=24)
    assert tasks.sweep_daily()
    assert not sweep.is_overdue()
    clock.tick(days=2, seconds=1)
    assert sweep.is_overdue()


def test_a_run_that_was_killed_is_no_run_and_the_next_one_goes_on(
    app: Flask, campaign: Campaign, clock: Hands
) -> None:
    factories.signatory(campaign, email="a@example.org")
    clock.tick(days=61)
    asked: list[int] = []

    def stop_after_the_first_rule() -> bool:
        asked.append(1)
        return len(asked) > 3

    db.session.rollback()
    killed = sweep.run(stop_after_the_first_rule)

    assert killed.ended_at is None
    assert sweep.last() is None
    assert tasks.sweep_daily()
    assert _people() == 0
