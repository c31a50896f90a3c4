"""The extension objects, bound to the application in `create_app`. Objects only."""

from __future__ import annotations

from flask_babel import Babel
from flask_mail import Mail
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect

# hide_parameters: an error message or log line must not quote what a person typed.
db = SQLAlchemy(engine_options={"hide_parameters": True, "pool_pre_ping": True})
babel = Babel()
csrf = CSRFProtect()
mail = Mail()
