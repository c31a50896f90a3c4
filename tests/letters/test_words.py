"""What channels and states are called: never better than the truth, and never nothing."""

from __future__ import annotations

import itertools

import pytest
from flask import Flask

from app.letters.models import ChannelName, DeliveryState
from app.letters.service import NOT_THEIRS, WRITTEN_BEFORE
from app.letters.words import channel_name, explained, state_words

BY_HAND = (ChannelName.HAND_OFF, ChannelName.PRINT)
CLAIMS = ("Accepted", "accepted", "Taken", "taken it")


def test_every_state_of_every_channel_has_words(app_sqlite: Flask) -> None:
    for state, channel, rehearsed in itertools.product(DeliveryState, ChannelName, (True, False)):
        assert state_words(state, channel, rehearsed)
        assert explained(state, channel, rehearsed).endswith(".")
        assert channel_name(channel)


def test_only_what_was_accepted_is_called_so(app_sqlite: Flask) -> None:
    for state, channel, rehearsed in itertools.product(DeliveryState, ChannelName, (True, False)):
        if state == DeliveryState.ACCEPTED and not rehearsed:
            continue
        said = state_words(state, channel, rehearsed) + explained(state, channel, rehearsed)
        assert not any(claim in said for claim in CLAIMS), (state, channel, rehearsed)


@pytest.mark.parametrize("channel", [each for each in ChannelName if each not in BY_HAND])
def test_what_was_accepted_is_not_called_read(app_sqlite: Flask, channel: ChannelName) -> None:
    said = explained(DeliveryState.ACCEPTED, channel, False)

    assert "does not mean" in said
    assert "read it" in said


@pytest.mark.parametrize("channel", BY_HAND)
@pytest.mark.parametrize("state", [DeliveryState.QUEUED, DeliveryState.HANDED_OFF])
def test_what_the_artist_must_do_is_not_called_sent(
    app_sqlite: Flask, channel: ChannelName, state: DeliveryState
) -> None:
    said = explained(state, channel, False)

    assert "We have sent nothing" in said or "We do not send it" in said


@pytest.mark.parametrize("state", [DeliveryState.ACCEPTED, DeliveryState.HANDED_OFF])
@pytest.mark.parametrize("channel", ChannelName)
def test_what_was_rehearsed_says_that_nothing_was_sent(
    app_sqlite: Flask, channel: ChannelName, state: DeliveryState
) -> None:
    assert state_words(state, channel, True) == "Rehearsed: nothing was sent"
    assert explained(state, channel, True).startswith("Rehearsal: it lies in the rehearsal mailbox")


def test_the_night_of_a_gateway_is_named(app_sqlite: Flask) -> None:
    assert "midnight to 6 a.m." in explained(DeliveryState.QUEUED, ChannelName.HOUSE_CWC, False)
    assert "Sundays" in explained(DeliveryState.QUEUED, ChannelName.SENATE_CWC, False)
    assert "a.m." not in explained(DeliveryState.QUEUED, ChannelName.EMAIL, False)


def test_why_a_letter_was_dropped_is_said(app_sqlite: Flask) -> None:
    dropped = (DeliveryState.DROPPED, ChannelName.EMAIL, False)

    assert "before" in explained(*dropped, WRITTEN_BEFORE)
    assert "did not write it" in explained(*dropped, NOT_THEIRS)
    assert "taken back" in explained(*dropped)
