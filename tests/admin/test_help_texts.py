"""The help beside the fields, ours and the site's own."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from flask import Flask

from app.admin import help_texts
from config import ROOT, ConfigError


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


def say(app: Flask, text: str) -> None:
    Path(app.config["INSTANCE_DIR"] / "help.toml").write_text(text, encoding="utf-8")
    help_texts.init_app(app)


def test_the_sites_own_words_go_before_ours(app: Flask) -> None:
    say(app, '[campaign]\nmade_up = "In our words."\n[campaign.other]\nes = "Nuestra."\n')

    with app.test_request_context("/organize/?lang=es"):
        assert help_texts.find("campaign.made_up") == "In our words."
        assert help_texts.find("campaign.other") == "Nuestra."
        assert help_texts.find("campaign.unknown") == ""


@pytest.mark.parametrize("text", ["[broken", "\xff"])
def test_a_file_nobody_can_read_stops_the_start(app: Flask, text: str) -> None:
    path = app.config["INSTANCE_DIR"] / "help.toml"
    path.write_bytes(text.encode("latin-1"))

    with pytest.raises(ConfigError, match="help texts"):
        help_texts.init_app(app)


def test_every_help_of_ours_is_there_in_every_language(app: Flask) -> None:
    ours = tomllib.loads(help_texts.OURS.read_text(encoding="utf-8"))
    missing = [
        f"{screen}.{field} {language}"
        for screen, fields in ours.items()
        for field, said in fields.items()
        for language in app.config["LANGUAGES"]
        if not said.get(language, "").strip()
    ]

    assert missing == []


def test_every_help_that_a_page_asks_for_is_written(app: Flask) -> None:
    """A form that asks for help nobody wrote shows its fields bare."""
    ours = tomllib.loads(help_texts.OURS.read_text(encoding="utf-8"))
    pages = "\n".join(
        each.read_text(encoding="utf-8") for each in (ROOT / "templates").rglob("*.html")
    )
    named = set(re.findall(r"help_text\('([a-z_]+\.[a-z_]+)'\)", pages))
    named |= {
        f"{screen}.{field}"
        for field, screen in re.findall(r"ask(?:_group)?\(form\.([a-z_]+), '([a-z_]+)'", pages)
    }

    assert len(named) > 30
    assert sorted(named - {f"{screen}.{field}" for screen in ours for field in ours[screen]}) == []
