"""What hangs on the rows of an export, and what the public sees of a person."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app import keyring
from app.campaigns.models import Campaign, Craft, Discipline, Organization
from app.extensions import db
from app.keyring import KeyMissing, SealBroken
from app.pledges.models import SignatoryAlso, SignatoryConsent, Visibility
from app.pledges.queries import letters_of

ALLY = "ally"
# What stands in place of what no key of the ring opens: one such person must not stop an export.
UNREADABLE = "(cannot be opened)"


@dataclass(frozen=True)
class Names:
    """The names of disciplines, crafts and partners by id: a campaign's own few hundred."""

    disciplines: dict[int, str]
    crafts: dict[int, str]
    partners: dict[int, str]

    @classmethod
    def of(cls, campaign: Campaign) -> Names:
        """Those of a campaign, merged ones too."""
        mine = Discipline.campaign_id == campaign.id
        return cls(
            _pairs(sa.select(Discipline.id, Discipline.slug).where(mine)),
            _pairs(sa.select(Craft.id, Craft.slug).join(Discipline).where(mine)),
            _pairs(
                sa.select(Organization.id, Organization.code).where(
                    Organization.campaign_id == campaign.id, Organization.code.is_not(None)
                )
            ),
        )


@dataclass(frozen=True)
class Further:
    """What hangs on the signatories of one reading: their further disciplines, their consents."""

    also: dict[int, list[int]] = field(default_factory=dict)
    partners: dict[int, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, ids: Sequence[int]) -> Further:
        """That of the signatories from the first to the last of `ids`, which ascend."""
        if not ids:
            return cls()
        return cls(
            _many(SignatoryAlso.signatory_id, SignatoryAlso.discipline_id, ids),
            _many(SignatoryConsent.signatory_id, SignatoryConsent.organization_id, ids),
        )


@dataclass(frozen=True)
class Line:
    """A person's row: `uid`, `sealed`, `credit_name` and `visibility` at least."""

    row: Any

    @property
    def public_name(self) -> str:
        """As `pledges.queries.public_name` has it."""
        if self.row.visibility == Visibility.HIDDEN:
            return ""
        if self.row.visibility == Visibility.CREDIT and self.row.credit_name:
            return str(self.row.credit_name)
        return letters_of(self.row.credit_name or self._legal)

    @property
    def _legal(self) -> str:
        uid: uuid.UUID | str = self.row.uid
        bound_to = bytes.fromhex(uid) if isinstance(uid, str) else uid.bytes
        try:
            sealed = keyring.current().open(self.row.sealed, bound_to=bound_to)
        except (SealBroken, KeyMissing):
            return ""
        return f"{sealed['first_name']} {sealed['last_name']}"


def _pairs(wanted: sa.Select[*tuple[Any, ...]]) -> dict[int, str]:
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def _many(owner: Any, value: Any, ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    within = sa.and_(owner >= ids[0], owner <= ids[-1])
    for key, each in db.session.execute(sa.select(owner, value).where(within)):
        found[key].append(each)
    return found
