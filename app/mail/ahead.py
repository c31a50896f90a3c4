"""The people whom a batch of mails is about, read together in advance: two statements for fifty.

What is read ahead may be a second old, as a campaign at hand may (`app.campaigns.at_hand`).
What would make a mail say what is no longer true is asked again for each before it is set,
together with whether it may leave (`app.outbox.claims`): whoever has changed, or is gone, is
read anew.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa

from app.database import only_reading
from app.extensions import db
from app.pledges import queries
from app.pledges.models import Signatory

LIFE_SECONDS = 1.0
_people: ContextVar[dict[int, Signatory] | None] = ContextVar("people_ahead", default=None)
# What a mail says or does because of it, and a person or organizer may change meanwhile.
_TOLD = ("state", "token_hash", "visibility", "credit_name", "discipline_id")


class Ahead:
    """The people of one batch, detached: to be read only."""

    def __init__(self, ids: Collection[int]) -> None:
        self._ids = ids
        self._found: dict[int, Signatory] = {}
        self._until = 0.0

    def get(self, signatory_id: int | None) -> Signatory | None:
        """One of them as of the last second; none who is gone, or was not foreseen."""
        if signatory_id is None:
            return None
        if time.monotonic() >= self._until:
            self._read()
        return self._found.get(signatory_id)

    @contextmanager
    def given(self, signatory_id: int | None, *, is_same: bool) -> Iterator[None]:
        """While one mail is set: the person need not be read again where nothing changed."""
        person = self._found.get(signatory_id or 0) if is_same else None
        token = _people.set({person.id: person} if person else None)
        try:
            yield
        finally:
            _people.reset(token)

    def _read(self) -> None:
        # In a session of its own, which lets everything go.
        with only_reading(), db.sessionmaker() as session:
            found = queries.list_with_names(self._ids, session=session)
            self._found = {each.id: each for each in found}
            session.expunge_all()
        self._until = time.monotonic() + LIFE_SECONDS


def get(signatory_id: int) -> Signatory:
    """The person a mail is about. Raises sqlalchemy.exc.NoResultFound."""
    known = (_people.get() or {}).get(signatory_id)
    return known or queries.get_with_names(signatory_id)


def is_same() -> sa.ScalarSelect[int]:
    """For a statement with `told_of`'s parameters: something where the person is as was read."""
    told = [getattr(Signatory, name) == sa.bindparam(f"is_{name}") for name in _TOLD[:-1]]
    discipline = sa.func.coalesce(Signatory.discipline_id, 0) == sa.bindparam("is_discipline_id")
    ends = Signatory.unsubscribed_at.is_(None) == sa.bindparam("is_subscribed", type_=sa.Boolean)
    this = sa.select(Signatory.id).where(Signatory.id == sa.bindparam("is_id"), *told)
    return this.where(discipline, ends).correlate(None).scalar_subquery()


def told_of(person: Signatory | None) -> dict[str, Any]:
    """The parameters of `is_same`: what is known of the person."""
    if person is None:
        return {"is_id": 0, "is_subscribed": True, "is_discipline_id": 0} | dict.fromkeys(
            [f"is_{name}" for name in _TOLD[:-1]]
        )
    told = {f"is_{name}": getattr(person, name) for name in _TOLD}
    told |= {"is_id": person.id, "is_subscribed": person.unsubscribed_at is None}
    return told | {"is_discipline_id": person.discipline_id or 0}
