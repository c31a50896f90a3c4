"""The shape of a name and an address, without either: how made-up people resemble each other.

Pure functions. "Ada Lovelace", ada.lovelace42@… -> "Aa Aa|a.a99": runs of letters are one
letter, digits keep how many they are (four at most), everything else is what it is or a dot.
"""

from __future__ import annotations

import re

LONGEST = 24
_MOST_DIGITS = 4
_KEPT = frozenset(" .-'_")
_BLANKS = re.compile(r"\s+")
_RUN = re.compile(r"([^9])\1+")
_DIGITS = re.compile("9" * (_MOST_DIGITS + 1) + "+")


def shape_of(name: str, email: str) -> str:
    """Of a person's name and the part of their address before the @ (and before a +)."""
    local = email.partition("@")[0].partition("+")[0].lower()
    return f"{shape(name)}|{shape(local)}"[:LONGEST]


def shape(text: str) -> str:
    """The shape of one text."""
    kinds = "".join(map(_kind, _BLANKS.sub(" ", text.strip())))
    return _DIGITS.sub("9" * _MOST_DIGITS, _RUN.sub(r"\1", kinds))


def _kind(sign: str) -> str:
    if sign.isdigit():
        return "9"
    if sign.isalpha():
        return "A" if sign.isupper() else "a"
    return sign if sign in _KEPT else "·"
