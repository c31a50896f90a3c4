"""Jobs that move people out of a discipline or craft that was merged into another.

The sums follow within each batch. The rows themselves say what is left to do, so that a job
whose worker was killed does nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from app import filters
from app.campaigns.merging import CRAFTS, DISCIPLINES
from app.campaigns.models import Craft, Discipline
from app.extensions import db
from app.jobs import registry
from app.jobs.models import Job
from app.jobs.registry import Step
from app.pledges import counts, standing
from app.pledges.models import Signatory, SignatoryAlso, TallyKind

BATCH = 500
# People whose craft is looked at in one step.
LOOK = 5_000


def init_app(app: Flask) -> None:
    """Let the worker do them."""
    registry.add(app, DISCIPLINES, merge_disciplines, result=_moved)
    registry.add(app, CRAFTS, merge_crafts, result=_moved)


def merge_disciplines(job: Job) -> Iterator[Step]:
    """Move whoever named the discipline first, then whoever named it also, then their crafts."""
    old, done = int(job.params["discipline_id"]), job.done
    total = job.total or _people(job, old)
    for find in (_named_first, _named_also):
        while ids := find(job, old):
            _move(job, ids, old)
            done += len(ids)
            yield Step(done, max(total, done), {}, {"moved": done})
    for _seen, cursor in _through_crafts(job):
        yield Step(done, max(total, done), cursor, {"moved": done})


def merge_crafts(job: Job) -> Iterator[Step]:
    """Give whoever named a merged craft the one that it has become."""
    done = job.done
    for moved, cursor in _through_crafts(job):
        done += moved
        yield Step(done, None, cursor, {"moved": done})


def _named_first(job: Job, discipline_id: int) -> Sequence[int]:
    wanted = sa.select(Signatory.id).where(
        Signatory.campaign_id == job.campaign_id, Signatory.discipline_id == discipline_id
    )
    return db.session.scalars(wanted.order_by(Signatory.id).limit(BATCH)).all()


def _named_also(_job: Job, discipline_id: int) -> Sequence[int]:
    wanted = sa.select(SignatoryAlso.signatory_id).where(
        SignatoryAlso.discipline_id == discipline_id
    )
    return db.session.scalars(wanted.order_by(SignatoryAlso.signatory_id).limit(BATCH)).all()


def _move(job: Job, ids: Sequence[int], old: int) -> None:
    """These people name the discipline's successor instead, and nobody names it twice."""
    new = standing.hold({old})[old]
    people = db.session.scalars(
        sa.select(Signatory)
        .where(Signatory.id.in_(ids))
        .order_by(Signatory.id)
        .with_for_update(of=Signatory)
        .execution_options(populate_existing=True)
    ).all()
    named_also = _also(ids)
    moved, gained = [], []
    for each in people:
        before = [each.discipline_id, *named_also.get(each.id, ())]
        first, *others = dict.fromkeys(new if named == old else named for named in before)
        each.discipline_id = first
        if new in others:
            gained.append({"signatory_id": each.id, "discipline_id": new})
        after = [first, *others]
        moved.append((each, [n for n in before if n], [n for n in after if n]))
    gone = sa.delete(SignatoryAlso).where(
        SignatoryAlso.signatory_id.in_(ids), SignatoryAlso.discipline_id.in_((old, new))
    )
    db.session.execute(gone)
    if gained:
        db.session.execute(sa.insert(SignatoryAlso), gained)
    if job.campaign is not None:
        counts.shift(moved, job.campaign)
    db.session.flush()


def _also(ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    wanted = sa.select(SignatoryAlso.signatory_id, SignatoryAlso.discipline_id)
    for signatory_id, discipline_id in db.session.execute(
        wanted.where(SignatoryAlso.signatory_id.in_(ids)).order_by(SignatoryAlso.discipline_id)
    ):
        found.setdefault(signatory_id, []).append(discipline_id)
    return found


def _through_crafts(job: Job) -> Iterator[tuple[int, dict[str, int]]]:
    """Walk everybody once, where any craft was merged; yield how many had one, and how far."""
    after = int(job.cursor.get("after", 0))
    while (now := _merged_crafts(job)) and (last := _upto(job, after)):
        changed = db.session.execute(
            sa.update(Signatory)
            .where(
                Signatory.campaign_id == job.campaign_id,
                Signatory.id > after,
                Signatory.id <= last,
                Signatory.craft_id.in_(now),
            )
            .values(craft_id=sa.case(now, value=Signatory.craft_id))
            .returning(Signatory.id)
            .execution_options(synchronize_session=False)
        ).all()
        after = last
        yield len(changed), {"after": after}


def _merged_crafts(job: Job) -> dict[int, int]:
    wanted = sa.select(Craft.id, Craft.merged_into_id).join(
        Discipline, Discipline.id == Craft.discipline_id
    )
    found = wanted.where(
        Discipline.campaign_id == job.campaign_id, Craft.merged_into_id.is_not(None)
    )
    return {each.id: each.merged_into_id for each in db.session.execute(found)}


def _upto(job: Job, after: int) -> int | None:
    some = sa.select(Signatory.id).where(
        Signatory.campaign_id == job.campaign_id, Signatory.id > after
    )
    batch = some.order_by(Signatory.id).limit(LOOK).subquery()
    last: int | None = db.session.scalar(sa.select(sa.func.max(batch.c.id)))
    return last


def _people(job: Job, discipline_id: int) -> int:
    """How many count there; those who have not confirmed come on top."""
    key = (TallyKind.DISCIPLINE.value, str(discipline_id))
    return counts.sums(job.campaign_id or 0, (TallyKind.DISCIPLINE,))[key]


def _moved(job: Job) -> list[str]:
    moved = int(job.result.get("moved", 0))
    if not moved:
        return [str(_("Nobody had to be moved."))]
    people = filters.number(moved)
    words = ngettext("%(people)s person moved.", "%(people)s people moved.", moved, people=people)
    return [str(words)]
