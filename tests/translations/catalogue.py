"""A catalogue's messages side by side, and the English that is left in what people read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS
from bs4 import Tag

# As in the Makefile: it takes what Babel knows by itself, and these.
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
# What a translation must bring over unchanged.
FIXED = re.compile(r"%\(\w+\)[a-z]|\{\w+\}|</?\w[^>]*>")


def english_left(said: Tag, spanish: Catalog) -> list[str]:
    """Our English words in it, beside what is marked as English."""
    for marked in said.select(':not(html)[lang="en"]'):
        marked.decompose()
    there = " ".join(html.unescape(str(said)).split())
    return [each for each in _english_words(spanish) if each in there]


def _english_words(spanish: Catalog) -> Iterator[str]:
    """What is long enough to be nobody's Spanish: two words and more, up to a placeholder."""
    for each in by_id(spanish).values():
        for english, _ in side_by_side(each):
            words = max(FIXED.split(english), key=len).strip(" .,:“”")
            if " " in words:
                yield words


def by_id(catalogue: Catalog) -> dict[Any, Message]:
    """Its messages, without the header."""
    return {each.id: each for each in catalogue if each.id}


def side_by_side(message: Message) -> list[tuple[str, str]]:
    """Each form in English with its Spanish."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return list(zip(message.id, message.string or ("", ""), strict=True))
