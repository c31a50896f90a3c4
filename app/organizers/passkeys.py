"""Passkeys: for which name they are made, and what is asked of a device.

A passkey stands in for the password and the code together: the device itself must make
sure of the person (a finger, a face, a PIN), and keep the key so that nobody has to give
an address first.
"""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_security import UserMixin, WebauthnUtil
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)


def host() -> str:
    """The name that passkeys are made for: PUBLIC_URL's, never the one a request asks for."""
    return urlsplit(current_app.config["PUBLIC_URL"]).hostname or "localhost"


def possible() -> bool:
    """Whether browsers make passkeys for this site: they do not for a bare IP address, and
    only over https (or on localhost)."""
    name = host()
    try:
        ipaddress.ip_address(name)
    except ValueError:
        secure: bool = current_app.config["PUBLIC_URL"].startswith("https://")
        return secure or name == "localhost" or name.endswith(".localhost")
    return False


class Rules(WebauthnUtil):
    """What we ask of a device."""

    def origin(self) -> str:
        return str(current_app.config["PUBLIC_URL"])

    def registration_options(
        self, user: UserMixin, usage: str, existing_options: dict[str, Any]
    ) -> dict[str, Any]:
        existing_options["rp_id"] = host()
        return super().registration_options(user, usage, existing_options)

    def authentication_options(
        self, user: UserMixin | None, usage: list[str], existing_options: dict[str, Any]
    ) -> dict[str, Any]:
        existing_options["rp_id"] = host()
        return super().authentication_options(user, usage, existing_options)

    def authenticator_selection(
        self, user: UserMixin, usage: str
    ) -> AuthenticatorSelectionCriteria:
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def user_verification(
        self, user: UserMixin | None, usage: list[str]
    ) -> UserVerificationRequirement:
        return UserVerificationRequirement.REQUIRED
