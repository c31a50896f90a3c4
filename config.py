"""What the environment decides, read once at start.

Every variable is described in docs/configuration.md. Nothing in here opens a
connection; `load` only creates the instance folder and its two secrets.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
DELIVERY_MODES = ("rehearsal", "live")
DEFAULT_PORT = 8000
# The rehearsal mail server listens this far above PORT, so that two copies of
# Tutti on one machine do not read each other's mail.
REHEARSAL_PORT_OFFSET = 25

_EMAIL = r"[^@\s]+@[^@\s.]+\.[^@\s]+"
# What an agent says of itself in each message, and the forms CWC's schema wants it in.
_CWC_SHARED = {
    "AGENT": (r".{4,500}", "the delivery agent's name as registered, 4 to 500 characters"),
    "ACK_EMAIL": (_EMAIL, "an e-mail address for acknowledgements"),
    "CONTACT_NAME": (r".{6,500}", "a person's name, 6 to 500 characters"),
    "CONTACT_EMAIL": (_EMAIL, "an e-mail address"),
    "CONTACT_PHONE": (r"\d{3}-\d{3}-\d{4}", "a telephone number such as 202-555-0100"),
    "SCHEMA": (r".*", "a file"),
}
# How each chamber writes the codes of its offices: states and districts, or classes.
_CWC_CODES = {"CWC_HOUSE": r"H[A-Z]{2}[0-9]{2}", "CWC_SENATE": r"S[A-Z]{2}0[1-3]"}


class ConfigError(ValueError):
    """The environment asks for something that cannot be done; the message says what."""


def load(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return Flask's configuration for this environment.

    Creates INSTANCE_DIR (mode 0700) and, where the environment gives none, its
    secret key and data keys. Raises ConfigError on a value that makes no sense.
    """
    env = os.environ if environ is None else environ
    instance = Path(env.get("INSTANCE_DIR") or ROOT / "instance").resolve()
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        why = f"INSTANCE_DIR cannot be made at {instance}: {error.strerror}."
        raise ConfigError(why) from error
    port = _integer(env, "PORT", DEFAULT_PORT)
    if not 0 < port < 65_536 - REHEARSAL_PORT_OFFSET:
        raise ConfigError(f"PORT must be between 1 and 65510, not {port}.")
    mode = _delivery_mode(env)
    config: dict[str, Any] = {
        "INSTANCE_DIR": instance,
        "ASSETS_DIR": Path(env.get("ASSETS_DIR") or instance / "assets").resolve(),
        "PORT": port,
        "PUBLIC_URL": _public_url(env, port),
        "SECRET_KEY": env.get("SECRET_KEY") or _kept_secret(instance / "secret_key"),
        "DATA_KEYS": env.get("DATA_KEYS") or _kept_data_keys(instance / "data_keys"),
        "DATABASE_URL": _database_url(env, instance),
        "REDIS_URL": _redis_url(env),
        "DELIVERY_MODE": mode,
        "TRUSTED_PROXIES": _integer(env, "TRUSTED_PROXIES", 0),
        "RATE_LIMITS": _rate_limits(env, mode),
        "RETENTION_DAYS": _retention(env, "RETENTION_DAYS", 30, 3_650),
        "RETENTION_MONTHS": _retention(env, "RETENTION_MONTHS", 12, 120),
        "CONGRESS_DATA": env.get("CONGRESS_DATA") or None,
        "GEOCODER_URL": _web_address(env, "GEOCODER_URL"),
        # For the checks before going live; no DNS_SERVER: whom the system asks.
        "MAIL_DKIM_SELECTOR": env.get("MAIL_DKIM_SELECTOR") or None,
        "DNS_SERVER": _dns_server(env),
        "CWC_HOUSE": _cwc(env, "CWC_HOUSE", {}),
    }
    # One organization is usually both chambers' delivery agent: the House's words go for both.
    config["CWC_SENATE"] = _cwc(env, "CWC_SENATE", config["CWC_HOUSE"])
    config.update(_mail(env, mode, port))
    config.update(_sessions(config["PUBLIC_URL"]))
    return config


def _sessions(public_url: str) -> dict[str, Any]:
    return {
        "SESSION_COOKIE_NAME": "tutti",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": public_url.startswith("https://"),
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 256 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 200,
        "LANGUAGES": ("en", "es"),
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
    }


def _mail(env: Mapping[str, str], mode: str, port: int) -> dict[str, Any]:
    """Rehearsal ignores MAIL_SERVER altogether: nothing may leave the machine."""
    sender = env.get("MAIL_DEFAULT_SENDER") or "Tutti <no-reply@localhost.localdomain>"
    if mode == "rehearsal":
        return {
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_PORT": _integer(env, "REHEARSAL_MAIL_PORT", port + REHEARSAL_PORT_OFFSET),
            "MAIL_USE_TLS": False,
            "MAIL_USE_SSL": False,
            "MAIL_USERNAME": None,
            "MAIL_PASSWORD": None,
            "MAIL_DEFAULT_SENDER": sender,
        }
    if not env.get("MAIL_SERVER") or not env.get("MAIL_DEFAULT_SENDER"):
        raise ConfigError(
            "DELIVERY_MODE=live needs MAIL_SERVER and MAIL_DEFAULT_SENDER: "
            "without them no mail could leave. Set them, or use DELIVERY_MODE=rehearsal."
        )
    return {
        "MAIL_SERVER": env["MAIL_SERVER"],
        "MAIL_PORT": _integer(env, "MAIL_PORT", 25),
        "MAIL_USE_TLS": _flag(env, "MAIL_USE_TLS"),
        "MAIL_USE_SSL": _flag(env, "MAIL_USE_SSL"),
        "MAIL_USERNAME": env.get("MAIL_USERNAME") or None,
        "MAIL_PASSWORD": env.get("MAIL_PASSWORD") or None,
        "MAIL_DEFAULT_SENDER": sender,
    }


