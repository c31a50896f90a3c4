"""Flask-Security, set up for organizers: sign-in, reset, TOTP, passkeys, recovery codes.

Everything of it stands under /organize/, and so does its session cookie: no public page
ever gets one. Nothing in here decides who may do what (`rights`, and the panel's guard).
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request, session
from flask_login import current_user
from flask_security import FSQLALiteUserDatastore, Security, user_authenticated
from flask_security.utils import logout_user

from app import clock
from app.extensions import db
from app.organizers import sessions
from app.organizers.models import Organizer, Passkey, Role

PREFIX = "/organize"
# How long a sign-in counts as fresh for dangerous acts.
FRESH = dt.timedelta(minutes=15)
SESSION_LIFE = dt.timedelta(hours=12)
SHORTEST_PASSWORD = 12

# What is the same everywhere; `_settings` adds the rest.
FIXED: dict[str, Any] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
    "SECURITY_LOGIN_URL": "/sign-in/",
    "SECURITY_LOGOUT_URL": "/sign-out/",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_VERIFY_URL": "/verify/",
    "SECURITY_RESET_URL": "/reset/",
    "SECURITY_CHANGE_URL": "/account/password/",
    "SECURITY_RECOVERABLE": True,
    "SECURITY_CHANGEABLE": True,
    "SECURITY_REGISTERABLE": False,
    # Roles are no table of ours.
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_DEFAULT_REMEMBER_ME": False,
    "SECURITY_FRESHNESS": FRESH,
    "SECURITY_FRESHNESS_GRACE_PERIOD": dt.timedelta(0),
    "SECURITY_TWO_FACTOR": True,
    "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
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

security = Security()


class Datastore(FSQLALiteUserDatastore):
    """Flask-Security's, which flushes: the request commits once, at its edge."""

    def commit(self) -> None:
        db.session.flush()


def init_app(app: Flask) -> None:
    """Make the accounts' pages, and end the sessions that were ended."""
    app.config.from_mapping(_settings(app))
    security.init_app(app, Datastore(db, Organizer, Role, Passkey))
    app.before_request(_leave_ended_session)
    user_authenticated.connect(_begin_session, app)


def _settings(app: Flask) -> dict[str, Any]:
    host = urlsplit(app.config["PUBLIC_URL"]).hostname or "localhost"
    secret = app.config["SECRET_KEY"]
    return {
        **FIXED,
        "SESSION_COOKIE_PATH": f"{PREFIX}/",
        "PERMANENT_SESSION_LIFETIME": SESSION_LIFE,
        "SECURITY_URL_PREFIX": PREFIX,
        "SECURITY_PASSWORD_SALT": secret,
        "SECURITY_POST_LOGIN_VIEW": f"{PREFIX}/",
        "SECURITY_POST_LOGOUT_VIEW": f"{PREFIX}/sign-in/",
        "SECURITY_TOTP_SECRETS": {"1": secret},
        "SECURITY_TOTP_ISSUER": f"Tutti {host}",
    }


def _begin_session(_app: Flask, user: Organizer, **_more: Any) -> None:
    # A new session, so that nobody can have planted the key of this one.
    session.permanent = True
    session[sessions.KEY] = sessions.begin(user, user_agent=request.headers.get("User-Agent", ""))


def _leave_ended_session() -> None:
    """Whoever's session was ended elsewhere, or whose account was closed, is nobody."""
    if not request.path.startswith(f"{PREFIX}/") or not current_user.is_authenticated:
        return
    key = session.get(sessions.KEY)
    if not key or sessions.find_open(current_user, key) is None:
        logout_user()
        session.clear()
