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


class TextChanged(ValueError):
    """Somebody else has changed this text since it was read; `now` is what it says by now."""

    def __init__(self, now: object) -> None:
        super().__init__("changed meanwhile")
        self.now = now


class LetterTooLong(ValueError):
    """The campaign's words leave no room for the artist's own; `length` counts them with it."""

    def __init__(self, length: int) -> None:
        super().__init__(str(length))
        self.length = length


class LettersWritten(ValueError):
    """People have written already: this cannot be taken away from their letters."""


class TargetInUse(ValueError):
    """Letters have gone, or will go, to this target."""
