"""How offices' holders, committees and districts are found, and how old what we know is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from app.congress import terms
from app.congress.models import (
    ActiveOffice,
    Committee,
    CommitteeSeat,
    CongressLoad,
    Dataset,
    LocalOffice,
    Member,
    ZipDistrict,
)
from app.congress.offices import Chamber
from app.extensions import db


def find_members(codes: Collection[str]) -> dict[str, Member]:
    """Who holds these offices, by office code. Who may have left since is left out.

    A term that ended before the present Congress began is not trusted: the data were
    loaded before. One that ended since is: appointed senators sit on beyond the date
    the file gives, until the file says otherwise.
    """
    began = terms.begins(terms.current())
    found = db.session.scalars(sa.select(Member).where(Member.office.in_(codes)))
    return {each.office: each for each in found if each.term_end > began}


def knows_members() -> bool:
    """Whether members are loaded for the present Congress: then no member means a vacancy."""
    loaded = db.session.get(CongressLoad, Dataset.MEMBERS)
    return loaded is not None and loaded.congress >= terms.current()


def first_held(chamber: Chamber) -> str | None:
    """The code of an office of this chamber whose holder is known; always the same one."""
    is_ours = Member.office.like(f"{chamber.value[0].upper()}%")
    return db.session.scalar(
        sa.select(Member.office)
        .where(is_ours, Member.term_end > terms.begins(terms.current()))
        .order_by(Member.office)
        .limit(1)
    )


def find_by_name(typed: str, *, limit: int) -> list[str]:
    """The codes of the offices whose holder's name has this in it, whatever its case."""
    pattern = "%" + re.sub(r"([\\%_])", r"\\\1", typed.strip().lower()) + "%"
    wanted = sa.func.lower(Member.name).like(pattern, escape="\\")
    found = sa.select(Member.office).where(wanted).order_by(Member.office).limit(limit)
    return list(db.session.scalars(found))


def list_committees() -> Sequence[Committee]:
    """Every committee and subcommittee that is loaded, by code."""
    return db.session.scalars(sa.select(Committee).order_by(Committee.code)).all()


def list_local_offices(code: str) -> Sequence[LocalOffice]:
    """The local offices of who holds this office, in the file's order."""
    return db.session.scalars(
        sa.select(LocalOffice).where(LocalOffice.office == code).order_by(LocalOffice.position)
    ).all()


def list_seats(codes: Collection[str], committees: Collection[str]) -> dict[str, list[str]]:
    """Which of these committees, by name, the holders of these offices sit on."""
    rows = db.session.execute(
        sa.select(CommitteeSeat.office, Committee.name)
        .join(Committee, Committee.code == CommitteeSeat.committee)
        .where(CommitteeSeat.office.in_(codes), CommitteeSeat.committee.in_(committees))
        .order_by(Committee.code)
    )
    seats: dict[str, list[str]] = {}
    for office, name in rows:
        seats.setdefault(office, []).append(name)
    return seats


def list_candidates(zip_code: str, day: dt.date) -> list[tuple[str, int]]:
    """(state, district) of every district this ZIP code reaches into on that day, in order."""
    rows = db.session.execute(
        sa.select(ZipDistrict.state, ZipDistrict.district, ZipDistrict.congress)
        .where(
            ZipDistrict.zip == zip_code,
            ZipDistrict.valid_from <= day,
            sa.or_(ZipDistrict.valid_to.is_(None), ZipDistrict.valid_to > day),
        )
        .order_by(ZipDistrict.state, ZipDistrict.district)
    ).all()
    newest = max((congress for _state, _district, congress in rows), default=0)
    return [(state, district) for state, district, congress in rows if congress == newest]


def list_zips(state: str, district: int, day: dt.date) -> list[str]:
    """Every ZIP code that reaches into this district on that day, by its newest lines."""
    rows = db.session.execute(
        sa.select(ZipDistrict.zip, ZipDistrict.congress)
        .where(
            ZipDistrict.state == state,
            ZipDistrict.district == district,
            ZipDistrict.valid_from <= day,
            sa.or_(ZipDistrict.valid_to.is_(None), ZipDistrict.valid_to > day),
        )
        .order_by(ZipDistrict.zip)
    ).all()
    newest = max((congress for _zip, congress in rows), default=0)
    return [zip_code for zip_code, congress in rows if congress == newest]


def knows_districts() -> bool:
    """Whether a table of ZIP codes' districts is loaded at all."""
    return db.session.get(CongressLoad, Dataset.DISTRICTS) is not None


def newest_lines(state: str) -> int:
    """The newest Congress whose districts of this state are in the table; 0 where none are."""
    newest = sa.select(sa.func.max(ZipDistrict.congress)).where(ZipDistrict.state == state)
    return db.session.scalar(newest) or 0


def list_loads() -> Sequence[CongressLoad]:
    """Every dataset that has been loaded, with its age."""
    return db.session.scalars(sa.select(CongressLoad).order_by(CongressLoad.dataset)).all()


def list_active(chamber: Chamber) -> Sequence[ActiveOffice]:
    """The offices of a chamber that take letters electronically, as far as its list is known."""
    return db.session.scalars(
        sa.select(ActiveOffice).where(ActiveOffice.chamber == chamber).order_by(ActiveOffice.code)
    ).all()


def is_active(chamber: Chamber, code: str) -> bool | None:
    """Whether the chamber lists this office as taking letters; None where no list is known."""
    if db.session.get(ActiveOffice, code) is not None:
        return True
    some = sa.select(ActiveOffice.code).where(ActiveOffice.chamber == chamber).limit(1)
    return None if db.session.scalar(some) is None else False
