"""What gunicorn and `flask` load."""

import sys

from app import create_app
from app.keyring import KeyringError
from config import ConfigError

try:
    app = create_app()
except (ConfigError, KeyringError) as error:
    sys.exit(f"Tutti cannot start: {error}")
