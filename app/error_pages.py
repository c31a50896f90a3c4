"""What a person sees when something goes wrong: the right status, kind words, no insides.

Pages are templates/errors/<code>.html; whoever asks for JSON or plain text gets
that. The 500 needs neither the database nor a template that works.
"""

from __future__ import annotations

import sqlite3

import structlog
from flask import Flask, Response, jsonify, render_template, request
from flask_babel import LazyString, gettext, lazy_gettext
from flask_wtf.csrf import CSRFError
from jinja2 import Template
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from app.extensions import db
from app.keyring import KeyMissing, SealBroken

RETRY_AFTER = 30  # seconds
# Their pages' words fit these codes too.
WORDS_OF = {400: 422, 415: 422}
TITLES: dict[int, LazyString] = {
    400: lazy_gettext("This could not be read"),
    403: lazy_gettext("This is not open to you"),
    404: lazy_gettext("This page is silent"),
    405: lazy_gettext("This cannot be done here"),
    410: lazy_gettext("This page has ended"),
    413: lazy_gettext("That is too much at once"),
    415: lazy_gettext("This could not be read"),
    422: lazy_gettext("This could not be read"),
    429: lazy_gettext("A little slower, please"),
    500: lazy_gettext("A wrong note, and it is ours"),
    503: lazy_gettext("A short rest"),
}
# Where nothing was wrong with what was sent: it is worth another try as it is.
KEPT = (500, 503)
PLAIN_PATHS = (".txt", ".ics", ".png", "/healthz", "/metrics")
JSON_PATHS = (".json", "/readyz")

# Stands alone: shown where no template can be.
LAST_RESORT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>Something went wrong · Tutti</title></head>
<body><main><h1>Something went wrong, and it is our fault</h1>
<p>It has been written down so that it can be mended. Please try again in a few minutes.</p>
<p><a href="/">To the first page</a></p></main></body>
</html>
"""

log = structlog.stdlib.get_logger(__name__)


def init_app(app: Flask) -> None:
    """Answer every error in the house's own words."""
    app.register_error_handler(HTTPException, answer)
    for each in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(each, _database_error)
    for sealed in (KeyMissing, SealBroken):
        app.register_error_handler(sealed, _sealed_error)
    if not (app.debug or app.testing):
        # Whatever the environment says: an exception that leaves the application is
        # printed by the server, with its words.
        app.config["PROPAGATE_EXCEPTIONS"] = False


def answer(error: HTTPException) -> Response:
    """The answer to one HTTP error; headers the error carries (Allow, Retry-After) are kept."""
    code = _code(error)
    if code >= InternalServerError.code:
        _roll_back()
    response = _in_the_wanted_form(code)
    response.status_code = code
    for name, value in error.get_headers(request.environ):
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    if code == ServiceUnavailable.code:
        response.headers.setdefault("Retry-After", str(RETRY_AFTER))
    response.headers["Cache-Control"] = "no-store"
    return response


def _database_error(error: SQLAlchemyError) -> Response:
    """503 for a database that is away or busy; a mistake of ours goes on to be a 500."""
    if not _passes(error):
        raise error
    log.error("the database does not answer", exc_info=error)
    return answer(ServiceUnavailable())


def _sealed_error(error: KeyMissing | SealBroken) -> Response:
    """503 in its own words: whoever runs the site can help, by the key's id in the log."""
    key = error.key_id if isinstance(error, KeyMissing) else ""
    log.error("a sealed value cannot be opened", error=type(error).__name__, key=key)
    response = answer(ServiceUnavailable())
    if response.mimetype == "text/html":
        title = gettext("This cannot be read at present")
        response.set_data(render_template("errors/sealed.html", code=503, title=title, words=""))
    return response


def _code(error: HTTPException) -> int:
    if isinstance(error, CSRFError):
        return 422  # nothing is wrong with the request but its age: the page says what to do
    # What breaks after the view (the commit at the edge) arrives wrapped in a 500.
    if _passes(getattr(error, "original_exception", None)):
        return 503
    return error.code or 500


def _passes(error: BaseException | None) -> bool:
    """Whether trying again can help: locked, too many connections, connection lost."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        # SQLite says "operational" of a missing table too; such an error has the plain code.
        code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        return isinstance(error, OperationalError) and code != sqlite3.SQLITE_ERROR
    return isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated


def _in_the_wanted_form(code: int) -> Response:
    form = _wanted_form()
    if form == "html":
        return Response(_page(code), mimetype="text/html")
    title = _title(code)
    if form == "json":
        return jsonify({"error": {"code": code, "title": title}})
    return Response(f"{title}\n", mimetype="text/plain")


def _wanted_form() -> str:
    if request.path.endswith(PLAIN_PATHS):
        return "plain"
    if request.path.endswith(JSON_PATHS):
        return "json"
    best = request.accept_mimetypes.best_match(("text/html", "application/json"), "text/html")
    return "json" if best == "application/json" else "html"


def _page(code: int) -> str:
    try:
        return _render(code)
    except Exception:  # whatever the template does, the person gets an answer
        log.exception("an error page could not be made", code=code)
        return LAST_RESORT


def _render(code: int) -> str:
    names: list[str | Template] = [f"errors/{WORDS_OF.get(code, code)}.html", "errors/error.html"]
    words = gettext("Please go back and try again, or begin at the first page.")
    return render_template(names, code=code, title=_title(code), words=words, typed=_typed(code))


def _typed(code: int) -> list[tuple[str, str]]:
    """What a form held that could not be taken just now, to be sent again with one press.

    It goes back to whoever sent it and stays nowhere. Not the panel's, where an act that
    was taken after all might be done twice; a signature and a letter are recognised.
    """
    if request.method != "POST" or code not in KEPT or request.path.startswith("/organize/"):
        return []
    return list(request.form.items(multi=True))


def _title(code: int) -> str:
    try:
        return str(TITLES.get(code) or gettext("Something went wrong"))
    except Exception:  # noqa: BLE001 - no language, no translation: still an answer
        return "Something went wrong"


def _roll_back() -> None:
    try:
        db.session.rollback()
    except Exception:  # a database that is gone cannot stop the answer
        log.warning("the session could not be rolled back", exc_info=True)
