"""Loading what is known of Congress: read, check all of it, then write all of it at once.

Nothing changes unless every file that is there is whole. Where two are at it (a command
and the worker), the later one writes the same again.
"""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from app.congress import parsing, tables
from app.congress.online import PATIENT, Limits, Online
from app.congress.parsing import WHOLE, Whole
from app.congress.sources import Folder, NothingThere, Source, Step
from app.congress.tables import Written
from app.database import transaction

# The value of CONGRESS_DATA with which nothing is loaded by itself.
OFF = "off"


def choose(where: str | None, limits: Limits = PATIENT) -> Source | None:
    """What CONGRESS_DATA or --from names: a folder, or the address of a mirror.

    None names the official addresses, "off" nothing at all.
    """
    if where == OFF:
        return None
    if where is None:
        return Online(limits=limits)
    if where.startswith(("https://", "http://")):
        return Online(where, limits=limits)
    return Folder(Path(where).expanduser())


def load(source: Source, *, whole: Whole = WHOLE, step: Step = lambda _what: None) -> Written:
    """Load every dataset that `source` has, calling `step` with what is being done.

    Raises NothingThere, and BrokenData when a file is not whole: then nothing changed.
    """
    gathered = source.gather(step)
    if current_app.config["DELIVERY_MODE"] != "rehearsal":
        gathered.active.clear()
        if not gathered.files:
            raise NothingThere("lists of offices are read from a folder in rehearsal only")
    parsed = parsing.parse(gathered, whole=whole, step=step)
    step("writing")
    with transaction():
        written = tables.replace(parsed)
    written.missing = {**gathered.missing, **written.missing}
    written.notes = [*gathered.notes, *written.notes]
    return written
