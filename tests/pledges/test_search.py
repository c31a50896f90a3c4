"""Finding people, on both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges import search, search_words, service
from app.pledges.models import Signatory, SignatoryState
from app.pledges.search import Wanted
from app.pledges.search_words import Field, Reading
from tests.support import factories
from tests.support import letters as written

FINGERPRINT = bytes.fromhex("1f0a9c44d2") + b"\1" * 11


@pytest.fixture
def people(campaign: Campaign) -> dict[str, int]:
    """Five who differ in everything."""
    music = {"credit_name": "Low Tide 50%", "fingerprint": FINGERPRINT, "source": "union"}
    made = {
        "ada": factories.signatory(campaign, "music", confirmed=True, **music),
        "bo": factories.signatory(
            campaign, "writing", email="Bo@Mail.Example", credit_name="ÁNGEL_Ruiz", zip="94110",
            state_code="CA", city="San Francisco", also=("music",), first_name="Bo",
        ),
        "cy": factories.signatory(
            campaign, None, email="c.y+tag@gmail.com", first_name="Cy", zip="90001", state_code="CA"
        ),
        "di": factories.signatory(
            campaign, "music", email="di@example.org", credit_name="low tides",
            fingerprint=FINGERPRINT[:4] + b"\2" * 12,
        ),
        "ed": factories.signatory(campaign, "writing", email="ed@example.org", confirmed=True),
    }  # fmt: skip
    service.withdraw(made["ed"])
    other = factories.campaign(slug="other")
    factories.signatory(other, "music", credit_name="Low Tide elsewhere")
    db.session.commit()
    return {name: each.id for name, each in made.items()}


def found(campaign: Campaign, people: dict[str, int], typed: str, **filters: object) -> list[str]:
    """Their names, the newest first, for the likeliest meaning of these words."""
    readings = search_words.read(typed, search_words.words_of(campaign))
    wanted = Wanted(campaign.id, reading=readings[0] if readings else None, **filters)  # type: ignore[arg-type]
    names = {number: name for name, number in people.items()}
    return [names[each.id] for each in search.find(wanted).people]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", ["ed", "di", "cy", "bo", "ada"]),
        ("LOW TIDE", ["di", "ada"]),
        ("de 5", ["ada"]),
        ("50%", ["ada"]),
        ("%", ["ada"]),
        ("name:_", ["bo"]),
        ("tide_5", []),
        ("\\", []),
        ("ángel", ["bo"]),
        ("Ángel_RUIZ", ["bo"]),
        ("legal:ada  LOVELACE", ["di", "ed", "ada"]),
        ("legal:Ada", []),
        ("cy@gmail.com", ["cy"]),
        ("bo@mail.example", ["bo"]),
        ("@example.org", ["ed", "di", "ada"]),
        ("87501", ["ed", "di", "ada"]),
        ("California", ["cy", "bo"]),
        ("CA", ["cy", "bo"]),
        ("music", ["di", "ada"]),
        ("ally", ["cy"]),
        ("source:union", ["ada"]),
        ("1f0a9c44d2", ["ada"]),
        ("fingerprint:1f0a9c44", ["di", "ada"]),
        ("legal:' OR 1=1 --", []),
        ("name:'; DROP TABLE signatory; --", []),
    ],
)
def test_each_reading_finds_its_people(
    campaign: Campaign, people: dict[str, int], typed: str, names: list[str]
) -> None:
    assert sorted(found(campaign, people, typed)) == sorted(names)


def test_a_district_finds_whose_zip_code_touches_it(
    campaign: Campaign, people: dict[str, int]
) -> None:
    assert found(campaign, people, "CA-11") == []
    written.districts("94110", ("CA", 11), ("CA", 15))

    assert found(campaign, people, "CA-11") == ["bo"]
    assert found(campaign, people, "CA-15") == ["bo"]
    assert found(campaign, people, "CA-12") == []


def test_a_number_finds_one(campaign: Campaign, people: dict[str, int]) -> None:
    assert found(campaign, people, f"#{people['cy']}") == ["cy"]
    assert found(campaign, people, "#9223372036854775807") == []


@pytest.mark.parametrize(
    ("typed", "filters", "names"),
    [
        ("", {"state": SignatoryState.CONFIRMED}, ["ada"]),
        ("", {"state": SignatoryState.PENDING}, ["di", "cy", "bo"]),
        ("", {"state": SignatoryState.WITHDRAWN, "discipline": 0}, []),
        ("@example.org", {"state": SignatoryState.PENDING}, ["di"]),
        ("@example.org", {"state": SignatoryState.CONFIRMED}, ["ada"]),
        ("low tide", {"state": SignatoryState.PENDING, "imported": False}, ["di"]),
        ("low tide", {"imported": True}, []),
        ("CA", {"discipline": 0}, ["cy"]),
        ("ed@example.org", {"state": SignatoryState.WITHDRAWN}, ["ed"]),
        ("ed@example.org", {"state": SignatoryState.PENDING}, []),
    ],
)
def test_filters_narrow_what_is_found(
    campaign: Campaign,
    people: dict[str, int],
    typed: str,
    filters: dict[str, object],
    names: list[str],
) -> None:
    assert found(campaign, people, typed, **filters) == names


@pytest.mark.parametrize("typed", ["ольга пет", "Ольга Пет", "ОЛЬГА ПЕТ"])
def test_a_name_in_another_script_is_found_in_any_case(
    campaign: Campaign, people: dict[str, int], typed: str
) -> None:
    db.session.get_one(Signatory, people["cy"]).credit_name = "Ольга Петрова"
    db.session.get_one(Signatory, people["di"]).credit_name = "ОЛЬГА ПЕТРОВА"
    db.session.commit()

    assert found(campaign, people, typed) == ["di", "cy"]


def test_a_letter_that_is_ascii_in_upper_case_alone_is_found_too(
    campaign: Campaign, people: dict[str, int]
) -> None:
    db.session.get_one(Signatory, people["cy"]).credit_name = "Weiss"
    db.session.commit()

    assert found(campaign, people, "ß") == ["cy"]


def test_the_shadow_is_listed_the_newest_first_whatever_the_reasons(
    campaign: Campaign, people: dict[str, int]
) -> None:
    for name, reason in (("ada", "trap"), ("cy", "fast"), ("di", "organizer")):
        db.session.get_one(Signatory, people[name]).shadow = reason
    db.session.commit()

    assert found(campaign, people, "", shadow=True) == ["di", "cy", "ada"]
    assert found(campaign, people, "", shadow=True, imported=False) == ["di", "cy", "ada"]
    assert found(campaign, people, "@example.org", shadow=True) == ["di", "ada"]
    page = search.find(Wanted(campaign.id, shadow=True, imported=False), limit=2)
    assert [each.id for each in page.people] == [people["di"], people["cy"]]
    rest = search.find(Wanted(campaign.id, shadow=True, imported=False), before=page.before)
    assert [each.id for each in rest.people] == [people["ada"]]


def test_a_legal_name_is_found_while_the_keys_are_changed(
    campaign: Campaign, people: dict[str, int]
) -> None:
    """Both keys are on the ring; people who signed under the old one are found too."""
    from flask import current_app

    from app.keyring import Keyring

    old = current_app.extensions["keyring"]
    new = Keyring.parse("new:" + "A" * 43 + "=")
    current_app.extensions["keyring"] = Keyring([*new.keys.values(), *old.keys.values()])

    assert len(found(campaign, people, "legal:Ada Lovelace")) == 3


def test_pages_go_on_where_the_last_one_ended(campaign: Campaign, people: dict[str, int]) -> None:
    wanted = Wanted(campaign.id)
    first = search.find(wanted, limit=2)
    second = search.find(wanted, before=first.before, limit=2)
    # Somebody signs between two pages: nobody is shown twice, nobody is left out.
    factories.signatory(campaign, email="new@example.org")
    third = search.find(wanted, before=second.before, limit=2)

    shown = [each.id for page in (first, second, third) for each in page.people]
    assert shown == sorted(people.values(), reverse=True)
    assert third.before is None


def test_a_full_last_page_has_none_after_it(campaign: Campaign, people: dict[str, int]) -> None:
    assert search.find(Wanted(campaign.id), limit=len(people)).before is None


def test_rare_people_are_looked_for_a_window_at_a_time(
    campaign: Campaign, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A constant is made smaller; nothing is replaced."""
    monkeypatch.setattr(search, "WINDOW", 2)
    db.session.execute(
        sa.update(Signatory).where(Signatory.id == people["ada"]).values(imported=True)
    )
    wanted, before, looks, ids = Wanted(campaign.id, imported=True), None, 0, []
    while True:
        page = search.find(wanted, before=before)
        looks += 1
        ids += [each.id for each in page.people]
        if page.before is None:
            break
        assert page.looked_at == 2
        before = page.before

    assert ids == [people["ada"]]
    assert looks == 3


