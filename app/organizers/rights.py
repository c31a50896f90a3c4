"""What each role may do. The one table: pages, commands and tests read it here."""

from __future__ import annotations

from enum import StrEnum

from app.organizers.models import RoleName


class Right(StrEnum):
    """What a page of the panel asks for; each page names exactly one."""

    NUMBERS = "numbers"  # sums, charts, the campaign's texts as the public sees them
    RUN = "run"  # campaigns, moderation, letters, signatories, exports
    OWN = "own"  # people and their roles, the site, going live
    ACCOUNT = "account"  # one's own name, password, passkeys, sessions
    PARTNER = "partner"  # one's own people and numbers


HOLDERS: dict[Right, frozenset[RoleName]] = {
    Right.NUMBERS: frozenset({RoleName.OWNER, RoleName.ORGANIZER, RoleName.VIEWER}),
    Right.RUN: frozenset({RoleName.OWNER, RoleName.ORGANIZER}),
    Right.OWN: frozenset({RoleName.OWNER}),
    Right.ACCOUNT: frozenset(RoleName),
    Right.PARTNER: frozenset({RoleName.PARTNER}),
}


def holds(role: str, right: Right) -> bool:
    """Whether this role has the right; False for a role nobody knows."""
    return role in {each.value for each in HOLDERS[right]}
