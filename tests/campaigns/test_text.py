"""Markdown that organizers write becomes harmless HTML."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from app.campaigns import text

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src='https://evil.example'></iframe>",
    "<style>body{display:none}</style>",
    "<a href='javascript:alert(1)'>x</a>",
    "<p style='position:fixed' onclick='alert(1)' id=sign class=button>x</p>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "![x](https://evil.example/pixel.png)",
    "![x](javascript:alert(1))",
    "![x][1]\n\n[1]: https://evil.example/pixel.png",
    '[x](https://ok.example "\\" onmouseover=alert(1) \\"")',
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "<!-- <script>alert(1)</script> -->",
    "<math><mtext></p><script>alert(1)</script></mtext></math>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
]


def _soup(markdown: str) -> BeautifulSoup:
    return BeautifulSoup(text.html(markdown), "html.parser")


def _assert_harmless(markdown: str) -> None:
    for tag in _soup(markdown).find_all(True):
        assert tag.name in text.TAGS, tag
        allowed = {"href", "rel", "title"} if tag.name == "a" else set()
        assert set(tag.attrs) <= allowed, tag
        if tag.name == "a" and "href" in tag.attrs:
            scheme, colon, _ = str(tag["href"]).partition(":")
            assert not colon or scheme.lower() in text.SCHEMES or "/" in scheme, tag


@pytest.mark.parametrize("markdown", ATTACKS)
def test_an_attack_is_only_text(markdown: str) -> None:
    _assert_harmless(markdown)
    _assert_harmless(f"# {markdown}\n\n> {markdown}\n\n- {markdown}\n\n**{markdown}**")


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(
    pieces=st.lists(
        st.sampled_from(
            [
                *ATTACKS,
                "\n\n",
                "> ",
                "- ",
                "**",
                "`",
                "[",
                "](",
                ")",
                "<",
                ">",
                '"',
                "'",
                "&",
                "\\",
                "&lt;",
                "\x00",
            ]
        )
    )
)
def test_no_mixture_of_attacks_gets_through(pieces: list[str]) -> None:
    _assert_harmless("".join(pieces))


def test_what_organizers_need_works() -> None:
    soup = _soup(
        "## Why\n\nOne *line*,\n**another**\n\n- a\n- b\n\n1. c\n\n> said\n\n---\n\n"
        "[us](https://ok.example/a?b=1&c=2) <a@example.org>"
    )

    assert {tag.name for tag in soup.find_all(True)} == {
        "h2", "p", "em", "strong", "ul", "ol", "li", "blockquote", "hr", "a",
    }  # fmt: skip
    web, mail = soup.select("a")
    assert web["href"] == "https://ok.example/a?b=1&c=2"
    assert {"noopener", "noreferrer"} <= set(web["rel"])
    assert mail["href"] == "mailto:a@example.org"


def test_the_pages_first_heading_stays_the_only_one() -> None:
    soup = _soup("# Loud\n\ntext")

    assert not soup.select("h1")
    assert "Loud" in soup.get_text()


def test_quotes_are_set_as_a_printer_would() -> None:
    assert _soup('"It\'s ours" -- we said...').get_text().strip() == "“It’s ours” – we said…"


@pytest.mark.parametrize("empty", ["", "\n", "   "])
def test_nothing_written_is_nothing_shown(empty: str) -> None:
    assert text.html(empty) == Markup("")
    assert not text.html(empty)


def test_text_in_every_script_stays_as_it_is() -> None:
    written = "أمينة כותבת 田中 Ōtomo 🎸"
    assert _soup(written).get_text().strip() == written


def test_a_very_long_text_is_shown_whole() -> None:
    assert len(_soup("word " * 50_000).get_text().split()) == 50_000


def test_a_deeply_nested_text_harms_nobody() -> None:
    _assert_harmless(">" * 5_000 + "x")
    _assert_harmless("*" * 5_000 + "x")
    _assert_harmless("[" * 5_000 + "x" + "](" * 5_000)
