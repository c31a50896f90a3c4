"""What an organizer can put right about one signature; each step is audited, without the person.

Every verb takes the row's lock first, so that a signer, a worker and two organizers at once
come one after the other, and the sums follow exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.audit import service as audit
from app.campaigns.models import Craft, Discipline, Phase
from app.extensions import db
from app.letters import kept
from app.me import forgetting
from app.organizers.models import Organizer
from app.outbox import service as outbox
from app.pledges import counts, queries, service, shadowing, standing, striking
from app.pledges.errors import LinkExpired, NoMailsLeft, TransitionRefused
from app.pledges.models import Signatory, SignatoryAlso, SignatoryState
from app.pledges.rules import Reason

# How often organizers may have one person's confirmation mailed again.
MOST_RESENT = 3


@dataclass(frozen=True)
class Making:
    """What a person makes: `discipline` None for an ally, who has no craft and no `also`."""

    discipline: Discipline | None
    craft: Craft | None = None
    also: tuple[Discipline, ...] = ()


def correct(signatory: Signatory, making: Making, *, by: Organizer) -> None:
    """Set what they make; the sums lose them where they stood and gain them where they stand."""
    signatory = locked(signatory)
    before = written(signatory)
    set_making(signatory, making)
    _note("signatory.correct", signatory, before, written(signatory), by)


def set_making(signatory: Signatory, making: Making) -> None:
    """The same without a word in the audit log; the caller holds the row's lock.

    Out of the sums and into them again in one transaction, folded or not.
    """
    counted = signatory.counted
    counts.leave(signatory, queries.discipline_ids(signatory), signatory.campaign)
    named = [making.discipline, *making.also] if making.discipline else []
    now = standing.hold({each.id for each in named})
    first, *also = dict.fromkeys(now[each.id] for each in named) or [None]
    signatory.discipline_id = first
    craft = making.craft if making.discipline else None
    signatory.craft_id = standing.hold({craft.id}, Craft)[craft.id] if craft else None
    _write_also(signatory, [each for each in also if each is not None])
    db.session.flush()
    db.session.expire(signatory, ["discipline", "craft", "also"])
    if counted:
        counts.enter(signatory, queries.discipline_ids(signatory), signatory.campaign)
    db.session.flush()


def resend(signatory: Signatory, *, by: Organizer) -> None:
    """Mail the confirmation again to whoever has not answered it.

    Raises TransitionRefused for anybody else, LinkExpired where its link would no longer
    be taken, NoMailsLeft after `MOST_RESENT`.
    """
    signatory = locked(signatory)
    if signatory.state != SignatoryState.PENDING:
        raise TransitionRefused
    if service.has_expired(signatory) or signatory.campaign.phase is Phase.ARCHIVED:
        raise LinkExpired
    if signatory.resent >= MOST_RESENT:
        raise NoMailsLeft
    before = audit.fields(signatory, "resent")
    signatory.resent += 1
    outbox.post(
        "confirm",
        to=signatory.email,
        locale=signatory.locale,
        campaign_id=signatory.campaign_id,
        signatory_id=signatory.id,
    )
    db.session.flush()
    _note("signatory.resend", signatory, before, audit.fields(signatory, "resent"), by)


def invalidate(signatory: Signatory, *, by: Organizer) -> None:
    """Strike the signature out. Harmless twice; raises TransitionRefused for a withdrawn one."""
    before = audit.fields(signatory, "state")
    service.invalidate(signatory)
    _note("signatory.invalidate", signatory, before, audit.fields(signatory, "state"), by)


def validate(signatory: Signatory, *, by: Organizer) -> None:
    """Take the striking back: it is what it was before. Raises TransitionRefused for any other."""
    signatory = locked(signatory)
    if signatory.state != SignatoryState.INVALIDATED:
        raise TransitionRefused
    before = audit.fields(signatory, "state")
    striking.put_back([signatory])
    _note("signatory.validate", signatory, before, audit.fields(signatory, "state"), by)


def shadow(signatory: Signatory, *, by: Organizer) -> None:
    """Set the signature aside, unseen. Harmless twice; raises TransitionRefused where it is out."""
    signatory = locked(signatory)
    if signatory.state not in striking.STRUCK_FROM:
        raise TransitionRefused
    before = audit.fields(signatory, "shadow")
    shadowing.shadow([signatory], reason=Reason.ORGANIZER)
    _note("signatory.shadow", signatory, before, audit.fields(signatory, "shadow"), by)


def lift_shadow(signatory: Signatory, *, by: Organizer) -> None:
    """Take it out of the shadow: it counts if it is confirmed. Harmless twice."""
    signatory = locked(signatory)
    before = audit.fields(signatory, "shadow")
    shadowing.lift([signatory])
    _note("signatory.lift_shadow", signatory, before, audit.fields(signatory, "shadow"), by)


def erase(signatory: Signatory, *, by: Organizer | None, action: str = "signatory.erase") -> None:
    """Forget this person: signature, letters, deliveries and mails. The sums step down.

    What has reached an office stays in the sums of deliveries, without them.

    The audit log keeps their number, which nothing else has any more. Copies in the rehearsal
    mailbox and in jobs' files go a moment later (`me.forgetting`).
    """
    signatory = locked(signatory)
    counts.leave(signatory, queries.discipline_ids(signatory), signatory.campaign)
    db.session.flush()
    _note(action, signatory, {"state": signatory.state}, {}, by)
    forgetting.note(signatory)
    kept.fold([signatory.id])
    # The database takes along what hangs on them: each foreign key cascades, and has an index.
    db.session.execute(
        sa.delete(Signatory)
        .where(Signatory.id == signatory.id)
        .execution_options(synchronize_session=False)
    )
    db.session.expunge(signatory)


def _write_also(signatory: Signatory, also: Sequence[int]) -> None:
    gone = sa.delete(SignatoryAlso).where(SignatoryAlso.signatory_id == signatory.id)
    db.session.execute(gone)
    rows = [{"signatory_id": signatory.id, "discipline_id": each} for each in sorted(also)]
    if rows:
        db.session.execute(sa.insert(SignatoryAlso), rows)


def written(signatory: Signatory) -> dict[str, Any]:
    """As the audit log keeps it: the names of addresses, no words of the person's."""
    return {
        "discipline": signatory.discipline.slug if signatory.discipline else "ally",
        "craft": signatory.craft.slug if signatory.craft else "",
        "also": [each.slug for each in signatory.also],
    }


def _note(
    action: str,
    signatory: Signatory,
    before: dict[str, Any],
    after: dict[str, Any],
    by: Organizer | None,
) -> None:
    if before != after:
        audit.record(
            action,
            by=by,
            campaign=signatory.campaign,
            subject=f"signatory:{signatory.id}",
            before=before,
            after=after,
        )


def locked(signatory: Signatory) -> Signatory:
    """The row as it is now, held until the transaction ends."""
    return db.session.get_one(
        Signatory, signatory.id, with_for_update={"of": Signatory}, populate_existing=True
    )
