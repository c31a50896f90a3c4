"""The public list on paper, set by Typst: a part per discipline, in its colour."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from flask_babel import force_locale, format_date, ngettext
from flask_babel import gettext as _

import config
from app import clock
from app.campaigns.colour import discipline_hex
from app.campaigns.models import Campaign, Discipline
from app.filters import number
from app.letters.pdf import cleaned, typst_fonts, typst_language

TEMPLATE = config.ROOT / "templates" / "typst" / "list.typ"
# More names make no paper that anybody reads, and the whole of it must fit into memory.
MOST_NAMES = 10_000


@dataclass(frozen=True)
class Part:
    """One discipline, or the allies: shown names, and how many show none."""

    discipline: Discipline | None
    names: list[str]
    hidden: int


@dataclass(frozen=True)
class _Set:
    """A part in words, as the template takes it."""

    name: str
    number: str
    names: list[str]
    hidden: str
    colour: str


def list_pdf(campaign: Campaign, parts: list[Part]) -> bytes:
    """The whole list, in the campaign's language."""
    with force_locale(campaign.language):
        data = cleaned(_data(campaign, parts))
    # 7 MB in every process that has it, and not all make such files.
    import typst  # noqa: PLC0415

    made = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=typst_fonts(),
        format="pdf",
        # Whole seconds: Typst takes no others.
        timestamp=clock.now().replace(microsecond=0),
        sys_inputs={"list": json.dumps(data, ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def _data(campaign: Campaign, parts: list[Part]) -> dict[str, object]:
    artists = sum(len(each.names) + each.hidden for each in parts if each.discipline)
    today = format_date(clock.now(), "long")
    return {
        "campaign": campaign.title,
        "headline": campaign.headline,
        "language": typst_language(campaign.language),
        "number": number(artists),
        "artists": ngettext("artist has signed", "artists have signed", artists),
        "as_of": _("As of %(day)s", day=today),
        "once": _(
            "Each person stands here once, under the discipline they named first, by the name "
            "they chose to show. Allies stand apart and are in no artists’ number."
        ),
        "page": _("Page {page} of {pages}"),
        "parts": [asdict(_set(each)) for each in parts if each.names or each.hidden],
    }


def _set(part: Part) -> _Set:
    count = len(part.names) + part.hidden
    hidden = ngettext(
        "and %(count)s who counts without showing a name",
        "and %(count)s who count without showing a name",
        part.hidden,
        count=number(part.hidden),
    )
    return _Set(
        name=part.discipline.name if part.discipline else _("Allies"),
        number=number(count),
        names=sorted(part.names, key=str.casefold),
        hidden=hidden if part.hidden else "",
        colour=discipline_hex(part.discipline.hue, "light") if part.discipline else "#5d5560",
    )
