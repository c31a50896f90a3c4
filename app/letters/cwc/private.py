"""Taking persons and keys out of words that may quote a letter, however they are written.

Compared is without case, accents and apostrophes, and without the wrappings of web
addresses and HTML. Taken out is rather too much than too little; only the vocabulary of
the schema's own complaints stays, which tells nothing of anybody.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote, quote_plus, unquote_plus

from app.letters.channels.face import Dispatch

TAKEN_OUT = "(…)"
# Shorter parts of a name or an address are taken out beside longer ones only.
_SHORTEST = 3
# So many consecutive words of a text are a quotation.
_QUOTED = 4
# Read of what a gateway says, in characters; far less is kept.
_MOST_READ = 5000
# Wrapped more often than that, words are no gateway's.
_MOST_LAYERS = 4
_COMPLAINTS = """
    a address agent allow allowed an and api attribute be bill char character characters
    city constituent content data delivery did doesn doesnt empty element enabled error
    errors expect expected expecting extra failed field first for format found got has have
    id in interleave invalid is it key last length list match matches maximum message
    minimum mismatch missing more must name no not nothing of on one or organization pattern
    phone prefix recipient required schema sequence should state string subject than that
    the there this to token too topic type unknown valid validate value values was with xml
    zip
"""
VOCABULARY = frozenset(_COMPLAINTS.split())

_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*")
_APOSTROPHES = re.compile("['’‘ʼ`´]")
_ADDRESS = re.compile(
    r"[^\s<>\"()\[\],;:]{1,200}\s{0,3}(?:@|\(at\)|\[at\])\s{0,3}[^\s<>\"'()\[\],;:]+", re.I
)
# A digit of an office's code (HNM03) begins none.
_NUMBER = re.compile(
    r"(?<!\b[HS][A-Z]{2})(?<!\b[HS][A-Z]{2}\d)\+?\(?\d(?:[\s()./+\u2010-\u2015-]{0,3}\d){3,}"
)
# libxml2 quotes the value it refuses.
_QUOTED_VALUE = re.compile(r"\bvalue '.*?'(?=$|\s|[.,;])", re.DOTALL)
_KEY = re.compile(r"(api_?key[\"']?\s*[=:]\s*[\"']?)[^\s&\"'<>]+", re.IGNORECASE)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
# Letters that Unicode does not take apart.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i"})


class _Word(NamedTuple):
    start: int
    end: int
    folded: str
    parts: frozenset[str]


def taken_out(words: str, dispatch: Dispatch, key: str | None) -> str:
    """`words` without the key, the writer, their addresses, numbers, and what they wrote.

    Of what is very long the beginning, up to a blank: half a name would not be known as one.
    """
    if len(words) > _MOST_READ:
        words = words[:_MOST_READ].rpartition(" ")[0] or TAKEN_OUT
    words = _unwrapped(words, key)
    words = _KEY.sub(rf"\1{TAKEN_OUT}", words)
    words = _QUOTED_VALUE.sub(f"value {TAKEN_OUT}", words)
    words = _ADDRESS.sub(TAKEN_OUT, words)
    found = list(_words(words))
    private = _of_person(found, dispatch) | _of_texts(found, dispatch)
    return _NUMBER.sub(TAKEN_OUT, _without(words, found, private))


def _unwrapped(words: str, key: str | None) -> str:
    """As a person would read it: no %20, no &amp;, no invisible characters; and no key."""
    for _layer in range(_MOST_LAYERS):
        for each in (key, quote(key, safe=""), quote_plus(key)) if key else ():
            words = words.replace(each, TAKEN_OUT)
        inner = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), words)
        inner = html.unescape(unquote_plus(inner))
        if inner == words:
            break
        words = inner
    visible = (each for each in words if unicodedata.category(each) not in ("Cf", "Cs"))
    return unicodedata.normalize("NFKC", "".join(visible))


def _of_person(found: Sequence[_Word], dispatch: Dispatch) -> set[int]:
    """Which words are of the writer's name, street or city, and their short neighbours."""
    who = dispatch.constituent
    longer, shorter = set[str](), set[str]()
    for typed in (who.first_name, who.last_name, who.street, who.city, who.zip, who.phone):
        words = list(_words(unicodedata.normalize("NFKC", typed)))
        parts = {part for word in words for part in word.parts}
        longer |= {part for part in parts if len(part) >= _SHORTEST} - VOCABULARY
        longer.add("".join(word.folded for word in words))
        shorter |= parts - VOCABULARY
    # Whole names, however short: "Al", "Wu".
    longer |= {_folded(name) for name in (who.first_name, who.last_name) if len(name) > 1}
    longer -= VOCABULARY | {""}
    private = {at for at, word in enumerate(found) if word.parts & longer}
    for ahead in (range(len(found)), reversed(range(len(found)))):
        beside = False
        for at in ahead:
            beside = at in private or (beside and bool(found[at].parts & shorter))
            private |= {at} if beside else set()
    return private


def _of_texts(found: Sequence[_Word], dispatch: Dispatch) -> set[int]:
    """Which words are quoted from the subject or the letter."""
    private: set[int] = set()
    read = [word.folded for word in found]
    for typed in (dispatch.subject, dispatch.message, dispatch.statement):
        words = [word.folded for word in _words(unicodedata.normalize("NFKC", typed))]
        size = min(_QUOTED, len(words))
        runs = {tuple(words[at : at + size]) for at in range(len(words) - size + 1)}
        runs = {run for run in runs if not VOCABULARY.issuperset(run)}
        for at in range(len(read) - size + 1):
            if tuple(read[at : at + size]) in runs:
                private |= set(range(at, at + size))
    return private


def _without(words: str, found: Sequence[_Word], private: set[int]) -> str:
    kept, done = "", 0
    for at in sorted(private):
        if at - 1 not in private:
            kept += words[done : found[at].start] + TAKEN_OUT
        done = found[at].end
    return kept + words[done:]


def _words(text: str) -> Iterator[_Word]:
    for each in _WORD.finditer(text):
        pieces = _APOSTROPHES.split(each[0])
        folded = _folded("".join(pieces))
        yield _Word(each.start(), each.end(), folded, frozenset({folded, *map(_folded, pieces)}))


def _folded(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold().translate(_PLAIN))
    return "".join(each for each in apart if not unicodedata.combining(each)).casefold()
