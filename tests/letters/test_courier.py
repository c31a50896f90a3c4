"""The letters' courier against a real gateway: what each of its answers does to a delivery."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator

import pytest
from flask import Flask

from app import keyring
from app.campaigns.models import Campaign
from app.claims import LEASE
from app.database import transaction
from app.extensions import db
from app.letters import courier, ledger, undone
from app.letters.channels.email import Email
from app.letters.channels.hand_off import HandOff
from app.letters.claims import claim
from app.letters.models import ChannelName, Delivery, DeliveryState, Letter
from app.letters.outcome import AWHILE, LADDER, LONGEST_WHILE, MOST_TURNS, Outcome
from app.pledges import striking
from app.pledges.models import Signatory, SignatoryState
from tests.letters.gateway import (
    BUSY,
    HANG_UP,
    REFUSED,
    STRANGERS,
    UNAVAILABLE,
    ByHttp,
    Gateway,
    serving,
)
from tests.letters.sent import asking, lines, queue, queue_many, row, states, use
from tests.support import letters
from tests.support.hands import Hands
from tests.support.mailbox import free_port

ONCE = [("waiting", 0), ("queued", 0), ("sending", 1), ("accepted", 1)]


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with serving() as gateway:
        yield gateway


@pytest.fixture
def house(app: Flask, gateway: Gateway, clock: Hands) -> ByHttp:
    channel = ByHttp(gateway.port)
    use(app, channel)
    return channel


@pytest.fixture
def campaign(house: ByHttp) -> Campaign:
    return asking()


def test_a_due_delivery_is_sent_as_it_was_previewed_and_every_step_written_down(
    campaign: Campaign, house: ByHttp, gateway: Gateway, clock: Hands
) -> None:
    (uid,) = queue_many(campaign, 1)

    report = courier.drain()

    kept = row(uid)
    assert report.states == {DeliveryState.ACCEPTED: 1}
    assert (kept.state, kept.attempts, kept.changed_at) == ("accepted", 1, clock.now())
    assert (kept.lease, kept.leased_until, kept.words) == (None, None, "201 the gateway says 201")
    assert lines(uid) == ONCE
    (sent,) = house.dispatches
    assert gateway.bodies[uid].startswith("They trained a machine on my records.")
    assert sent.constituent == letters.constituent(email="artist0@example.org")
    assert (sent.recipient.code, sent.recipient.title) == ("HNM03", "Representative")
    assert (sent.cause.title, sent.written_on) == (campaign.title, clock.now().date())


def test_what_a_channel_adds_is_in_the_campaigns_language(
    campaign: Campaign, house: ByHttp
) -> None:
    campaign.language = "es"
    queue_many(campaign, 1)

    courier.drain()

    assert house.locales == ["es"]


def test_more_than_a_batch_leaves_in_one_go(campaign: Campaign, gateway: Gateway) -> None:
    uids = queue_many(campaign, courier.BATCH + 2)

    courier.drain()

    assert gateway.heard == uids


def test_a_refusal_fails_one_delivery_at_once_and_the_others_go(
    campaign: Campaign, gateway: Gateway
) -> None:
    refused, taken = queue_many(campaign, 2)
    gateway.answers = lambda uid, _number: REFUSED if uid == refused else None

    courier.drain()

    assert row(taken).state == DeliveryState.ACCEPTED
    failed = row(refused)
    assert (failed.state, failed.reason) == (DeliveryState.FAILED, "refused")
    assert failed.words == "400 the gateway says 400"


def test_a_gateway_that_is_down_touches_no_delivery(
    campaign: Campaign, house: ByHttp, clock: Hands
) -> None:
    (uid,) = queue_many(campaign, 1)
    house.port = free_port()

    for _hour in range(30):
        report = courier.drain()
        clock.tick(hours=1)

    assert report.obstacles == {"house_cwc": "ConnectionRefusedError"}
    assert (row(uid).state, row(uid).attempts) == (DeliveryState.QUEUED, 0)
    assert lines(uid) == ONCE[:2]


def test_a_gateway_that_answers_nothing_good_for_a_day_gets_it_in_the_end(
    campaign: Campaign, gateway: Gateway, clock: Hands
) -> None:
    (uid,) = queue_many(campaign, 1)
    began, up = clock.now(), clock.now() + dt.timedelta(hours=24)
    gateway.answers = lambda _uid, _number: UNAVAILABLE if clock.now() < up else None

    for tries, step in enumerate(LADDER, start=1):
        courier.drain()
        kept = row(uid)
        if kept.state == DeliveryState.ACCEPTED:
            break
        assert (kept.state, kept.reason) == (DeliveryState.QUEUED, "busy")
        assert (kept.attempts, kept.due_at) == (tries, clock.now() + step)
        clock.set(kept.due_at - dt.timedelta(seconds=1))
        assert courier.drain().is_empty, "it is tried before it is due"
        clock.tick(seconds=1)

    assert row(uid).state == DeliveryState.ACCEPTED
    assert clock.now() - began < dt.timedelta(hours=37)
    assert set(gateway.heard) == {uid}
    tried = [
        line for number in range(1, tries) for line in (("sending", number), ("queued", number))
    ]
    assert lines(uid) == [*ONCE[:2], *tried, ("sending", tries), ("accepted", tries)]


def test_after_the_last_step_it_has_failed(
    campaign: Campaign, gateway: Gateway, clock: Hands
) -> None:
    assert sum(LADDER, dt.timedelta()) > dt.timedelta(hours=36)
    (uid,) = queue_many(campaign, 1)
    gateway.answers = lambda _uid, _number: UNAVAILABLE
    for step in LADDER:
        courier.drain()
        clock.tick(seconds=step.total_seconds())

    courier.drain()

    kept = row(uid)
    assert (kept.state, kept.reason) == (DeliveryState.FAILED, "busy")
    assert kept.attempts == len(LADDER) + 1


def test_a_broken_line_costs_the_delivery_in_hand_a_try_and_the_others_none(
    campaign: Campaign, gateway: Gateway
) -> None:
    broken, untried = queue_many(campaign, 2)
    gateway.answers = lambda uid, _number: HANG_UP if uid == broken else None

    report = courier.drain()

    assert report.states == {DeliveryState.QUEUED: 1}
    assert (row(broken).attempts, row(broken).reason) == (1, "unreachable")
    assert (row(untried).state, row(untried).attempts) == (DeliveryState.QUEUED, 0)
    assert lines(untried) == ONCE[:2]
    assert courier.drain().states == {DeliveryState.ACCEPTED: 1}


def test_a_gateway_that_has_enough_is_left_alone(campaign: Campaign, gateway: Gateway) -> None:
    uids = queue_many(campaign, 4)
    gateway.answers = lambda _uid, number: BUSY if number >= 1 else None

    report = courier.drain()

    assert report.obstacles == {"house_cwc": "busy"}
    assert gateway.heard == uids[:3], "one more line is tried after the first success, no other"
    assert states() == {"accepted": 1, "queued": 3}


def test_a_gateway_that_does_not_know_us_costs_no_try(
    campaign: Campaign, gateway: Gateway, clock: Hands
) -> None:
    first, second = queue_many(campaign, 2)
    gateway.answers = lambda _uid, _number: STRANGERS

    report = courier.drain()

    assert report.obstacles == {"house_cwc": "the gateway does not know us"}
    assert states() == {"queued": 2}
    assert (row(first).attempts, row(first).due_at) == (0, clock.now() + AWHILE)
    assert lines(first) == [*ONCE[:2], ("sending", 1), ("queued", 0)]
    assert lines(second) == ONCE[:2]


def test_a_letter_that_alone_is_turned_away_for_a_day_has_failed(
    campaign: Campaign, gateway: Gateway, clock: Hands
) -> None:
    (uid,) = queue_many(campaign, 1)
    began = clock.now()
    gateway.answers = lambda heard, _number: STRANGERS if heard == uid else None

    for _turn in range(MOST_TURNS + 2):
        courier.drain()
        kept = row(uid)
        assert (kept.state, kept.attempts) == (DeliveryState.QUEUED, 0), "nobody else got through"
        assert AWHILE <= kept.due_at - clock.now() <= LONGEST_WHILE
        clock.set(kept.due_at)
    assert dt.timedelta(hours=20) < clock.now() - began < dt.timedelta(hours=28)

    clock.tick(seconds=-1)
    queue_many(campaign, 1, first=1)
    assert courier.drain().states == {DeliveryState.ACCEPTED: 1}
    clock.tick(seconds=1)
    courier.drain()

    kept = row(uid)
    assert (kept.state, kept.reason, kept.attempts) == (DeliveryState.FAILED, "refused", 1)


def test_sent_again_a_letter_that_was_turned_away_has_all_its_turns_anew(
    campaign: Campaign, gateway: Gateway, clock: Hands
) -> None:
    (uid,) = queue_many(campaign, 1)
    steps = [DeliveryState.SENDING] * MOST_TURNS + [DeliveryState.FAILED]
    with transaction():
        kept = db.session.get_one(Delivery, row(uid).id)
        kept.due_at = clock.now() + dt.timedelta(seconds=1)
        db.session.add_all(ledger.entry(kept.id, "house_cwc", each, 1) for each in steps)
    gateway.answers = lambda heard, _number: STRANGERS if heard == uid else None
    queue_many(campaign, 1, first=1)
    assert courier.drain().states == {DeliveryState.ACCEPTED: 1}

    clock.tick(seconds=1)
    courier.drain()

    assert (row(uid).state, row(uid).due_at) == (DeliveryState.QUEUED, clock.now() + AWHILE)


def test_what_a_provider_says_is_kept_with_the_delivery_and_not_logged(
    campaign: Campaign, gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    taken, refused, busy = queue_many(campaign, 3)
    gateway.answers = lambda uid, _number: {refused: REFUSED, busy: BUSY}.get(uid)

    courier.drain()
    courier.drain()

    logged = capsys.readouterr().err
    assert "letter tried" in logged
    assert "the gateway says" not in logged
    assert [row(uid).words[:3] for uid in (taken, refused, busy)] == ["201", "400", "429"]


def test_one_channels_obstacle_does_not_hold_up_another(
    app: Flask, house: ByHttp, gateway: Gateway
) -> None:
    down = ByHttp(free_port(), ChannelName.SENATE_CWC)
    down.reached, house.reached = "S", "H"
    use(app, down, house)
    queue(asking(), offices=letters.OFFICES)

    report = courier.drain()

    assert list(report.obstacles) == ["senate_cwc"]
    assert states() == {"accepted": 1, "queued": 2}


def test_channels_take_turns(app: Flask, house: ByHttp, gateway: Gateway) -> None:
    other = ByHttp(gateway.port, ChannelName.SENATE_CWC)
    other.reached, house.reached = "S", "H"
    use(app, house, other)
    campaign = asking()
    many = queue_many(campaign, courier.BATCH + 1)
    late = queue(campaign, 99, offices=("SNM01",)).deliveries[0].uid.hex

    courier.drain()

    assert gateway.heard == [*many[:-1], late, many[-1]]


def test_during_maintenance_nothing_is_tried_and_after_it_everything_goes(
    campaign: Campaign, house: ByHttp, gateway: Gateway, clock: Hands
) -> None:
    (uid,) = queue_many(campaign, 1)
    house.closed = clock.now() + dt.timedelta(hours=6)

    assert courier.drain().is_empty
    assert (house.opened, row(uid).attempts) == (0, 0)

    clock.tick(hours=6)
    courier.drain()
    assert gateway.heard == [uid]


def test_maintenance_that_begins_meanwhile_ends_the_batch(
    campaign: Campaign, house: ByHttp, gateway: Gateway, clock: Hands
) -> None:
    queue_many(campaign, 3)

    def close(_uid: str, _number: int) -> None:
        house.closed = clock.now() + dt.timedelta(hours=6)

    gateway.answers = close
    courier.drain()

    assert states() == {"accepted": 1, "queued": 2}


@pytest.mark.parametrize("what", ["signature", "letter"])
def test_what_was_taken_back_is_never_sent(
    campaign: Campaign, gateway: Gateway, clock: Hands, what: str
) -> None:
    letter = queue(campaign)
    uid = letter.deliveries[0].uid.hex
    with transaction():
        if what == "letter":
            db.session.get_one(Letter, letter.id).declined_at = clock.now()
        else:
            who = db.session.get_one(Signatory, letter.signatory_id)
            who.state = SignatoryState.WITHDRAWN

    courier.drain()

    assert gateway.heard == []
    kept = row(uid)
    assert (kept.state, kept.reason, kept.attempts) == (DeliveryState.DROPPED, "taken back", 0)
    assert lines(uid) == [*ONCE[:2], ("dropped", 0)]


def test_an_erased_signatory_takes_the_deliveries_along(
    campaign: Campaign, gateway: Gateway
) -> None:
    letter = queue(campaign)
    with transaction():
        db.session.delete(db.session.get_one(Signatory, letter.signatory_id))

    assert courier.drain().is_empty
    assert (gateway.heard, states()) == ([], {})


def test_a_delivery_that_cannot_be_put_together_fails_visibly_and_the_others_go(
    campaign: Campaign, gateway: Gateway
) -> None:
    broken, whole = queue_many(campaign, 2)
    with transaction():
        kept = db.session.get_one(Delivery, row(broken).id)
        kept.sealed = keyring.current().seal({"message": "x"}, bound_to=b"another")

    courier.drain()

    failed = row(broken)
    assert (failed.state, failed.reason) == (DeliveryState.FAILED, "internal")
    assert failed.words.startswith("could not be put together: SealBroken in ")
    assert lines(broken)[2:] == [("failed", 1)]
    assert gateway.heard == [whole]


def test_a_delivery_that_a_channel_stumbles_over_fails_visibly_and_the_others_go(
    campaign: Campaign, house: ByHttp, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = queue_many(campaign, 2)
    wire = house.wire
    wrong = {broken: "\ud800"}
    monkeypatch.setattr(
        house, "wire", lambda given: wire(given) if given.uid.hex == whole else wrong[""]
    )

    courier.drain()

    assert (row(broken).state, row(broken).reason) == (DeliveryState.FAILED, "internal")
    assert gateway.heard == [whole]


def test_a_trial_is_never_sent_for_real_nor_a_letter_counted_that_was_only_tried(
    app: Flask, campaign: Campaign, gateway: Gateway
) -> None:
    (trial,) = queue_many(campaign, 1)
    app.config["DELIVERY_MODE"] = "live"
    (real,) = queue_many(campaign, 1, first=1)

    courier.drain()
    assert gateway.heard == [real]

    app.config["DELIVERY_MODE"] = "rehearsal"
    courier.drain()
    assert gateway.heard == [real, trial]
    assert (row(real).rehearsed, row(trial).rehearsed) == (False, True)


def test_told_to_stop_it_gives_back_what_it_has_not_tried(
    campaign: Campaign, gateway: Gateway
) -> None:
    queue_many(campaign, 4)

    courier.drain(stop=lambda: len(gateway.heard) >= 2)

    assert states() == {"accepted": 2, "queued": 2}
    assert undone.has_due("house_cwc", rehearsed=True)


def test_a_lease_that_ran_out_is_taken_over_and_the_first_worker_comes_too_late(
    campaign: Campaign, clock: Hands
) -> None:
    queue_many(campaign, 1)
    first = claim("house_cwc", 10, rehearsed=True)
    assert claim("house_cwc", 10, rehearsed=True).items == []
    clock.set(clock.now() + LEASE)
    second = claim("house_cwc", 10, rehearsed=True)
    done = Outcome(DeliveryState.ACCEPTED)

    assert [each.id for each in second.items] == [each.id for each in first.items]
    with transaction():
        assert not first.begin(first.items[0])
    assert first.record(first.items[0], done) is False
    assert second.record(second.items[0], done) is True


def test_a_lease_given_by_a_clock_that_ran_ahead_is_taken_over(
    campaign: Campaign, clock: Hands
) -> None:
    queue_many(campaign, 1)
    now = clock.now()
    clock.tick(days=1)
    claim("house_cwc", 10, rehearsed=True)
    clock.set(now + 2 * LEASE)

    assert len(claim("house_cwc", 10, rehearsed=True).items) == 1


@pytest.mark.parametrize("hours", [-1, 24])
def test_a_clock_that_is_set_otherwise_sends_nothing_twice_and_loses_nothing(
    campaign: Campaign, gateway: Gateway, clock: Hands, hours: int
) -> None:
    uids = queue_many(campaign, 3)

    def change(_uid: str, number: int) -> None:
        if number == 1:
            clock.tick(hours=hours)

    gateway.answers = change
    courier.drain()
    clock.tick(hours=2)
    courier.drain()

    assert gateway.heard == uids
    assert states() == {"accepted": 3}


def test_a_way_that_leaves_it_to_the_artist_ends_in_their_hands(
    app: Flask, house: ByHttp, gateway: Gateway
) -> None:
    use(app, Email(), HandOff())
    uid = queue(asking()).deliveries[0].uid.hex

    courier.drain()

    assert row(uid).state == DeliveryState.HANDED_OFF
    assert gateway.heard == []


def test_the_database_is_free_while_the_gateway_thinks(
    app: Flask, campaign: Campaign, gateway: Gateway
) -> None:
    """No transaction is open, and others may write to the very rows the letter came from."""
    letter = queue(campaign)
    uid = letter.deliveries[0].uid.hex
    signatory_id = letter.signatory_id
    gateway.stall_at = 0
    db.session.rollback()

    def deliver() -> None:
        with app.app_context():
            courier.drain()

    worker = threading.Thread(target=deliver)
    worker.start()
    try:
        assert gateway.stalling.wait(10)
        db.session.rollback()
        assert db.engine.pool.checkedout() == 0, "a connection is kept while the gateway thinks"
        with transaction():
            db.session.get_one(Signatory, signatory_id).credit_name = "Another Name"
            db.session.get_one(Delivery, row(uid).id).called_at = dt.datetime.now(dt.UTC)
    finally:
        gateway.go_on.set()
        worker.join(10)

    assert row(uid).state == DeliveryState.ACCEPTED


def test_letters_of_who_was_struck_out_stay_and_leave_once_that_is_taken_back(
    campaign: Campaign, gateway: Gateway
) -> None:
    """Each once; what its owner took back themselves stays where it is."""
    letter, other = queue(campaign), queue(campaign, 1)
    uid, others = letter.deliveries[0].uid.hex, other.deliveries[0].uid.hex
    with transaction():
        striking.strike([db.session.get_one(Signatory, letter.signatory_id)], job_id=1)
        who = db.session.get_one(Signatory, other.signatory_id)
        who.state = SignatoryState.WITHDRAWN
    courier.drain()
    assert gateway.heard == []
    assert (row(uid).state, row(uid).reason) == (DeliveryState.DROPPED, "struck out")

    for _again in range(2):
        with transaction():
            who = db.session.get_one(Signatory, other.signatory_id)
            striking.strike([who], job_id=1)
            people = [db.session.get_one(Signatory, letter.signatory_id), who]
            striking.put_back([each for each in people if each.state == "invalidated"])
        courier.drain()

    assert gateway.heard == [uid]
    assert row(uid).state == DeliveryState.ACCEPTED
    assert row(others).reason == "taken back"
