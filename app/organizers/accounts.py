"""Flask-Security, set up for organizers: sign-in, reset, TOTP, passkeys, recovery codes.

Everything of it stands under /organize/, and so does its session cookie: no public page
ever gets one. Nothing in here decides who may do what (`rights`, and the panel's guard).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, user_logged_out
from flask_security import (
    FSQLALiteUserDatastore,
    Security,
    password_changed,
    password_reset,
    user_authenticated,
)
from flask_security.utils import logout_user
from flask_wtf import FlaskForm

from app import clock, keyring
from app.extensions import db
from app.organizers import passkeys, sessions
from app.organizers.codes import Codes
from app.organizers.mails import OutboxMails
from app.organizers.models import Organizer, Passkey, Role
from app.organizers.sign_in_forms import FORMS
from app.organizers.words import MESSAGES, Words
from app.security import DEFAULTS

PREFIX = "/organize"
HOME = f"{PREFIX}/"
ACCOUNT = f"{PREFIX}/account/"
# How long a sign-in counts as fresh for dangerous acts.
FRESH = dt.timedelta(minutes=15)
SESSION_LIFE = dt.timedelta(hours=12)
SHORTEST_PASSWORD = 12

# What is the same everywhere; `_settings` adds the rest.
FIXED: dict[str, Any] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    # Not mixed with SECRET_KEY first: a new SECRET_KEY ends sessions, not passwords.
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
    "SECURITY_LOGIN_URL": "/sign-in/",
    "SECURITY_LOGOUT_URL": "/sign-out/",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_VERIFY_URL": "/verify/",
    "SECURITY_RESET_URL": "/reset/",
    "SECURITY_CHANGE_URL": "/account/password/",
    "SECURITY_WAN_REGISTER_URL": "/account/passkeys/",
    "SECURITY_WAN_DELETE_URL": "/account/passkeys/delete/",
    "SECURITY_WAN_SIGNIN_URL": "/sign-in/passkey/",
    "SECURITY_WAN_VERIFY_URL": "/verify/passkey/",
    "SECURITY_TWO_FACTOR_SETUP_URL": "/account/codes/",
    "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code/",
    "SECURITY_TWO_FACTOR_RESCUE_URL": "/sign-in/without-app/",
    "SECURITY_TWO_FACTOR_SELECT_URL": "/sign-in/second/",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery/",
    "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery/",
    "SECURITY_POST_CHANGE_VIEW": ACCOUNT,
    "SECURITY_POST_VERIFY_VIEW": ACCOUNT,
    "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": ACCOUNT,
    "SECURITY_WAN_POST_REGISTER_VIEW": ACCOUNT,
    "SECURITY_POST_LOGIN_VIEW": HOME,
    "SECURITY_POST_LOGOUT_VIEW": f"{PREFIX}/sign-in/",
    "SECURITY_RECOVERABLE": True,
    "SECURITY_RESET_PASSWORD_WITHIN": dt.timedelta(hours=2),
    # Its mails' words are ours, made when they leave (`mails`).
    "SECURITY_EMAIL_PLAINTEXT": False,
    "SECURITY_EMAIL_HTML": False,
    # No name server is asked about what a stranger types.
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "SECURITY_CHANGEABLE": True,
    "SECURITY_REGISTERABLE": False,
    # Roles are no table of ours.
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_DEFAULT_REMEMBER_ME": False,
    # A browser's session is the only way in: no tokens in headers or addresses.
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_FRESHNESS": FRESH,
    "SECURITY_FRESHNESS_GRACE_PERIOD": dt.timedelta(0),
    "SECURITY_TWO_FACTOR": True,
    "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
    "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
    "SECURITY_WEBAUTHN": True,
    "SECURITY_WAN_RP_NAME": "Tutti",
    "SECURITY_WAN_ALLOW_AS_FIRST_FACTOR": True,
    "SECURITY_WAN_ALLOW_USER_HINTS": False,
    "SECURITY_DATETIME_FACTORY": clock.now,
}
# What of a session survives signing in; whatever else it held may be a stranger's.
_KEPT = ("_user_id", "_fresh", "_id", "fs_cc", "fs_paa")
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    # Passkeys are made and used on these pages, and on no others.
    "Permissions-Policy": DEFAULTS["Permissions-Policy"].replace(
        "publickey-credentials-get=()",
        "publickey-credentials-get=(self), publickey-credentials-create=(self)",
    ),
}


class Datastore(FSQLALiteUserDatastore):
    """Flask-Security's, which flushes: the request commits once, at its edge."""

    def commit(self) -> None:
        db.session.flush()