def _cwc(env: Mapping[str, str], chamber: str, shared: Mapping[str, Any]) -> dict[str, Any]:
    """What a delivery agent needs to send to one chamber; `key` None: that channel is off.

    URL is where messages are posted, OFFICES where the list of offices is read; the
    formats are the House schema's (an agent's name has 4 characters, a contact's 6).
    EXCEPT are the offices that nothing is sent to.
    """
    found: dict[str, Any] = {"key": env.get(f"{chamber}_KEY") or None}
    for name in ("URL", "OFFICES_URL", "PROXY"):
        found[name.lower()] = _web_address(env, f"{chamber}_{name}")
    for name in _CWC_SHARED:
        found[name.lower()] = env.get(f"{chamber}_{name}") or shared.get(name.lower()) or None
    found["except"] = _office_codes(env, f"{chamber}_EXCEPT", _CWC_CODES[chamber])
    if found["schema"] and not Path(found["schema"]).is_file():
        raise ConfigError(f"{chamber}_SCHEMA names no file: {found['schema']}.")
    if found["key"]:
        for name, (form, words) in _CWC_SHARED.items():
            if not re.fullmatch(form, found[name.lower()] or "", re.DOTALL):
                raise ConfigError(f"{chamber}_KEY is set, so {chamber}_{name} must be {words}.")
    return found


def _office_codes(env: Mapping[str, str], name: str, form: str) -> tuple[str, ...]:
    codes = tuple(filter(None, (each.strip().upper() for each in (env.get(name) or "").split(","))))
    for each in codes:
        if not re.fullmatch(form, each):
            raise ConfigError(f"{name} holds office codes with commas between them: not {each!r}.")
    return codes


def _web_address(env: Mapping[str, str], name: str) -> str | None:
    url = env.get(name) or None
    if url and not url.startswith(("http://", "https://")):
        raise ConfigError(f"{name} must begin with http:// or https://.")
    return url


def _dns_server(env: Mapping[str, str]) -> str | None:
    named = env.get("DNS_SERVER") or None
    if named and not re.fullmatch(r"\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?", named):
        raise ConfigError(f"DNS_SERVER is an IPv4 address, with a port if need be: not {named!r}.")
    return named


def _delivery_mode(env: Mapping[str, str]) -> str:
    mode = env.get("DELIVERY_MODE") or "rehearsal"
    if mode not in DELIVERY_MODES:
        raise ConfigError(f"DELIVERY_MODE must be rehearsal or live, not {mode!r}.")
    return mode


def _rate_limits(env: Mapping[str, str], mode: str) -> bool:
    text = (env.get("RATE_LIMITS") or "on").strip().lower()
    if text not in ("on", "off"):
        raise ConfigError(f"RATE_LIMITS must be on or off, not {text!r}.")
    if text == "off" and mode == "live":
        raise ConfigError(
            "RATE_LIMITS=off is for rehearsals, benchmarks and drills: with DELIVERY_MODE=live "
            "anybody could then send mail without end. Leave RATE_LIMITS out."
        )
    return text == "on"


def _public_url(env: Mapping[str, str], port: int) -> str:
    url = (env.get("PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise ConfigError(f"PUBLIC_URL must begin with http:// or https://, not {url!r}.")
    if url.count("/") > 2:
        raise ConfigError(f"PUBLIC_URL is a scheme and a host, without a path: not {url!r}.")
    return url


def _database_url(env: Mapping[str, str], instance: Path) -> str:
    url = env.get("DATABASE_URL") or f"sqlite:///{instance / 'tutti.sqlite3'}"
    scheme, separator, rest = url.partition("://")
    if scheme in ("postgres", "postgresql"):
        # What hosts hand out; the driver is ours to name.
        scheme = "postgresql+psycopg"
    if not separator or scheme not in ("sqlite", "postgresql+psycopg"):
        raise ConfigError("DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://.")
    return f"{scheme}://{rest}"


def _redis_url(env: Mapping[str, str]) -> str | None:
    url = env.get("REDIS_URL") or None
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise ConfigError("REDIS_URL must begin with redis://, rediss:// or unix://.")
    return url


def _integer(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdigit():
        raise ConfigError(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def _retention(env: Mapping[str, str], name: str, default: int, most: int) -> int:
    """For ever is no answer to how long, and nothing at all would take a letter's copy away."""
    found = _integer(env, name, default)
    if not 1 <= found <= most:
        raise ConfigError(f"{name} must be between 1 and {most}, not {found}.")
    return found


def _flag(env: Mapping[str, str], name: str) -> bool:
    text = (env.get(name) or "").strip().lower()
    if text not in ("", "0", "1", "true", "false", "yes", "no", "on", "off"):
        raise ConfigError(f"{name} must be true or false, not {text!r}.")
    return text in ("1", "true", "yes", "on")


def _kept_secret(path: Path) -> str:
    return _kept(path, secrets.token_urlsafe(48))


def _kept_data_keys(path: Path) -> str:
    # A name of its own, so that a key made in place of a lost one is never taken for it.
    return _kept(path, f"k{secrets.token_hex(4)}:{secrets.token_urlsafe(32)}")


def _kept(path: Path, fresh: str) -> str:
    """Read the secret at `path`, writing `fresh` there first if nobody has.

    The file appears whole or not at all, so two processes that start together
    agree on one secret.
    """
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(fresh + "\n", encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its secret is the one that counts
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
