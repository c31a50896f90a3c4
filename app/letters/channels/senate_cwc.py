"""The Senate's gateway: each office decides whether it takes part, so only listed ones count."""

from __future__ import annotations

from app.congress.offices import Chamber
from app.letters.cwc.channel import CwcChannel
from app.letters.models import ChannelName


class SenateCwc(CwcChannel):
    name = ChannelName.SENATE_CWC
    chamber = Chamber.SENATE
    reaches_unlisted = False
