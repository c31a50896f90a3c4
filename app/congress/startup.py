"""What `flask setup` does about Congress: load it when it can, quickly, and say so in one line."""

from __future__ import annotations

from flask import current_app

from app.congress import loading, offices, queries
from app.congress.models import Dataset
from app.congress.online import Limits
from app.congress.records import BrokenData
from app.congress.sources import Folder, NothingThere, Source
from app.congress.status import called
from app.database import reading

# Nobody waits for a start because a machine far away is slow.
LIMITS = Limits(silence=3, in_all=8, give_up=True)
LATER = ".venv/bin/flask congress load"
# What the line tells of; committees follow the members.
TOLD = (Dataset.MEMBERS, Dataset.LOCAL_OFFICES, Dataset.DISTRICTS)


def prepare() -> str:
    """Load what is not there yet, where that can be done; one line for the operator."""
    where = current_app.config["CONGRESS_DATA"]
    source = loading.choose(where, LIMITS)
    if source is None:
        return _line(why="CONGRESS_DATA is off", later=f"{LATER} --from DIR")
    if not _wants(source):
        return _line()
    try:
        written = loading.load(source)
    except (BrokenData, NothingThere) as error:
        return _line(why=str(error))
    whys = [written.missing[each] for each in TOLD if each in written.missing]
    return _line(why=whys[0] if whys else "", origin="CONGRESS_DATA" if where else source.name)


def _wants(source: Source) -> bool:
    """Whether nothing is loaded yet, or a folder has something that is not."""
    loaded = set(_rows())
    more = source.datasets() - loaded if isinstance(source, Folder) else set()
    return not loaded or bool(more)


def _line(*, why: str = "", origin: str = "", later: str = LATER) -> str:
    rows = _rows()
    counts = [f"{rows[each]:,} {called(each)}" for each in TOLD if each in rows]
    if Dataset.MEMBERS not in rows:
        counts.insert(0, f"the {len(offices.all_offices())} offices are built in")
    has = ", ".join(counts)
    lacks = ", ".join(f"no {called(each)}" for each in TOLD if each not in rows)
    if not lacks:
        return f"Congress: {has}{f' (from {origin})' if origin else ''}."
    return f"Congress: {has}; {lacks}{f' ({why})' if why else ''}. Later: {later}"


def _rows() -> dict[Dataset, int]:
    with reading():
        return {Dataset(each.dataset): each.rows for each in queries.list_loads()}
