"""Markdown that organizers write, to HTML that is safe to show."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

# No images (a third party would learn who reads), no raw HTML, and the page's h1 is its own.
TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "h2", "h3", "hr"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto"}

_markdown = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(
    ["smartquotes", "replacements"]
)


@lru_cache(maxsize=256)
def html(markdown: str) -> Markup:
    """Render CommonMark. HTML in it is shown as text; links open no door back to us."""
    rendered = _markdown.render(markdown)
    return Markup(  # noqa: S704  # sanitised in this very expression
        nh3.clean(
            rendered,
            tags=TAGS,
            attributes=ATTRIBUTES,
            url_schemes=SCHEMES,
            link_rel="noopener noreferrer",
        )
    )
