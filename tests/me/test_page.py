"""One's own page: everything held, and each thing a person can change or take back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.audit import service as audit
from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import queries as letters
from app.outbox import service as outbox
from app.pledges import counts, moderation, stories
from app.pledges.models import Signatory, SignatoryState, Visibility, VoiceState
from tests.me.linked import link_to, press
from tests.pledges.signing import assert_exact, only, totals
from tests.support import factories
from tests.support.client import Visitor
from tests.support.letters import brief, letter, members
from tests.support.organizers import organizer

DOCUMENTED = Path(__file__).parents[2] / "docs" / "decisions" / "0019-self-service.md"


def _by_discipline(campaign: Campaign) -> dict[str, int]:
    return {each.discipline.slug: each.count for each in counts.numbers(campaign).disciplines}


def test_the_page_and_the_file_hold_everything_that_is_held(
    visitor: Visitor, campaign: Campaign
) -> None:
    brief(campaign)
    members()
    partner = campaign.organizations[0]
    factories.signatory(
        campaign,
        "writing",
        confirmed=True,
        also=("music",),
        credit_name="Low Tide",
        voice="Every brushstroke.",
        source="union",
        partners=(partner,),
    )
    written = letter(campaign)
    who = only()
    path = link_to(who)

    page = visitor.get(path)
    taken = visitor.get(f"{path}data.json")

    for word in ("Ada Lovelace", "Low Tide", "Writing", "Music", "ada@example.org", "87501"):
        assert word in page.text
    token = letters.opened(written)["token"]
    assert page.one(f'a[href="/letters/{token}/"]')
    assert taken.headers["Content-Disposition"].startswith("attachment")
    held = json.loads(taken.body)
    assert held["signature"]["legal_name"] == "Ada Lovelace"
    assert held["signature"]["also"] == ["Music"]
    assert held["permissions"]["partners"] == [partner.name]
    assert held["voice"]["text"] == "Every brushstroke."
    assert held["letters"][0]["written"]["street"]
    assert len(held["letters"][0]["deliveries"]) == 3
    assert "shadow" not in str(held)
    assert token not in taken.text
    assert {each["kind"] for each in held["mails"]} >= {"confirm", "me_link"}
    documented = DOCUMENTED.read_text(encoding="utf-8")
    for section in held.values():
        for key in section if isinstance(section, dict) else ():
            assert f"`{key}`" in documented


def test_the_file_leaves_nothing_out_however_much_there_is(
    visitor: Visitor, campaign: Campaign
) -> None:
    who, many = factories.signatory(campaign, confirmed=True, mail=False), stories.MOST + 1
    for _each in range(many):
        outbox.post("confirm", to=who.email, locale="en", signatory_id=who.id)
        audit.record("signatory.resend", by=None, subject=f"signatory:{who.id}")

    held = json.loads(visitor.get(f"{link_to(who)}data.json").body)

    # And the mail with the link.
    assert (len(held["mails"]), len(held["acts"])) == (many + 1, many)


def test_the_count_follows_a_change_whether_folded_or_not(
    visitor: Visitor, campaign: Campaign
) -> None:
    for folded in (True, False):
        email = f"folded{folded}@example.org"
        who = factories.signatory(campaign, "music", confirmed=True, email=email)
        if folded:
            counts.fold()
        path = link_to(who)

        press(visitor, path, "edit", discipline="writing", also=["illustration"], craft="")

        assert_exact(campaign)
    assert totals(campaign) == (2, 0)
    assert _by_discipline(campaign) == {"music": 0, "writing": 2, "illustration": 2}

    press(visitor, path, "edit", discipline="ally", also=[])
    assert totals(campaign) == (1, 1)
    assert_exact(campaign)


def test_who_is_not_counted_is_not_counted_by_a_change(
    visitor: Visitor, campaign: Campaign
) -> None:
    path = link_to(factories.signatory(campaign, "music"))

    press(visitor, path, "edit", discipline="writing")

    assert totals(campaign) == (0, 0)
    assert only().discipline.slug == "writing"  # type: ignore[union-attr]


def test_names_and_what_is_shown_can_be_changed(visitor: Visitor, campaign: Campaign) -> None:
    path = link_to(factories.voice(campaign, credit_name="Low Tide"))

    press(visitor, path, "edit", visibility="hidden")
    assert "brushstroke" not in visitor.get("/c/day/voices/").text
    assert only().visibility == Visibility.HIDDEN
    assert only().voice_state == VoiceState.APPROVED

    page = press(visitor, path, "edit", visibility="credit", credit_name="Buy now")
    assert only().credit_name == "Buy now"
    assert only().voice_state == VoiceState.WAITING, "it was approved under another name"
    assert "once more" in visitor.follow(page).text


def test_a_mistake_comes_back_as_typed_and_changes_nothing(
    visitor: Visitor, campaign: Campaign
) -> None:
    path = link_to(factories.signatory(campaign, "music", confirmed=True))
    typed = {"discipline": "ally", "also": ["writing"], "credit_name": "New Tide"}

    page = press(visitor, path, "edit", status=422, **typed)

    assert page.form('form:has(input[value="edit"])')["credit_name"] == "New Tide"
    assert page.one(".mistakes")
    assert only().credit_name == ""
    for bad in ({"discipline": "law"}, {"visibility": "naked"}, {"craft": "999999"}):
        press(visitor, path, "edit", status=422, **bad)
    assert_exact(campaign)


def test_of_two_windows_the_second_is_told(visitor: Visitor, campaign: Campaign) -> None:
    path = link_to(factories.signatory(campaign, "music", confirmed=True))
    form = visitor.get(path).form('form:has(input[value="edit"])')
    press(visitor, path, "edit", discipline="writing")

    page = visitor.post(path, {**form, "discipline": "illustration"}, status=422)
    assert "meanwhile" in page.text
    assert only().discipline.slug == "writing"  # type: ignore[union-attr]

    again = page.form('form:has(input[value="edit"])')
    visitor.post(path, again)
    assert only().discipline.slug == "illustration"  # type: ignore[union-attr]
    assert_exact(campaign)


def test_who_may_write_is_theirs_to_say(visitor: Visitor, campaign: Campaign) -> None:
    partner = campaign.organizations[0]
    path = link_to(factories.signatory(campaign, confirmed=True, partners=(partner,)))

    press(visitor, path, "consents", updates="y", partner_optin=[])

    assert only().updates
    held = json.loads(visitor.get(f"{path}data.json").body)
    assert held["permissions"] == {"updates": True, "unsubscribed_at": None, "partners": []}


def test_words_can_be_taken_back_with_what_was_said_of_them(
    visitor: Visitor, campaign: Campaign
) -> None:
    who = factories.voice(campaign)
    moderation.decline(who, reason="Ada is rude", by=organizer())
    path = link_to(who)
    assert "Ada is rude" in visitor.get(path).text

    press(visitor, path, "voice")

    kept = only()
    assert (kept.voice, kept.voice_state, kept.voice_reason) == ("", VoiceState.NONE, "")
    assert totals(campaign) == (1, 0)
    entries = db.session.scalars(sa.select(AuditEntry)).all()
    assert "rude" not in str([(each.before, each.after) for each in entries])


def test_taking_the_name_back_steps_the_count_down(visitor: Visitor, campaign: Campaign) -> None:
    partner = campaign.organizations[0]
    who = factories.signatory(
        campaign, "music", confirmed=True, also=("writing",), partners=(partner,), updates=True
    )
    factories.signatory(campaign, "music", confirmed=True, email="b@example.org")
    path = link_to(who)
    counts.fold()

    page = press(visitor, path, "unsign")

    assert "counted no more" in visitor.follow(page).text
    db.session.refresh(who)
    assert (who.state, who.updates) == (SignatoryState.WITHDRAWN, False)
    assert totals(campaign) == (1, 0)
    assert _by_discipline(campaign)["writing"] == 0
    assert_exact(campaign)
    visitor.post(path, {"do": "unsign"})
    late = visitor.post(path, {"do": "edit", "discipline": "writing"}, status=422)
    assert late.status == 422
    assert totals(campaign) == (1, 0)


def test_who_was_struck_out_cannot_unsign_or_change_but_sees_and_erases(
    visitor: Visitor, campaign: Campaign
) -> None:
    who = factories.signatory(campaign, "music", confirmed=True)
    who.state = SignatoryState.INVALIDATED
    path = link_to(who)

    assert "taken this signature out" in visitor.get(path).text
    visitor.post(path, {"do": "unsign"}, status=422)
    press(visitor, path, "erase", sure="yes")

    assert db.session.scalar(sa.select(sa.func.count(Signatory.id))) == 0


def test_who_is_set_aside_sees_what_everybody_sees(visitor: Visitor, campaign: Campaign) -> None:
    plain, aside = (
        factories.signatory(campaign, "music", confirmed=True, email=f"{name}@example.org")
        for name in ("one", "two")
    )
    aside.shadow = "organizer"
    paths = [link_to(each) for each in (plain, aside)]
    shown: list[Any] = []
    for path, who in zip(paths, (plain, aside), strict=True):
        page = visitor.get(path).html.replace(path.split("/")[2], "TOKEN")
        shown.append(page.replace(who.email, "MAIL"))

    first, second = (each.split('<details class="more">')[0] for each in shown)
    assert first == second
