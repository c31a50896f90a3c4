"""What there is to choose in a form about a signature, whoever fills it in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from flask_babel import gettext as _

from app.campaigns.models import Craft, Discipline
from app.pledges.models import Visibility


def crafts(
    disciplines: Iterable[Discipline], *, by: Callable[[Craft], str]
) -> dict[str, list[tuple[str, str]]]:
    """The crafts under the names of their disciplines, and none; `by` names one in the form."""
    known = {
        each.name: [(by(craft), craft.name) for craft in each.crafts]
        for each in disciplines
        if each.crafts
    }
    return {"": [("", _("none in particular"))], **known}


def by_number(craft: Craft) -> str:
    """A craft's name in a form where its slug might be that of another discipline's, too."""
    return str(craft.id)


def numbered_craft(
    known: Mapping[str, Discipline], named: Iterable[str], number: str | None
) -> Craft | None:
    """The craft of this number, if it is one of the disciplines that are named by their slugs."""
    found = (craft for slug in named if slug in known for craft in known[slug].crafts)
    return next((each for each in found if by_number(each) == number), None)


def visibilities() -> list[tuple[str, str]]:
    """What the public may see of a person."""
    return [
        (Visibility.CREDIT.value, _("Show my credit name")),
        (Visibility.INITIALS.value, _("Show only my initials")),
        (Visibility.HIDDEN.value, _("Count me, show nothing")),
    ]