@pytest.mark.parametrize(
    ("reading", "index"),
    [
        (Reading(Field.NAME, "tide"), "ix_signatory_credit_name"),
        (Reading(Field.DOMAIN, "example.org"), "ix_signatory_domain"),
        (Reading(Field.ZIP, "87501"), "ix_signatory_zip"),
        (Reading(Field.STATE, "CA"), "ix_signatory_state_code"),
        (Reading(Field.DISCIPLINE, "music"), "ix_signatory_discipline"),
        (Reading(Field.SOURCE, "union"), "ix_signatory_source"),
        (Reading(Field.FINGERPRINT, "1f0a9c44d2"), "ix_signatory_fingerprint"),
        (Reading(Field.LEGAL, "Ada Lovelace"), "ix_signatory_legal_name"),
        (Reading(Field.MAIL, "ada@example.org"), "signatory"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_each_reading_has_an_index(campaign: Campaign, reading: Reading, index: str) -> None:
    wanted = Wanted(campaign.id, reading=reading)
    seen: list[tuple[str, object]] = []
    sa.event.listen(
        db.engine,
        "before_cursor_execute",
        lambda _c, _k, sql, values, *_: seen.append((sql, values)),
    )
    search.find(wanted, before=100)
    sql, values = next(each for each in seen if "FROM signatory" in each[0])
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)  # type: ignore[arg-type]

    told = " ".join(str(row) for row in plan)
    assert index in told
    assert "SCAN signatory" not in told
