"""A struck-out writer's letters, once the striking is taken back: they wait for their turn."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from app.campaigns import mode
from app.extensions import db
from app.letters import held, ledger
from app.letters.models import WRITTEN, Delivery, DeliveryState
from app.letters.outcome import STRUCK_OUT


def queue_again(writers: Collection[int]) -> None:
    """Queue what was dropped only because these, who stand again, were struck out.

    Never a second letter to one office, nothing that was written in the other mode, and nothing
    whose writer's address is forgotten.
    """
    theirs = Delivery.signatory_id.in_(writers)
    dropped = db.session.scalars(
        sa.select(Delivery)
        .where(theirs, Delivery.state == DeliveryState.DROPPED, Delivery.reason == STRUCK_OUT)
        .order_by(Delivery.id)
        .with_for_update(of=Delivery)
    ).all()
    if not dropped:
        return
    place = (Delivery.signatory_id, Delivery.office, Delivery.rehearsed)
    taken = {tuple(each) for each in db.session.execute(sa.select(*place).where(theirs, WRITTEN))}
    for each in dropped:
        where = (each.signatory_id, each.office, each.rehearsed)
        db.session.refresh(each.letter, ["address_gone_at"])
        forgotten = each.letter.address_gone_at is not None
        if forgotten or where in taken or each.rehearsed != mode.is_rehearsal(each.letter.campaign):
            continue
        taken.add(where)
        each.due_at, reason = held.due(each.letter.signatory.shadow != "")
        each.attempts = 0
        ledger.step(each, DeliveryState.QUEUED, reason=reason)
    ledger.ask_for_nudge()
