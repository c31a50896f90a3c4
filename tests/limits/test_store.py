"""Windows that slide: what fits, what is refused and not counted, and how long to wait."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.database import transaction
from app.extensions import db
from app.limits import keeping, store
from app.limits.models import LimitCount
from app.limits.store import DatabaseStore, Want, Window
from tests.support.hands import Hands

BURST = Want("burst", b"client", 3, 60)
LONG = Want("sustained", b"client", 5, 300)


def take(*must: Want) -> list[Want]:
    """Take one of each as a request does: a refused one is rolled back."""
    full = DatabaseStore().take(must)
    if full:
        db.session.rollback()
    else:
        db.session.commit()
    return full


def test_so_many_fit_and_the_window_slides(app: Flask, clock: Hands) -> None:
    assert [take(BURST) for _ in range(4)] == [[], [], [], [BURST]]

    clock.tick(seconds=60)
    # The three of the window before still count as a whole at its very end.
    assert take(BURST) == [BURST]
    clock.tick(seconds=21)
    assert take(BURST) == []


def test_what_is_refused_is_counted_nowhere(app: Flask, clock: Hands) -> None:
    for _ in range(3):
        assert take(LONG, BURST) == []
    for _ in range(9):
        assert take(LONG, BURST) == [BURST]

    assert [take(LONG), take(LONG), take(LONG)] == [[], [], [LONG]]


def test_after_the_wait_one_more_fits_and_not_before(app: Flask, clock: Hands) -> None:
    for _ in range(3):
        clock.tick(seconds=5.3)
        take(BURST)
    for _ in range(4):
        seconds = DatabaseStore().wait(BURST)
        db.session.rollback()
        clock.tick(seconds=seconds - 1)
        assert seconds == 1 or take(BURST) == [BURST]
        clock.tick(seconds=1)
        assert take(BURST) == []


@pytest.mark.parametrize(
    ("window", "seconds"),
    [
        (Window(0, 0, 1.0, 60), 1),
        (Window(3, 0, 0.5, 30), 31),  # a moment into the next window
        (Window(1, 3, 0.92, 55.2), 16),
        (Window(2, 3, 0.52, 31.2), 12),
        (Window(2, 3, 0.1, 6), 1),
        (Window(6, 0, 0.5, 30), 61),  # the limit was lowered meanwhile
    ],
)
def test_the_wait_is_reckoned_from_the_window(window: Window, seconds: int) -> None:
    assert store.wait(window, most=3, seconds=60) == seconds


def test_a_name_comes_once(app: Flask, clock: Hands) -> None:
    with transaction():
        assert DatabaseStore().once(b"1" * 16, 60)
        assert not DatabaseStore().once(b"1" * 16, 60)
        assert DatabaseStore().once(b"2" * 16, 60)


def test_what_is_over_is_forgotten(app: Flask, clock: Hands) -> None:
    take(LONG, BURST)
    clock.tick(minutes=3)
    assert keeping.forget() == 1
    clock.tick(minutes=10)
    assert keeping.forget() == 1
    assert db.session.query(LimitCount).count() == 0
    assert clock.moment.tzinfo == dt.UTC
