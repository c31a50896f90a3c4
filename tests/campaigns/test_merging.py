"""Merging disciplines and crafts: everybody moves, is counted once, and every link leads on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.campaigns import disciplines, merging
from app.campaigns.disciplines import Words
from app.campaigns.errors import EditedMeanwhile
from app.campaigns.models import Campaign, Craft, Discipline
from app.database import transaction
from app.extensions import db
from app.jobs import engine
from app.jobs.models import Job
from app.letters import queries as letters
from app.letters import texts
from app.letters.texts import Audience
from app.organizers.models import Organizer
from app.pledges import counts, moving, recount, service
from app.pledges.known import Known
from app.pledges.models import Signatory, SignatoryAlso, TallyKind
from tests.pledges.signing import assert_exact
from tests.support import factories, organizers
from tests.support.hands import Hands


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "BATCH", 3)
    monkeypatch.setattr(moving, "LOOK", 4)


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return factories.campaign()


@pytest.fixture
def me(app: Flask) -> Organizer:
    return organizers.organizer("organizer")


def of(campaign: Campaign, slug: str) -> Discipline:
    return next(each for each in campaign.disciplines if each.slug == slug)


def merge(campaign: Campaign, me: Organizer, old: str = "writing", new: str = "music") -> Job:
    into = of(campaign, new)
    job = merging.merge(of(campaign, old), into, version=campaign.version, by=me)
    db.session.commit()
    return job


def people(campaign: Campaign) -> None:
    """Ten who name writing: first, also, with music, unconfirmed; and two who do not."""
    for number in range(5):
        email = f"w{number}@example.org"
        factories.signatory(campaign, "writing", email=email, confirmed=number > 0)
    for number in range(3):
        email = f"m{number}@example.org"
        factories.signatory(campaign, "music", also=["writing"], email=email, confirmed=True)
    both = ["writing", "music"]
    factories.signatory(campaign, "writing", also=["music"], email="b@example.org", confirmed=True)
    factories.signatory(campaign, "illustration", also=both, email="i@example.org", confirmed=True)
    factories.signatory(campaign, "illustration", email="j@example.org", confirmed=True)
    factories.signatory(campaign, None, email="ally@example.org", confirmed=True)


def named(campaign: Campaign) -> dict[str, int]:
    return {each.discipline.slug: each.count for each in counts.numbers(campaign).disciplines}


def nobody_left(old: Discipline) -> bool:
    first = sa.select(Signatory.id).where(Signatory.discipline_id == old.id)
    also = sa.select(SignatoryAlso).where(SignatoryAlso.discipline_id == old.id)
    return not db.session.execute(first).all() and not db.session.execute(also).all()


def test_everybody_moves_and_is_counted_once(campaign: Campaign, me: Organizer) -> None:
    people(campaign)
    old, artists = of(campaign, "writing"), counts.numbers(campaign).artists
    assert named(campaign) == {"music": 5, "writing": 9, "illustration": 2}

    job = merge(campaign, me)
    assert_exact(campaign)
    engine.drain()

    assert (job.state, job.result) == ("done", {"moved": 10})
    assert named(campaign) == {"music": 9, "illustration": 2}
    assert counts.numbers(campaign).artists == artists
    assert nobody_left(old)
    while counts.fold():
        db.session.commit()
    assert_exact(campaign)
    kinds = counts.sums(campaign.id, tuple(TallyKind))
    assert not any(n for (_kind, key), n in kinds.items() if key.split(" ")[0] == str(old.id))


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


def test_a_killed_worker_leaves_nothing_half_done(
    campaign: Campaign, me: Organizer, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(campaign)
    job = merge(campaign, me)
    shift, deaths = counts.shift, [2]

    def die(*given: object) -> None:
        deaths[0] -= 1
        if not deaths[0]:
            raise KeyboardInterrupt
        shift(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(moving.counts, "shift", die)
    with pytest.raises(KeyboardInterrupt):
        engine.drain()
    assert_exact(campaign)
    db.session.rollback()
    clock.tick(minutes=10)
    engine.drain()

    assert (job.state, job.done) == ("done", 10)
    assert named(campaign) == {"music": 9, "illustration": 2}
    assert_exact(campaign)


def test_what_was_stopped_goes_on(campaign: Campaign, me: Organizer) -> None:
    people(campaign)
    job = merge(campaign, me)
    job.state = "cancelled"
    db.session.commit()
    assert merging.unfinished(campaign)

    merging.go_on(campaign, by=me)
    db.session.commit()
    assert not merging.unfinished(campaign)
    engine.drain()

    assert named(campaign) == {"music": 9, "illustration": 2}
    assert not merging.unfinished(campaign)
    assert_exact(campaign)


def test_a_merge_into_one_that_is_merged_itself_ends_at_the_last(
    campaign: Campaign, me: Organizer
) -> None:
    people(campaign)
    writing, music = of(campaign, "writing"), of(campaign, "music")
    merge(campaign, me)
    merge(campaign, me, "music", "illustration")
    engine.drain()

    assert named(campaign) == {"illustration": 10}
    assert nobody_left(writing)
    assert nobody_left(music)
    assert {"writing", "music"} <= set(of(campaign, "illustration").aliases)
    assert_exact(campaign)


def test_a_pledge_that_is_older_than_the_merge_stands_where_it_leads(
    campaign: Campaign, me: Organizer
) -> None:
    music = of(campaign, "music")
    poet = factories.craft(of(campaign, "writing"), "poet")
    match = factories.craft(music, "poet")
    typed = factories.signature(campaign, "writing", also=["music"], craft_id=poet.id)
    merge(campaign, me)
    engine.drain()

    service.sign_pledge(campaign, typed)
    db.session.commit()

    found = factories.find(campaign, typed.email)
    assert (found.discipline_id, found.craft_id, found.also) == (music.id, match.id, [])


def test_whoever_has_not_moved_yet_writes_as_what_it_became(
    campaign: Campaign, me: Organizer
) -> None:
    person = factories.signatory(campaign, "writing", confirmed=True)

    merge(campaign, me)

    assert Known.of_signatory(person).discipline == "music"


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


def in_threads(app: Flask, *work: Callable[[], None]) -> list[BaseException]:
    """Do it all at once; return what went wrong."""
    wrong: list[BaseException] = []
    start = threading.Barrier(len(work))

    def run(one: Callable[[], None]) -> None:
        with app.app_context():
            try:
                start.wait(30)
                one()
            except Exception as error:  # noqa: BLE001  # told by the test
                wrong.append(error)

    threads = [threading.Thread(target=run, args=[each]) for each in work]
    for each in threads:
        each.start()
    for each in threads:
        each.join(120)
    db.session.rollback()
    db.session.expire_all()
    return wrong


def sign(campaign_id: int, name: str, begun: threading.Event) -> None:
    """Twenty-five sign and confirm, as writers while there are any."""
    for number in range(25):
        email, also = f"{name}{number}@example.org", ["illustration"] if number % 2 else []
        with transaction():
            here = db.session.get_one(Campaign, campaign_id)
            first = "writing" if here.disciplines[1].slug == "writing" else "music"
            service.sign_pledge(here, factories.signature(here, first, also=also, email=email))
        if number == 5:
            begun.set()
        with transaction():
            here = db.session.get_one(Campaign, campaign_id)
            service.confirm(factories.find(here, email))


def unite(campaign_id: int, my_id: int) -> None:
    """Merge, and do the job."""
    with transaction():
        here = db.session.get_one(Campaign, campaign_id)
        by = db.session.get_one(Organizer, my_id)
        merging.merge(of(here, "writing"), of(here, "music"), version=here.version, by=by)
    engine.drain()


def test_people_who_sign_meanwhile_are_caught(
    app: Flask, campaign: Campaign, me: Organizer
) -> None:
    people(campaign)
    campaign_id, my_id, old_id = campaign.id, me.id, of(campaign, "writing").id
    db.session.commit()
    begun = threading.Event()

    def merge_then() -> None:
        begun.wait(60)
        unite(campaign_id, my_id)

    def fold() -> None:
        for _ in range(20):
            with transaction():
                counts.fold(limit=11)

    signers = [lambda: sign(campaign_id, "a", begun), lambda: sign(campaign_id, "b", begun)]
    assert not in_threads(app, *signers, merge_then, fold)

    assert db.session.scalars(sa.select(Job)).one().state == "done"
    assert nobody_left(db.session.get_one(Discipline, old_id))
    assert named(campaign)["music"] == 9 + 50
    assert recount.check(campaign).agrees


def test_a_merge_waits_for_whoever_is_just_signing(
    app: Flask, campaign: Campaign, me: Organizer
) -> None:
    campaign_id, my_id = campaign.id, me.id
    db.session.commit()
    signed = threading.Event()

    def slow() -> None:
        with transaction():
            here = db.session.get_one(Campaign, campaign_id)
            service.sign_pledge(here, factories.signature(here, "writing"))
            signed.set()
            time.sleep(1)

    def merge_then() -> None:
        signed.wait(60)
        unite(campaign_id, my_id)

    assert not in_threads(app, slow, merge_then)

    assert factories.find(campaign, "ada@example.org").discipline_id == of(campaign, "music").id


def test_of_two_editors_at_the_same_instant_one_is_told(
    app: Flask, campaign: Campaign, me: Organizer
) -> None:
    campaign_id, version = campaign.id, campaign.version
    db.session.commit()

    def edit(name: str) -> None:
        with transaction():
            here = db.session.get_one(Campaign, campaign_id)
            row = here.disciplines[0]
            disciplines.change(row, Words(name, name.lower(), "people"), version=version, by=None)

    wrong = in_threads(app, lambda: edit("Songs"), lambda: edit("Tunes"))

    assert [type(each) for each in wrong] == [EditedMeanwhile]
    assert campaign.version == version + 1
    assert campaign.disciplines[0].name in ("Songs", "Tunes")
    assert campaign.disciplines[0].aliases == ["music"]
