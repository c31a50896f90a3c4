"""Finished public pages, kept in each process for a second and sent before Flask hears of it.

On the day everybody asks for the same few pages. A page is made once a second in each process;
all others get its bytes, tag and headers. Why so, and what was measured:
docs/decisions/0022-cached-bytes.md.

A view opts in with `keep`. Nothing of one reader may stand in what it keeps: the language, and
the code that led here, are all that tells copies of a page apart.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, current_app, g, request
from werkzeug.datastructures import Headers
from werkzeug.http import (
    generate_etag,
    is_resource_modified,
    parse_accept_header,
    quote_etag,
    remove_entity_headers,
)

from app import clock, language, logs, metrics
from app.pledges import checks

# Seconds. What an organizer changes, and a campaign that ends, shows for all within OLDEST.
FRESH = 1.0
OLDEST = 2.0
# Seconds to wait for who is making the page; then it is made twice.
PATIENCE = 5.0
# Pages with their languages; a copy of one takes some 50 KB.
MOST_PAGES = 300
# Ways in which one copy is kept besides, compressed to some 10 KB: for codes that many come by.
MOST_WAYS = 10
WORTH_PACKING = 1_000
# Stands in a kept page where a reader's code goes.
CODE = "code-0d6c8b4e7a13"
# Asked with these, a request is not answered from here.
UNUSUAL = ("HTTP_RANGE", "HTTP_IF_MATCH", "HTTP_IF_RANGE")

Key = tuple[str, str, str, bool]


@dataclass(frozen=True)
class Asked:
    """What a request's answer depends on: its key, the code, and whether it may be packed."""

    path: str
    lang: str
    spoken: str
    code: str
    packed: bool

    @property
    def key(self) -> Key:
        return self.path, self.lang, self.spoken, bool(self.code)

    @classmethod
    def of(cls, environ: WSGIEnvironment, config: Mapping[str, Any]) -> Asked:
        """Other words in the query change nothing, so they make no copy of their own."""
        args: dict[str, str] = {}
        if environ.get("QUERY_STRING"):
            for name, value in parse_qsl(environ["QUERY_STRING"], keep_blank_values=True):
                args.setdefault(name, value)
        accepted = environ.get("HTTP_ACCEPT_LANGUAGE", "")
        lang, spoken = language.of(args.get("lang", ""), accepted, config)
        code = checks.source_code(args.get("source"))
        packed = _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return cls(environ.get("PATH_INFO", ""), lang, spoken, code, packed)


@dataclass
class Copy:
    """A finished page, and the ways in which it has been sent."""

    made_at: float
    endpoint: str
    rule: str
    headers: Headers
    body: bytes
    etag: str
    is_weak: bool
    ways: dict[tuple[str, bool], tuple[bytes, Headers]] = field(default_factory=dict)

    def age(self) -> float:
        """Seconds; endless where the clock was set back."""
        age = clock.timestamp() - self.made_at
        return age if age >= 0 else float("inf")

    def sent(self, code: str, packed: bool) -> tuple[bytes, Headers]:
        """The bytes and headers for a reader who came by this code."""
        packed = packed and len(self.body) >= WORTH_PACKING and self._is_text
        found = self.ways.get((code, packed))
        if found is None:
            found = self._make(code, packed)
            # A code is quickly put in: whoever makes codes up shall fill no memory with pages.
            if (packed or not code) and len(self.ways) < MOST_WAYS:
                self.ways[code, packed] = found
        return found

    @property
    def _is_text(self) -> bool:
        return self.headers["Content-Type"].startswith(("text/", "application/json"))

    def _make(self, code: str, packed: bool) -> tuple[bytes, Headers]:
        body = self.body.replace(CODE.encode(), code.encode()) if code else self.body
        headers = Headers(list(self.headers))
        if packed:
            # Without a time of its own: two processes' bytes shall be the same.
            body = gzip.compress(body, 5, mtime=0)
            headers["Content-Encoding"] = "gzip"
        tag = "-".join(filter(None, (self.etag, code, "gz" if packed else "")))
        headers["ETag"] = quote_etag(self.etag if self.is_weak else tag, self.is_weak)
        headers["Content-Length"] = str(len(body))
        return body, headers


