"""The card that stands for a campaign where its link is shared: 1200 by 630 px, set by Typst.

What is on it comes in ready, in the reader's language, and goes to Typst as
data: the template is the only Typst source there is.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING

import config
from app import fonts
from app.campaigns.colour import discipline_hex
from app.campaigns.score import Card, Line, standalone_svg
from app.campaigns.staff import Time

if TYPE_CHECKING:
    import typst

WIDTH, HEIGHT = 1200, 630
# The score fills the card's foot, from edge to edge.
PICTURE = Card(width=WIDTH, height=236, bar=944)
TEMPLATE = config.ROOT / "templates" / "typst" / "share.typ"
COLOURS = {"ground": "#121016", "paper": "#f6f1e7", "quiet": "#b9b1a6"}
# A card is about 100 KB: at most some 6 MB in each process.
MOST_KEPT = 64
# A word longer than this may be broken anywhere: no line of the card holds it.
LONGEST_WORD = 28
# What the card's fonts cannot draw: control characters, lone surrogates, emoji.
UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]+"
)

_kept: OrderedDict[str, bytes] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class ShareCard:
    """What a card shows. `picture` comes from `picture`; `hue` colours a discipline's title."""

    title: str
    headline: str
    count: str
    date: str
    everyone: str
    picture: str
    hue: int | None = None
    language: str = "en"


def picture(lines: Sequence[Line], *, opens: dt.date, day: dt.date, today: dt.date) -> str:
    """The score for a card, as SVG."""
    return standalone_svg(lines, time=Time(opens, day, today), card=PICTURE)


def png(card: ShareCard) -> bytes:
    """The card as PNG. The last `MOST_KEPT` different ones are kept in this process.

    One is set at a time: many readers of a link that has just been shared wait
    for the one picture instead of each making it.
    """
    data = _data(card)
    key = hashlib.sha256(data.encode()).hexdigest()
    with _lock:
        if key not in _kept:
            _kept[key] = _set(data)
            if len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
        _kept.move_to_end(key)
        return _kept[key]


def _set(data: str) -> bytes:
    # 7 MB in every process that has it, and not all make such files.
    import typst  # noqa: PLC0415

    image = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=_fonts(),
        format="png",
        ppi=72.0,
        sys_inputs={"card": data},
    )
    if not isinstance(image, bytes):
        raise TypeError("a share card has one page")
    return image


@cache
def _fonts() -> typst.Fonts:
    """The card's own fonts and those within Typst: the same picture on every machine."""
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=False, font_paths=list(fonts.FOLDERS))


def _data(card: ShareCard) -> str:
    fields = asdict(card)
    hue = fields.pop("hue")
    for name in ("title", "headline", "count", "date", "everyone"):
        fields[name] = _printable(fields[name])
    fields["headline"] = _breakable(fields["headline"])
    fields["language"] = card.language[:2].lower()
    fields["accent"] = COLOURS["quiet"] if hue is None else discipline_hex(hue, "dark")
    return json.dumps(fields | COLOURS, ensure_ascii=False, sort_keys=True)


def _printable(text: str) -> str:
    """One line; never empty, because Typst cannot fit nothing."""
    return " ".join(UNPRINTABLE.sub(" ", text).split()) or "\u00a0"


def _breakable(text: str) -> str:
    """Words beyond `LONGEST_WORD` in pieces, which the template's fitting takes for words."""
    return re.sub(rf"(\S{{{LONGEST_WORD}}})(?=\S)", r"\1 ", text)
