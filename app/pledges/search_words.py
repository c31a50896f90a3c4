"""What an organizer's words in the search box can mean: pure functions, without a database.

The box takes anything; `read` says what it may mean, the likeliest first. A prefix
("name:", "mail:" …) leaves no doubt. How people are found by a reading: `search`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app import canonical_email
from app.campaigns.models import Campaign
from app.canonical_email import AddressError
from app.congress import offices
from app.places import states
from app.pledges.rules import Reason

LONGEST = 200
ALLY = "ally"
# Whoever is in the shadow, whatever for; and what an organizer may type for it after "state:".
ANY = "any"
SHADOWED = frozenset({"shadow", "shadowed", "in shadow", "in the shadow"})
# Digits of a fingerprint that name it well enough.
SHORTEST_FINGERPRINT = 8
MOST_ID = 2**63 - 1


class Field(StrEnum):
    """What is searched; the value of each is also its prefix in the search box."""

    NUMBER = "number"
    NAME = "name"
    LEGAL = "legal"
    MAIL = "mail"
    DOMAIN = "domain"
    ZIP = "zip"
    STATE = "state"
    DISTRICT = "district"
    DISCIPLINE = "discipline"
    SOURCE = "source"
    FINGERPRINT = "fingerprint"
    SHADOW = "shadow"
    SHAPE = "shape"
    FILLED = "filled"
    SAME_NAME = "samename"


@dataclass(frozen=True)
class Reading:
    """One meaning: `value` as the search needs it (CA, CA-12, music, a canonical address)."""

    field: Field
    value: str


@dataclass(frozen=True)
class Words:
    """What a campaign calls its own: `disciplines` maps every folded name to a slug."""

    disciplines: Mapping[str, str]
    sources: frozenset[str] = frozenset()


class Unreadable(ValueError):
    """These words cannot be searched for; `field` is what their prefix asked for, if any."""

    def __init__(self, field: Field | None) -> None:
        super().__init__(field or "too long")
        self.field = field


OTHER_PREFIXES = {
    "email": Field.MAIL,
    "e-mail": Field.MAIL,
    "credit": Field.NAME,
    "from": Field.SOURCE,
    "id": Field.NUMBER,
    "ip": Field.FINGERPRINT,
    "code": Field.FINGERPRINT,
    "shadowed": Field.SHADOW,
    "fast": Field.FILLED,
}
_PREFIX = re.compile(r"([a-z-]{2,12})\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"#?\s*([0-9]{1,19})")
_ZIP = re.compile(r"([0-9]{5})(?:-?[0-9]{4})?")
_DOMAIN = re.compile(r"@?([^\s@]+\.[^\s@.]{2,})\.?")
_DISTRICT = re.compile(r"([A-Za-z]{2})\s*[- ]?\s*(AL|[0-9]{1,2})", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]+")
_BY_NAME = {name.casefold(): code for code, name in states.NAMES.items()}
_FULL_DIGITS = 32
_SECONDS = re.compile(r"<?\s*([0-9]{1,4})\s*s?")


def words_of(campaign: Campaign) -> Words:
    """The names this campaign's search box knows besides everybody's."""
    names: dict[str, str] = {}
    for each in campaign.disciplines:
        for alias in each.aliases:
            names.setdefault(folded(alias), each.slug)
    for each in campaign.disciplines:
        names[folded(each.name)] = each.slug
    for each in campaign.disciplines:
        names[folded(each.slug)] = each.slug
    sources = frozenset(each.code for each in campaign.organizations if each.code)
    return Words(names, sources)


def clean(typed: str) -> str:
    """The words without what nobody types on purpose: blanks around, control characters."""
    kept = "".join(each if unicodedata.category(each) != "Cc" else " " for each in typed)
    return " ".join(kept.split())


def folded(text: str) -> str:
    """As names are compared: without letter case, and runs of blanks as one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def read(typed: str, words: Words) -> list[Reading]:
    """Every meaning of these words, the likeliest first; none for none. Raises Unreadable."""
    text = clean(typed)
    if not text:
        return []
    if len(text) > LONGEST:
        raise Unreadable(None)
    prefixed = _PREFIX.fullmatch(text)
    field = _field(prefixed[1]) if prefixed else None
    if prefixed and field:
        if field is Field.STATE and folded(prefixed[2]) in SHADOWED:
            return [Reading(Field.SHADOW, ANY)]
        value = _value(field, prefixed[2], words)
        if value is None:
            raise Unreadable(field)
        return [Reading(field, value)]
    return list(dict.fromkeys(_guesses(text, words)))


