"""What a gateway says: what it is, and in which form it is fit to be kept (`private`)."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.letters.channels.face import Dispatch
from app.letters.cwc import private, text
from app.mail.line import without_addresses
from app.web import Reply

if TYPE_CHECKING:
    from lxml import etree

TAKEN_OUT = private.TAKEN_OUT
_MOST = 300
# What may stand before a page's first tag. Possessive: no second look at the same comment.
_PAGE = re.compile(
    r"(?>[\s\ufeff\x00]+|<!--.*?(?:-->|\Z)|<\?.*?\?>)*+"
    r"<(?:!doctype\s+html|html|head|body|title|meta|script|style|center|div|h1|p)\b",
    re.IGNORECASE | re.DOTALL,
)
# An error, or some in a list of them, in whichever namespace.
_ERROR = re.compile(
    r"<(?:[\w.-]+:)?(?:error[\s/>]|errors(?:\s[^<>]*)?(?<!/)>(?!\s*</))", re.IGNORECASE
)


def is_web_page(reply: Reply) -> bool:
    """Whether this is a page for people: no gateway's answer, but of something in between."""
    return _PAGE.match(_decoded(reply.content)) is not None


def tells_errors(reply: Reply) -> bool:
    """Whether there is an error in the XML or JSON of this answer, whatever its status."""
    if _ERROR.search(_decoded(reply.content)):
        return True
    try:
        return _has_errors(json.loads(_decoded(reply.content).strip("\ufeff")))
    except (ValueError, RecursionError):
        return False


def said(reply: Reply) -> str:
    """What the answer says: the texts of its XML or JSON, or all of it. May quote anything."""
    if is_web_page(reply):
        return "(a web page)"
    return "; ".join(_of_xml(reply.content) or _of_json(reply.content)) or reply.text


def fit_to_keep(words: str, dispatch: Dispatch, key: str | None) -> str:
    """`words` in one line of at most 300 characters, with nobody and no key in it."""
    kept = private.taken_out(words, dispatch, key)
    return without_addresses(kept, dispatch.constituent.email)[:_MOST]


def _decoded(content: bytes) -> str:
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if is_wide else "utf-8", "replace")


def _has_errors(value: object) -> bool:
    if isinstance(value, list):
        return any(map(_has_errors, value))
    if not isinstance(value, dict):
        return False
    return any(
        (bool(each) and name.lower().startswith("error")) or _has_errors(each)
        for name, each in value.items()
    )


def _of_xml(content: bytes) -> list[str]:
    from lxml import etree  # noqa: PLC0415 - whoever talks to no gateway does without

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
    return list(root.iter("{*}Error", "{*}error", "{*}ERROR")) or [root]


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
