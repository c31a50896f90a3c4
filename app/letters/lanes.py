"""The lanes a courier drives: each channel for what is in earnest, and for what is rehearsed."""

from __future__ import annotations

from dataclasses import dataclass

from app.campaigns import mode
from app.letters.channels import registry
from app.letters.channels.face import Channel


@dataclass(frozen=True)
class Lane:
    """A channel, and whether it carries rehearsed deliveries or those in earnest."""

    channel: Channel
    rehearsed: bool
    key: str


def current() -> list[Lane]:
    """Every lane there is now. A site in rehearsal has none that leads out of the machine."""
    channels = registry.current().channels
    if not mode.is_live_site():
        return [Lane(each, rehearsed=True, key=each.name.value) for each in channels]
    return [Lane(each, rehearsed=False, key=each.name.value) for each in channels] + [
        Lane(each, rehearsed=True, key=f"{each.name.value} (rehearsal)")
        for each in registry.rehearsing().channels
    ]
