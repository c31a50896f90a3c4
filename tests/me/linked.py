"""The link to a person's own page, as their mail would carry it."""

from __future__ import annotations

from flask import current_app

from app.extensions import db
from app.me import links, tasks
from app.me.models import MeLink
from app.pledges.models import Signatory
from tests.support.client import Visitor
from tests.support.page import Page


def link_to(signatory: Signatory) -> str:
    """The path of a fresh link."""
    links.answer(signatory.email_canonical, signatory.campaign_id, locale="en")
    db.session.commit()
    made = db.session.query(MeLink).order_by(MeLink.id.desc()).first()
    assert made is not None
    return links.address(made).removeprefix(current_app.config["PUBLIC_URL"])


def ask(visitor: Visitor, email: str, **more: str) -> Page:
    """Ask as a person does, and let the worker do its errand."""
    page = visitor.post("/me/", {"email": email, **more})
    tasks.run_all()
    return page


def press(visitor: Visitor, path: str, do: str, *, status: int = 303, **fields: object) -> Page:
    """Press a button of the page, with the fields of its form as they stand, and these."""
    form = visitor.get(path).form(f'form:has(input[value="{do}"])')
    return visitor.post(path, {**form, **fields}, status=status)
