"""A gateway's own words, fit to be kept: in one line, without keys, addresses or persons."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from lxml import etree

from app.letters.channels.face import Dispatch
from app.letters.cwc import text
from app.mail.line import without_addresses
from app.web import Reply

TAKEN_OUT = "(…)"
_MOST = 300
# libxml2 quotes the value it refuses.
_QUOTED_VALUE = re.compile(r"\bvalue '.*?'(?=$|\s|[.,;])", re.DOTALL)
_KEY = re.compile(r"(api_?key[\"']?\s*[=:]\s*[\"']?)[^\s&\"'<>]+", re.IGNORECASE)
_HTML = re.compile(rb"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)


def is_web_page(reply: Reply) -> bool:
    """Whether this is a page for people: no gateway's answer, but of something in between."""
    return _HTML.match(reply.content) is not None


def said(reply: Reply) -> str:
    """What the answer says: the texts of its XML or JSON, or all of it. May quote anything."""
    if is_web_page(reply):
        return "(a web page)"
    return "; ".join(_of_xml(reply.content) or _of_json(reply.content)) or reply.text


def fit_to_keep(words: str, dispatch: Dispatch, key: str | None) -> str:
    """`words` in one line of at most 300 characters, with nobody and no key in it."""
    for each in _forms(key) if key else ():
        words = words.replace(each, TAKEN_OUT)
    words = _KEY.sub(rf"\1{TAKEN_OUT}", words)
    words = _QUOTED_VALUE.sub(f"value {TAKEN_OUT}", words)
    for private in _private(dispatch):
        there = rf"(?<!\w){re.escape(private)}(?!\w)"
        words = re.sub(there, TAKEN_OUT, words, flags=re.IGNORECASE)
    return without_addresses(words, dispatch.constituent.email)[:_MOST]


def _forms(key: str) -> tuple[str, ...]:
    return key, quote(key, safe=""), quote_plus(key)


def _private(dispatch: Dispatch) -> list[str]:
    """What was typed, the longest first, as it is and as it travels."""
    who = dispatch.constituent
    person = (who.email, who.phone, who.first_name, who.last_name, who.street, who.city, who.zip)
    typed = {*person, dispatch.subject, dispatch.message, dispatch.statement}
    typed |= {text.line(each) for each in typed}
    return sorted(filter(str.strip, typed), key=len, reverse=True)


def _of_xml(content: bytes) -> list[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(content.strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return []
    found = (
        text.line(etree.tostring(each, method="text", encoding="unicode", with_tail=False))
        for each in _errors(root)
    )
    return [each for each in found if each]


def _errors(root: etree._Element) -> list[etree._Element]:
    return list(root.iter("Error", "error")) or [root]


def _of_json(content: bytes) -> list[str]:
    try:
        return list(_strings(json.loads(content)))
    except (ValueError, RecursionError):
        return []


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield text.line(value)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from (f"{name}: {told}" for told in _strings(each))
