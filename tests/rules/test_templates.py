"""Rules of the house about templates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import sources
from tests.support.untranslated import untranslated

MOST_LINES = 140
INLINE = re.compile(
    r"""<style\b | <script\b(?![^>]*\bsrc=)(?![^>]*application/ld\+json) | \sstyle\s*=\s*["']
        | \son[a-z]+\s*=\s*["'] | javascript:""",
    re.IGNORECASE | re.VERBOSE,
)
FOREIGN = re.compile(
    r"""<(?:script|img|link|iframe|source)\b[^>]*?(?:src|href)\s*=\s*["']https?:"""
)

# Mail programs know no stylesheet but an inline one, so the mails are apart.
PAGES = [path for path in sources.templates() if "mail" not in path.parts]

every_page = pytest.mark.parametrize("path", PAGES, ids=sources.name)


@every_page
def test_no_inline_script_or_style(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


@every_page
def test_nothing_comes_from_another_host(path: Path) -> None:
    assert FOREIGN.findall(path.read_text(encoding="utf-8")) == []


@every_page
def test_templates_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@every_page
def test_every_word_can_be_translated(path: Path) -> None:
    assert untranslated(path) == []


def test_the_lint_for_words_finds_them(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text(
        '<p title="Spoken">Bare {{ _("fine") }}</p>{% trans %}fine{% endtrans %}'
        '<meta name="viewport" content="width"><img alt="{{ word }}"><code>unread</code>'
        "{% if x == 'text' %}{# a remark #}Also{% endif %}"
    )

    assert untranslated(template) == [
        "p title=Spoken",
        "Bare \N{OBJECT REPLACEMENT CHARACTER}",
        "Also",
    ]
