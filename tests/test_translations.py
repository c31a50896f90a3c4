"""Spanish: the catalogue is whole, and pages, mistakes and mails are set in it.

What a language switch does to addresses and caches is in test_language.
"""

from __future__ import annotations

import ast
import fcntl
import html
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask_babel import force_locale

from app import clock, translations
from app.campaigns.models import Campaign, CampaignState
from app.congress import titles
from app.extensions import db
from app.letters import service
from app.mail import messages
from app.mail.render import Post
from app.me import links
from app.me.models import MeLink
from app.organizers import invitations
from app.organizers.models import RoleName
from app.outbox.models import ClaimedMail
from app.pledges import service as pledges
from app.pledges.models import Signatory
from app.trends.models import Alert
from config import ROOT
from tests.support import commands, factories, letters, organizers
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.mailbox import Mailbox
from tests.support.visits import pages

# As in the Makefile: it takes what Babel knows by itself, and these.
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
# What a translation must bring over unchanged.
FIXED = re.compile(r"%\(\w+\)[a-z]|\{\w+\}|</?\w[^>]*>")


@pytest.fixture(scope="session", autouse=True)
def compiled(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The catalogues as `flask setup` compiles them, by one test process at a time."""
    with (tmp_path_factory.getbasetemp().parent / "translations.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        translations.compile_all()


@pytest.fixture(scope="session")
def wanted() -> dict[Any, Message]:
    """Every message of the code and the templates, extracted now."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    catalogue = Catalog()
    found = extract_from_dir(str(ROOT), methods, options, KEYWORDS)
    for name, line, words, comments, context in found:
        catalogue.add(words, None, [(name, line)], (), comments, context=context)
    return _by_id(catalogue)


@pytest.fixture(scope="session")
def spanish() -> Catalog:
    with (translations.FOLDER / "es/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="es")


@pytest.fixture
def campaign(app_sqlite: Flask, clock: Hands) -> Campaign:
    """A campaign on whose pages everything stands that can: voices, allies, partners, crafts."""
    made = factories.campaign(thanks="Thanks.", is_demo=True)
    factories.craft(made.disciplines[0])
    factories.partner(made)
    factories.voice(made, email="voice@example.org")
    factories.signatory(made, None, email="ally@example.org", confirmed=True)
    return made


def test_every_message_is_translated(wanted: dict[Any, Message], spanish: Catalog) -> None:
    there = _by_id(spanish)

    assert [each for each in wanted if each not in there] == [], "run `make translations`"
    assert [each.id for each in there.values() if not _whole(each)] == []
    assert [each.id for each in there.values() if each.fuzzy] == []


def test_no_message_is_kept_that_nobody_says_any_more(
    wanted: dict[Any, Message], spanish: Catalog
) -> None:
    assert [each for each in _by_id(spanish) if each not in wanted] == [], "run `make translations`"
    assert not spanish.obsolete


def test_no_words_hide_from_the_catalogue_in_an_f_string() -> None:
    """Babel does not look into one before Python 3.12."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / "app").rglob("*.py"))
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in KEYWORDS
    ]

    assert hidden == []


def test_placeholders_and_tags_are_the_same_in_both_languages(spanish: Catalog) -> None:
    pairs = [pair for each in _by_id(spanish).values() for pair in _pairs(each)]

    assert [pair for pair in pairs if _fixed(pair[0]) != _fixed(pair[1])] == []
    assert any(_fixed(english) for english, _ in pairs)
    assert [str(error) for _, errors in spanish.check() for error in errors] == []


def test_a_sentence_ends_as_it_does_in_english(spanish: Catalog) -> None:
    pairs = [pair for each in _by_id(spanish).values() for pair in _pairs(each)]

    assert [pair for pair in pairs if _end(pair[0]) != _end(pair[1])] == []


def test_nobody_is_addressed_as_usted(spanish: Catalog) -> None:
    said = " ".join(words for each in _by_id(spanish).values() for _, words in _pairs(each))

    assert re.findall(r"(?i)\b(?:usted|sírvase|vosotros|vos)\b", said) == []


def test_no_english_of_ours_is_left_on_a_page(
    client_sqlite: Visitor, campaign: Campaign, spanish: Catalog
) -> None:
    paths = {
        **pages(campaign.slug, campaign.disciplines[0].slug),
        "voices of one discipline": f"/c/{campaign.slug}/voices/?discipline=music",
    }
    for name, path in paths.items():
        page = client_sqlite.get(f"{path}{'&' if '?' in path else '?'}lang=es")

        assert page.one("html")["lang"] == "es", name
        assert _english(page.soup, spanish) == [], name


def test_english_would_be_found(
    client_sqlite: Visitor, campaign: Campaign, spanish: Catalog
) -> None:
    found = _english(client_sqlite.get("/c/day/?lang=en").soup, spanish)

    assert {"Sign the pledge", "Skip to the content"} <= set(found)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (CampaignState.CLOSED, "Terminó el plazo para firmar"),
        (CampaignState.ARCHIVED, "Esta campaña ya es historia"),
        (CampaignState.WON, "Lo ganamos en conjunto"),
    ],
)
def test_a_campaign_that_is_over_says_so(
    client_sqlite: Visitor, campaign: Campaign, spanish: Catalog, state: str, said: str
) -> None:
    campaign.state = CampaignState(state)

    page = client_sqlite.get(f"/c/{campaign.slug}/?lang=es")

    assert said in page.text
    assert _english(page.soup, spanish) == []


@pytest.mark.parametrize(
    ("allies", "days", "said"),
    [
        (1, 1, ("y 1 persona aliada", "falta 1 día")),
        (2, 40, ("y 2 personas aliadas", "faltan 40 días")),
    ],
)
def test_one_and_many(
    client_sqlite: Visitor,
    campaign: Campaign,
    clock: Hands,
    allies: int,
    days: int,
    said: tuple[str, str],
) -> None:
    for number in range(1, allies):
        factories.signatory(campaign, None, email=f"ally{number}@example.org", confirmed=True)
    clock.tick(days=40 - days)

    facts = " ".join(client_sqlite.get("/c/day/?lang=es").one(".facts").get_text(" ").split())

    assert [words for words in said if words not in facts] == []


def test_what_is_wrong_with_a_form_is_said_in_spanish(
    client_sqlite: Visitor, campaign: Campaign, spanish: Catalog, clock: Hands
) -> None:
    form = client_sqlite.get("/c/day/?lang=es").form("#sign")
    clock.tick(seconds=3)
    typed = {**form, "first_name": "=Ada", "email": "ada", "zip": "00000"}

    page = client_sqlite.post("/c/day/sign?lang=es", typed, status=422)

    assert [each.get_text() for each in page.all(".mistakes li")] == [
        "Un nombre no puede empezar con =.",
        "Escribe tus apellidos.",
        "Una dirección de correo electrónico lleva una @, como nombre@example.org.",
        "El código postal 00000 no existe. Revísalo, por favor.",
        "Elige a qué te dedicas, o firma como persona aliada.",
    ]
    assert page.title.startswith("Hay un problema · ")
    assert _english(page.soup, spanish) == []


@pytest.mark.parametrize(("language", "named"), [("en", "Democrat"), ("es", "Partido Demócrata")])
def test_a_party_is_named_in_the_readers_language(
    app_sqlite: Flask, language: str, named: str
) -> None:
    with force_locale(language):
        assert titles.party("Democrat") == named
        assert titles.party("Working Families") == "Working Families"


def test_a_form_that_came_too_quickly_is_asked_for_in_spanish(
    client_sqlite: Visitor, campaign: Campaign
) -> None:
    form = client_sqlite.get("/c/day/?lang=es").form("#sign")

    page = client_sqlite.post("/c/day/sign?lang=es", form, status=422)

    assert "más rápido de lo que cualquiera puede leer" in page.one(".mistakes").get_text()


def test_an_address_without_a_page_is_answered_in_spanish(client_sqlite: Visitor) -> None:
    page = client_sqlite.get("/nowhere", status=404, headers={"Accept-Language": "es-MX"})

    assert page.heading == "Esta página guarda silencio"


def test_who_signs_in_spanish_gets_the_mail_in_spanish(
    app_sqlite: Flask, client_sqlite: Visitor, campaign: Campaign, clock: Hands, mailbox: Mailbox
) -> None:
    commands.run(app_sqlite, "outbox", "drain")
    page = client_sqlite.get("/c/day/?lang=es")
    clock.tick(seconds=3)
    client_sqlite.post(
        str(page.one("#sign")["action"]),
        {**page.form("#sign"), **SIGNED, "discipline": "music", "also": ["writing"]},
    )
    commands.run(app_sqlite, "outbox", "drain")

    (mail,) = mailbox.to(SIGNED["email"])

    assert mail.subject == "Falta un clic: confirma tu firma"
    assert "Firmaste “AI Day of Action”. Gracias." in mail.text
    assert "Tu firma contará en: Music y Writing." in mail.text
    assert "El nombre que podrá mostrarse: Nova Reyes" in mail.text
    assert 'lang="es"' in mail.html
    assert ">Confirmar mi firma<" in mail.html
    question = client_sqlite.get(mail.link("/confirm/").removeprefix(client_sqlite.public_url))
    assert question.one("button.large").get_text() == "Yes, count me", "their browser says English"


@pytest.mark.parametrize(
    ("kind", "confirmed"),
    [*((kind, False) for kind in sorted(messages.MAILS)), ("already_signed", True)],
)
def test_no_english_of_ours_is_left_in_a_mail(
    campaign: Campaign, spanish: Catalog, kind: str, confirmed: bool
) -> None:
    about = factories.signatory(campaign, confirmed=confirmed)
    owner = organizers.organizer()
    invited = invitations.invite("new@example.org", RoleName.VIEWER, by=owner, locale="es")
    context: dict[str, Any] = {
        "organizer": owner.id,
        "campaign": campaign.id,
        "invitation": invited.id,
    }
    context |= _asked_of(kind, about)
    if kind.startswith("letter_"):
        letters.brief(campaign)
        with force_locale("es"):
            # Whose words are none of ours: in plain text nothing marks them as English.
            letter = letters.letter(campaign, discipline="writing", locale="es")
        context = {"letter_id": letter.id}
        if kind == "letter_copy":
            pledges.confirm(about)
            service.release(letter)

    post = _build(kind, about.id, **context)

    for said in (post.subject, post.body, post.html):
        assert _english(BeautifulSoup(str(said), "html.parser"), spanish) == []


def test_a_catalogue_is_compiled_when_it_is_newer_and_only_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(translations.FOLDER, tmp_path / "translations")
    monkeypatch.setattr(translations, "FOLDER", tmp_path / "translations")
    source = tmp_path / "translations/es/LC_MESSAGES/messages.po"
    source.with_suffix(".mo").unlink(missing_ok=True)

    assert [translations.compile_all(), translations.compile_all()] == [1, 0]

    os.utime(source, (clock.now().timestamp() + 60,) * 2)
    assert translations.compile_all() == 1


SIGNED = {
    "first_name": "Ada",
    "last_name": "Lovelace",
    "credit_name": "Nova Reyes",
    "email": "ada@example.org",
    "zip": "87501",
}


def _asked_of(kind: str, about: Signatory) -> dict[str, Any]:
    """What the two mails name that are moot without it: a link, and an open alert."""
    if kind == "me_link":
        links.answer(about.email_canonical, about.campaign_id, locale="es")
        return {"link_id": db.session.scalars(sa.select(MeLink.id)).one()}
    if kind == "trend_alert":
        alert = Alert(
            campaign_id=about.campaign_id,
            kind="name",
            key="1f" * 16,
            day=clock.now().date(),
            hour=clock.now(),
            count=9,
            whole=1_240,
            usual=0,
            first_id=1,
            last_id=9,
        )
        db.session.add(alert)
        db.session.flush()
        return {"alerts": [alert.id]}
    return {}


def _build(kind: str, signatory_id: int, **context: Any) -> Post:
    mail = ClaimedMail(
        id=1,
        kind=kind,
        recipient="ada@example.org",
        locale="es",
        campaign_id=None,
        signatory_id=signatory_id,
        context=context,
        message_id="<0123456789abcdef@example.org>",
        attempts=0,
        due_at=clock.now(),
    )
    return messages.build(mail)


def _english(said: Tag, spanish: Catalog) -> list[str]:
    """Our English words in it, beside what is marked as English."""
    for marked in said.select(':not(html)[lang="en"]'):
        marked.decompose()
    there = " ".join(html.unescape(str(said)).split())
    return [each for each in _english_words(spanish) if each in there]


def _english_words(spanish: Catalog) -> Iterator[str]:
    """What is long enough to be nobody's Spanish: two words and more, up to a placeholder."""
    for each in _by_id(spanish).values():
        for english, _ in _pairs(each):
            words = max(FIXED.split(english), key=len).strip(" .,:“”")
            if " " in words:
                yield words


def _by_id(catalogue: Catalog) -> dict[Any, Message]:
    return {each.id: each for each in catalogue if each.id}


def _whole(message: Message) -> bool:
    return all(translated.strip() for _, translated in _pairs(message))


def _pairs(message: Message) -> list[tuple[str, str]]:
    """Each form in English with its Spanish."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return list(zip(message.id, message.string or ("", ""), strict=True))


def _fixed(words: str) -> Counter[str]:
    return Counter(FIXED.findall(words))


def _end(words: str) -> str:
    found = re.search(r"[.:?…]$", words)
    return found[0] if found else ""
