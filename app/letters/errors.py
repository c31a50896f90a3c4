"""What can go wrong with a letter, by name."""

from __future__ import annotations


class LetterUnknown(LookupError):
    """No letter has this link."""


class LetterExpired(LookupError):
    """The link is older than its life."""


class NoBrief(LookupError):
    """This campaign asks nobody to write."""


class AlreadyWritten(ValueError):
    """This person has written to every one of these offices; one letter each, ever."""


class TooManyWaiting(ValueError):
    """So many letters wait for the owner of this address that they must decide first."""


class StepRefused(ValueError):
    """A delivery in this state cannot become that."""
