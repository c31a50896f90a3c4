"""A page as a test reads it, and the rules of the house that every page keeps."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

# Fields a person neither sees nor fills in.
UNSEEN = ("hidden", "submit", "button", "reset", "image")
FIELDS = frozenset({"input", "select", "textarea"})
# What fetches something by itself, as a link that is followed does not.
FETCHING = frozenset(
    {"link", "script", "img", "source", "iframe", "video", "audio", "use", "image"}
)
# A script element of another type is text the browser does not run.
NOT_RUN = ("application/ld+json",)


class Page:
    """An answer: status, headers, and the parsed HTML where it is HTML."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.location = response.headers.get("Location")
        self.body = response.get_data()
        self.is_html = response.mimetype == "text/html"
        self.soup = BeautifulSoup(self.body if self.is_html else b"", "html.parser")

    @property
    def html(self) -> str:
        return self.body.decode()

    @property
    def text(self) -> str:
        """What the page says, blanks folded; `html` keeps them."""
        return " ".join(self.soup.get_text(" ").split())

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def title(self) -> str:
        return self.soup.title.get_text().strip() if self.soup.title else ""

    @property
    def heading(self) -> str:
        return " ".join(self.one("h1").get_text(" ").split())

    def all(self, css: str) -> list[Tag]:
        return list(self.soup.select(css))

    def one(self, css: str) -> Tag:
        found = self.soup.select(css)
        assert len(found) == 1, f"expected one {css!r}, found {len(found)}"
        return found[0]

    def form(self, css: str = "form[method=post]") -> dict[str, str | list[str]]:
        """The form's fields as a browser would send them now, untouched."""
        sent: dict[str, str | list[str]] = {}
        for field in self.one(css).select("input[name], select[name], textarea[name]"):
            for value in _values(field):
                _add(sent, str(field["name"]), value)
        return sent


def _values(field: Tag) -> list[str]:
    if field.has_attr("disabled"):
        return []
    if field.name == "textarea":
        # The first line break is not part of the text; WTForms writes it as two characters.
        return [field.get_text().replace("\r\n", "\n").removeprefix("\n")]
    if field.name == "select":
        options = field.select("option")
        chosen = [option for option in options if option.has_attr("selected")]
        if not chosen and not field.has_attr("multiple"):
            chosen = options[:1]
        return [str(option.get("value", option.get_text())) for option in chosen]
    kind = field.get("type", "text")
    if kind in ("submit", "button", "reset", "image", "file"):
        return []
    if kind in ("checkbox", "radio") and not field.has_attr("checked"):
        return []
    return [str(field.get("value", "on" if kind in ("checkbox", "radio") else ""))]


def _add(sent: dict[str, str | list[str]], name: str, value: str) -> None:
    held = sent.get(name)
    if held is None:
        sent[name] = value
    elif isinstance(held, list):
        held.append(value)
    else:
        sent[name] = [held, value]


def broken_rules(page: Page, *, public_url: str) -> list[str]:
    """The rules of the house this HTML page breaks, in words; none is the answer we want."""
    # Every page of every test comes through here: one walk, and no search per rule or field.
    tags = [each for each in page.soup.descendants if isinstance(each, Tag)]
    html = next((tag for tag in tags if tag.name == "html"), None)
    headings = sum(tag.name == "h1" for tag in tags)
    broken = []
    if headings != 1:
        broken.append(f"{headings} h1 elements, expected one")
    if not page.title:
        broken.append("no title")
    if html is None or not html.get("lang"):
        broken.append("html has no lang")
    broken += _repeated_ids(tags)
    broken += _unlabelled(tags)
    broken += _inline(tags)
    broken += _foreign(tags, public_url)
    if "Content-Security-Policy" not in page.headers:
        broken.append("no Content-Security-Policy header")
    return broken


def _repeated_ids(tags: list[Tag]) -> list[str]:
    counted = Counter(str(tag["id"]) for tag in tags if tag.has_attr("id"))
    return [f"id {name!r} stands {times} times" for name, times in counted.items() if times > 1]


def _unlabelled(tags: list[Tag]) -> list[str]:
    broken = []
    labels: dict[str, list[Tag]] = defaultdict(list)
    by_id: dict[str, Tag] = {}
    for tag in tags:
        if tag.name == "label" and tag.has_attr("for"):
            labels[str(tag["for"])].append(tag)
        if tag.has_attr("id"):
            by_id.setdefault(str(tag["id"]), tag)
    for field in tags:
        if field.name not in FIELDS or field.get("type") in UNSEEN or field.get("aria-label"):
            continue
        pointing = labels.get(str(field["id"]), []) if field.get("id") else []
        around = field.find_parent("label")
        named = [by_id.get(ref) for ref in str(field.get("aria-labelledby", "")).split()]
        if not any(tag.get_text().strip() for tag in [*pointing, around, *named] if tag):
            broken.append(f"field {field.get('name')!r} has no label")
    return broken


def _inline(tags: list[Tag]) -> list[str]:
    broken = []
    for tag in tags:
        if tag.name == "style":
            broken.append("a style element")
        if tag.name == "script" and not tag.has_attr("src") and tag.get("type") not in NOT_RUN:
            broken.append("an inline script")
        for name, value in tag.attrs.items():
            if name == "style" or name.startswith("on"):
                broken.append(f"{tag.name} has an inline {name}")
            elif str(value).strip().lower().startswith("javascript:"):
                broken.append(f"{tag.name} has a javascript: address")
    return broken


def _foreign(tags: list[Tag], public_url: str) -> list[str]:
    ours = urlsplit(public_url).netloc
    broken = []
    for tag in tags:
        if tag.name not in FETCHING:
            continue
        for name in ("src", "href", "srcset", "poster", "xlink:href"):
            for address in str(tag.get(name, "")).split(","):
                host = urlsplit(address.strip().split(" ")[0]).netloc
                if host and host != ours:
                    broken.append(f"{tag.name} {name} asks another host: {host}")
    return broken
