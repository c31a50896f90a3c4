"""Merging disciplines and crafts: every name and address leads on."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.audit.models import AuditEntry
from app.campaigns import disciplines, merging
from app.campaigns.disciplines import Words
from app.campaigns.models import Campaign, Craft
from app.extensions import db
from app.jobs import engine
from app.letters import queries as letters
from app.letters import texts
from app.letters.texts import Audience
from app.organizers.models import Organizer
from app.pledges.models import Signatory
from tests.campaigns.merging.merges import merge, of
from tests.support import factories


def test_what_it_was_known_by_leads_to_the_other(campaign: Campaign, me: Organizer) -> None:
    old = of(campaign, "writing")
    old.aliases = ["Books"]

    merge(campaign, me)

    assert of(campaign, "music").aliases == ["writing", "Books"]
    assert [each.slug for each in campaign.disciplines] == ["music", "illustration"]
    assert (old.name, old.merged_into_id) == ("Writing", of(campaign, "music").id)
    assert merging.list_merged(campaign) == [(old, of(campaign, "music"))]
    entry = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "discipline.merge")
    ).one()
    assert entry.before["slug"] == "writing"
    # Its address is free again, once no other is known by it.
    of(campaign, "music").aliases = []
    words = Words("Writing", "writing", "writers")
    disciplines.add(campaign, words, version=campaign.version, by=me)


def test_crafts_join_their_namesakes_or_move_over(campaign: Campaign, me: Organizer) -> None:
    music, writing = of(campaign, "music"), of(campaign, "writing")
    lyricist = factories.craft(music, "lyricist", aliases=["Songwriter"])
    words = factories.craft(writing, "songwriter")
    poet = factories.craft(writing, "poet")
    same = factories.craft(writing, "lyricist", name="Librettist")
    for number, craft in enumerate([words, poet, same]):
        email = f"c{number}@example.org"
        factories.signatory(campaign, "writing", email=email, craft_id=craft.id, confirmed=True)
    texts.save_paragraph(campaign, Audience(writing, poet), "Poets say.")
    texts.save_paragraph(campaign, Audience(writing, words), "Songwriters say.")
    texts.save_paragraph(campaign, Audience(writing), "Writers say.")

    merge(campaign, me)
    engine.drain()

    assert [each.name for each in music.crafts] == ["Lyricist", "Poet", "Librettist"]
    assert lyricist.aliases == ["Songwriter"]
    assert same.slug != "lyricist"
    found = db.session.scalars(sa.select(Signatory.craft_id).order_by(Signatory.id)).all()
    assert found == [lyricist.id, poet.id, same.id]
    kept = {(each.craft_id, each.text) for each in letters.list_wordings(campaign)}
    assert kept == {(poet.id, "Poets say."), (lyricist.id, "Songwriters say.")}
    entry = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "discipline.merge")
    ).one()
    assert entry.before["paragraphs"] == [{"chamber": "", "text": "Writers say."}]


def test_crafts_of_one_discipline_merge(campaign: Campaign, me: Organizer) -> None:
    music = of(campaign, "music")
    player, singer = factories.craft(music), factories.craft(music, "singer")
    for number in range(6):
        email, craft = f"p{number}@example.org", player if number % 2 else singer
        factories.signatory(campaign, "music", email=email, craft_id=craft.id)

    merging.merge_craft(music, player, singer, version=campaign.version, by=me)
    db.session.commit()
    engine.drain()

    assert set(db.session.scalars(sa.select(Signatory.craft_id))) == {singer.id}
    assert [(each.name, each.aliases) for each in music.crafts] == [("Singer", ["Session Player"])]
    with pytest.raises(merging.NotMergeable):
        merging.merge_craft(music, player, singer, version=campaign.version, by=me)
    db.session.rollback()
    assert db.session.get_one(Craft, player.id).merged_into_id == singer.id


def test_nothing_merges_with_itself_or_elsewhere(campaign: Campaign, me: Organizer) -> None:
    elsewhere = of(factories.campaign(slug="other"), "writing")
    for old in (of(campaign, "music"), elsewhere):
        with pytest.raises(merging.NotMergeable):
            merging.merge(old, of(campaign, "music"), version=campaign.version, by=me)
        db.session.rollback()
