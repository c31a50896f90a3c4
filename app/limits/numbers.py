"""The limits themselves: what holds where nobody has said otherwise, and how settings override it.

Pure: reading the settings is `snapshot`, setting them `listing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, TypeVar

from app.limits.models import Action

# How many times more an allowed client may do: a union hall, a studio, a school.
ALLOWED_TIMES = 50
# Seconds over which a campaign's unsolved attempts are added up.
PRESSURE_SECONDS = 60


@dataclass(frozen=True)
class Pace:
    """So many within so many seconds, at once and in the long run."""

    burst: int
    burst_seconds: int
    sustained: int
    sustained_seconds: int

    def times(self, factor: int) -> Pace:
        return replace(self, burst=self.burst * factor, sustained=self.sustained * factor)


@dataclass(frozen=True)
class Pressure:
    """When everybody is asked for a proof of work, and what who gives none waits for their mail."""

    per_minute: int
    late_minutes: int


# One phone signs once; a table at a fair, a classroom or a band behind one address signs by
# the handful, and goes on by way of the challenge. A letter takes minutes to write. A mail
# once more is asked for by one person at a time, and every one lands in somebody's inbox. Of
# the panel's sign-in the first pair is an account's tries, the second a client's.
PACES: Mapping[Action, Pace] = MappingProxyType(
    {
        Action.SIGN: Pace(5, 60, 20, 300),
        Action.LETTER: Pace(3, 60, 12, 600),
        Action.MAIL: Pace(3, 60, 8, 3600),
        Action.SIGN_IN: Pace(5, 900, 20, 900),
    }
)
# A campaign on the evening news gets some hundred signatures a minute: a good problem, and then
# a second of everybody's processor is a fair price. Below it nobody is asked for anything.
PRESSURE = Pressure(per_minute=300, late_minutes=10)


@dataclass(frozen=True)
class Numbers:
    """All the numbers of one campaign, or of the house."""

    paces: Mapping[Action, Pace]
    pressure: Pressure


DEFAULT = Numbers(PACES, PRESSURE)
T = TypeVar("T", Pace, Pressure)


def over(above: Numbers, said: Mapping[str, Any]) -> Numbers:
    """What stands above, with what a setting says in its place. What makes no sense is left out."""
    paces = {
        action: _read(Pace, said.get(action.value)) or pace for action, pace in above.paces.items()
    }
    return Numbers(paces, _read(Pressure, said.get("pressure")) or above.pressure)


def written(said: Mapping[str, Pace | Pressure]) -> dict[str, Any]:
    """What a setting keeps: a list of numbers for each name."""
    return {
        name: [getattr(value, each.name) for each in fields(value)] for name, value in said.items()
    }


def _read(kind: type[T], kept: object) -> T | None:
    if not isinstance(kept, list) or len(kept) != len(fields(kind)):
        return None
    if not all(isinstance(each, int) and each > 0 for each in kept):
        return None
    return kind(*kept)
