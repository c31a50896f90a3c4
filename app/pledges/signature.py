"""A pledge as it was typed and checked: what the form gives to the service."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.campaigns.models import Discipline, Organization
from app.pledges.models import Visibility


@dataclass(frozen=True)
class Signature:
    """What `sign_pledge` takes.

    `discipline` is None for an ally; `also` never repeats it. `state_code` and
    `city` follow from the ZIP code and are empty outside the United States. `fingerprint`
    is that of the client (`fingerprints`), where there was one; `filled_seconds` how long the
    form lay open; `is_trapped`: the field that nobody sees was filled in. The mail to them
    leaves `mail_after` from now.
    """

    first_name: str
    last_name: str
    email: str
    country: str
    zip: str
    discipline: Discipline | None
    state_code: str | None = None
    city: str = ""
    credit_name: str = ""
    craft_id: int | None = None
    also: tuple[Discipline, ...] = ()
    voice: str = ""
    visibility: Visibility = Visibility.CREDIT
    partners: tuple[Organization, ...] = ()
    updates: bool = False
    source: str = ""
    locale: str = "en"
    fingerprint: bytes | None = None
    mail_after: dt.timedelta = dt.timedelta()
    filled_seconds: int | None = None
    is_trapped: bool = False
