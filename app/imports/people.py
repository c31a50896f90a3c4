"""One row of a file as a signature, or in plain words why it is none.

The checks are those of the sign form. A person may stand in a file for years: what a
spreadsheet does to cells on the way (lost zeros of ZIP codes, an apostrophe before a formula)
is undone where there is no doubt.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from zoneinfo import ZoneInfo

import wtforms
from flask_babel import gettext as _
from wtforms import ValidationError

from app import canonical_email, clock
from app.campaigns.models import Campaign, Craft, Discipline
from app.imports.fields import FIELDS, NAMES, plain
from app.limits import answers
from app.places import countries
from app.pledges import checks
from app.pledges.models import Visibility
from app.pledges.signature import Signature

ALLY = "ally"
ALLIES = frozenset({ALLY, "allies", "not an artist", "aliado", "aliada", "aliados", "no artista"})
YES = frozenset({"yes", "y", "true", "1", "x", "si", "s", "verdadero", "on"})
NO = frozenset({"", "no", "n", "false", "0", "falso", "off"})
# What an import does not say of somebody: they have not chosen to be shown.
UNSAID = Visibility.HIDDEN
_SHOWN = {
    "": UNSAID,
    "credit": Visibility.CREDIT,
    "credit name": Visibility.CREDIT,
    "initials": Visibility.INITIALS,
    "hidden": Visibility.HIDDEN,
    "credito": Visibility.CREDIT,
    "iniciales": Visibility.INITIALS,
    "oculto": Visibility.HIDDEN,
}
_US_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ESCAPED = re.compile(r"'(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")


class RowWrong(ValueError):
    """A row that is no signature; `words` say why, field by field."""

    def __init__(self, words: list[str]) -> None:
        super().__init__("a row that cannot be read")
        self.words = words


@dataclass(frozen=True)
class Person:
    """Who stands in a row, and when they signed (none: not said)."""

    signature: Signature
    signed_at: dt.datetime | None


@dataclass
class _Cell:
    """As much of a form's field as the checks of the form look at."""

    data: str
    name: str


