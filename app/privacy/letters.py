"""The rules that end what is kept of letters: street and telephone, and what was never sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
import structlog

from app import clock, keyring
from app.extensions import db
from app.keyring import KeyMissing, SealBroken
from app.letters.models import HAS_ADDRESS, Delivery, DeliveryState, Letter
from app.privacy import periods
from app.privacy.rule import Conditions, Rows, changed, delete

ADDRESS = ("street", "phone")
# While a delivery is here, its office may still be told where the writer lives.
_NEEDS_ADDRESS = (
    DeliveryState.WAITING.value,
    DeliveryState.QUEUED.value,
    DeliveryState.SENDING.value,
)
log = structlog.stdlib.get_logger(__name__)


def _ended() -> Conditions:
    before = periods.before_days()
    going = sa.or_(Delivery.state.in_(_NEEDS_ADDRESS), Delivery.changed_at >= before)
    has_going = sa.exists().where(Delivery.letter_id == Letter.id, going)
    return HAS_ADDRESS, Letter.created_at < before, sa.not_(has_going)  # type: ignore[return-value]


def _forget_address(keys: Sequence[Any], conditions: Conditions) -> int:
    """Seal these letters anew without street and telephone.

    Under the deliveries' locks: who sends a failed one again was either before us, and its
    letter is passed over, or comes after us and finds that it cannot go.
    """
    deliveries = sa.select(Delivery.id).where(Delivery.letter_id.in_(keys))
    db.session.execute(deliveries.order_by(Delivery.id).with_for_update(of=Delivery)).all()
    rows = sa.select(Letter.id, Letter.uid, Letter.sealed).where(Letter.id.in_(keys), *conditions)
    return sum(_without_address(*row) for row in db.session.execute(rows).all())


def _without_address(letter_id: int, uid: Any, sealed: bytes) -> bool:
    ring = keyring.current()
    try:
        told = ring.open(sealed, bound_to=uid.bytes)
    except (KeyMissing, SealBroken) as error:
        # Nobody can read it as it stands; it is looked at again at the next run.
        log.warning("a letter's address cannot be taken out", error=type(error).__name__)
        return False
    told |= dict.fromkeys(ADDRESS, "")
    fresh = {"sealed": ring.seal(told, bound_to=uid.bytes), "address_gone_at": clock.now()}
    # Where the keys are rotated at this moment, the next run does it.
    same = Letter.id == letter_id, Letter.sealed == sealed
    return bool(changed(sa.update(Letter).where(*same).values(**fresh)))


def _never_sent() -> Conditions:
    """What its writer never released can never leave any more: no public number holds it."""
    return (
        Letter.confirmed_at.is_(None),
        Letter.created_at < clock.now() - periods.UNCONFIRMED,
    )


RULES = (
    delete("unsent_letters", Letter.id, _never_sent),
    Rows("addresses", Letter.id, _ended, _forget_address, batch=200),
)
