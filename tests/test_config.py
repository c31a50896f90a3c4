"""What the environment may say, and what stops the start with a plain word."""

from __future__ import annotations

from pathlib import Path

import pytest

import config


def load(folder: Path, **variables: str) -> dict[str, object]:
    return config.load({"INSTANCE_DIR": str(folder / "instance"), **variables})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://host/name"),
        ("REDIS_URL", "host:6379"),
        ("PORT", "0"),
        ("PORT", "99999"),
        ("PORT", "eighty"),
        ("PUBLIC_URL", "tutti.example"),
        ("PUBLIC_URL", "https://tutti.example/path"),
        ("DELIVERY_MODE", "alive"),
        ("DNS_SERVER", "ns.example.org"),
        ("DELIVERY_MODE", "live"),
        ("TRUSTED_PROXIES", "-1"),
        ("RATE_LIMITS", "sometimes"),
        ("CWC_HOUSE_EXCEPT", "HNM03 HNM01"),
        ("CWC_HOUSE_EXCEPT", "SNM01"),
        ("CWC_SENATE_EXCEPT", "SNM04"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(config.ConfigError, match=name if value != "live" else "MAIL_SERVER"):
        load(tmp_path, **{name: value})


def test_an_instance_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file")

    with pytest.raises(config.ConfigError, match="INSTANCE_DIR"):
        load(tmp_path)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_gets_our_driver(tmp_path: Path, scheme: str) -> None:
    loaded = load(tmp_path, DATABASE_URL=f"{scheme}://me:secret@host/name")

    assert loaded["DATABASE_URL"] == "postgresql+psycopg://me:secret@host/name"


def test_offices_that_nothing_is_sent_to_are_read_as_codes(tmp_path: Path) -> None:
    loaded = load(tmp_path, CWC_HOUSE_EXCEPT=" hnm03, HCA12,")

    assert loaded["CWC_HOUSE"]["except"] == ("HNM03", "HCA12")  # type: ignore[index]
    assert loaded["CWC_SENATE"]["except"] == ()  # type: ignore[index]


def test_the_secrets_are_made_once_and_are_nobody_elses(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)

    assert (first["SECRET_KEY"], first["DATA_KEYS"]) == (second["SECRET_KEY"], second["DATA_KEYS"])
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "instance").iterdir()} == {0}


def test_in_rehearsal_a_mail_server_is_not_believed(tmp_path: Path) -> None:
    loaded = load(tmp_path, MAIL_SERVER="smtp.example.org", MAIL_PORT="25")

    assert loaded["MAIL_SERVER"] == "127.0.0.1"


def test_limits_can_be_switched_off_in_rehearsal_alone(tmp_path: Path) -> None:
    assert load(tmp_path)["RATE_LIMITS"] is True
    assert load(tmp_path, RATE_LIMITS="off")["RATE_LIMITS"] is False

    live = {"MAIL_SERVER": "mail.example.org", "MAIL_DEFAULT_SENDER": "day@example.org"}
    with pytest.raises(config.ConfigError, match="RATE_LIMITS"):
        load(tmp_path, DELIVERY_MODE="live", RATE_LIMITS="off", **live)
