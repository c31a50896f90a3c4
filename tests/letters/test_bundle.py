"""All letters to one office in one file, and the command that writes the files."""

from __future__ import annotations

import io
import stat
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from app.campaigns import merging
from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import bundle, ledger, service
from app.letters.models import DeliveryState, Letter
from app.letters.recipients import RecipientUnknown
from app.pledges.models import SignatoryState
from tests.support import commands, factories, letters, organizers

NEVER = "They never said this."


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """Three letters to two offices: two musicians and an ally have confirmed theirs."""
    made = factories.campaign()
    letters.brief(made)
    letters.members()
    for name, discipline in (("Ada", "music"), ("Grace", "music"), ("Hedy", None)):
        _letter(made, name, discipline)
    return made


def test_the_cover_says_whose_they_are_and_how_many_of_whom(campaign: Campaign) -> None:
    cover, *rest = _pages(campaign)

    assert cover.splitlines()[:7] == [
        "AI Day of Action",
        "Keep copyright human.",
        "Representative Pat Example of HNM03",
        "Representative for New Mexico’s 3rd district",
        "3 letters",
        "Music 2",
        "Allies 1",
    ]
    assert "Writing" not in cover
    assert "As of " in cover
    assert "Rehearsal: none of these letters has been sent." in cover
    assert [page.split()[0] for page in rest] == ["Ada", "Grace", "Hedy"]


def test_whoever_is_being_moved_stands_where_they_go(campaign: Campaign) -> None:
    music, writing = campaign.disciplines[:2]
    by = organizers.organizer()
    merging.merge(music, writing, version=campaign.version, by=by)
    db.session.commit()

    assert "Writing 2" in _pages(campaign)[0]


def test_only_confirmed_letters_that_stand_are_handed_over(campaign: Campaign) -> None:
    letters.letter(campaign, first_name="Waiting", email="waiting@example.org", personal=NEVER)
    dropped = _letter(campaign, "Dropped", personal=NEVER)
    ledger.step(dropped.deliveries[0], DeliveryState.DROPPED)
    gone = _letter(campaign, "Gone", personal=NEVER)
    gone.signatory.state = SignatoryState.WITHDRAWN
    declined = letters.letter(campaign, first_name="No", email="no@example.org", personal=NEVER)
    service.decline(declined)
    db.session.commit()

    pages = _pages(campaign)

    assert len(pages) == 4
    assert not any(NEVER in page for page in pages)
    assert bundle.count_letters(campaign, "HNM03") == 3


def test_a_live_site_hands_over_nothing_that_was_only_rehearsed(
    app: Flask, campaign: Campaign
) -> None:
    app.config["DELIVERY_MODE"] = "live"

    assert bundle.list_offices(campaign) == []
    with pytest.raises(ValueError, match="no letters"):
        bundle.office_bundle(campaign, "HNM03")


def test_many_letters_are_bound_into_one_file_in_order(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "VOLUME", 2)

    pages = _pages(campaign)

    assert [page.split()[0] for page in pages] == ["AI", "Ada", "Grace", "Hedy"]


def test_an_office_nobody_knows_has_no_bundle(campaign: Campaign) -> None:
    with pytest.raises(RecipientUnknown):
        bundle.office_bundle(campaign, "HZZ99")


def test_the_command_writes_a_private_file_for_each_office(
    app: Flask, campaign: Campaign, tmp_path: Path
) -> None:
    folder = tmp_path / "new" / "letters"

    said = commands.run(app, "letters", "print", "day", "--out", str(folder))

    assert said.splitlines() == [
        "HNM03: 3",
        "SNM01: 3",
        "SNM02: 3",
        "Wrote 9 letters to 3 offices.",
    ]
    files = sorted(folder.iterdir())
    assert [each.name for each in files] == [f"day-{code}.pdf" for code in letters.OFFICES]
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "Ada" not in said


def test_the_command_writes_one_office_alone_and_again(
    app: Flask, campaign: Campaign, tmp_path: Path
) -> None:
    for _time in range(2):
        commands.run(
            app, "letters", "print", "day", "--out", str(tmp_path / "o"), "--office", "hnm03"
        )

    (file,) = (tmp_path / "o").iterdir()
    assert len(PdfReader(file).pages) == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("unknown",), "There is no campaign 'unknown'."),
        (("day", "--office", "HZZ99"), "There is no office HZZ99."),
    ],
)
def test_the_command_says_what_there_is_not(
    app: Flask, campaign: Campaign, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    told = commands.run(app, "letters", "print", *words, "--out", str(tmp_path / "o"), code=1)

    assert said in told
    assert not (tmp_path / "o").exists()


def test_a_folder_that_cannot_be_made_is_said_so(
    app: Flask, campaign: Campaign, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")

    said = commands.run(
        app, "letters", "print", "day", "--out", str(tmp_path / "file" / "o"), code=1
    )

    assert "Cannot write into" in said


def test_a_campaign_that_asks_nobody_to_write_has_nothing_to_print(
    app: Flask, tmp_path: Path
) -> None:
    factories.campaign()

    said = commands.run(app, "letters", "print", "day", "--out", str(tmp_path), code=1)

    assert "asks nobody to write" in said


def _letter(campaign: Campaign, name: str, discipline: str | None = "music", **over: Any) -> Letter:
    address = f"{name.lower()}@example.org"
    known = factories.signatory(campaign, discipline, email=address, confirmed=True, mail=False)
    return letters.letter(
        campaign, known=known, first_name=name, email=address, discipline=discipline, **over
    )


def _pages(campaign: Campaign) -> list[str]:
    made = bundle.office_bundle(campaign, "HNM03")
    return [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
