"""Telephone numbers as CWC writes them: 510-555-0142."""

from __future__ import annotations

import re
import unicodedata

FORM = re.compile(r"[0-9]{3}-[0-9]{3}-[0-9]{4}")
# Country code 1, area and exchange codes beginning with 2 to 9 (North American Numbering Plan).
_DIGITS = re.compile(r"1?([2-9][0-9]{2})([2-9][0-9]{2})([0-9]{4})")
_BETWEEN = re.compile(r"[\s()./+\-\u2010-\u2015]")


def normalise_phone(typed: str) -> str | None:
    """ "(510) 555-0142", "+1 510.555.0142" … as "510-555-0142"; None: no American number."""
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed))
    found = _DIGITS.fullmatch(digits)
    return f"{found[1]}-{found[2]}-{found[3]}" if found else None
