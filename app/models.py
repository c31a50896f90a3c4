"""Every table, so that whoever needs them all (migrations, tests) imports one module."""

from __future__ import annotations

from app.activity import models as activity
from app.audit import models as audit
from app.campaigns import models as campaigns
from app.congress import models as congress
from app.jobs import models as jobs
from app.letters import models as letters
from app.limits import models as limits
from app.me import models as me
from app.organizers import models as organizers
from app.outbox import models as outbox
from app.places import models as places
from app.pledges import models as pledges
from app.privacy import models as privacy
from app.site import models as site
from app.trends import models as trends

__all__ = [
    "activity",
    "audit",
    "campaigns",
    "congress",
    "jobs",
    "letters",
    "limits",
    "me",
    "organizers",
    "outbox",
    "places",
    "pledges",
    "privacy",
    "site",
    "trends",
]
