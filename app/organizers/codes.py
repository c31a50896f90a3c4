"""One-time codes of an authenticator app: each is good once, and drawn as an SVG of the page."""

from __future__ import annotations

import io

from flask_security import Totp, UserMixin
from passlib.totp import TOTP, AppWallet, TotpMatch  # type: ignore[import-untyped]

from app.organizers import attempts


class Codes(Totp):
    """Flask-Security's, which remembers the last code used: nobody can use it after the person."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        """The first secret seals; passlib by itself would take the last in the alphabet."""
        super().__init__(secrets, issuer)
        wallet = AppWallet(secrets, default_tag=next(iter(secrets)))
        self._totp = TOTP.using(issuer=issuer, wallet=wallet)

    def sealed_anew(self, kept: str) -> str | None:
        """The person's secret sealed with the first key; None where it is so already.

        Raises KeyError where the key it was sealed with is not on the ring.
        """
        found = self._totp.from_source(kept)
        return found.to_json(encrypt=True) if found.changed else None

    def get_last_counter(self, user: UserMixin) -> int | None:
        return attempts.last_used(str(user.id))

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        attempts.use_once(str(user.id), tmatch.counter)

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The SVG element itself: our pages load no data: address."""
        import qrcode  # type: ignore[import-untyped]  # noqa: PLC0415 - with it comes lxml
        from qrcode.image.svg import (  # type: ignore[import-untyped]  # noqa: PLC0415
            SvgPathImage,
        )

        image = qrcode.make(self.get_totp_uri(username, totp), image_factory=SvgPathImage)
        written = io.BytesIO()
        image.save(written)
        svg = written.getvalue().decode("utf-8")
        return svg[svg.index("<svg") :]
