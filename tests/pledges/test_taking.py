"""The INSERT that looks whether what a signature names still stands."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign, Discipline
from app.extensions import db
from app.pledges import rows, service, taking
from app.pledges.models import Signatory
from app.pledges.signature import Signature


def test_a_discipline_that_was_just_merged_is_followed(app: Flask, campaign: Campaign) -> None:
    old, new = campaign.disciplines[:2]
    merged = sa.update(Discipline).where(Discipline.id == old.id).values(merged_into_id=new.id)
    db.session.execute(merged.execution_options(synchronize_session=False))
    signature = Signature("Zora", "Hurston", "zora@example.org", "US", "90012", old)

    assert taking.take(rows.row_of(campaign, signature)) is None
    signed = service.sign_pledge(campaign, signature)

    assert db.session.get_one(Signatory, signed.signatory_id).discipline_id == new.id


def test_a_new_row_has_the_values_it_is_not_given(app: Flask, campaign: Campaign) -> None:
    signature = Signature("Zora", "Hurston", "zora@example.org", "US", "90012", None)

    signatory_id = taking.take(rows.row_of(campaign, signature))

    row = db.session.get_one(Signatory, signatory_id)
    assert (row.imported, row.resent, row.shadow) == (False, 0, "")
