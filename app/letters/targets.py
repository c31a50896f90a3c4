"""What organizers do to a campaign's targets: whom its people write to outside Congress."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import sqlalchemy as sa

from app.audit import service as audit
from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import editing, recipients
from app.letters.errors import TargetInUse
from app.letters.models import Delivery, Target
from app.organizers.models import Organizer

# More would be no campaign any more, and every letter goes to all of them.
MOST = 20


class TargetUnknown(LookupError):
    """The campaign has no such target."""


class TooManyTargets(ValueError):
    """The campaign has as many as there may be."""


@dataclass(frozen=True)
class Named:
    """A target as it was typed and checked."""

    name: str
    title: str = ""
    email: str = ""
    url: str = ""
    phone: str = ""
    address: str = ""


def get(campaign: Campaign, target_id: int) -> Target:
    """Raises TargetUnknown."""
    found = db.session.get(Target, target_id)
    if found is None or found.campaign_id != campaign.id:
        raise TargetUnknown
    return found


def add(campaign: Campaign, named: Named, *, by: Organizer) -> Target:
    """Another one, after those there are. Raises TooManyTargets."""
    editing.locked(campaign)
    present = recipients.list_targets(campaign)
    if len(present) >= MOST:
        raise TooManyTargets
    position = max((each.position for each in present), default=-1) + 1
    target = Target(campaign_id=campaign.id, position=position, **asdict(named))
    db.session.add(target)
    db.session.flush()
    _note(campaign, "target.add", target, by, after=asdict(named))
    return target


def edit(target: Target, campaign: Campaign, named: Named, *, by: Organizer) -> None:
    """Change a target; letters on their way go to what it says when they leave."""
    editing.locked(campaign)
    before = audit.fields(target, *Named.__dataclass_fields__)
    for name, value in asdict(named).items():
        setattr(target, name, value)
    if before != asdict(named):
        _note(campaign, "target.edit", target, by, before=before, after=asdict(named))


def move(target: Target, campaign: Campaign, *, up: bool, by: Organizer) -> None:
    """One place earlier or later. Harmless at the end."""
    editing.locked(campaign)
    order = list(recipients.list_targets(campaign))
    place = order.index(target)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for position, each in enumerate(order):
        each.position = position
    _note(campaign, "target.move", target, by, before={"place": place}, after={"place": other})


def remove(target: Target, campaign: Campaign, *, by: Organizer) -> None:
    """Take it off the list. Raises TargetInUse where a letter has been written to it."""
    # In full: who keeps a letter to it just now holds a share of the campaign's row.
    db.session.execute(sa.select(Campaign.id).where(Campaign.id == campaign.id).with_for_update())
    if is_used(target):
        raise TargetInUse
    before = audit.fields(target, *Named.__dataclass_fields__)
    db.session.delete(target)
    db.session.flush()
    _note(campaign, "target.remove", target, by, before=before)


def is_used(target: Target) -> bool:
    """Whether any delivery is for it, whatever became of it."""
    found = sa.select(Delivery.id).where(
        Delivery.campaign_id == target.campaign_id, Delivery.office == target.code
    )
    return db.session.scalar(found.limit(1)) is not None


def _note(
    campaign: Campaign,
    action: str,
    target: Target,
    by: Organizer,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    editing.note_change(campaign)
    subject = f"target:{target.id}"
    audit.record(action, by=by, campaign=campaign, subject=subject, before=before, after=after)
