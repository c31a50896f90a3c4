"""The demo campaign: real rows of invented people, whose sums are those of a recount."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign, Craft, Organization, Phase
from app.database import transaction
from app.demo import service
from app.extensions import db
from app.letters import fields, preview
from app.letters import queries as letters
from app.letters.queries import LetterNumbers
from app.outbox.models import OutboxMail
from app.places import countries, states
from app.pledges import counts, queries, recount
from app.pledges.models import JournalEntry, Signatory, SignatoryAlso, Tally
from tests.support import factories
from tests.support import letters as support
from tests.support.client import Visitor
from tests.support.commands import run
from tests.support.hands import Hands

TABLES = (Campaign, Craft, Organization, Signatory, SignatoryAlso, JournalEntry, Tally, OutboxMail)


def _rows() -> list[int]:
    return [
        db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in TABLES
    ]


@pytest.fixture
def demo(app: Flask, clock: Hands) -> Campaign:
    with transaction():
        service.load()
    return campaigns.get_public("ai-day-of-action")


def test_the_command_loads_it_once_and_says_so_clearly_the_second_time(
    app: Flask, clock: Hands
) -> None:
    assert "ai-day-of-action" in run(app, "campaign", "demo")
    before = _rows()
    said = run(app, "campaign", "demo", code=1)

    assert said == "Error: The database has the demo campaign already.\n"
    assert _rows() == before


def test_its_sums_agree_with_a_recount(app: Flask, demo: Campaign) -> None:
    found = recount.check(demo)
    numbers = counts.numbers(demo)

    assert found.agrees, found.differences[:5]
    people = db.session.scalars(sa.select(Signatory)).all()
    artists = [each for each in people if each.discipline_id]
    assert numbers.artists == len(artists) > 100
    assert numbers.allies == len(people) - len(artists) == service.ALLIES
    assert sum(each.count for each in numbers.disciplines) > numbers.artists
    assert "every sum agrees" in run(app, "counts", "check")


def test_it_has_ten_disciplines_each_with_words_and_crafts_of_its_own(demo: Campaign) -> None:
    disciplines = demo.disciplines

    assert len(disciplines) >= 10
    for texts in ("slug", "name", "people", "headline", "paragraph", "hue"):
        values = [getattr(each, texts) for each in disciplines]
        assert all(str(value).strip() for value in values), texts
        assert len(set(values)) == len(values), texts
    for each in disciplines:
        assert len(each.crafts) >= 4
        assert len({craft.slug for craft in each.crafts}) == len(each.crafts)
        assert all(craft.slug.isascii() for craft in each.crafts), [c.slug for c in each.crafts]
    assert all(each.count for each in counts.numbers(demo).disciplines)


def test_its_letter_has_words_for_everybody_and_numbers_of_nobody(demo: Campaign) -> None:
    brief, wordings = letters.get_brief(demo), letters.list_wordings(demo)
    texts = [brief.subject, brief.demand, brief.call_script, *(each.text for each in wordings)]

    assert {each.discipline_id for each in wordings} == {None, *(d.id for d in demo.disciplines)}
    assert len({each.craft_id for each in wordings} - {None}) >= 3
    assert {each.chamber for each in wordings} == {"", "house", "senate"}
    assert {"HSJU", "HSJU03", "SSJU", "SSJU26"} == set(brief.committees)
    assert "Arts, Culture, Religion" in brief.topics
    for text in texts:
        fields.check(text)
        assert "{artists" not in text, "its signatories are invented, and no office is told of them"
    assert letters.count_by_state(demo) == LetterNumbers()


@pytest.mark.parametrize("discipline", [None, "music", "writing", "fashion"])
def test_everybody_gets_a_letter_whose_fields_are_all_filled(
    demo: Campaign, discipline: str | None
) -> None:
    written = support.draft(demo, discipline)
    planned = preview.plan(demo, written)

    texts = [each.part.statement for each in planned]
    assert all("copyright" in text and "{" not in text for text in texts)
    assert (len(set(texts[1:])), len(set(texts))) == (1, 2), "senators read the same, the House not"
    assert not preview.problems(demo, written, planned)


def test_it_is_open_and_says_that_it_is_invented(
    client: Visitor, demo: Campaign, clock: Hands
) -> None:
    assert demo.phase is Phase.OPEN
    assert demo.is_demo
    assert demo.days_to_go > 0
    assert client.get("/").heading == demo.headline
    for path in ("", "music/", "voices/", "numbers/", "thanks/", "signed/"):
        assert "invented" in client.get(f"/c/{demo.slug}/{path}").one("aside.strip").get_text()


def test_nobody_in_it_can_be_written_to_and_nobody_is(demo: Campaign) -> None:
    addresses = db.session.scalars(sa.select(Signatory.email)).all()

    assert all(address.endswith("@example.org") for address in addresses)
    assert db.session.scalars(sa.select(OutboxMail)).all() == []


def test_its_voices_are_approved_and_shown(client: Visitor, demo: Campaign) -> None:
    voices = queries.list_voices(demo, limit=100)

    assert len(voices) >= 8
    assert len({each.discipline.slug for each in voices if each.discipline}) >= 6
    assert all(each.text.strip() and each.name for each in voices)
    assert len(client.get(f"/c/{demo.slug}/").all("figure.voice")) == 4


def test_its_people_hold_to_what_the_form_would_let_them(demo: Campaign) -> None:
    now = demo.opens_at
    for each in db.session.scalars(sa.select(Signatory)):
        opened = queries.opened(each)
        assert opened["first_name"]
        assert opened["last_name"]
        assert each.country in countries.codes()
        assert each.state_code in states.NAMES
        assert each.created_at >= now
        assert each.discipline_id or not each.credit_name
        if each.craft is not None:
            assert each.craft.discipline_id == each.discipline_id
        assert each.discipline_id not in [other.id for other in each.also]


def test_two_loads_invent_the_same_numbers(app: Flask, demo: Campaign) -> None:
    before = counts.sums(demo.id)
    for table in (SignatoryAlso, Signatory, Tally, Craft):
        db.session.execute(sa.delete(table))
    discipline_ids = [each.id for each in demo.disciplines]
    db.session.execute(sa.delete(Organization))
    db.session.execute(sa.text("DELETE FROM discipline"))
    db.session.execute(sa.delete(Campaign))
    db.session.commit()
    with transaction():
        again = service.load()

    assert len(discipline_ids) == len(again.disciplines)
    after = counts.sums(again.id)
    assert (after["artists", ""], after["allies", ""]) == (
        before["artists", ""],
        before["allies", ""],
    )


def test_a_real_person_can_sign_it(client: Visitor, demo: Campaign, clock: Hands) -> None:
    before = counts.numbers(demo).artists
    form = client.get(f"/c/{demo.slug}/photography/").form("#sign")
    clock.tick(seconds=3)
    client.post(
        f"/c/{demo.slug}/sign",
        {**form, "first_name": "Ada", "last_name": "L", "email": "ada@example.org",
         "zip": "87501", "craft": "retoucher"},
    )  # fmt: skip
    token = queries.opened(factories.find(demo, "ada@example.org"))["token"]
    client.post(f"/confirm/{token}", {"answer": "confirm"})

    assert counts.numbers(demo).artists == before + 1
    assert recount.check(demo).agrees


def test_where_a_step_fails_nothing_is_left_behind(
    app: Flask, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_campaign: Campaign) -> None:
        raise RuntimeError

    load: Callable[[], Campaign] = service.load
    monkeypatch.setattr(recount, "repair", fail)
    with pytest.raises(RuntimeError), transaction():
        load()

    assert _rows() == [0] * len(TABLES)
