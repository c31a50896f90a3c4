"""Words in a template that do not pass through `_()` or `{% trans %}`.

The template is read as Jinja reads it: what Jinja calls "data" outside of a
`trans` block is HTML, and its text and its spoken attributes must hold no word.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment

SPOKEN = ("alt", "aria-label", "placeholder", "title", "content")
# `content` of these is not for reading.
UNREAD_META = ("viewport", "color-scheme", "theme-color", "referrer", "robots")
# Names, which are the same in every language.
NAMES = {"Tutti", "axe", "core", "WCAG", "OFL", "JSON", "ZIP", "AI", "API"}
NAMES |= {"Bluesky", "Mastodon", "WhatsApp"}
# The score's own Italian, which musicians of every language read.
NAMES |= {"tacet", "fine", "troppo", "da", "capo", "ritardando", "nota", "falsa"}
NAMES |= {"pausa", "generale"}
UNREAD = ("script", "style", "code")
# What a block or macro puts into a tag of another template.
ATTRIBUTE = re.compile(r"""[\w-]+=("[^"]*"|'[^']*')""")
WORD = re.compile(r"[^\W\d_]{2,}")
# Stands for whatever a template computes; no letters, so it is no word.
HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"


def untranslated(path: Path) -> list[str]:
    """Each piece of text in the template at `path` that nobody could translate."""
    reader = _Reader()
    reader.feed(_html(path.read_text(encoding="utf-8")))
    reader.close()
    return reader.found


def _html(source: str) -> str:
    """The template's own HTML, each expression replaced by a hole."""
    kept: list[str] = []
    block: list[str] = []
    in_block = in_trans = False
    for line, kind, value in Environment(autoescape=True).lex(source):  # noqa: B007
        if kind == "block_begin":
            in_block, block = True, []
        elif kind == "block_end":
            in_block = False
            in_trans = _trans(block, in_trans)
        elif in_block:
            block += [value] if kind == "name" else []
        elif kind == "variable_begin":
            kept.append(HOLE)
        elif kind == "data" and not in_trans:
            kept.append(value)
    return "".join(kept)


def _trans(block: list[str], now: bool) -> bool:
    first = block[0] if block else ""
    return first in ("trans", "pluralize") or (now and first != "endtrans")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in UNREAD:
            self.unread.append(tag)
        if tag == "meta" and not _read_aloud(given):
            return
        for name in SPOKEN:
            self._check(given.get(name, ""), f"{tag} {name}=")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unread:
            self.unread.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self._check(data, "")

    def _check(self, text: str, where: str) -> None:
        words = set(WORD.findall(ATTRIBUTE.sub(" ", text))) - NAMES
        if words:
            self.found.append(where + " ".join(text.split()))


def _read_aloud(meta: dict[str, str]) -> bool:
    name = meta.get("name") or meta.get("property") or ""
    return name.rpartition(":")[2] in ("description", "title", "alt") and name not in UNREAD_META
