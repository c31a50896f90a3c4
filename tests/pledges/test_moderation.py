"""What becomes of a voice: approved, declined, shown first, undone; each step in the audit log."""

from __future__ import annotations

import pytest
from flask import Flask

from app.audit import queries as audit
from app.campaigns.models import Campaign
from app.extensions import db
from app.organizers.models import Organizer
from app.pledges import moderation, queries, voices
from app.pledges.errors import TransitionRefused
from app.pledges.models import Signatory, VoiceState
from app.pledges.voices import Pile
from tests.support import factories, organizers


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return factories.campaign(held_words="scab")


@pytest.fixture
def organizer(app: Flask) -> Organizer:
    return organizers.organizer("organizer")


def waiting(campaign: Campaign, number: int = 0, **over: object) -> Signatory:
    words = {"voice": "By hand.", "email": f"v{number}@example.org", **over}
    return factories.signatory(campaign, confirmed=True, **words)


def on_pile(campaign: Campaign, pile: Pile, **over: int) -> list[int]:
    return [each.id for each in voices.list_pile(campaign, pile, **{"limit": 50, **over})]


def test_a_voice_waits_and_one_with_a_listed_word_is_held(campaign: Campaign) -> None:
    plain = waiting(campaign, 1)
    scab = waiting(campaign, 2, voice="No scab writes this.")
    factories.signatory(campaign, voice="Not confirmed.", email="c@example.org")

    assert on_pile(campaign, Pile.WAITING) == [plain.id]
    assert on_pile(campaign, Pile.HELD) == [scab.id]
    assert voices.depths(campaign)[Pile.WAITING].count == 1
    assert queries.list_voices(campaign, limit=10) == []


def test_approving_shows_it_and_undoing_hides_it(campaign: Campaign, organizer: Organizer) -> None:
    person = waiting(campaign)

    moderation.approve(person, by=organizer)
    shown = len(queries.list_voices(campaign, limit=10))
    moderation.put_back(person, by=organizer)

    assert (shown, len(queries.list_voices(campaign, limit=10))) == (1, 0)
    assert on_pile(campaign, Pile.WAITING) == [person.id]
    entries = audit.list_entries(subject=f"signatory:{person.id}")
    assert [each.action for each in entries] == ["voice.waiting", "voice.approved"]
    assert "By hand" not in str([(each.before, each.after) for each in entries])


def test_declining_keeps_the_reason_and_takes_it_from_the_front(
    campaign: Campaign, organizer: Organizer
) -> None:
    person = waiting(campaign)
    moderation.approve(person, by=organizer)
    moderation.feature(person, True, by=organizer)

    moderation.decline(person, reason="advert", by=organizer)

    assert (person.voice_state, person.voice_reason) == (VoiceState.DECLINED, "advert")
    assert not person.voice_featured
    assert on_pile(campaign, Pile.DECLINED) == [person.id]


def test_what_is_shown_first_comes_before_the_newest(
    campaign: Campaign, organizer: Organizer
) -> None:
    people = [waiting(campaign, number, credit_name=f"n{number}") for number in range(4)]
    for each in people:
        moderation.approve(each, by=organizer)
    moderation.feature(people[1], True, by=organizer)

    names = [each.name for each in queries.list_first_voices(campaign, limit=3)]

    assert names == ["n1", "n3", "n2"]


def test_only_an_approved_voice_can_be_shown_first(
    campaign: Campaign, organizer: Organizer
) -> None:
    with pytest.raises(TransitionRefused):
        moderation.feature(waiting(campaign), True, by=organizer)


def test_who_left_no_voice_has_none_to_approve(campaign: Campaign, organizer: Organizer) -> None:
    with pytest.raises(TransitionRefused):
        moderation.approve(factories.signatory(campaign, confirmed=True), by=organizer)


def test_doing_it_twice_is_noted_once(campaign: Campaign, organizer: Organizer) -> None:
    person = waiting(campaign)

    moderation.approve(person, by=organizer)
    moderation.approve(person, by=organizer)

    assert len(audit.list_entries(subject=f"signatory:{person.id}")) == 1


def test_the_oldest_wait_in_front_and_are_paged(campaign: Campaign) -> None:
    ids = [waiting(campaign, number).id for number in range(5)]

    assert on_pile(campaign, Pile.WAITING, limit=2) == ids[:2]
    assert on_pile(campaign, Pile.WAITING, limit=2, before_id=ids[1]) == ids[2:4]


def test_counting_stops_where_nobody_counts(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices, "MOST_COUNTED", 3)
    for number in range(4):
        waiting(campaign, number)

    depth = voices.depths(campaign)[Pile.WAITING]
    db.session.rollback()

    assert (depth.count, depth.or_more) == (2, True)
