"""The Spanish catalogue is whole, says what the English does, and is compiled in time."""

from __future__ import annotations

import ast
import os
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message

from app import clock, translations
from config import ROOT
from tests.translations.catalogue import FIXED, KEYWORDS, by_id, side_by_side


def test_every_message_is_translated(wanted: dict[Any, Message], spanish: Catalog) -> None:
    there = by_id(spanish)

    assert [each for each in wanted if each not in there] == [], "run `make translations`"
    assert [each.id for each in there.values() if not _whole(each)] == []
    assert [each.id for each in there.values() if each.fuzzy] == []


def test_no_message_is_kept_that_nobody_says_any_more(
    wanted: dict[Any, Message], spanish: Catalog
) -> None:
    assert [each for each in by_id(spanish) if each not in wanted] == [], "run `make translations`"
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
    pairs = [pair for each in by_id(spanish).values() for pair in side_by_side(each)]

    assert [pair for pair in pairs if _fixed(pair[0]) != _fixed(pair[1])] == []
    assert any(_fixed(english) for english, _ in pairs)
    assert [str(error) for _, errors in spanish.check() for error in errors] == []


def test_a_sentence_ends_as_it_does_in_english(spanish: Catalog) -> None:
    pairs = [pair for each in by_id(spanish).values() for pair in side_by_side(each)]

    assert [pair for pair in pairs if _end(pair[0]) != _end(pair[1])] == []


def test_nobody_is_addressed_as_usted(spanish: Catalog) -> None:
    said = " ".join(words for each in by_id(spanish).values() for _, words in side_by_side(each))

    assert re.findall(r"(?i)\b(?:usted|sírvase|vosotros|vos)\b", said) == []


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


def _whole(message: Message) -> bool:
    return all(translated.strip() for _, translated in side_by_side(message))


def _fixed(words: str) -> Counter[str]:
    return Counter(FIXED.findall(words))


def _end(words: str) -> str:
    found = re.search(r"[.:?…]$", words)
    return found[0] if found else ""
