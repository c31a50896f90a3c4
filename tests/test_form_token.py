"""The form token: what passes, what is too quick, too old or not ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app import form_token
from app.form_token import TokenExpired, TokenForged, TokenTooYoung
from tests.support.hands import Hands


@pytest.fixture(autouse=True)
def _app() -> Iterator[None]:
    app = Flask(__name__)
    app.secret_key = "a secret"
    with app.app_context():
        yield


def test_a_form_sent_back_after_a_while_passes(clock: Hands) -> None:
    token = form_token.mint("day")
    clock.tick(minutes=3)

    form_token.check(token, "day")


@pytest.mark.parametrize("seconds", [0, 1.999, -5])
def test_a_form_sent_back_at_once_is_too_young(clock: Hands, seconds: float) -> None:
    token = form_token.mint("day")
    clock.tick(seconds=seconds)

    with pytest.raises(TokenTooYoung):
        form_token.check(token, "day")


@pytest.mark.parametrize("seconds", [2, 24 * 3600])
def test_both_limits_still_pass(clock: Hands, seconds: float) -> None:
    token = form_token.mint("day")
    clock.tick(seconds=seconds)

    form_token.check(token, "day")


def test_a_form_older_than_a_day_has_expired(clock: Hands) -> None:
    token = form_token.mint("day")
    clock.tick(hours=24, seconds=0.001)

    with pytest.raises(TokenExpired):
        form_token.check(token, "day")


def test_another_campaigns_form_does_not_pass(clock: Hands) -> None:
    token = form_token.mint("day")
    clock.tick(minutes=1)

    with pytest.raises(TokenForged):
        form_token.check(token, "night")


def test_a_token_of_another_secret_does_not_pass(clock: Hands) -> None:
    other = Flask(__name__)
    other.secret_key = "another secret"
    with other.app_context():
        token = form_token.mint("day")
    clock.tick(minutes=1)

    with pytest.raises(TokenForged):
        form_token.check(token, "day")


def test_a_retired_secret_still_opens_the_forms_it_made(clock: Hands) -> None:
    token = form_token.mint("day")
    later = Flask(__name__)
    later.config.update(SECRET_KEY="a new secret", SECRET_KEY_FALLBACKS=["a secret"])
    clock.tick(minutes=1)

    with later.app_context():
        form_token.check(token, "day")


def test_no_character_can_be_changed(clock: Hands) -> None:
    token = form_token.mint("day")
    clock.tick(minutes=1)
    for place, letter in enumerate(token):
        other = "A" if letter != "A" else "Z"
        # The last letter of a part carries bits that base64 does not read.
        if token[place + 1 : place + 2] in (".", ""):
            continue
        with pytest.raises(TokenForged):
            form_token.check(token[:place] + other + token[place + 1 :], "day")


@pytest.mark.parametrize(
    "token",
    ["", ".", "a.b", "no-dot", "\0", "ü.ü", "A" * 52, "AZ.AZ" * 10, "é" * 20, "\ud800.x"],
)
def test_nonsense_is_forged(token: str) -> None:
    with pytest.raises(TokenForged):
        form_token.check(token, "day")


def test_a_token_with_a_nul_behind_it_is_forged(clock: Hands) -> None:
    token = form_token.mint("day")
    clock.tick(minutes=1)

    with pytest.raises(TokenForged):
        form_token.check(token + "\0", "day")


def test_what_is_absurdly_long_is_forged_even_if_we_had_signed_it() -> None:
    token = form_token._signer("day").sign("A" * 100).decode()

    with pytest.raises(TokenForged):
        form_token.check(token, "day")


@given(token=st.text())
def test_no_text_does_anything_but_be_forged(token: str) -> None:
    app = Flask(__name__)
    app.secret_key = "a secret"
    with app.app_context(), pytest.raises(TokenForged):
        form_token.check(token, "day")


def test_a_token_is_short_and_fits_an_attribute() -> None:
    token = form_token.mint("a-campaign-with-a-very-long-slug-of-nearly-sixty-characters")

    assert len(token) <= 52
    assert token.replace(".", "").replace("-", "").replace("_", "").isalnum()
