"""What the open data about Congress are, file by file, and how they are read from a folder.

Not in here: what stands in the files, and the official addresses (`online`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from app.congress import districts, terms
from app.congress.models import Dataset
from app.congress.records import BrokenData, File

FILES = {
    Dataset.MEMBERS: ("legislators-current.json",),
    Dataset.LOCAL_OFFICES: ("legislators-district-offices.json",),
    Dataset.COMMITTEES: ("committees-current.json", "committee-membership-current.json"),
}
ACTIVE_LISTS = ("house-active-offices*.json", "senate-active-offices*.json")
# The last Congress whose table the Census Bureau is known to have published.
KNOWN_TABLE = 119
Step = Callable[[str], object]


class NothingThere(LookupError):
    """Not one dataset could be read; the message says why, without a path."""


@dataclass
class Gathered:
    """What a source had. `missing` says of each other dataset why it is not here."""

    source: str
    files: dict[Dataset, tuple[File, ...]] = field(default_factory=dict)
    active: list[File] = field(default_factory=list)
    missing: dict[Dataset, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class Source(Protocol):
    name: str

    def gather(self, step: Step) -> Gathered:
        """Read every dataset there is, calling `step` with each. Raises NothingThere."""
        ...

    def changed_since(self, moment: dt.datetime) -> bool:
        """Whether there may be something that was not there at `moment`."""
        ...


class Folder:
    """Files on this machine; of the tables of districts the best one counts."""

    name = "the folder"

    def __init__(self, path: Path) -> None:
        self._path = path

    def gather(self, step: Step) -> Gathered:
        gathered = Gathered(self.name)
        for dataset, names in FILES.items():
            step(names[0])
            if wanting := [name for name in names if not self._has(name)]:
                gathered.missing[dataset] = f"{wanting[0]} is not there"
            else:
                gathered.files[dataset] = tuple(self._read(name) for name in names)
        step("ZIP districts")
        self._gather_districts(gathered)
        for pattern in ACTIVE_LISTS:
            # The last by name bears the latest day.
            gathered.active += [self._read(each.name) for each in self._all(pattern)[-1:]]
        if not gathered.files and not gathered.active:
            raise NothingThere(self._why_nothing())
        return gathered

    def datasets(self) -> set[Dataset]:
        """What could be loaded from here."""
        found = {each for each, names in FILES.items() if all(map(self._has, names))}
        return found | ({Dataset.DISTRICTS} if self._tables() else set())

    def changed_since(self, moment: dt.datetime) -> bool:
        """Files that stay as they are must grow old in the eyes of who asks for their age."""
        try:
            times = [each.stat().st_mtime for each in self._path.iterdir()]
        except OSError:
            return False
        return any(each > moment.timestamp() for each in times)

    def _gather_districts(self, gathered: Gathered) -> None:
        tables = self._tables()
        if not tables:
            name = districts.census_file(KNOWN_TABLE)
            gathered.missing[Dataset.DISTRICTS] = f"neither {name} nor {districts.ZCCD} is there"
            return
        gathered.files[Dataset.DISTRICTS] = (self._read(tables[0]),)
        gathered.notes += [f"{tables[0]} is used, {each} is left aside" for each in tables[1:]]

    def _tables(self) -> list[str]:
        """The tables of districts, the best first: the newest, and the Census Bureau's own."""
        names = [each.name for each in self._all("tab20_*")]
        found = [(districts.census_congress(name), True, name) for name in names]
        if self._has(districts.ZCCD):
            found.append((districts.ZCCD_CONGRESS, False, districts.ZCCD))
        # A table of the next Congress is no use before it sits.
        tables = [(each[0] <= terms.current(), *each) for each in found if each[0] is not None]
        return [name for *_, name in sorted(tables, reverse=True)]

    def _has(self, name: str) -> bool:
        try:
            return (self._path / name).exists()
        except OSError:
            return False

    def _all(self, pattern: str) -> list[Path]:
        return sorted(self._path.glob(pattern))

    def _read(self, name: str) -> File:
        try:
            return File(name, (self._path / name).read_bytes(), name)
        except OSError as error:
            raise BrokenData(name, "", f"cannot be read ({error.strerror})") from None

    def _why_nothing(self) -> str:
        if not self._path.is_dir():
            return "there is no such folder"
        wanted = [name for names in FILES.values() for name in names]
        return f"none of the files is in the folder: {', '.join([*wanted, districts.ZCCD])}"
