"""What every answer says to browsers, which proxies we believe, and where a form came from.

Not in here: the form token (form_token.py) and what is encrypted (keyring.py).

An unknown Host header is not refused: it decides nothing. Links in mails,
share links and the canonical address are built from PUBLIC_URL alone, redirects
name no host, and health checks reach a container under names that nobody can list beforehand.
"""

from __future__ import annotations

import wsgiref.headers
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Request, Response, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.datastructures import Headers
from werkzeug.middleware.proxy_fix import ProxyFix

# 'self' alone and no nonce: a page with a nonce is another page for every reader,
# and could not be cached.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
NOT_USED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)
# Seconds; a year. Without includeSubDomains: the neighbours of this name are not ours to bind.
HSTS = "max-age=31536000"

DEFAULTS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in NOT_USED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# What browsers say of a request that this site's own page, or the person alone, has begun.
OWN_SITE = frozenset({"same-origin", "none"})


def init_app(app: Flask) -> None:
    """Add the headers to every answer; believe TRUSTED_PROXIES proxies in front, and no more."""
    app.after_request(_add_headers)
    app.session_interface = Sessions()
    proxies: int = app.config.get("TRUSTED_PROXIES", 0)
    if proxies > 0:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )


class Sessions(SecureCookieSessionInterface):
    """Flask's own; for who brings no session, none of the means to read one is made."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def add_headers(headers: Headers | wsgiref.headers.Headers, public_url: str) -> None:
    """Add what is missing to `headers`; what a view has said itself stays as it is.

    Also for what answers outside Flask, such as the server of static files.
    """
    said = {name.lower() for name in headers.keys()}  # noqa: SIM118 - iterating gives pairs
    missing = [(name, value) for name, value in DEFAULTS.items() if name.lower() not in said]
    for name, value in missing:
        headers.add_header(name, value)
    if public_url.startswith("https://"):
        headers.setdefault("Strict-Transport-Security", HSTS)


def is_same_origin(request: Request) -> bool:
    """Whether this form was sent from our own page.

    Browsers say so in Sec-Fetch-Site (https and localhost), else in Origin. A
    request with neither comes from no browser, so there is nobody whose session
    or address could be abused: it is let through, and the form token still stands.

    Not for pages sent with `Referrer-Policy: no-referrer`: browsers answer those
    with `Origin: null` (Fetch standard, "append a request Origin header").
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site.strip().lower() in OWN_SITE
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    ours = {_origin(current_app.config["PUBLIC_URL"]), _origin(request.host_url)}
    return _origin(origin) in ours - {None}


def _origin(url: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port, as browsers compare them; None where that cannot be read."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 80)


def _add_headers(response: Response) -> Response:
    if response.status_code == 308 and response.location:
        # The router's redirect to the address with a slash names whatever Host was sent.
        parts = urlsplit(response.location)
        response.location = urlunsplit(("", "", parts.path, parts.query, ""))
    if "token" in (request.view_args or {}):
        # The address is a secret: of it at most the host is told on, to ourselves too, because
        # proxies log what pages refer. Not "no-referrer": see `is_same_origin`.
        response.headers.setdefault("Referrer-Policy", "strict-origin")
    add_headers(response.headers, current_app.config["PUBLIC_URL"])
    return response
