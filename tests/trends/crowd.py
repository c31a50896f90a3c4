"""Many who signed, put straight into the table: for trends only the columns matter."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app import clock
from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges.models import Signatory
from app.pledges.rows import row_of
from tests.support import factories

DOMAINS = ("gmail.com", "gmail.com", "yahoo.com", "studio.example", "art.example")
ZIPS = ("87501", "87505", "10001", "90012")


def crowd(campaign: Campaign, many: int, *, name: str = "p", **over: Any) -> None:
    """So many people as they come: of several domains and ZIP codes, each from an address of
    their own, with a name of their own; `over` holds columns that all of them share."""
    rows = []
    for n in range(many):
        domain = over.get("email_domain", DOMAINS[n % len(DOMAINS)])
        signed = factories.signature(
            campaign,
            first_name=f"{name}{n}",
            email=f"{name}{n}@{domain}",
            zip=ZIPS[n % len(ZIPS)],
            fingerprint=f"{name}{n}".encode().ljust(16, b".")[:16],
            filled_seconds=20 + n,
        )
        shape = ("Aa Aa|a", "Aa Aa|a.a", "Aa|a99", "a a|a9")[n % 4]
        row = row_of(campaign, signed) | {"name_shape": shape, "created_at": clock.now()}
        rows.append(row | {"email_domain": domain} | over)
    db.session.execute(sa.insert(Signatory), rows)
    db.session.commit()
