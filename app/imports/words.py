"""What an import says of itself: what came of it, and each row that was left out."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from app.filters import number
from app.jobs.models import Job
from app.jobs.registry import JobFile


def header() -> tuple[str, str, str]:
    """The first line of the list of rows that were left out."""
    return (_("row"), _("what"), _("why"))


def wrong(words: list[str]) -> tuple[str, str]:
    """A row that cannot be read."""
    return (_("wrong"), " ".join(words))


def left(kind: str) -> tuple[str, str]:
    """A row whose person is `known`, or came `twice` in the file."""
    if kind == "known":
        return (_("known"), _("Signed already: left exactly as they are."))
    return (_("twice"), _("Stands in this file before: the first row holds."))


def say_result(job: Job) -> list[str]:
    """What came of it, or, of a check, what would come of it."""
    found = job.result
    if "rows" not in found:
        return []
    return [*_people(job.kind == "import_check", found["new"]), *_left_out(found)]


def name_file(job: Job) -> JobFile:
    """The list of rows that were left out."""
    slug = job.campaign.slug if job.campaign else "tutti"
    day = job.created_at.date().isoformat()
    return JobFile(f"{slug}-import-left-out-{day}.csv", "text/csv")


def _people(is_check: bool, new: int) -> list[str]:
    count = number(new)
    if is_check:
        words = ngettext(
            "%(count)s person would be imported. Nothing has been changed.",
            "%(count)s people would be imported. Nothing has been changed.",
            new,
            count=count,
        )
    else:
        words = ngettext(
            "%(count)s person imported.", "%(count)s people imported.", new, count=count
        )
    return [words]


def _left_out(found: dict[str, int]) -> list[str]:
    known, twice, wrong_rows = found["known"], found["twice"], found["wrong"]
    said = []
    if known:
        said.append(
            ngettext(
                "%(count)s has signed already and is left exactly as they are.",
                "%(count)s have signed already and are left exactly as they are.",
                known,
                count=number(known),
            )
        )
    if twice:
        said.append(
            ngettext(
                "%(count)s row repeats a person of the file.",
                "%(count)s rows repeat a person of the file.",
                twice,
                count=number(twice),
            )
        )
    if wrong_rows:
        said.append(
            ngettext(
                "%(count)s row cannot be read; the list says why.",
                "%(count)s rows cannot be read; the list says why.",
                wrong_rows,
                count=number(wrong_rows),
            )
        )
    return said
