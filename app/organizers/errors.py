"""What can go wrong with people and invitations, by name."""

from __future__ import annotations


class LastOwner(ValueError):
    """Without this person nobody could run the site: one owner must remain."""


class AccountExists(ValueError):
    """There is an account with this address already."""


class InvitationUnknown(LookupError):
    """No invitation has this link."""


class InvitationOver(ValueError):
    """The invitation was accepted, withdrawn, or is older than its life; `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
