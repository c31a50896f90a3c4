"""What Flask-Security says to people, in this house's words.

Only what our set-up can say is here. A message may hold what Flask-Security fills in.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

_SAID: dict[str, tuple[LazyString, str]] = {
    "API_ERROR": (_l("That could not be read. Please try again."), "error"),
    "GENERIC_AUTHN_FAILED": (_l("This address and this password do not fit together."), "error"),
    "UNAUTHENTICATED": (_l("Please sign in first."), "info"),
    "UNAUTHORIZED": (_l("This is not open to you."), "error"),
    "REAUTHENTICATION_REQUIRED": (
        _l("For this, please show once more that it is you."),
        "info",
    ),
    "REAUTHENTICATION_SUCCESSFUL": (_l("Thank you. You can go on now."), "success"),
    "PASSWORD_RESET_REQUEST": (
        _l(
            "If there is an account with this address, a mail with a link is on its way. "
            "Look in the spam folder too."
        ),
        "success",
    ),
    "PASSWORD_RESET_EXPIRED": (_l("This link has grown too old. Ask for a new one."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (
        _l("This link is not valid, or was used already. Ask for a new one."),
        "error",
    ),
    "PASSWORD_RESET_NO_LOGIN": (
        _l("Your new password is set. Sign in with it now."),
        "success",
    ),
    "PASSWORD_CHANGE": (
        _l("Your password is changed. Wherever else you were signed in, you no longer are."),
        "success",
    ),
    "PASSWORD_IS_THE_SAME": (_l("That is the password you have. Choose another."), "error"),
    "PASSWORD_NOT_PROVIDED": (_l("Give your password."), "error"),
    "PASSWORD_INVALID_LENGTH": (
        _l("A password has at least %(length)s characters. Several words make a good one."),
        "error",
    ),
    "PASSWORD_TOO_SIMPLE": (_l("This password is too easy to guess."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (_l("The two passwords differ."), "error"),
    "INVALID_PASSWORD": (_l("This is not your password."), "error"),
    "EMAIL_NOT_PROVIDED": (_l("Give your e-mail address."), "error"),
    "INVALID_EMAIL_ADDRESS": (
        _l("This is no e-mail address. It looks like name@example.org."),
        "error",
    ),
    "USER_DOES_NOT_EXIST": (_l("This address and this password do not fit together."), "error"),
    "DISABLED_ACCOUNT": (
        _l("This account is closed. An owner of this site can open it again."),
        "error",
    ),
    "INVALID_REDIRECT": (_l("That address is not on this site."), "error"),
    "INVALID_INPUT": (_l("This cannot be used here."), "error"),
    "INVALID_INPUT_LENGTH": (_l("This is longer than %(length)s characters."), "error"),
    "INVALID_RECOVERY_CODE": (
        _l("This is none of your recovery codes, or it was used already."),
        "error",
    ),
    "NO_RECOVERY_CODES_SETUP": (_l("You have no recovery codes yet."), "info"),
    "INVALID_CODE": (_l("Give the six digits that your app shows now."), "error"),
    "TWO_FACTOR_INVALID_TOKEN": (
        _l("This is not the code your app shows now, or it was used already."),
        "error",
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_l("You are signed in."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        _l("From now on, signing in with your password asks for a code as well."),
        "success",
    ),
    "TWO_FACTOR_PERMISSION_DENIED": (_l("Please begin again at signing in."), "error"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_l("Choose one of these."), "error"),
    "TWO_FACTOR_DISABLED": (_l("Your password alone is enough again."), "success"),
    "TWO_FACTOR_SETUP_EXPIRED": (
        _l("That took longer than %(within)s. Please begin again."),
        "error",
    ),
    "WEBAUTHN_EXPIRED": (_l("That took longer than %(within)s. Please begin again."), "error"),
    "WEBAUTHN_NAME_REQUIRED": (_l("Give the passkey a name."), "error"),
    "WEBAUTHN_NAME_INUSE": (_l("You have a passkey of this name: %(name)s."), "error"),
    "WEBAUTHN_NAME_NOT_FOUND": (_l("You have no passkey of this name: %(name)s."), "error"),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (
        _l("A passkey's name has letters, digits, blanks, hyphens and underscores only."),
        "error",
    ),
    "WEBAUTHN_CREDENTIAL_DELETED": (_l("The passkey %(name)s is gone."), "success"),
    "WEBAUTHN_REGISTER_SUCCESSFUL": (
        _l("The passkey %(name)s is ready. You can sign in with it."),
        "success",
    ),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": (_l("This passkey is known here already."), "error"),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (_l("This passkey is not known here."), "error"),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": (_l("This passkey is not known here."), "error"),
    "WEBAUTHN_NO_VERIFY": (_l("This passkey could not be checked. Please try again."), "error"),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": (_l("This passkey is not for signing in."), "error"),
    "WEBAUTHN_MISMATCH_USER_HANDLE": (_l("This passkey belongs to somebody else."), "error"),
}

MESSAGES: dict[str, Any] = {f"SECURITY_MSG_{name}": said for name, said in _SAID.items()}


class Words:
    """Speaks for Flask-Security: our words are lazy already, its own go through our catalogue."""

    def gettext(self, text: str | LazyString, **filled: Any) -> str:
        """The words in the reader's language, with what is to be filled in."""
        said = str(text) if isinstance(text, LazyString) else gettext(text)
        return said % filled if filled else said

    def ngettext(self, one: str, many: str, num: int, **filled: Any) -> str:
        """The words for this many."""
        return self.gettext(one if num == 1 else many, num=num, **filled)
