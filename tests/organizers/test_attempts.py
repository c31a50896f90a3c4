"""Counting tries: across processes, whatever becomes of the request, and forgotten in time."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensions import db
from app.limits.models import HOUSE, Action, LimitSetting
from app.limits.numbers import PACES
from app.organizers import attempts
from app.organizers.attempts import TooMany
from app.organizers.models import Attempt
from tests.support.hands import Hands

EMAIL, CLIENT = "ada@example.org", "192.0.2.1"


def test_many_at_once_are_no_more_than_many_in_a_row(app: Flask) -> None:
    def attempt(number: int) -> bool:
        with app.app_context():
            try:
                attempts.count("password", account=EMAIL, client=f"192.0.2.{number}")
            except TooMany:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        passed = sum(pool.map(attempt, range(16)))

    assert passed == PACES[Action.SIGN_IN].burst


def test_a_client_tries_so_many_accounts_and_then_waits(app: Flask, clock: Hands) -> None:
    for number in range(PACES[Action.SIGN_IN].sustained):
        attempts.count("password", account=f"{number}@example.org", client=CLIENT)

    with pytest.raises(TooMany) as refused:
        attempts.count("password", account=EMAIL, client=CLIENT)
    assert refused.value.minutes == 15
    attempts.count("password", account=EMAIL, client="192.0.2.2")
    attempts.count("code", account=EMAIL, client=CLIENT)
    clock.tick(minutes=15)
    attempts.count("password", account=EMAIL, client=CLIENT)


def test_who_waits_shuts_nobody_else_out(app_sqlite: Flask) -> None:
    for number in range(PACES[Action.SIGN_IN].sustained + 30):
        with contextlib.suppress(TooMany):
            attempts.count("password", account=f"{number}@example.org", client=CLIENT)

    assert _rows() == PACES[Action.SIGN_IN].sustained + 1


def test_the_table_names_nobody_and_is_emptied(app_sqlite: Flask, clock: Hands) -> None:
    attempts.count("password", account=EMAIL, client=CLIENT)
    rows = db.session.execute(sa.text("SELECT * FROM organizer_attempt")).all()
    assert EMAIL not in str(rows)
    assert CLIENT not in str(rows)
    clock.tick(days=2)

    attempts.count("password", account="other@example.org", client="192.0.2.9")

    assert _rows() == 2


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_what_an_address_is_counted_as(address: str, counted: str) -> None:
    assert attempts.network(address) == counted


def _rows() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Attempt)) or 0


def test_how_many_are_let_through_stands_with_the_other_limits(app_sqlite: Flask) -> None:
    """RATE_LIMITS=off, as in this suite, loosens nothing here."""
    db.session.add(LimitSetting(scope=HOUSE, numbers={"sign_in": [2, 900, 20, 900]}))
    db.session.commit()
    for _ in range(2):
        attempts.count("password", account=EMAIL, client=CLIENT)

    with pytest.raises(TooMany):
        attempts.count("password", account=EMAIL, client=CLIENT)
