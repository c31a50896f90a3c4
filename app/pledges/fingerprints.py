"""The fingerprint of a signature: which of them came from one network address, and no more.

A keyed hash of the client's address and the week, so that the address cannot be had back
from it, and the same address is another fingerprint a week later. Forgotten after 30 days.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app import clock
from app.database import reading, transaction
from app.extensions import db
from app.limits import addresses
from app.pledges.models import Signatory

LIFE = dt.timedelta(days=30)
# Bytes of it that a page shows, and that find it again.
SHOWN = 5
BATCH = 1_000


def of_client(address: str | None) -> bytes | None:
    """The fingerprint of this address in this week; None where it is not known.

    Of an IPv6 address its network of 64 bits counts, as it does for limits.
    """
    return addresses.client_hash(address)


def short(fingerprint: bytes | None) -> str:
    """As a page shows it: ten hexadecimal digits; "" for none."""
    return fingerprint[:SHOWN].hex() if fingerprint else ""


def forget() -> int:
    """Clear those of signatures older than their life; return how many."""
    before, forgotten, last = clock.now() - LIFE, 0, 0
    old = sa.select(Signatory.id).where(
        Signatory.fingerprint.is_not(None), Signatory.created_at < before
    )
    while True:
        # One walk by the number, however many batches: no index holds their ages.
        next_ones = old.where(Signatory.id > last).order_by(Signatory.id).limit(BATCH)
        with reading():
            ids = db.session.scalars(next_ones).all()
        if not ids:
            return forgotten
        with transaction():
            db.session.execute(
                sa.update(Signatory)
                # They may have signed anew since.
                .where(Signatory.id.in_(ids), Signatory.created_at < before)
                .values(fingerprint=None)
                .execution_options(synchronize_session=False)
            )
        forgotten, last = forgotten + len(ids), ids[-1]
