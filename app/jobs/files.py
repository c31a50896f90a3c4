"""A job's files: written and read piece by piece, sealed, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from app import keyring
from app.extensions import db
from app.jobs.models import Job, JobPart

# What was uploaded, and what the job made.
IN, OUT = "in", "out"
# Bytes of one piece: a row of this size is no burden to either database.
PIECE = 256 * 1024


def append(job_id: int, folder: str, content: bytes) -> None:
    """Add a piece at the end, in the current transaction."""
    last = db.session.scalar(
        sa.select(sa.func.max(JobPart.position)).where(
            JobPart.job_id == job_id, JobPart.folder == folder
        )
    )
    position = 0 if last is None else last + 1
    sealed = keyring.current().seal_bytes(content, bound_to=name_of(job_id, folder, position))
    db.session.execute(
        sa.insert(JobPart),
        [{"job_id": job_id, "folder": folder, "position": position, "content": sealed}],
    )


def read(job_id: int, folder: str) -> Iterator[bytes]:
    """The file, piece by piece, a short reading each. Empty where there is none."""
    position = 0
    while (found := piece(job_id, folder, position)) is not None:
        yield found
        position += 1


def piece(job_id: int, folder: str, position: int) -> bytes | None:
    """One piece of the file, opened; None behind the last."""
    sealed = db.session.scalar(
        sa.select(JobPart.content).where(
            JobPart.job_id == job_id, JobPart.folder == folder, JobPart.position == position
        )
    )
    if sealed is None:
        return None
    return keyring.current().open_bytes(sealed, bound_to=name_of(job_id, folder, position))


def clear(job_id: int, folder: str) -> None:
    """Delete the file."""
    gone = sa.delete(JobPart).where(JobPart.job_id == job_id, JobPart.folder == folder)
    db.session.execute(gone)


def clear_ended(campaign_id: int) -> None:
    """Delete every file of this campaign's jobs that have ended: somebody in them is erased."""
    ended = sa.select(Job.id).where(Job.campaign_id == campaign_id, Job.ended_at.is_not(None))
    db.session.execute(sa.delete(JobPart).where(JobPart.job_id.in_(ended)))


def has(job_id: int, folder: str) -> bool:
    """Whether there is such a file."""
    found = sa.select(JobPart.position).where(JobPart.job_id == job_id, JobPart.folder == folder)
    return db.session.scalar(found.limit(1)) is not None


def name_of(job_id: int, folder: str, position: int) -> bytes:
    """What a piece is bound to."""
    return f"job {job_id} {folder} {position}".encode()
