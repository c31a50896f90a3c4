"""From a ZIP code to the place it lies in."""

from __future__ import annotations

from app.extensions import db
from app.places.models import ZipPlace


def find_place(zip_code: str) -> ZipPlace | None:
    """The place of a five-digit ZIP code, or None where no such code is in use."""
    return db.session.get(ZipPlace, zip_code)
