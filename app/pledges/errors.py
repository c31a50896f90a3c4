"""What can go wrong with a pledge, by name."""

from __future__ import annotations


class LinkUnknown(LookupError):
    """No signature has this link."""


class LinkExpired(ValueError):
    """The link is older than its life; signing again sends a fresh one."""


class TransitionRefused(ValueError):
    """A signatory in this state cannot become that."""


class NoMailsLeft(ValueError):
    """Organizers have had the confirmation mailed to this person as often as they may."""
