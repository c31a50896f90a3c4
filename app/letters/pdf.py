"""Letters on paper: US letter size, fit for a window envelope, set by Typst.

A letter by post carries its writer's name and address, which no other way puts into the
text: paper has no other place for them. Everything goes to Typst as data; the templates
are the only Typst source there is.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING

from flask_babel import force_locale
from flask_babel import gettext as _

import config
from app import filters, fonts
from app.campaigns.colour import discipline_hex
from app.letters.channels.face import Dispatch
from app.letters.recipients import Recipient
from app.letters.sender import sender_lines, sender_name

if TYPE_CHECKING:
    import typst

TEMPLATE = config.ROOT / "templates" / "typst" / "letter.typ"
# Every office of a chamber has the chamber's own ZIP code.
_POST_OFFICES = {
    "senate": ("United States Senate", "Washington, DC 20510"),
    "house": ("U.S. House of Representatives", "Washington, DC 20515"),
}
_CITY = re.compile(r",?\s*(Washington,?\s+D\.?\s?C\.?\s+(\d{5}(?:-\d{4})?))\s*$", re.IGNORECASE)
# No line holds a longer word: it may be broken anywhere.
_LONGEST_WORD = 60
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
_LINE_BREAK = re.compile("\r\n|[\r\u2028\u2029]")


@dataclass(frozen=True)
class Sheet:
    """One letter as it is set, in words for its own language.

    The first line of `sender` is the writer's name. `colour` is their discipline's, as
    #rrggbb, or "". `page` holds {page} and {pages}.
    """

    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    date: str
    subject: str
    text: str
    closing: str
    page: str
    language: str
    colour: str = ""


@dataclass(frozen=True)
class CoverRow:
    """How many letters of one discipline; `number` is `count` for reading."""

    name: str
    count: int
    number: str
    colour: str


@dataclass(frozen=True)
class Cover:
    """The sheet on top of an office's letters, in words for its own language."""

    campaign: str
    headline: str
    holder: str
    seat: str
    number: str
    letters: str
    rows: tuple[CoverRow, ...]
    notes: tuple[str, ...]
    language: str = "en"


def sheet(dispatch: Dispatch, *, language: str = "en", hue: int | None = None) -> Sheet:
    """A dispatch as it is set on paper; `hue` is that of the writer's discipline."""
    who = dispatch.constituent
    with force_locale(language):
        return Sheet(
            sender=(sender_name(who), *sender_lines(who)),
            recipient=recipient_lines(dispatch.recipient),
            date=filters.long_date(dispatch.written_on),
            subject=dispatch.subject,
            text=dispatch.text,
            closing=_("Respectfully,"),
            page=_("Page {page} of {pages}"),
            language=typst_language(language),
            colour="" if hue is None else discipline_hex(hue, "light"),
        )


def recipient_lines(recipient: Recipient) -> tuple[str, ...]:
    """Where it is posted to: the holder or the seat, the chamber, and its address, by line."""
    if not recipient.chamber:
        parts = re.split(r"\s*[\n;]\s*", recipient.address.strip())
        return tuple(each for each in (recipient.called, *parts) if each)
    chamber, city = _POST_OFFICES[recipient.chamber]
    address = " ".join(recipient.address.split())
    found = _CITY.search(address)
    building = address[: found.start()] if found else address
    city = f"Washington, DC {found[2]}" if found else city
    return tuple(each for each in (recipient.called, chamber, building, city) if each)


def letter_pdf(sheets: Sequence[Sheet], *, cover: Cover | None = None) -> bytes:
    """One or several letters, each beginning on a page of its own. The same bytes every time.

    The characters nobody's font on this machine can draw are shown as empty boxes.
    """
    data = {
        "title": _clean(cover.campaign if cover else sheets[0].subject),
        "cover": cleaned(asdict(cover)) if cover else None,
        "sheets": [cleaned(asdict(each)) for each in sheets],
    }
    # 7 MB in every process that has it, and not all make such files.
    import typst  # noqa: PLC0415

    made = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=typst_fonts(),
        format="pdf",
        # Given, so that no file tells when it was made, and the same letter is the same file.
        timestamp=dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
        sys_inputs={"letters": json.dumps(data, ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


@cache
def typst_fonts() -> typst.Fonts:
    """Ours first; behind them whatever the system has, for scripts and emoji ours lack."""
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=True, font_paths=list(fonts.FOLDERS))


def typst_language(language: str) -> str:
    """Two letters are what Typst knows a language by: "pt-BR" -> "pt"."""
    return language[:2].lower()


def cleaned(value: object) -> object:
    """All text in it without control characters; overlong words may be broken."""
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, list | tuple):
        return [cleaned(each) for each in value]
    if isinstance(value, dict):
        return {key: cleaned(each) for key, each in value.items()}
    return value


def _clean(text: str) -> str:
    """Without control characters and lone surrogates; overlong words may be broken."""
    text = _CONTROL.sub("", _LINE_BREAK.sub("\n", text)).replace("\t", "    ")
    return re.sub(rf"(\S{{{_LONGEST_WORD}}})(?=\S)", "\\1\u200b", text)
