"""Why a voice should be looked at twice: it holds a link, an address, a telephone number, a word.

Pure functions. Nothing is refused here: every voice waits for an organizer anyhow; what is
held is marked, and never approved in a row with others.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Hold(StrEnum):
    """Why a voice was held; the words of `Signatory.voice_held`, parted by blanks."""

    LINK = "link"
    ADDRESS = "address"
    PHONE = "phone"
    WORD = "word"


_LINK = re.compile(
    r"https?\s*:|\bwww\.|\b[a-z0-9-]+\s*(?:\.|\bdot\b|\(dot\)|\[dot\])\s*"
    r"(?:com|net|org|info|biz|io|co|me|tv|us|uk|de|ru|cn|xyz|top|shop|store|online|site|link|click"
    r"|app|art|fm|gg|ly)\b(?!['’])",
    re.IGNORECASE,
)
_MAIL = re.compile(r"\S@\S|\w\s*[(\[]\s*at\s*[)\]]\s*\w", re.IGNORECASE)
_STREET = re.compile(
    r"\b\d{1,6}\s+(?:[\w'’.]+\s+){0,2}(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr"
    r"|court|ct|way|place|pl|terrace|highway|hwy|apt|suite|calle|avenida)\b|\bp\.?\s?o\.?\s+box\b",
    re.IGNORECASE,
)
# Seven digits or more with only what telephone numbers have between them.
_PHONE = re.compile(r"(?<![\w.,$€£])\+?\(?\d(?:[\s().\-]{0,3}\d){6,14}(?![\w%])")
_SPACES = re.compile(r"\s+")


def reasons(text: str, listed: str = "") -> list[Hold]:
    """Every reason to hold this text; `listed` are the campaign's words, one a line."""
    plain = _plain(text)
    found = (
        (Hold.LINK, bool(_LINK.search(plain))),
        (Hold.ADDRESS, bool(_MAIL.search(plain) or _STREET.search(plain))),
        (Hold.PHONE, bool(_PHONE.search(plain))),
        (Hold.WORD, _has_listed(plain, listed)),
    )
    return [hold for hold, is_there in found if is_there]


def written(found: list[Hold]) -> str:
    """As `Signatory.voice_held` keeps them."""
    return " ".join(found)


def _has_listed(plain: str, listed: str) -> bool:
    """Whole words and phrases alone: "ass" is not found in "bass"."""
    words = (_SPACES.sub(" ", _plain(line)).strip() for line in listed.splitlines())
    text = _SPACES.sub(" ", plain)
    return any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text) for each in words if each)


def _plain(text: str) -> str:
    """Compatibility forms and case folded, so that full-width or bold letters hide nothing."""
    return unicodedata.normalize("NFKC", text).casefold()
