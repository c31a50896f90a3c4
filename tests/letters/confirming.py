"""The page with the button: its address, its buttons, and the letter behind it."""

from __future__ import annotations

import sqlalchemy as sa

from app.extensions import db
from app.letters.models import Delivery, Letter
from app.pledges import queries as pledges
from app.pledges.models import Signatory
from tests.support.page import Page


def link(signatory: Signatory) -> str:
    """The path that the mail to this person leads to."""
    return f"/confirm/{pledges.opened(signatory)['token']}"


def states(letter: Letter) -> set[str]:
    """The states that any of its deliveries is in, asked of the database."""
    found = sa.select(Delivery.state).where(Delivery.letter_id == letter.id)
    return set(db.session.scalars(found))


def labels(page: Page) -> list[str]:
    """The words of the buttons, in order."""
    return [each.get_text(strip=True) for each in page.all("form[method=post] button")]
