"""How typed text becomes text in XML: line breaks, blanks, and what XML cannot carry at all.

The rules and the message read text through the same functions, so that what was
counted is what travels.
"""

from __future__ import annotations

import re

# Everything but the characters of XML 1.0 (production 2); lone surrogates are none either.
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def line(text: str) -> str:
    """One line: blanks and line breaks folded into single blanks."""
    return " ".join(text.split())


def block(text: str) -> str:
    """Lines as typed, their breaks as XML has them; "" where there are only blanks."""
    broken = text.replace("\r\n", "\n").replace("\r", "\n")
    return broken if broken.strip() else ""


def impossible_line(text: str) -> int | None:
    """The number of the first line that holds a character XML cannot carry; None: no such."""
    found = _IMPOSSIBLE.search(text)
    return None if found is None else block(text[: found.start()] + ".").count("\n") + 1
