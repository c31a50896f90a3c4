"""One-time codes of an authenticator app: each is good once, and drawn as an SVG of the page."""

from __future__ import annotations

import io

import qrcode  # type: ignore[import-untyped]
from flask_security import Totp, UserMixin
from passlib.totp import TotpMatch  # type: ignore[import-untyped]
from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]

from app.organizers import attempts


class Codes(Totp):
    """Flask-Security's, which remembers the last code used: nobody can use it after the person."""

    def get_last_counter(self, user: UserMixin) -> int | None:
        return attempts.last_used(str(user.id))

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        attempts.use_once(str(user.id), tmatch.counter)

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The SVG element itself: our pages load no data: address."""
        image = qrcode.make(self.get_totp_uri(username, totp), image_factory=SvgPathImage)
        written = io.BytesIO()
        image.save(written)
        svg = written.getvalue().decode("utf-8")
        return svg[svg.index("<svg") :]
