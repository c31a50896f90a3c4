"""A mail put together from pieces reads as if it had been set for its person alone."""

from __future__ import annotations

import itertools
import random
import smtplib
from collections.abc import Iterator
from typing import Any

import idna
import pytest
from flask import Flask

from app import clock
from app.extensions import db
from app.mail import addresses, messages, moulds
from app.mail.moulds import Own
from app.me import links
from app.me.models import MeLink
from app.outbox.models import ClaimedMail
from app.pledges.models import Signatory, SignatoryState, Visibility
from tests.support import factories

# What a template, a translation, HTML or a cut at marks could stumble over.
NASTY = [
    *("Nova Reyes", "<b>", "&amp;", "&", '"', "'", "%s", "%(title)s", "%", "{{ name }}", "{% x %}"),
    *("نوفا", "Ó", "🎷", "İ", "\\1", r"\g<0>", "\n", "\r", "\t", "  ", "mark0end", "0end", "0"),
]
SHOWN = ("nothing", "initials", "name", "unsaid")


@pytest.mark.parametrize("locale", ["en", "es"])
@pytest.mark.parametrize("kind", ["confirm", "confirm_reminder", "already_signed", "me_link"])
def test_it_reads_as_if_set_for_the_person_alone(app_sqlite: Flask, kind: str, locale: str) -> None:
    about = _person()
    links.answer(about.email_canonical, about.campaign_id, locale=locale)
    gathered = messages.MAILS[kind](_mail(kind, about, locale=locale))
    del gathered["campaign"]
    assert {name for name, word in gathered.items() if isinstance(word, Own)} >= {"name", "link"}

    for words in _many(gathered):
        alone = {name: str(word) if type(word) is Own else word for name, word in words.items()}
        assert moulds.set_texts(kind, locale, words) == moulds.set_texts(kind, locale, alone)
        again = words | {"name": Own("Somebody <else>"), "link": Own("https://x.example/?a&b")}
        alone = alone | {"name": "Somebody <else>", "link": "https://x.example/?a&b"}
        assert moulds.set_texts(kind, locale, again) == moulds.set_texts(kind, locale, alone)


def test_two_people_share_a_mould_which_holds_neither(app_sqlite: Flask) -> None:
    nova = _person()
    bo = factories.signatory(
        nova.campaign, credit_name="Bo Diddley", mail=False, email="bo@x.example"
    )

    posts = [messages.build(_mail("confirm", each)) for each in (nova, bo)]

    # Whatever the mould knows is in its name: another person has the same.
    kept = app_sqlite.extensions["mail moulds"].cache_info()
    assert (kept.misses, kept.hits) == (1, 1)
    assert ["Nova Reyes" in str(each.body) for each in posts] == [True, False]
    assert ["Bo Diddley" in str(each.html) for each in posts] == [False, True]


def test_a_changed_campaign_or_choice_is_told_at_once(app_sqlite: Flask) -> None:
    about = _person()
    messages.build(_mail("confirm", about))

    about.campaign.title, about.visibility = "Another day", Visibility.HIDDEN
    about.campaign.is_demo = not about.campaign.is_demo
    post = messages.build(_mail("confirm", about))

    for text in (str(post.body), str(post.html)):
        assert "Another day" in text
        assert "Your name will not be shown." in text
        assert ("is a demonstration" in text) is about.campaign.is_demo


def test_plain_addresses_are_what_the_libraries_make_of_them() -> None:
    letters = random.Random(7)  # the same ones each time
    for _ in range(3000):
        local = "".join(letters.choices("aZ09_+-.'\"@ ", k=letters.randint(1, 6)))
        domain = "".join(letters.choices("aZ09-.xn_ü", k=letters.randint(1, 8)))
        address = f"{local}@{domain}"
        assert addresses.in_brackets(address) == smtplib.quoteaddr(address)
        try:
            known = idna.encode(domain, uts46=True).decode("ascii")
        except idna.IDNAError:
            known = ""
        try:
            ours = addresses.on_the_wire(f"ada@{domain}")
        except addresses.MailUnsendable:
            ours = "ada@"
        assert ours == f"ada@{known}"


def _many(gathered: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same words with others in their place, each of the nasty ones somewhere."""
    pick = random.Random(3)  # the same ones each time
    for shown, counted, is_demo in itertools.product(SHOWN, (True, False), (True, False)):
        words = gathered | {"shown": shown, "counted": counted, "is_demo": is_demo}
        for name, word in gathered.items():
            if isinstance(word, str) and name != "shown":
                other = "".join(pick.sample(NASTY, pick.randint(0, 4)))
                words[name] = Own(other) if isinstance(word, Own) else other
        yield words


def _person() -> Signatory:
    about = factories.signatory(factories.campaign(), credit_name="Nova Reyes", mail=False)
    assert about.state == SignatoryState.PENDING
    return about


def _mail(kind: str, about: Signatory, *, locale: str = "en") -> ClaimedMail:
    link = db.session.query(MeLink).first()
    return ClaimedMail(
        id=1,
        kind=kind,
        recipient="ada@example.org",
        locale=locale,
        campaign_id=about.campaign_id,
        signatory_id=about.id,
        context={"link_id": link.id} if link else {},
        message_id="<0123456789abcdef@example.org>",
        attempts=0,
        due_at=clock.now(),
    )
