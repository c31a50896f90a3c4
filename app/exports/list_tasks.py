"""What the worker does for the public list: names, part by part, into a CSV or a PDF."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.campaigns.models import Campaign
from app.exports import cells, list_pdf, public_list
from app.exports.cells import Format
from app.exports.lines import ALLY
from app.exports.list_pdf import MOST_NAMES, Part
from app.exports.service import LIST_KIND
from app.extensions import db
from app.filters import number
from app.jobs import registry
from app.jobs.files import PIECE
from app.jobs.models import Job
from app.jobs.registry import JobFile, JobTrouble, Step
from app.pledges import counts

COLUMNS = ["discipline", "public_name", "people"]
MIMETYPES = {"pdf": "application/pdf", "csv": "text/csv"}


def init_app(app: Flask) -> None:
    """Let the worker make public lists."""
    told = {"title": _l("Public list"), "result": say_result, "file": name_file}
    registry.add(app, LIST_KIND, public, reads=True, **told)


def public(job: Job) -> Iterator[Step]:
    """Write the list that was asked for. A worker that takes it over begins again."""
    campaign_id = job.campaign_id or 0
    making = _pdf if job.params["format"] == "pdf" else _csv
    return making(campaign_id, dict(job.cursor))


def say_result(job: Job) -> list[str]:
    """What came of it."""
    if "shown" not in job.result:
        return []
    shown, hidden = job.result["shown"], job.result["hidden"]
    return [
        ngettext("%(count)s name.", "%(count)s names.", shown, count=number(shown)),
        ngettext(
            "%(count)s person counts without showing a name.",
            "%(count)s people count without showing a name.",
            hidden,
            count=number(hidden),
        ),
    ]


def name_file(job: Job) -> JobFile:
    """What the browser saves it as."""
    form = job.params["format"]
    slug = job.campaign.slug if job.campaign else "tutti"
    name = f"{slug}-public-list-{job.created_at.date().isoformat()}.{form}"
    return JobFile(name, MIMETYPES[form])


def _csv(campaign_id: int, at: dict[str, int]) -> Iterator[Step]:
    at = at or {"part": 0, "after": 0, "part_hidden": 0, "shown": 0, "hidden": 0, "bytes": 0}
    header = cells.header(COLUMNS, Format.CSV, bom=True) if not at["bytes"] else ""
    while True:
        campaign = db.session.get_one(Campaign, campaign_id)
        parts, total = public_list.sections(campaign), _total(campaign)
        if at["part"] >= len(parts):
            break
        part = parts[at["part"]]
        name = part.name if part else ALLY
        last, names = public_list.read(campaign, part, at["after"])
        shown = [each for each in names if each]
        at = at | {
            "after": last or 0,
            "shown": at["shown"] + len(shown),
            "hidden": at["hidden"] + len(names) - len(shown),
            "part_hidden": at["part_hidden"] + len(names) - len(shown),
        }
        rows = [(name, each, 1) for each in shown]
        if last is None:
            rows += [(name, "", at["part_hidden"])] if at["part_hidden"] else []
            at = at | {"part": at["part"] + 1, "part_hidden": 0}
        text = header + cells.text(COLUMNS, rows, Format.CSV)
        header = ""
        at = at | {"bytes": at["bytes"] + len(text.encode())}
        yield _step(at, total, text.encode())


def _pdf(campaign_id: int, at: dict[str, int]) -> Iterator[Step]:
    if at:  # only the last step, the whole file, leaves a mark
        return
    made: list[Part] = []
    at = {"shown": 0, "hidden": 0, "bytes": 0}
    for index in range(len(public_list.sections(db.session.get_one(Campaign, campaign_id)))):
        names: list[str] = []
        last: int | None = 0
        while last is not None:
            campaign = db.session.get_one(Campaign, campaign_id)
            part, total = public_list.sections(campaign)[index], _total(campaign)
            last, found = public_list.read(campaign, part, last)
            names += found
            shown = sum(1 for each in found if each)
            at = at | {"shown": at["shown"] + shown, "hidden": at["hidden"] + len(found) - shown}
            _fits(at["shown"])
            yield Step(at["shown"] + at["hidden"], total)
        made.append(Part(part, [each for each in names if each], names.count("")))
    campaign = db.session.get_one(Campaign, campaign_id)
    content = list_pdf.list_pdf(campaign, made)
    yield _step(at | {"bytes": len(content)}, at["shown"] + at["hidden"], content)


def _step(at: dict[str, int], total: int, content: bytes) -> Step:
    done = at["shown"] + at["hidden"]
    result = {"shown": at["shown"], "hidden": at["hidden"], "bytes": at["bytes"]}
    pieces = tuple(content[i : i + PIECE] for i in range(0, len(content), PIECE))
    return Step(done, max(total, done), at, result, pieces)


def _total(campaign: Campaign) -> int:
    found = counts.sums(campaign.id)
    return found["artists", ""] + found["allies", ""]


def _fits(shown: int) -> None:
    if shown > MOST_NAMES:
        raise JobTrouble(
            _(
                "There are more than %(most)s names: no paper holds them. Take the CSV instead.",
                most=number(MOST_NAMES),
            )
        )
