"""The countries a signatory may live in, named in the reader's language (CLDR, through Babel)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from babel import Locale

HOME = "US"
# Parts of the United States that are countries in ISO 3166 but have ZIP codes.
TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "VI"})
# Two-letter regions of CLDR that are no place to live in: unions, test locales, and
# exceptional reservations that belong to a country listed anyway.
NOT_COUNTRIES = frozenset(
    {
        "AC",
        "AQ",
        "BV",
        "CP",
        "CQ",
        "DG",
        "EA",
        "EU",
        "EZ",
        "HM",
        "IC",
        "QO",
        "TA",
        "UN",
        "XA",
        "XB",
        "ZZ",
    }
)


@lru_cache
def choices(language: str) -> list[tuple[str, str]]:
    """Pairs of ISO 3166 alpha-2 code and name: the United States first, then by name."""
    names = {
        code: name
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    }
    listed = sorted(names.items(), key=lambda pair: _sortable(pair[1]))
    return [(HOME, names[HOME]), *(pair for pair in listed if pair[0] != HOME)]


@lru_cache
def codes() -> frozenset[str]:
    """Every code that `choices` offers."""
    return frozenset(code for code, _ in choices("en"))


@lru_cache
def name(code: str, language: str) -> str:
    """The country's name; empty for a code nobody offers."""
    return dict(choices(language)).get(code, "")


def with_zip(code: str) -> str:
    """The country whose ZIP codes hold there: the United States for its territories."""
    return HOME if code in TERRITORIES else code


def _sortable(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(each for each in decomposed if not unicodedata.combining(each)).casefold()
