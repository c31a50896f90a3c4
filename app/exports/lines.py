"""What hangs on the rows of an export, and what the public sees of a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Any

import sqlalchemy as sa

from app import keyring
from app.campaigns.models import Campaign, Craft, Discipline, Organization
from app.extensions import db
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
    """What hangs on signatories, whose `ids` ascend: read at the first look at it."""

    ids: Sequence[int]

    @cached_property
    def also(self) -> dict[int, list[int]]:
        """The further disciplines of those who named any."""
        return _many(SignatoryAlso.signatory_id, SignatoryAlso.discipline_id, self.ids)

    @cached_property
    def partners(self) -> dict[int, list[int]]:
        """The partners that those said yes to who said it to any."""
        return _many(SignatoryConsent.signatory_id, SignatoryConsent.organization_id, self.ids)


def opened(
    sealed: Iterable[bytes], uids: Iterable[bytes] | Iterable[str]
) -> list[dict[str, str] | None]:
    """What is sealed of each row; None where no key of the ring opens it.

    `uids`: each as `written.uid` has it.
    """
    bound_to = (each if isinstance(each, bytes) else bytes.fromhex(each) for each in uids)
    return keyring.current().open_each(sealed, bound_to)


def legal_name(found: Mapping[str, str]) -> str:
    """The whole legal name, from what is sealed of a row."""
    return f"{found['first_name']} {found['last_name']}"


def public_names(
    shown: Sequence[str], credit_names: Sequence[str], sealed: Sequence[bytes], uids: Sequence[Any]
) -> list[str]:
    """Each as `pledges.queries.public_name` has it. Opens the legal names that it needs alone."""
    opens = [
        how != Visibility.HIDDEN and not name for how, name in zip(shown, credit_names, strict=True)
    ]
    legal = iter(opened(compress(sealed, opens), compress(uids, opens)))
    return [
        _initials(next(legal)) if is_opened else _of_credit(how, name)
        for how, name, is_opened in zip(shown, credit_names, opens, strict=True)
    ]


def _initials(legal: Mapping[str, str] | None) -> str:
    return "" if legal is None else letters_of(legal_name(legal))


def _of_credit(how: str, name: str) -> str:
    if how == Visibility.HIDDEN:
        return ""
    return name if how == Visibility.CREDIT else letters_of(name)


def _pairs(wanted: sa.Select[*tuple[Any, ...]]) -> dict[int, str]:
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def _many(owner: Any, value: Any, ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    if ids:
        within = sa.select(owner, value).where(owner >= ids[0], owner <= ids[-1])
        for key, each in db.session.connection().execute(within):
            found[key].append(each)
    return found
