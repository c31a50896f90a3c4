"""What can go wrong with an organizer's change to a campaign, by name."""

from __future__ import annotations


class EditedMeanwhile(Exception):
    """Somebody else has changed the campaign since this organizer began: nothing was saved."""


class SlugTaken(ValueError):
    """Another campaign, or another discipline of this one, has that address."""


class StepRefused(ValueError):
    """The campaign cannot become that as it stands; `reasons` say what is missing, in words."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = list(reasons)


class TooMany(ValueError):
    """The campaign has as many disciplines, or the discipline as many crafts, as there may be."""
