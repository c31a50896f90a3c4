"""What can happen to the site's own facts: an owner says who runs it."""

from __future__ import annotations

from app import clock
from app.audit import service as audit
from app.extensions import db
from app.organizers.models import Organizer
from app.site import queries
from app.site.models import Site

_FIELDS = ("operator", "contact", "address")


def describe(*, operator: str, contact: str, address: str, by: Organizer) -> Site:
    """Say who runs this site and answers for the data; it is on /privacy at once."""
    site = queries.get()
    before = audit.fields(site, *_FIELDS)
    site.operator, site.contact, site.address = operator, contact, address
    after = audit.fields(site, *_FIELDS)
    if before != after:
        site.changed_at = clock.now()
        db.session.add(site)
        audit.record("site.describe", by=by, subject="site", before=before, after=after)
    db.session.flush()
    return site
