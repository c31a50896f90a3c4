"""From how many in one hour on a trend is told of, and how much more than usual it must be.

Each campaign has its own, kept beside its rules against fraud (`Campaign.guards`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from app.campaigns.models import Campaign
from app.trends.models import TrendKind

KEY = "thresholds"
MOST = 100_000


@dataclass(frozen=True)
class Thresholds:
    """Signatures of one hour with one key; `times` as much as usual; `fast`: a few seconds."""

    address: int = 15
    domain: int = 30
    zip: int = 30
    source: int = 60
    shape: int = 60
    name: int = 5
    speed: int = 40
    times: int = 3
    fast: int = 4

    def of(self, kind: TrendKind) -> int:
        """The threshold of a kind."""
        return int(getattr(self, kind.value))

    def held(self) -> dict[str, Any]:
        """As the campaign keeps them."""
        return asdict(self)


def of(campaign: Campaign) -> Thresholds:
    """Those of a campaign."""
    held: Mapping[str, Any] = (campaign.guards or {}).get(KEY, {})
    return Thresholds(**{f.name: int(held[f.name]) for f in fields(Thresholds) if f.name in held})
