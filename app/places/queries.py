"""From a ZIP code to the place it lies in."""

from __future__ import annotations

import sys
from typing import NamedTuple

import sqlalchemy as sa
from flask import current_app

from app.database import aside
from app.places.models import ZipPlace

NAME = "zip_places"
# ZIP codes that a process keeps in mind: two megabytes at most. They do not change while it
# runs; one that is not known is asked for each time.
MOST_KEPT = 10_000
_PLACE = sa.select(ZipPlace.zip, ZipPlace.state, ZipPlace.city)


class Place(NamedTuple):
    """Where a ZIP code lies. `state` is the two-letter code, territories included."""

    zip: str
    state: str
    city: str


def find_place(zip_code: str) -> Place | None:
    """The place of a five-digit ZIP code, or None where no such code is in use."""
    kept: dict[str, Place] = current_app.extensions.setdefault(NAME, {})
    place = kept.get(zip_code)
    if place is None:
        with aside() as connection:
            found = connection.execute(_PLACE.where(ZipPlace.zip == zip_code)).first()
        if found is None:
            return None
        if len(kept) >= MOST_KEPT:
            kept.clear()
        place = kept[zip_code] = Place(found.zip, sys.intern(found.state), sys.intern(found.city))
    return place
