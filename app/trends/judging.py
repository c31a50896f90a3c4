"""When a trend is one to tell of: pure functions over counts (docs/decisions/0018).

An address or a legal name that comes often needs no comparison. Everything else is compared
with its own share before: what is simply popular (a big mail provider, the city where the
campaign lives) has that share always. A link's code or a ZIP code that suddenly brings many is
as a rule a newsletter or a meeting: it is told of only where its people resemble each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.limits.globs import FREE_MAIL
from app.trends.models import TrendKind
from app.trends.seen import Seen
from app.trends.thresholds import Thresholds

# Kinds whose count says enough.
BY_ITSELF = frozenset({TrendKind.ADDRESS, TrendKind.NAME})
# Kinds for which the people must resemble each other, too.
NEEDS_LIKENESS = frozenset({TrendKind.ZIP, TrendKind.SOURCE})
# Fewer people before say nothing about what is usual.
LEAST_BASE = 100
# Without anything to compare with: so many times the threshold, and so much of the hour.
BARE_TIMES = 2
BARE_SHARE = {TrendKind.DOMAIN: 0.5, TrendKind.SPEED: 0.5}
BARE_SHARE_OF_OTHERS = 0.8
# What nobody has is taken for one in so many.
RAREST = 1 / 200
# Of the people of a ZIP code or a source: from one address, of one small domain, in haste, alike.
ALIKE_ADDRESS, ALIKE_DOMAIN, ALIKE_SPEED, ALIKE_SHAPE = 0.2, 0.4, 0.3, 0.8
LEAST_ALIKE = 5
# Everybody may have their mail here: without a share before, none of these is told of.
BIG_PROVIDERS = FREE_MAIL


@dataclass(frozen=True)
class Hour:
    """What one key has in one hour: `count` of `whole`."""

    kind: TrendKind
    key: str
    count: int
    whole: int

    @property
    def share(self) -> float:
        return self.count / max(1, self.whole)


def usual_share(kind: TrendKind, key: str, before: Sequence[Seen]) -> float | None:
    """Its share among those who signed before; None where they are too few to say."""
    if len(before) < LEAST_BASE:
        return None
    return sum(1 for each in before if each.keys.get(kind) == key) / len(before)


def stands_out(hour: Hour, usual: float | None, thresholds: Thresholds) -> bool:
    """Whether there is more of it than the thresholds allow, and than is usual."""
    least = thresholds.of(hour.kind)
    if hour.count < least:
        return False
    if hour.kind in BY_ITSELF:
        return True
    if usual is not None:
        return hour.share >= thresholds.times * max(usual, RAREST)
    if hour.kind is TrendKind.DOMAIN and hour.key in BIG_PROVIDERS:
        return False
    bare = BARE_SHARE.get(hour.kind, BARE_SHARE_OF_OTHERS)
    return hour.count >= BARE_TIMES * least and hour.share >= bare


def are_alike(people: Sequence[Seen]) -> bool:
    """Whether these resemble each other more than people do who merely came the same way."""
    if len(people) < LEAST_ALIKE:
        return False
    many = len(people)

    def top(kind: TrendKind, without: frozenset[str] = frozenset()) -> float:
        found = Counter(
            e.keys[kind] for e in people if kind in e.keys and e.keys[kind] not in without
        )
        most = max(found.values(), default=0)
        return most / many if most >= LEAST_ALIKE else 0.0

    return (
        top(TrendKind.ADDRESS) >= ALIKE_ADDRESS
        or top(TrendKind.DOMAIN, BIG_PROVIDERS) >= ALIKE_DOMAIN
        or top(TrendKind.SPEED) >= ALIKE_SPEED
        or top(TrendKind.SHAPE) >= ALIKE_SHAPE
    )