class Kept:
    """Answers from what is kept; has the application make what is not, once at a time."""

    def __init__(self, app: WSGIApplication, config: Mapping[str, Any]) -> None:
        self.app = app
        self.config = config
        self.copies: dict[Key, Copy] = {}
        self.locks: dict[Key, threading.Lock] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        began = time.perf_counter()
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD") or any(name in environ for name in UNUSUAL):
            return self.app(environ, start_response)
        asked = Asked.of(environ, self.config)
        copy = self.copies.get(asked.key)
        if copy is None:
            return self.app(environ, start_response)
        if copy.age() < FRESH:
            return _send(copy, asked, environ, start_response, began)
        lock = self.locks.get(asked.key) or threading.Lock()
        if lock.acquire(blocking=False):
            try:
                return self.app(environ, start_response)
            finally:
                lock.release()
        return self._meanwhile(asked, lock, environ, start_response, began)

    def put(self, asked: Asked, copy: Copy) -> None:
        """Keep this copy in place of the one before; the oldest page makes room."""
        while len(self.copies) >= MOST_PAGES and asked.key not in self.copies:
            oldest = next(iter(self.copies), None)
            self.copies.pop(oldest, None)  # type: ignore[arg-type]
            self.locks.pop(oldest, None)  # type: ignore[arg-type]
        self.locks.setdefault(asked.key, threading.Lock())
        self.copies[asked.key] = copy

    def _meanwhile(
        self,
        asked: Asked,
        lock: threading.Lock,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        began: float,
    ) -> Iterable[bytes]:
        """Somebody is making it anew: the copy before, or theirs once it is there."""
        copy = self.copies.get(asked.key)
        if copy and copy.age() >= OLDEST and lock.acquire(timeout=PATIENCE):
            lock.release()
            copy = self.copies.get(asked.key)
        if copy and copy.age() < OLDEST:
            return _send(copy, asked, environ, start_response, began)
        return self.app(environ, start_response)


def init_app(app: Flask) -> None:
    """Stand before Flask, but behind the proxies' names and the static files.

    `KEEPS_PAGES` False: every page is made for its reader, with the same tags and headers.
    """
    app.config.setdefault("KEEPS_PAGES", True)
    app.extensions["kept_pages"] = kept = Kept(app.wsgi_app, app.config)
    app.wsgi_app = kept  # type: ignore[method-assign]
    app.after_request(_finish)


def keep(response: Response) -> Response:
    """Let this answer be sent to everybody who asks for the same page in the same language.

    Whoever writes a reader's code into it writes `code` there. Answers If-None-Match.
    """
    g.kept = Asked.of(request.environ, current_app.config)
    return response


def code() -> str:
    """What a page that will be kept says in place of this request's `source`; "" without one."""
    return CODE if checks.source_code(request.args.get("source")) else ""


def _finish(response: Response) -> Response:
    """Runs when the headers are there, before the answer is counted and logged."""
    asked: Asked | None = g.get("kept")
    if asked is None or response.status_code != 200:
        return response
    response.vary.add("Accept-Encoding")
    etag, is_weak = response.get_etag()
    body = response.get_data()
    copy = Copy(
        made_at=clock.timestamp(),
        endpoint=request.endpoint or "",
        rule=request.url_rule.rule if request.url_rule else "",
        headers=Headers(list(response.headers)),
        body=body,
        etag=etag or generate_etag(body),
        is_weak=bool(is_weak),
    )
    if current_app.config["KEEPS_PAGES"] and _is_for_all(asked, response):
        current_app.extensions["kept_pages"].put(asked, copy)
    sent, headers = copy.sent(asked.code, asked.packed)
    response.set_data(sent)
    response.headers = headers.copy()
    response.make_conditional(request)
    return response


def _is_for_all(asked: Asked, response: Response) -> bool:
    """Not what sets a cookie, or speaks an organizer's own language."""
    return (
        "Set-Cookie" not in response.headers
        and "_login_user" not in g
        and language.current() == asked.spoken
    )


def _send(
    copy: Copy,
    asked: Asked,
    environ: WSGIEnvironment,
    start_response: StartResponse,
    began: float,
) -> Iterable[bytes]:
    body, headers = copy.sent(asked.code, asked.packed)
    listed, status = list(headers), "200 OK"
    if "HTTP_IF_NONE_MATCH" in environ and not is_resource_modified(environ, headers["ETag"]):
        status = "304 NOT MODIFIED"
        remove_entity_headers(listed)
    method: Any = environ["REQUEST_METHOD"]
    seconds = time.perf_counter() - began
    metrics.count(method, copy.endpoint, int(status[:3]), seconds)
    logs.answered(environ, copy.rule, int(status[:3]), seconds)
    start_response(status, listed)
    return [] if method == "HEAD" or status[0] == "3" else [body]


def _takes_gzip(header: str) -> bool:
    if header == "gzip, deflate, br, zstd":  # what most browsers say
        return True
    return "gzip" in header and parse_accept_header(header).quality("gzip") > 0
