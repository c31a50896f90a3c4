"""What every answer says to browsers, and which forms are ours."""

from __future__ import annotations

import wsgiref.headers

import pytest
from flask import Flask, Response, abort, request

from app import security

PUBLIC_URL = "https://tutti.example"


def make(*, public_url: str = PUBLIC_URL, proxies: int = 0) -> Flask:
    app = Flask(__name__)
    app.config.update(PUBLIC_URL=public_url, TRUSTED_PROXIES=proxies)
    security.init_app(app)

    @app.get("/page")
    def page() -> str:
        return "page"

    @app.get("/own")
    def own() -> Response:
        headers = {
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        return Response("own", headers=headers)

    @app.get("/gone")
    def gone() -> str:
        abort(410)

    @app.get("/seen")
    def seen() -> dict[str, str | None]:
        return {"address": request.remote_addr, "url": request.host_url}

    return app


@pytest.mark.parametrize("path", ["/page", "/gone", "/unknown"])
def test_every_answer_has_the_headers(path: str) -> None:
    headers = make().test_client().get(path).headers

    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_what_a_view_says_itself_stays() -> None:
    headers = make().test_client().get("/own").headers

    assert headers.getlist("Referrer-Policy") == ["no-referrer"]
    assert headers.getlist("Cross-Origin-Resource-Policy") == ["cross-origin"]


@pytest.mark.parametrize(
    ("public_url", "said"), [(PUBLIC_URL, True), ("http://127.0.0.1:8000", False)]
)
def test_https_is_demanded_where_the_site_has_it(public_url: str, said: bool) -> None:
    headers = make(public_url=public_url).test_client().get("/page").headers

    assert ("Strict-Transport-Security" in headers) is said


def test_a_server_of_static_files_can_add_them_too() -> None:
    headers = wsgiref.headers.Headers([("Referrer-Policy", "no-referrer")])
    security.add_headers(headers, PUBLIC_URL)

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers.get_all("Referrer-Policy") == ["no-referrer"]


FORWARDED = {
    "X-Forwarded-For": "203.0.113.5, 198.51.100.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "tutti.example",
}


def test_without_a_trusted_proxy_nobody_is_believed() -> None:
    seen = make().test_client().get("/seen", headers=FORWARDED).get_json()

    assert seen == {"address": "127.0.0.1", "url": "http://localhost/"}


def test_one_trusted_proxy_is_believed_and_no_further() -> None:
    seen = make(proxies=1).test_client().get("/seen", headers=FORWARDED).get_json()

    assert seen == {"address": "198.51.100.7", "url": "https://tutti.example/"}


def asked(headers: dict[str, str], base_url: str = "http://inside:8000") -> bool:
    with make().test_request_context("/page", base_url=base_url, headers=headers):
        return security.is_same_origin(request)


@pytest.mark.parametrize("site", ["same-origin", "none", "Same-Origin"])
def test_the_browser_says_it_is_ours(site: str) -> None:
    assert asked({"Sec-Fetch-Site": site})


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "nonsense"])
def test_the_browser_says_it_is_not(site: str) -> None:
    assert not asked({"Sec-Fetch-Site": site, "Origin": PUBLIC_URL})


@pytest.mark.parametrize(
    "origin",
    [PUBLIC_URL, "https://tutti.example:443", "HTTPS://TUTTI.EXAMPLE", "http://inside:8000"],
)
def test_an_older_browser_names_our_origin(origin: str) -> None:
    assert asked({"Origin": origin})


@pytest.mark.parametrize(
    "origin",
    [
        "http://tutti.example",
        "https://tutti.example:8443",
        "https://tutti.example.evil.example",
        "https://eviltutti.example",
        "https://other.tutti.example",
        "http://inside",
        "null",
        "",
        "https://[",
        "https://tutti.example:port",
        "file://",
    ],
)
def test_any_other_origin_is_refused(origin: str) -> None:
    assert not asked({"Origin": origin})


def test_who_is_no_browser_says_neither_and_is_let_through() -> None:
    assert asked({})


def test_an_unknown_host_is_answered() -> None:
    assert make().test_client().get("/page", base_url="http://probe:1").status_code == 200


def test_a_redirect_to_the_slash_names_no_host() -> None:
    app = make()
    app.add_url_rule("/folder/", view_func=lambda: "folder", endpoint="folder")

    answer = app.test_client().get("/folder?lang=es", base_url="http://evil.example")

    assert (answer.status_code, answer.location) == (308, "/folder/?lang=es")
