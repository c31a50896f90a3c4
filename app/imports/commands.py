"""`flask signatories import`: the same import as the panel's, from a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.campaigns.queries import CampaignUnknown
from app.database import reading, transaction
from app.extensions import db
from app.imports import tasks, uploads, words
from app.imports.table import TableTrouble
from app.jobs import engine, files
from app.jobs.models import Job, JobState

# Exit codes: done; not begun or broken off; done, with rows left out that cannot be read.
BROKEN, LEFT_OUT = 1, 3
SHOWN = 20
signatories = AppGroup("signatories", help="Those who signed.")


@signatories.command("import")
@click.argument("campaign_slug", metavar="CAMPAIGN")
@click.argument("file", metavar="FILE.csv", type=click.Path(exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Read the whole file and change nothing.")
@click.option("--discipline", default="", help="Of whom the file names none: a slug, or ally.")
@click.option("--left-out", type=click.Path(dir_okay=False), help="Write the rows left out here.")
def import_(
    campaign_slug: str, file: str, dry_run: bool, discipline: str, left_out: str | None
) -> None:
    """Import people from FILE.csv; known ones are left as they are, nobody is written to.

    The columns are recognised by their names (first name, last name, email, zip, country,
    credit name, discipline …, in English or Spanish). Ends with 0, or with 1 where nothing
    could be imported, or with 3 where some rows could not be read.
    """
    job_id = _take_in(campaign_slug, Path(file), discipline)
    try:
        done_id = _check(job_id)
        if not dry_run:
            done_id = _begin(job_id, done_id)
        wrong = _tell(done_id, left_out)
    finally:
        _forget(job_id)
    if wrong:
        sys.exit(LEFT_OUT)


def _take_in(slug: str, path: Path, discipline: str) -> int:
    with transaction():
        campaign = _campaign(slug)
        job = Job(kind=tasks.KIND, campaign_id=campaign.id, state=JobState.DRAFT, params={})
        db.session.add(job)
        db.session.flush()
        with path.open("rb") as stream:
            try:
                uploads.take_in(job, uploads.pieces_of(stream))
            except TableTrouble as trouble:
                raise click.ClickException(str(trouble)) from trouble
        missing = uploads.missing(job.params["mapping"])
        if missing:
            said = ", ".join(missing)
            raise click.ClickException(f"The file names no column for: {said}.")
        known = {each.slug for each in campaign.disciplines} | {"", "ally"}
        if discipline not in known:
            raise click.ClickException(f"{slug} has no discipline {discipline!r}.")
        uploads.name_columns(job, job.params["mapping"], discipline)
        return job.id


def _campaign(slug: str) -> Campaign:
    try:
        return campaigns.get_any(slug)
    except CampaignUnknown:
        raise click.ClickException(f"There is no campaign {slug!r}.") from None


def _check(upload: int) -> int:
    with transaction():
        job = db.session.get_one(Job, upload)
        params = uploads.asked(job)
        check = Job(
            kind=tasks.CHECK, campaign_id=job.campaign_id, state=JobState.DRAFT, params=params
        )
        db.session.add(check)
        db.session.flush()
        check_id = check.id
    return _do(check_id, "Checking")


def _begin(upload: int, check: int) -> int:
    with transaction():
        job = db.session.get_one(Job, upload)
        job.params = {**job.params, "rows": db.session.get_one(Job, check).result["rows"]}
    return _do(upload, "Importing")


def _do(job_id: int, what: str) -> int:
    """Do it here and now, with a line that moves. Raises click.ClickException."""

    def tick() -> None:
        if sys.stderr.isatty():
            with reading():
                job = db.session.get_one(Job, job_id)
                of = f" of {job.total:,}" if job.total else ""
                click.echo(f"\r{what}: {job.done:,}{of} rows", err=True, nl=False)

    engine.do_now(job_id, tick)
    if sys.stderr.isatty():
        click.echo("", err=True)
    with reading():
        job = db.session.get_one(Job, job_id)
        if job.state != JobState.DONE:
            raise click.ClickException(job.trouble or "It was stopped.")
    return job_id


def _tell(job_id: int, left_out: str | None) -> int:
    with reading():
        job = db.session.get_one(Job, job_id)
        for each in words.say_result(job):
            click.echo(each)
        said = b"".join(files.read(job_id, files.OUT))
        if left_out:
            Path(left_out).write_bytes(said)
        else:
            lines = said.decode("utf-8-sig").splitlines()
            for line in lines[: SHOWN + 1]:
                click.echo(line, err=True)
            if len(lines) > SHOWN + 1:
                click.echo("… (all of them: --left-out FILE)", err=True)
        return int(job.result["wrong"])


def _forget(job_id: int) -> None:
    """The file stays where it came from, and nowhere else."""
    with transaction():
        files.clear(job_id, files.IN)
