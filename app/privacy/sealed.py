"""Every sealed value of the database: where it stands, and what it is bound to.

A new sealed column gets a line here; a test looks for one that has none.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from app.jobs.files import name_of
from app.jobs.models import JobPart
from app.keyring import Keyring
from app.letters.models import Delivery, Letter
from app.me.models import Errand, MeLink
from app.organizers.models import Invitation
from app.pledges.models import Signatory
from app.pledges.rows import LEGAL_NAME


@dataclass(frozen=True)
class Sealed:
    """One column. `bound_to` tells from the row's `names` what it is bound to; `index`
    recomputes, from the opened text, the columns that find the row.
    """

    column: InstrumentedAttribute[Any]
    names: tuple[str, ...]
    bound_to: Callable[..., bytes]
    index: Callable[[Keyring, bytes], dict[str, Any]] = lambda _ring, _opened: {}
    batch: int = 500

    @property
    def model(self) -> Any:
        return self.column.class_

    @property
    def name(self) -> str:
        return f"{self.model.__tablename__}.{self.column.key}"

    @property
    def keys(self) -> list[InstrumentedAttribute[Any]]:
        """The columns of the primary key."""
        return [getattr(self.model, each.key) for each in self.model.__table__.primary_key]


def _uid(uid: Any) -> bytes:
    found: bytes = uid if isinstance(uid, bytes) else uid.bytes
    return found


def _legal_name(ring: Keyring, opened: bytes) -> dict[str, Any]:
    told = json.loads(opened)
    name = f"{told['first_name']} {told['last_name']}"
    return {"legal_name_index": ring.index(LEGAL_NAME, name)}


COLUMNS = (
    Sealed(Signatory.sealed, ("uid",), _uid, index=_legal_name),
    Sealed(Letter.sealed, ("uid",), _uid),
    Sealed(Delivery.sealed, ("uid",), _uid),
    Sealed(MeLink.sealed, ("uid",), _uid),
    Sealed(Errand.sealed, ("uid",), _uid),
    Sealed(Invitation.sealed, ("uid",), _uid),
    # A piece of a file has 256 KB.
    Sealed(JobPart.content, ("job_id", "folder", "position"), name_of, batch=8),
)
