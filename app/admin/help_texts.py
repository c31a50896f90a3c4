"""The help beside the panel's fields: one file, which whoever runs the site may replace.

`help.toml` beside this module holds a table per screen and in it a text per field, in each
language. What INSTANCE_DIR/help.toml says of a field goes before.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from app import language
from config import ConfigError

OURS = Path(__file__).with_name("help.toml")
Texts = Mapping[str, Mapping[str, Mapping[str, str]]]


def init_app(app: Flask) -> None:
    """Read both files now. Raises ConfigError for a file of the site's own that cannot be read."""
    texts = _read(OURS)
    own = app.config["INSTANCE_DIR"] / "help.toml"
    if own.is_file():
        texts = _over(texts, _read(own))
    app.extensions["help_texts"] = texts
    app.jinja_env.globals["help_text"] = find


def find(name: str) -> str:
    """The help for "screen.field" in the reader's language, else in English; "" where none is."""
    screen, _dot, field = name.partition(".")
    texts: Texts = current_app.extensions["help_texts"]
    said = texts.get(screen, {}).get(field, {})
    return said.get(language.current()) or said.get("en", "")


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"The help texts in {path} cannot be read: {error}.") from error


def _over(texts: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = {screen: dict(fields) for screen, fields in texts.items()}
    for screen, fields in own.items():
        for field, said in fields.items():
            merged.setdefault(screen, {})[field] = {
                **merged.get(screen, {}).get(field, {}),
                **({"en": said} if isinstance(said, str) else said),
            }
    return merged
