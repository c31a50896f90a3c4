"""A mail's three texts, set once for all to whom it says the same but for words of their own.

Setting goes through Jinja and two dozen translations, and takes longer than everything else
that is done for a mail. So it is done once, with marks in the place of a person's own words, and
the text is cut at the marks; each person's words go between the pieces, escaped as Jinja escapes
them. All other words a template reads belong to the mould's name: where one differs, another
mould is made. No mould holds anything of a person.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app
from flask_babel import force_locale
from markupsafe import escape

PARTS = ("subject.txt", "body.txt", "body.html")
# Campaigns, languages, kinds of mail, and what is shown of a name; 10 KB each.
MOST_KEPT = 256
# Plain letters and digits, which no template changes; nobody can guess it, to write it in a name.
_MARK = f"mark{secrets.token_hex(16)}"
_MARKED = re.compile(rf"{_MARK}(\d+)end")


class Own(str):
    """A word of one person. Templates may print it and ask whether it is empty, nothing else."""

    __slots__ = ()


class Texts(NamedTuple):
    """A mail's texts; the subject may still have line ends."""

    subject: str
    body: str
    html: str


class Mould(NamedTuple):
    """For each part its pieces: text, the number of an own word, text, …, text."""

    parts: tuple[list[str], ...]

    def filled(self, own: list[str]) -> Texts:
        """The texts with a person's own words."""
        subject, body, html = self.parts
        escaped = [str(escape(str(each))) for each in own]
        return Texts(_joined(subject, own), _joined(body, own), _joined(html, escaped))


def set_texts(kind: str, locale: str, words: Mapping[str, Any]) -> Texts:
    """The texts of a mail with `words`. Raises Jinja's own errors for a template at fault.

    Words other than `Own` must be hashable where there is any `Own`.
    """
    own = {name: word for name, word in words.items() if word and isinstance(word, Own)}
    if not own or current_app.jinja_env.auto_reload:  # whoever writes a template wants to see it
        return _rendered(kind, locale, words)
    shared = tuple(each for each in words.items() if each[0] not in own)
    return _kept()(kind, locale, shared, tuple(own)).filled(list(own.values()))


def _kept() -> Callable[[str, str, Hashable, tuple[str, ...]], Mould]:
    kept = current_app.extensions.get("mail moulds")
    if kept is None:
        kept = current_app.extensions["mail moulds"] = lru_cache(MOST_KEPT)(_cast)
    return kept


def _cast(kind: str, locale: str, shared: Any, own: tuple[str, ...]) -> Mould:
    marks = {name: f"{_MARK}{number}end" for number, name in enumerate(own)}
    texts = _rendered(kind, locale, dict(shared) | marks)
    return Mould(tuple(_MARKED.split(text) for text in texts))


def _rendered(kind: str, locale: str, words: Mapping[str, Any]) -> Texts:
    with force_locale(locale):
        # Without Flask's context processors: they belong to pages, and to requests.
        find = current_app.jinja_env.get_template
        parts = [find(f"mail/{kind}/{part}") for part in PARTS]
        return Texts(*(each.render(words, language=locale) for each in parts))


def _joined(pieces: list[str], own: list[str]) -> str:
    whole = pieces.copy()
    whole[1::2] = [own[int(number)] for number in pieces[1::2]]
    return "".join(whole)
