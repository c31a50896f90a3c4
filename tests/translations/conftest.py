"""What the tests of the translations begin with."""

from __future__ import annotations

import fcntl
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask

from app import translations
from app.campaigns.models import Campaign
from config import ROOT
from tests.support import factories
from tests.support.hands import Hands
from tests.translations.catalogue import KEYWORDS, by_id


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
    return by_id(catalogue)


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
