"""Where a discipline or craft stands now: a form, an import or a job can be older than a merge."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import sqlalchemy as sa

from app.campaigns.models import Craft, Discipline
from app.database import table_of
from app.extensions import db
from app.pledges.signature import Signature


def hold(ids: Collection[int], of: type[Discipline] | type[Craft] = Discipline) -> dict[int, int]:
    """What each of these is now: itself, or the one it was merged into.

    None of them is merged until this transaction ends: a merge first takes the row for
    itself (`merging`), so nobody writes down one that has just gone. It is the lock that the
    foreign key takes anyway; SQLite has one writer at a time and needs none.
    """
    if not ids:
        return {}
    table = table_of(of)
    wanted = (
        sa.select(table.c.id, table.c.merged_into_id)
        .where(table.c.id.in_(ids))
        .order_by(table.c.id)
        .with_for_update(key_share=True, read=True)
    )
    now = {each.id: each.merged_into_id or each.id for each in db.session.execute(wanted)}
    onward = hold({new for old, new in now.items() if new != old}, of)
    return {old: onward.get(new, new) for old, new in now.items()}


def all_now(signatures: Sequence[Signature]) -> list[Signature]:
    """The same pledges, for disciplines and crafts that stand."""
    now = hold({each.id for signed in signatures for each in _named(signed)})
    crafts = hold({each.craft_id for each in signatures if each.craft_id is not None}, Craft)
    return [_now(each, now, crafts) for each in signatures]


def _now(signature: Signature, now: dict[int, int], crafts: dict[int, int]) -> Signature:
    named = [each.id for each in _named(signature)]
    craft_id = signature.craft_id and crafts.get(signature.craft_id, signature.craft_id)
    if all(now.get(each, each) == each for each in named):
        return replace(signature, craft_id=craft_id)
    first, *others = dict.fromkeys(now[each] for each in named)
    return replace(
        signature,
        discipline=db.session.get_one(Discipline, first),
        also=tuple(db.session.get_one(Discipline, each) for each in others),
        craft_id=craft_id,
    )


def _named(signature: Signature) -> list[Discipline]:
    return [each for each in (signature.discipline, *signature.also) if each is not None]
