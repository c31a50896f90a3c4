"""The table of ZIP codes: which state and city a code lies in."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.database import transaction
from app.extensions import db
from app.places import queries, service, states
from app.places.models import ZipPlace


def _count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(ZipPlace)) or 0


@pytest.mark.parametrize(
    ("code", "state", "city"),
    [
        ("87501", "NM", "Santa Fe"),
        ("00501", "NY", "Holtsville"),
        ("00901", "PR", "San Juan"),
        ("96910", "GU", "Hagatna"),
        ("20009", "DC", "Washington"),
        ("99501", "AK", "Anchorage"),
        ("02139", "MA", "Cambridge"),
    ],
)
def test_a_code_is_a_place(app: Flask, code: str, state: str, city: str) -> None:
    found = queries.find_place(code)

    assert found is not None
    assert (found.state, found.city) == (state, city)


@pytest.mark.parametrize("code", ["00000", "99999", "", "8750", "875011", "abcde", "87501-"])
def test_a_code_nobody_uses_is_none(app: Flask, code: str) -> None:
    assert queries.find_place(code) is None


def test_every_state_and_territory_has_codes(app: Flask) -> None:
    found = set(db.session.scalars(sa.select(ZipPlace.state).distinct()))

    assert set(states.NAMES) <= found
    assert all(len(code) == 2 for code in found)
    assert 40_000 < _count() < 45_000


def test_loading_again_leaves_the_same_table(app: Flask) -> None:
    before = _count()
    assert service.has_zips()
    with transaction():
        assert service.load_zips() == before

    assert _count() == before


def test_an_empty_table_is_told_from_a_full_one(app: Flask) -> None:
    db.session.execute(sa.delete(ZipPlace))
    assert not service.has_zips()
    db.session.rollback()
    assert service.has_zips()
