"""The rules each page is held to can themselves tell a good page from a bad one."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request, Response

from tests.support.page import Page, broken_rules

GOOD = (
    '<!doctype html><html lang="en"><head><title>Title</title><link rel="icon" href="/icon.svg">'
    '</head><body><h1>One</h1><a href="https://elsewhere.example/">away</a>'
    '<form method="post"><label for="a">A</label><input id="a" name="a" value="1">'
    '<label>B <input type="checkbox" name="b" value="x" checked></label>'
    '<label>C <input type="checkbox" name="b" value="y" checked></label>'
    '<label>D <select name="d"><option value="">-</option><option selected>two</option></select>'
    '</label><input type="hidden" name="token" value="t"><button name="z">Go</button></form>'
    "</body></html>"
)


def _page(html: str, *, policy: bool = True) -> Page:
    headers = {"Content-Security-Policy": "default-src 'self'"} if policy else {}
    answer = Response(html, mimetype="text/html", headers=headers)
    request = Request({"REQUEST_METHOD": "GET"})
    return Page(TestResponse([html.encode()], answer.status, answer.headers, request))


def _broken(html: str) -> list[str]:
    return broken_rules(_page(html), public_url="http://ours.example")


def test_a_good_page_breaks_none() -> None:
    assert _broken(GOOD) == []


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        ("<h1>One</h1>", "", "h1"),
        ("<h1>One</h1>", "<h1>One</h1><h1>Two</h1>", "h1"),
        ("<title>Title</title>", "<title> </title>", "title"),
        (' lang="en"', "", "lang"),
        ('<label for="a">A</label>', "", "'a' has no label"),
        ('<label for="a">A</label>', '<label for="a"> </label>', "'a' has no label"),
        ("<h1>", '<h1 id="a">', "id 'a' stands 2 times"),
        ("<h1>", '<h1 style="color: red">', "inline style"),
        ("<h1>", '<h1 onclick="go()">', "inline onclick"),
        ("<body>", "<body><script>go()</script>", "inline script"),
        ("<body>", "<body><style>p { color: red }</style>", "style element"),
        ("https://elsewhere.example/", "javascript:go()", "javascript:"),
        ("/icon.svg", "//cdn.example/icon.svg", "cdn.example"),
        ("<body>", '<body><img alt="" src="https://cdn.example/x.png">', "cdn.example"),
        ("<body>", '<body><script src="https://cdn.example/x.js"></script>', "cdn.example"),
    ],
)
def test_a_bad_page_is_told(good: str, bad: str, words: str) -> None:
    broken = _broken(GOOD.replace(good, bad))

    assert len(broken) == 1
    assert words in broken[0]


def test_a_page_without_a_policy_is_told() -> None:
    page = _page(GOOD, policy=False)

    assert broken_rules(page, public_url="http://ours.example") == [
        "no Content-Security-Policy header"
    ]


def test_a_form_is_read_as_a_browser_would_send_it() -> None:
    assert _page(GOOD).form() == {"a": "1", "b": ["x", "y"], "d": "two", "token": "t"}
