"""The first rows of a file as the import would read them."""

from __future__ import annotations

from dataclasses import dataclass

from app.campaigns.models import Campaign
from app.imports import uploads
from app.imports.fields import NAMES
from app.imports.people import Person, Reader, RowWrong
from app.jobs.models import Job


@dataclass(frozen=True)
class PreviewRow:
    """One row: its number, what each field would hold, and what is wrong with it."""

    number: int
    cells: list[str]
    wrong: list[str]


def read(campaign: Campaign, job: Job) -> list[PreviewRow]:
    """The first rows, under the names of `fields_of`."""
    reader = Reader(campaign, job.params["mapping"], job.params.get("discipline", ""))
    width, names = job.params["width"], fields_of(job)
    return [_row(reader, at, row, width, names) for at, row in uploads.look(job).rows]


def fields_of(job: Job) -> list[str]:
    """The fields that something is said of, in our order."""
    said = {*job.params["mapping"], *(["discipline"] if job.params.get("discipline") else [])}
    return [each for each in NAMES if each in said]


def _row(reader: Reader, at: int, row: list[str], width: int, names: list[str]) -> PreviewRow:
    try:
        read = _words(reader.person(row, width))
    except RowWrong as wrong:
        typed = reader.cells(row)
        return PreviewRow(at, [typed[name] for name in names], wrong.words)
    return PreviewRow(at, [read[name] for name in names], [])


def _words(person: Person) -> dict[str, str]:
    signed = person.signature
    found = {name: str(getattr(signed, name, "") or "") for name in NAMES}
    day = person.signed_at
    return found | {
        "discipline": signed.discipline.name if signed.discipline else "ally",
        "also": "; ".join(each.name for each in signed.also),
        "craft": next(
            (
                craft.name
                for each in (signed.discipline, *signed.also)
                if each
                for craft in each.crafts
                if craft.id == signed.craft_id
            ),
            "",
        ),
        "visibility": signed.visibility.value,
        "updates": "yes" if signed.updates else "no",
        "signed_on": day.date().isoformat() if day else "",
    }