@dataclass
class Reader:
    """Reads rows for one campaign. Make one per transaction: it holds the campaign's rows.

    `mapping`: field -> column. `discipline` is the slug (or "ally") of whom the file says none.
    """

    campaign: Campaign
    mapping: Mapping[str, int]
    discipline: str = ""
    _disciplines: dict[str, Discipline] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.campaign.disciplines:
            for name in (*each.aliases, each.people, each.name, each.slug):
                self._disciplines[plain(name)] = each

    def cells(self, row: Sequence[str]) -> dict[str, str]:
        """What the row says of each field; empty where the file has no such column."""
        return {
            name: _ESCAPED.sub("", row[self.mapping[name]], count=1).strip()
            if name in self.mapping and self.mapping[name] < len(row)
            else ""
            for name in NAMES
        }

    def person(self, row: Sequence[str], width: int) -> Person:
        """The person in a row of a file whose header has `width` columns. Raises RowWrong."""
        if len(row) != width:
            cells = _(
                "Cells in this row: %(cells)s; in the first one: %(width)s.",
                cells=len(row),
                width=width,
            )
            raise RowWrong([cells])
        typed, words = self.cells(row), list[str]()
        found: dict[str, Any] = {}
        for each in FIELDS:
            try:
                found[each.name] = self._read(each.name, typed, found)
            except ValidationError as wrong:
                words.append(f"{each.words}: {wrong}")
        if words:
            raise RowWrong(words)
        return Person(self._signature(found), found["signed_on"])

    def _read(self, name: str, typed: dict[str, str], found: dict[str, Any]) -> Any:
        cell = _Cell(typed[name], name)
        as_field = cast("wtforms.Field", cell)
        if name in ("first_name", "last_name"):
            checks.legal_name(None, as_field)
        elif name == "credit_name":
            checks.credit_name(None, as_field)
        elif name == "email":
            checks.email(None, as_field)
            answers.lasting(as_field, self.campaign.id)
        elif name == "zip":
            return self._place(cell, typed["country"])
        elif name == "source":
            return self._source(cell.data)
        else:
            reading = {
                "country": _country,
                "discipline": self._discipline,
                "also": self._also,
                "visibility": _visibility,
                "updates": _updates,
                "signed_on": self._day,
            }.get(name)
            return reading(cell.data) if reading else self._craft(cell.data, found)
        return cell.data

    def _place(self, cell: _Cell, country: str) -> tuple[str, str | None, str]:
        as_field = cast("wtforms.Field", cell)
        if _country(country) != countries.HOME:
            checks.postcode(as_field)
            return cell.data, None, ""
        # Spreadsheets take the zeros of New England for nothing.
        if cell.data.isdecimal() and 3 <= len(cell.data) < 5:
            cell.data = cell.data.zfill(5)
        place = checks.place_of(as_field)
        return cell.data, place.state, place.city

    def _discipline(self, text: str) -> Discipline | None:
        name = plain(text or self.discipline)
        if name in ALLIES:
            return None
        if name not in self._disciplines:
            raise ValidationError(
                _("This campaign does not know that discipline.")
                if text
                else _("Nothing says what they make.")
            )
        return self._disciplines[name]

    def _also(self, text: str) -> list[Discipline]:
        names = [plain(each) for each in re.split(r"[;,|/]", text) if each.strip()]
        if not all(name in self._disciplines for name in names):
            raise ValidationError(_("This campaign does not know one of these disciplines."))
        return [self._disciplines[name] for name in names]

    def _craft(self, text: str, found: dict[str, Any]) -> int | None:
        if not text:
            return None
        named = [each for each in (found.get("discipline"), *found.get("also", [])) if each]
        crafts: dict[str, Craft] = {}
        for each in [craft for discipline in reversed(named) for craft in discipline.crafts]:
            crafts |= {plain(name): each for name in (*each.aliases, each.name, each.slug)}
        if plain(text) not in crafts:
            raise ValidationError(_("None of their disciplines has that craft."))
        return crafts[plain(text)].id

    def _source(self, text: str) -> str:
        code = checks.source_code(text)
        if text and not code:
            raise ValidationError(_("A source code has letters, digits and . _ - alone, up to 64."))
        return code

    def _day(self, text: str) -> dt.datetime | None:
        if not text:
            return None
        american = _US_DAY.fullmatch(text)
        try:
            day = (
                dt.date(int(american[3]), int(american[1]), int(american[2]))
                if american
                else dt.datetime.fromisoformat(text).date()
            )
        except ValueError:
            raise ValidationError(_("Write a day as 2026-03-31 or 3/31/2026.")) from None
        moment = dt.datetime.combine(day, dt.time(12), ZoneInfo(self.campaign.time_zone))
        now = clock.now()
        if day > now.astimezone(ZoneInfo(self.campaign.time_zone)).date():
            raise ValidationError(_("That day is still to come."))
        if day.year < 2000:
            raise ValidationError(_("That day is too long ago."))
        return min(moment.astimezone(dt.UTC), now)

    def _signature(self, found: dict[str, Any]) -> Signature:
        primary: Discipline | None = found["discipline"]
        zip_code, state_code, city = found["zip"]
        also = dict.fromkeys(found["also"]) if primary else {}
        return Signature(
            first_name=found["first_name"],
            last_name=found["last_name"],
            email=canonical_email.validate(found["email"]),
            country=found["country"],
            zip=zip_code,
            state_code=state_code,
            city=city,
            credit_name=found["credit_name"],
            discipline=primary,
            craft_id=found["craft"],
            also=tuple(each for each in also if each is not primary),
            visibility=found["visibility"],
            updates=found["updates"],
            source=found["source"],
            locale=self.campaign.language,
        )


def _country(text: str) -> str:
    if not text:
        return countries.HOME
    code = _countries().get(plain(text))
    if code is None:
        raise ValidationError(_("There is no such country: write its code, such as US."))
    return countries.with_zip(code)


def _countries() -> dict[str, str]:
    """Every country by its code and its names in the languages we speak."""
    if not _KNOWN:
        for language in ("es", "en"):
            _KNOWN.update({plain(name): code for code, name in countries.choices(language)})
        _KNOWN.update({code.lower(): code for code in countries.codes()})
        _KNOWN.update({"usa": countries.HOME, "u s a": countries.HOME, "u s": countries.HOME})
    return _KNOWN


_KNOWN: dict[str, str] = {}


def _visibility(text: str) -> Visibility:
    try:
        return _SHOWN[plain(text)]
    except KeyError:
        raise ValidationError(_("Write credit, initials or hidden.")) from None


def _updates(text: str) -> bool:
    word = plain(text)
    if word not in YES | NO:
        raise ValidationError(_("Write yes or no."))
    return word in YES