def init_app(app: Flask) -> None:
    """Make the accounts' pages, and end the sessions that were ended."""
    app.config.from_mapping(_settings(app))
    # In front of Flask-Security's own: whom it sees is decided there.
    app.before_request(leave_ended_session)
    security = Security(mail_util_cls=OutboxMails, totp_cls=Codes, webauthn_util_cls=passkeys.Rules)
    datastore = Datastore(db, Organizer, Role, Passkey)
    security.init_app(app, datastore, render_template=_page, **FORMS)
    _leave_public_pages_alone(app)
    security.i18n_domain = Words()  # type: ignore[assignment]
    security.want_json(lambda _request: False)
    security.unauthn_handler(_to_sign_in)  # type: ignore[arg-type]  # a redirect is an answer
    app.after_request(_keep_private)
    user_authenticated.connect(_begin_session, app)
    user_logged_out.connect(_end_session, app)
    for changed in (password_changed, password_reset):
        changed.connect(_end_other_sessions, app)
    app.jinja_env.globals["passkeys_possible"] = passkeys.possible


def checked_password(typed: str) -> tuple[list[str], str]:
    """What is wrong with a new password, in words, and the password as it would be kept."""
    security: Security = current_app.extensions["security"]
    wrong, password = security.password_util.validate(typed, False, user=current_user)
    return list(wrong or ()), password


def _leave_public_pages_alone(app: Flask) -> None:
    """Keep Flask-Login and Flask-Principal from reading the session for every page: caches
    would be told that it depends on a cookie.

    Flask-Login's cookie that outlives a session goes altogether (a session is ours to end);
    who is signed in is asked by the templates that want to know; roles are `rights`' business.
    """
    before = app.before_request_funcs[None]
    before[:] = [each for each in before if each.__name__ != "_on_before_request"]
    after = app.after_request_funcs[None]
    after[:] = [each for each in after if each.__name__ != "_update_remember_cookie"]
    given = app.template_context_processors[None]
    given[:] = [each for each in given if each.__name__ != "_user_context_processor"]
    app.jinja_env.globals["current_user"] = current_user


def _settings(app: Flask) -> dict[str, Any]:
    host = urlsplit(app.config["PUBLIC_URL"]).hostname or "localhost"
    keys = keyring.current_of(app).keys.values()
    return {
        **FIXED,
        **MESSAGES,
        "SESSION_COOKIE_PATH": f"{PREFIX}/",
        "PERMANENT_SESSION_LIFETIME": SESSION_LIFE,
        "SECURITY_URL_PREFIX": PREFIX,
        "SECURITY_PASSWORD_SALT": app.config["SECRET_KEY"],
        # Secrets of apps and recovery codes are sealed with keys of the ring (DATA_KEYS).
        "SECURITY_TOTP_SECRETS": {f"k{key.id}": _derived(key, "totp").hex() for key in keys},
        "SECURITY_TOTP_ISSUER": f"Tutti {host}",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [
            urlsafe_b64encode(_derived(key, "recovery")) for key in keys
        ],
    }


def _derived(key: keyring.Key, purpose: str) -> bytes:
    return hmac.digest(key.index, f"tutti {purpose} 1".encode(), hashlib.sha256)


def _page(template: str, **given: Any) -> ResponseReturnValue:
    """One of Flask-Security's pages: 422 where what was sent to it is wrong."""
    if request.method != "POST":
        return render_template(template, **given)
    forms = [each for each in given.values() if isinstance(each, FlaskForm)]
    if any(form.errors for form in forms):
        return render_template(template, **given), 422
    if request.endpoint == "security.forgot_password":
        # The words are the same whether a mail left or not; so is the way.
        return redirect(url_for("security.login"), 303)
    return render_template(template, **given)


def _to_sign_in(mechanisms: object = None, headers: object = None) -> ResponseReturnValue:
    where = request.full_path.rstrip("?") if request.method == "GET" else HOME
    return redirect(url_for("security.login", next=where), 303)


def _begin_session(_app: Flask, user: Organizer, **_more: Any) -> None:
    # A new session, so that nobody can have planted anything in this one.
    _end_session(_app)
    kept = {key: session[key] for key in _KEPT if key in session}
    session.clear()
    g.pop("csrf_token", None)
    if not user.active:
        return
    session.update(kept)
    session.permanent = True
    session[sessions.KEY] = sessions.begin(user, user_agent=request.headers.get("User-Agent", ""))


def _end_session(_app: Flask, **_more: Any) -> None:
    key = session.pop(sessions.KEY, None)
    if key and request.method == "POST":
        sessions.end_by_key(key)


def _end_other_sessions(_app: Flask, user: Organizer, **_more: Any) -> None:
    """A new password ends every sign-in but the one in hand."""
    here = sessions.find_open(user, session.get(sessions.KEY, ""))
    sessions.end_all(user, but=here.id if here else None)


def leave_ended_session() -> None:
    """Whoever's session was ended elsewhere, or whose account was closed, is nobody."""
    if not request.path.startswith(f"{PREFIX}/") or not current_user.is_authenticated:
        return
    key = session.get(sessions.KEY)
    if not key or sessions.find_open(current_user, key) is None:
        logout_user()
        session.clear()


def _keep_private(response: Response) -> Response:
    if request.path.startswith(f"{PREFIX}/"):
        for name, value in _HEADERS.items():
            response.headers[name] = value
    return response
