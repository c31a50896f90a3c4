"""Flask-Security's forms with a brake: each try is counted before it is judged (`attempts`).

What is judged is judged without SQLite's write lock: checking a password takes longer
than others who sign should wait.
"""

from __future__ import annotations

from typing import Any, cast

from flask import request
from flask_login import current_user
from flask_security import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    MfRecoveryForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    WebAuthnRegisterForm,
    WebAuthnSigninResponseForm,
)
from flask_security.utils import get_message
from wtforms import HiddenField

from app.database import reading
from app.organizers import attempts, mails
from app.organizers.attempts import TooMany
from app.organizers.models import Organizer

# What is counted together: a password's tries, wherever it is asked for.
PASSWORD, CODE, RESET = "password", "code", "reset"


class Braked:
    """For a form's class: counts its tries of `kind` for `account()`."""

    kind = PASSWORD
    form_errors: list[str]

    def account(self) -> str:
        """Whose tries are counted: what was typed, or who is known to try."""
        raise NotImplementedError

    def validate(self, **given: Any) -> bool:
        """Whether the try is good. A refused one is refused before anything is compared."""
        if not self._may_try():
            return False
        with reading():
            good: bool = super().validate(**given)  # type: ignore[misc]
        if good:
            attempts.succeeded(self.kind, account=self.account(), client=_client())
        return good

    def _may_try(self) -> bool:
        try:
            attempts.count(self.kind, account=self.account(), client=_client())
        except TooMany as many:
            # An instance's own list: WTForms gives every form the same empty tuple.
            self.form_errors = [many.words]
            return False
        return True


class SignIn(Braked, LoginForm):
    """Address and password."""

    def account(self) -> str:
        return _typed(self.email.data)


class Verify(Braked, VerifyForm):
    """The password once more, of somebody who is signed in."""

    def account(self) -> str:
        return str(self.user.email)


class ChangePassword(Braked, ChangePasswordForm):
    """A new password for the old one."""

    def account(self) -> str:
        return _signed_in()


class Code(Braked, TwoFactorVerifyCodeForm):
    """Six digits. Setting up an app is no guessing, but a wrong code there counts as well."""

    kind = CODE

    def account(self) -> str:
        return str(self.user.email) if self.user else ""

    def validate(self, **given: Any) -> bool:
        # It writes down which code was used, so it is judged in the request's own transaction.
        if not self._may_try():
            return False
        good: bool = TwoFactorVerifyCodeForm.validate(self, **given)
        if good:
            attempts.succeeded(self.kind, account=self.account(), client=_client())
        return good


class RecoveryCode(Braked, MfRecoveryForm):
    """A recovery code in the place of the six digits: counted with them."""

    kind = CODE

    def account(self) -> str:
        return str(self.user.email) if self.user else ""


class Forgot(Braked, ForgotPasswordForm):
    """Where a reset link goes. Every one counts: a good try takes nothing back."""

    kind = RESET

    def account(self) -> str:
        return _typed(self.email.data)

    def validate(self, **given: Any) -> bool:
        """Always False, and without an error where the address looks like one.

        Flask-Security then answers everybody on one and the same path, in the same time; its
        other path takes longer, which would tell who has an account. So the mail is posted here.
        """
        if self._may_try() and ForgotPasswordForm.validate(self, **given):
            mails.post("password_reset", cast("Organizer", self.user))
        return False


class NewApp(TwoFactorSetupForm):
    """Begin with an app, or stop asking for codes: two buttons."""

    setup = HiddenField()  # type: ignore[assignment]


class WithoutApp(TwoFactorRescueForm):
    """The way around the app. There is one: a recovery code."""

    help_setup = HiddenField()  # type: ignore[assignment]

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        # Flask-Security adds to them what it would offer.
        self.help_setup.choices = []  # type: ignore[attr-defined]

    def validate(self, **given: Any) -> bool:
        return bool(super().validate(**given)) and self.help_setup.data == "recovery_code"


class NewPasskey(WebAuthnRegisterForm):
    """A passkey's name. All of ours are for signing in."""

    usage = HiddenField()  # type: ignore[assignment]

    def validate(self, **given: Any) -> bool:
        self.usage.data = "first"
        return bool(super().validate(**given))


class Passkey(WebAuthnSigninResponseForm):
    """What a device has signed. Not counted: keys cannot be guessed."""

    def validate(self, **given: Any) -> bool:
        good = bool(super().validate(**given))
        if good and not (self.user and self.user.is_active):
            # Flask-Security 5.9.2 notes it and goes on.
            self.credential.errors = [get_message("DISABLED_ACCOUNT")[0]]
            return False
        return good


FORMS: dict[str, Any] = {
    "login_form": SignIn,
    "verify_form": Verify,
    "change_password_form": ChangePassword,
    "two_factor_verify_code_form": Code,
    "two_factor_setup_form": NewApp,
    "two_factor_rescue_form": WithoutApp,
    "mf_recovery_form": RecoveryCode,
    "forgot_password_form": Forgot,
    "wan_register_form": NewPasskey,
    "wan_signin_response_form": Passkey,
}


def _client() -> str:
    return request.remote_addr or ""


def _signed_in() -> str:
    return str(current_user.email)


def _typed(address: str | None) -> str:
    return (address or "").strip()
