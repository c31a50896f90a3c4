"""What a line of the definition says: whose it is, in what form, how long, which rule ends it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask_babel.speaklater import LazyString


class Whose(StrEnum):
    """Whom a line is about."""

    SIGNER = "signer"
    WRITER = "writer"
    ORGANIZER = "organizer"


class How(StrEnum):
    """In what form it is kept."""

    SEALED = "sealed"
    CLEAR = "clear"
    HASHED = "hashed"
    FILE = "file"


class Span(StrEnum):
    """How long; the words are made from the settings of the moment (`how_long`)."""

    CAMPAIGN = "campaign"
    ADDRESS = "address"
    FINGERPRINT = "fingerprint"
    TRACES = "traces"
    FILES = "files"
    ATTEMPTS = "attempts"
    LIMITS = "limits"
    LINK = "link"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Kept:
    """One line: `columns` are "table.column"; `rules` are the sweep's that end it, or, where
    there are none, whoever it belongs to does.
    """

    whose: Whose
    what: LazyString
    why: LazyString
    how: How
    span: Span
    columns: tuple[str, ...]
    rules: tuple[str, ...] = ()
