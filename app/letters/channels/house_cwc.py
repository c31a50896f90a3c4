"""The House's gateway: every Member office takes part, but for those its list leaves out."""

from __future__ import annotations

from app.congress.offices import Chamber
from app.letters.cwc.channel import CwcChannel
from app.letters.models import ChannelName


class HouseCwc(CwcChannel):
    name = ChannelName.HOUSE_CWC
    chamber = Chamber.HOUSE
    reaches_unlisted = True
