"""What can go wrong on one's own page, by name."""

from __future__ import annotations


class LinkUnknown(LookupError):
    """No such link, or the person behind it is erased."""


class LinkExpired(ValueError):
    """The link was good once; a new one can be asked for."""


class ChangedMeanwhile(ValueError):
    """What the form was made from is no longer what stands: another window was quicker."""
