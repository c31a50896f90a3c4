"""What can go wrong with lists and numbers, by name."""

from __future__ import annotations


class NothingStopped(LookupError):
    """What was to be allowed is no longer on the list of what is being stopped."""


class Unreadable(ValueError):
    """Neither an address or range, nor a domain, nor an e-mail address."""
