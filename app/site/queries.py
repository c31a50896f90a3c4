"""What this installation says of itself."""

from __future__ import annotations

from app.extensions import db
from app.site.models import Site

ONLY = 1


def get() -> Site:
    """The site's own facts; empty words, in no database yet, before an owner gave any."""
    found = db.session.get(Site, ONLY)
    return found if found is not None else Site(id=ONLY, operator="", contact="", address="")


def is_known() -> bool:
    """Whether /privacy can name who answers for the data, and how they are reached."""
    found = get()
    return bool(found.operator and found.contact)