def _field(prefix: str) -> Field | None:
    name = prefix.lower()
    return Field(name) if name in set(Field) else OTHER_PREFIXES.get(name)


def _guesses(text: str, words: Words) -> Iterable[Reading]:
    """A name can be anything, so it comes after what has a form of its own."""
    fields = [Field.ZIP, Field.DISTRICT, Field.DISCIPLINE, Field.STATE]
    if "@" in text:
        fields = [Field.DOMAIN] if text.startswith("@") else [Field.MAIL]
    elif len(text) == 2 and text.isalpha() and not text.isupper():
        # "in" and "or" are words; IN and OR are states.
        fields = [Field.DISCIPLINE]
    if any(each.isdigit() for each in text):
        fields += [Field.FINGERPRINT, Field.NUMBER]
    if text in words.sources:
        fields.append(Field.SOURCE)
    fields.append(Field.NAME)
    if "@" not in text:
        fields += [Field.LEGAL, Field.STATE, Field.DOMAIN]
    for field in fields:
        value = _value(field, text, words)
        if value is not None and (field is not Field.LEGAL or has_letters(text)):
            yield Reading(field, value)


def has_letters(text: str) -> bool:
    """Whether it can be somebody's name at all."""
    return any(each.isalpha() for each in text)


def _value(field: Field, text: str, words: Words) -> str | None:
    """These words as a value of this field; None where they cannot be one."""
    text = text.strip()
    if field is Field.DISCIPLINE:
        name = folded(text)
        return ALLY if name in (ALLY, "allies") else words.disciplines.get(name)
    return _VALUES[field](text) if text else None


def _number(text: str) -> str | None:
    found = _NUMBER.fullmatch(text)
    return str(int(found[1])) if found and int(found[1]) <= MOST_ID else None


def _mail(text: str) -> str | None:
    try:
        return canonical_email.canonical(canonical_email.validate(text))
    except AddressError:
        return None


def _domain(text: str) -> str | None:
    found = _DOMAIN.fullmatch(text)
    if found is None:
        return None
    try:
        # With a made-up name before the @: in ASCII, as addresses are kept.
        address = canonical_email.validate(f"somebody@{found[1]}")
    except AddressError:
        return None
    return address.rpartition("@")[2].lower()


def _zip(text: str) -> str | None:
    found = _ZIP.fullmatch(text)
    return found[1] if found else None


def _state(text: str) -> str | None:
    code = text.upper()
    return code if code in states.NAMES else _BY_NAME.get(" ".join(text.casefold().split()))


def _district(text: str) -> str | None:
    found = _DISTRICT.fullmatch(text)
    if found is None:
        return None
    state = found[1].upper()
    number = 0 if found[2].upper() == "AL" else int(found[2])
    seats = {each.number for each in offices.house(state)} if state in states.NAMES else set()
    # A state with one seat elects it at large: its number is 0, and people write 1, too.
    if seats == {0} and number == 1:
        number = 0
    return f"{state}-{number}" if number in seats else None


def _fingerprint(text: str) -> str | None:
    digits = text.lower()
    whole = SHORTEST_FINGERPRINT <= len(digits) <= _FULL_DIGITS and len(digits) % 2 == 0
    return digits if whole and _HEX.fullmatch(digits) else None


def _shadow(text: str) -> str | None:
    word = folded(text)
    return word if word == ANY or word in set(Reason) else None


def _filled(text: str) -> str | None:
    """At most so many seconds."""
    found = _SECONDS.fullmatch(text)
    return str(int(found[1])) if found else None


def _same_name(text: str) -> str | None:
    digits = text.lower()
    return digits if len(digits) == _FULL_DIGITS and _HEX.fullmatch(digits) else None


_VALUES: dict[Field, Callable[[str], str | None]] = {
    Field.NUMBER: _number,
    Field.NAME: str,
    Field.LEGAL: str,
    Field.MAIL: _mail,
    Field.DOMAIN: _domain,
    Field.ZIP: _zip,
    Field.STATE: _state,
    Field.DISTRICT: _district,
    Field.SOURCE: str,
    Field.FINGERPRINT: _fingerprint,
    Field.SHADOW: _shadow,
    Field.SHAPE: str,
    Field.FILLED: _filled,
    Field.SAME_NAME: _same_name,
}
