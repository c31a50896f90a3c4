"""The extension objects, bound to the application in `create_app`."""

from __future__ import annotations

from flask.sansio.app import App
from flask_babel import Babel
from flask_mail import Mail
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect


class Database(SQLAlchemy):
    """Flask-SQLAlchemy-Lite without its asynchronous half.

    It closes asynchronous sessions, of which we have none, in an event loop made for
    it: over a millisecond at the end of every request.
    """

    def init_app(self, app: App) -> None:
        super().init_app(app)
        app.teardown_appcontext_funcs = [
            each
            for each in app.teardown_appcontext_funcs
            if each.__name__ != "_close_async_sessions"
        ]


# hide_parameters: an error message or log line must not quote what a person typed.
db = Database(engine_options={"hide_parameters": True})
babel = Babel()
csrf = CSRFProtect()
mail = Mail()
