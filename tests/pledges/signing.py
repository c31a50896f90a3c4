"""Signing as a person does: open the page, take a breath, fill in the form, press the button."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.extensions import db
from app.outbox.models import OutboxMail
from app.pledges import counts, recount
from app.pledges.counts import Sums
from app.pledges.models import Signatory
from tests.support.client import Status, Visitor
from tests.support.hands import Hands
from tests.support.page import Page

READING_SECONDS = 3
WORDS = {
    "first_name": "Ada",
    "last_name": "Lovelace",
    "email": "ada@example.org",
    "zip": "87501",
    "discipline": "writing",
}


def sign(
    client: Visitor,
    clock: Hands,
    page: str = "/c/day/",
    *,
    status: Status = 303,
    headers: dict[str, str] | None = None,
    **over: Any,
) -> Page:
    """Fill in the form of `page` as a browser would and send it; None leaves a field out."""
    form = client.get(page).form("#sign")
    clock.tick(seconds=READING_SECONDS)
    return send(client, {**form, **WORDS, **over}, status=status, headers=headers)


def send(
    client: Visitor,
    form: dict[str, Any],
    *,
    slug: str = "day",
    status: Status = 303,
    headers: dict[str, str] | None = None,
) -> Page:
    """Post these fields."""
    fields = {name: value for name, value in form.items() if value is not None}
    return client.post(f"/c/{slug}/sign", fields, status=status, headers=headers or {})


def signatories() -> list[Signatory]:
    """Everybody who signed, in the order they did."""
    return list(db.session.scalars(sa.select(Signatory).order_by(Signatory.id)))


def only() -> Signatory:
    """The one person who signed."""
    everybody = signatories()
    assert len(everybody) == 1, f"{len(everybody)} signatories"
    return everybody[0]


def mails() -> list[tuple[str, str]]:
    """Kind and recipient of every mail posted, oldest first."""
    rows = db.session.execute(
        sa.select(OutboxMail.kind, OutboxMail.recipient).order_by(OutboxMail.id)
    )
    return [(kind, to) for kind, to in rows]


def assert_exact(campaign: Campaign) -> Sums:
    """The sums are those of a full recount, and so is everybody's mark; return them."""
    found = recount.check(campaign)
    assert found.agrees, found
    kept = counts.sums(campaign.id)
    return Sums({place: n for place, n in kept.items() if n})


def totals(campaign: Campaign) -> tuple[int, int]:
    """Artists and allies."""
    numbers = counts.numbers(campaign)
    return numbers.artists, numbers.allies


def assert_private(page: Page) -> None:
    """For its owner alone: kept in no cache, told to no other site."""
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "ETag" not in page.headers
