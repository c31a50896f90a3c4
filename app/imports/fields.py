"""What a column of an import can be, and how its name in the file gives that away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Field:
    """One of ours. `known_as`: names of columns in English and Spanish, as `plain` has them."""

    name: str
    words: LazyString
    known_as: tuple[str, ...]
    required: bool = False


FIELDS = (
    Field(
        "first_name",
        _l("First name (legal)"),
        ("first name", "legal first name", "given name", "nombre", "nombre legal", "nombres"),
        required=True,
    ),
    Field(
        "last_name",
        _l("Last name (legal)"),
        (
            *("last name", "legal last name", "surname", "family name"),
            *("apellido", "apellidos", "apellido legal"),
        ),
        required=True,
    ),
    Field(
        "email",
        _l("E-mail"),
        (
            *("email", "e mail", "email address", "e mail address", "mail", "correo"),
            *("correo electronico", "direccion de correo"),
        ),
        required=True,
    ),
    Field(
        "zip",
        _l("ZIP or postal code"),
        (
            *("zip", "zip code", "zipcode", "postal code", "postcode", "zip postal code"),
            *("codigo postal", "cp", "c p"),
        ),
    ),
    Field("country", _l("Country"), ("country", "country code", "pais")),
    Field(
        "credit_name",
        _l("Credit name"),
        (
            *("credit name", "stage name", "pen name", "artist name", "public name", "band"),
            *("nombre artistico", "nombre de credito", "seudonimo"),
        ),
    ),
    Field(
        "discipline",
        _l("Discipline"),
        (
            *("discipline", "primary discipline", "art", "field", "i make", "disciplina"),
            *("disciplina principal", "arte"),
        ),
    ),
    Field(
        "also",
        _l("Further disciplines"),
        ("also", "other disciplines", "further disciplines", "otras disciplinas", "tambien"),
    ),
    Field("craft", _l("Craft"), ("craft", "trade", "job", "role", "oficio", "especialidad")),
    Field(
        "visibility",
        _l("What the public sees: credit, initials or hidden"),
        ("visibility", "display", "visibilidad"),
    ),
    Field(
        "updates",
        _l("May be written to again: yes or no"),
        (
            *("updates", "newsletter", "opt in", "optin", "subscribed", "consent"),
            *("boletin", "suscrito", "novedades", "noticias"),
        ),
    ),
    Field("source", _l("Source code"), ("source", "source code", "referrer", "origen", "fuente")),
    Field(
        "signed_on",
        _l("Day of the signature"),
        (
            *("signed on", "signed at", "signed", "date", "date signed", "created at"),
            *("fecha", "fecha de firma", "firmado"),
        ),
    ),
)
NAMES = tuple(each.name for each in FIELDS)


def plain(name: str) -> str:
    """A column's name without case, accents and marks: "E-Mail_Address" -> "e mail address"."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(each for each in folded if not unicodedata.combining(each))
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def guess(header: Sequence[str]) -> dict[str, int]:
    """Which column holds which field, by their names; each column once, the first one of a name."""
    found: dict[str, int] = {}
    names = [plain(each) for each in header]
    for field in FIELDS:
        known = (plain(field.name), *field.known_as)
        for column, name in enumerate(names):
            if name in known and column not in found.values():
                found[field.name] = column
                break
    return found
