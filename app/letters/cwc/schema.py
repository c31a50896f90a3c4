"""Validation with the House's own RELAX NG schema, where the operator has put a copy.

libxml2 validates here as it does on the House's server, so the words are theirs. They may
quote what a person typed: see `words`. The Senate takes the same messages but for its
office codes and bill types; the House's schema is read with those in their place.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import structlog

from app.congress.offices import Chamber
from app.letters.cwc import bills

if TYPE_CHECKING:
    from lxml import etree

log = structlog.stdlib.get_logger(__name__)

_RNG = "{http://relaxng.org/ns/structure/1.0}"
_HOUSE_CODES = "H[A-Z][A-Z][0-9][0-9]"
_SENATE_CODES = "S[A-Z][A-Z]0[1-3]"
_MOST_ERRORS = 5


def errors(message: bytes, path: str, chamber: Chamber) -> list[str]:
    """What the schema at `path` has against this message, in libxml2's words, each once.

    A schema that cannot be read stops no letter, our own rules hold without it; the log
    says so.
    """
    from lxml import etree  # noqa: PLC0415 - whoever has no schema does without

    try:
        validator = etree.RelaxNG(_grammar(path, chamber))
    except (OSError, etree.LxmlError) as error:
        log.error("the CWC schema cannot be read", chamber=chamber.value, error=_kind(error))
        return []
    if validator.validate(etree.fromstring(message)):
        return []
    told = dict.fromkeys(str(each.message) for each in validator.error_log)
    return list(told)[:_MOST_ERRORS] or ["the message does not follow the schema"]


@lru_cache(maxsize=4)
def _grammar(path: str, chamber: Chamber) -> etree._ElementTree:
    """The schema, read once per process; a new validator is made of it for every message."""
    from lxml import etree  # noqa: PLC0415 - whoever has no schema does without

    grammar = etree.parse(path)
    if chamber is Chamber.SENATE:
        _speak_as_the_senate(grammar)
    return grammar


def _speak_as_the_senate(grammar: etree._ElementTree) -> None:
    """Put the Senate's codes and bill types in the House's place; a schema of its own stays."""
    kinds = "|".join(bills.BILL_TYPES)
    theirs = "|".join(each.replace(".", r"\.") for each in bills.BILL_TYPES.values())
    for pattern in grammar.iter(f"{_RNG}param"):
        if pattern.text == _HOUSE_CODES:
            pattern.text = _SENATE_CODES
        elif pattern.text == kinds:
            pattern.text = theirs


def _kind(error: Exception) -> str:
    return type(error).__name__
