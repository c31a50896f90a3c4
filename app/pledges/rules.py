"""The rules by which a signature goes into the shadow as it is made; none of them is on by itself.

An organizer switches them on for a campaign, in which they are kept (`Campaign.guards`): who
signs costs no statement more. A rule can be wrong about an artist, so each is off until
somebody decides otherwise, its people are counted and can be looked at and taken out again.
Whom organizers bring is not judged. Not in here: what the shadow is (`shadowing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from app.campaigns.disciplines import key
from app.campaigns.models import Campaign
from app.pledges import shapes
from app.pledges.signature import Signature

KEY = "rules"
MOST_SECONDS = 30
MOST_PATTERNS = 20
LONGEST_PATTERN = 60
# Letters or digits of a pattern, so that it does not mean everybody.
LEAST_LETTERS = 3
# A line with this in front is compared with the shape, any other with the names.
SHAPE = "shape:"


class Reason(StrEnum):
    """Why somebody is in the shadow: the values of `Signatory.shadow` besides ""."""

    ORGANIZER = "organizer"
    TRAP = "trap"
    FAST = "fast"
    NAME = "name"


@dataclass(frozen=True)
class Rules:
    """`trap`: who fills in the field nobody sees; `fast`: who is quicker than so many seconds
    (0: nobody); `names`: patterns as in file names ("test*"), one for each line."""

    trap: bool = False
    fast: int = 0
    names: tuple[str, ...] = ()

    def held(self) -> dict[str, Any]:
        """As the campaign keeps them."""
        return {"trap": self.trap, "fast": self.fast, "names": list(self.names)}


def of(campaign: Campaign) -> Rules:
    """Those of a campaign."""
    held: Mapping[str, Any] = (campaign.guards or {}).get(KEY, {})
    return Rules(
        trap=bool(held.get("trap")),
        fast=int(held.get("fast", 0)),
        names=tuple(held.get("names", ())),
    )


def judge(campaign: Campaign, signature: Signature) -> str:
    """The reason for which this signature goes into the shadow; "" for none."""
    rules = of(campaign)
    if rules.trap and signature.is_trapped:
        return Reason.TRAP
    seconds = signature.filled_seconds
    if rules.fast and seconds is not None and seconds < rules.fast:
        return Reason.FAST
    if rules.names and _is_named(rules.names, signature):
        return Reason.NAME
    return ""


def shape_of(signature: Signature) -> str:
    """The shape that is kept of this signature: of the credit name, else of the legal one."""
    legal = f"{signature.first_name} {signature.last_name}"
    return shapes.shape_of(signature.credit_name or legal, signature.email)


def _is_named(patterns: tuple[str, ...], signature: Signature) -> bool:
    legal = f"{signature.first_name} {signature.last_name}"
    names = [key(each) for each in (signature.credit_name, legal) if each]
    names.append(key(signature.email.partition("@")[0]))
    shape = shape_of(signature)
    for each in patterns:
        if each.startswith(SHAPE):
            if fnmatchcase(shape, each.removeprefix(SHAPE)):
                return True
        elif any(fnmatchcase(name, key(each)) for name in names):
            return True
    return False
