"""What the first visitor would wait for, made before anybody comes; workers are forked after it.

Not in `create_app`: commands and tests need none of it.
"""

from __future__ import annotations

from babel import Locale
from flask import Flask
from sqlalchemy.orm import configure_mappers

# Of folders of templates: what people see who sign and write. The panel's wait to be asked for.
PUBLIC = ("campaigns", "components", "errors", "layouts", "letters", "me", "pages", "pledges")


def up(app: Flask) -> None:
    """Configure the tables' classes, and read the languages' names and the public templates."""
    configure_mappers()
    for language in app.config["LANGUAGES"]:
        # Babel reads a language's data when something is asked of it.
        _ = Locale(language).territories
    for name in app.jinja_env.list_templates(extensions=["html"]):
        if name.partition("/")[0] in PUBLIC:
            app.jinja_env.get_template(name)
