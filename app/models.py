"""Every table, so that whoever needs them all (migrations, tests) imports one module."""

from __future__ import annotations

from app.campaigns import models as campaigns
from app.congress import models as congress
from app.letters import models as letters
from app.outbox import models as outbox
from app.places import models as places
from app.pledges import models as pledges

__all__ = ["campaigns", "congress", "letters", "outbox", "places", "pledges"]
