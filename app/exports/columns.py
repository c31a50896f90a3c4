"""What can be exported: the columns of signatories, letters and deliveries, each with what it is.

The header says which name is legal and which is credit. A column that is `sealed` costs a
decryption for each row, and is only opened where it was chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.exports.batch import Batch
from app.exports.cells import Value


class What(StrEnum):
    """What is exported."""

    SIGNATORIES = "signatories"
    LETTERS = "letters"
    DELIVERIES = "deliveries"


@dataclass(frozen=True)
class Column:
    """One column: `name` stands in the header, `words` say what it holds.

    `values` gives its cells of a whole reading, in the order of the rows, from the `fields`
    that the reading then has (see `rows.FIELDS`).
    """

    name: str
    words: LazyString
    fields: tuple[str, ...]
    values: Callable[[Batch], Sequence[Value]]
    usual: bool = True


_SEALED = ("sealed", "uid")


def _plain(name: str, words: LazyString, field: str = "", *, usual: bool = True) -> Column:
    """A column that is a field of the row as it stands."""
    wanted = field or name
    return Column(name, words, (wanted,), lambda batch: batch.of(wanted), usual)


SIGNATORIES = (
    _plain("id", _l("Number, the same in every export"), usual=False),
    Column(
        "legal_name",
        _l("Legal name: for their own offices alone, never for the public"),
        _SEALED,
        lambda batch: batch.legal_names,
    ),
    Column(
        "legal_first_name",
        _l("Legal first name"),
        _SEALED,
        lambda batch: batch.opened("first_name"),
        usual=False,
    ),
    Column(
        "legal_last_name",
        _l("Legal last name"),
        _SEALED,
        lambda batch: batch.opened("last_name"),
        usual=False,
    ),
    _plain("credit_name", _l("Credit name: what the public knows them by")),
    Column("public_name", _l("What the public sees: credit name, initials or nothing"),
           ("visibility", "credit_name", *_SEALED), lambda batch: batch.public_names, usual=False),
    _plain("visibility", _l("What they chose to show: credit, initials or hidden")),
    _plain("email", _l("E-mail address")),
    _plain("updates", _l("Whether the campaign may write to them again")),
    Column("partners", _l("Codes of the partners they said yes to"),
           ("id",), lambda batch: batch.partners, usual=False),
    Column("discipline", _l("Primary discipline, or “ally”"), ("discipline_id",),
           lambda batch: batch.disciplines),
    Column("also", _l("Further disciplines"), ("id",), lambda batch: batch.also),
    Column("craft", _l("Craft"), ("craft_id",), lambda batch: batch.crafts),
    _plain("city", _l("City, from the ZIP code")),
    _plain("us_state", _l("State, from the ZIP code"), "state_code"),
    _plain("zip", _l("ZIP or postal code")),
    _plain("country", _l("Country")),
    _plain("source", _l("Where they came from: a partner’s or referrer’s code")),
    _plain("locale", _l("Language they signed in"), usual=False),
    _plain("voice", _l("Their own words"), usual=False),
    _plain("voice_state", _l("What became of their own words"), usual=False),
    _plain("state", _l("State of the signature")),
    _plain("counted", _l("Whether the public number counts them")),
    _plain("shadow", _l("Why it is in the shadow: never counted or shown; empty for others")),
    _plain("imported", _l("Whether an organizer brought them"), usual=False),
    _plain("signed_at", _l("Signed, in UTC"), "created_at"),
    _plain("confirmed_at", _l("Confirmed, in UTC")),
)  # fmt: skip

LETTERS = (
    _plain("letter", _l("Number of the letter"), "id"),
    _plain("signatory", _l("Number of the signatory"), "signatory_id"),
    Column(
        "legal_name",
        _l("Legal name, as the offices read it"),
        _SEALED,
        lambda batch: batch.legal_names,
    ),
    _plain("credit_name", _l("Credit name: what the public knows them by")),
    _plain("email", _l("E-mail address")),
    Column(
        "discipline",
        _l("Primary discipline, or “ally”"),
        ("discipline_id",),
        lambda batch: batch.disciplines,
    ),
    _plain("us_state", _l("State of the signatory"), "state_code"),
    _plain("shadow", _l("Why its writer is in the shadow: it waits; empty for others")),
    _plain("own_words", _l("Whether they wrote words of their own")),
    Column(
        "subject",
        _l("Subject"),
        _SEALED,
        lambda batch: batch.opened("subject", ""),
        usual=False,
    ),
    Column(
        "personal",
        _l("Their own words"),
        _SEALED,
        lambda batch: batch.opened("personal", ""),
        usual=False,
    ),
    _plain("locale", _l("Language they wrote in"), usual=False),
    _plain("written_at", _l("Written, in UTC"), "created_at"),
    _plain("confirmed_at", _l("Confirmed by the owner of the address, in UTC")),
    _plain("declined_at", _l("Declined by the owner of the address, in UTC"), usual=False),
)

DELIVERIES = (
    _plain("delivery", _l("Number of the delivery"), "id"),
    _plain("letter", _l("Number of the letter"), "letter_id"),
    _plain("signatory", _l("Number of the signatory"), "signatory_id"),
    _plain("office", _l("Code of the office, such as HNM03 or SNM01")),
    _plain("addressee", _l("Who held the office when the letter was written")),
    _plain("channel", _l("How the office is reached")),
    _plain("state", _l("State of the delivery; hand-offs are never accepted deliveries")),
    _plain("reason", _l("Why it failed")),
    _plain("words", _l("What the other side said"), usual=False),
    _plain("attempts", _l("How often it was tried"), usual=False),
    _plain("rehearsed", _l("Whether it ended in the rehearsal mailbox")),
    Column("discipline", _l("Primary discipline of the writer, or “ally”"),
           ("discipline_id",), lambda batch: batch.disciplines),
    _plain("us_state", _l("State of the signatory"), "state_code"),
    _plain("shadow", _l("Why its writer is in the shadow: it waits; empty for others")),
    _plain("written_at", _l("Written, in UTC"), "created_at"),
    _plain("changed_at", _l("Last change, in UTC")),
    _plain("called_at", _l("Called the office, in UTC, as the writer says")),
)  # fmt: skip

COLUMNS = {What.SIGNATORIES: SIGNATORIES, What.LETTERS: LETTERS, What.DELIVERIES: DELIVERIES}


def chosen(what: What, names: list[str]) -> list[Column]:
    """The columns of these names, in the order they are listed here."""
    return [each for each in COLUMNS[what] if each.name in names]
