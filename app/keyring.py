"""The keys of the personal data: seals a row's private values into one, finds them by an index.

Not in here: what is private (the models decide) and where keys come from
(DATA_KEYS, config.py). Why it is built so: docs/decisions/0003-sealed-names.md.

A sealed value is: version (1 byte), length of the key id (1), key id, nonce (12),
AES-256-GCM-SIV ciphertext and tag (16) of a padded JSON object.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import json
import os
import re
import unicodedata
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
INDEX_BYTES = 16
# The plain text is filled up to a multiple of this, so that its length does not
# tell one name from another.
BLOCK = 32
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,16}")
PURPOSE = b"tutti personal data\0"
# By `raw_decode`: the padding behind the object is no concern of it, which saves half the time.
_JSON = json.JSONDecoder()


class KeyringError(ValueError):
    """DATA_KEYS makes no key ring; the message names the key's id, never the key."""


class SealBroken(ValueError):
    """Tampered with, cut short, or sealed for another row."""


class KeyMissing(LookupError):
    """Sealed with a key that is not on the ring."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"No key with the id {key_id!r} in DATA_KEYS.")
        self.key_id = key_id


@dataclass(frozen=True)
class Key:
    """One key of the ring, as the two keys derived from it."""

    id: str
    aead: AESGCMSIV = field(repr=False)
    index: bytes = field(repr=False)

    @classmethod
    def parse(cls, part: str) -> Key:
        """Read "id:base64url(32 bytes)". Raises KeyringError."""
        key_id, colon, text = part.strip().partition(":")
        if not colon or not KEY_ID.fullmatch(key_id):
            raise KeyringError(
                "Each part of DATA_KEYS must read id:key, the id being 1 to 16 letters, "
                "digits, hyphens or underscores."
            )
        secret = _decode(key_id, text)
        try:
            aead = AESGCMSIV(_derive(secret, b"tutti seal 1"))
        except UnsupportedAlgorithm as error:
            raise KeyringError(
                "This build of the cryptography package knows no AES-GCM-SIV: it needs "
                "OpenSSL 3.2 or newer, which the wheels on PyPI bring along."
            ) from error
        return cls(key_id, aead, _derive(secret, b"tutti index 1"))

    @cached_property
    def header(self) -> bytes:
        """What everything sealed with this key begins with: no other key's begins the same."""
        return bytes((VERSION, len(self.id))) + self.id.encode("ascii")

    @cached_property
    def purpose(self) -> bytes:
        """What is authenticated along with a sealed value, in front of what it is bound to."""
        return PURPOSE + self.header


class Keyring:
    """The keys in use: the first seals, all open. Holds derived keys only, made once."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self.keys: dict[str, Key] = {}
        for key in keys:
            if key.id in self.keys:
                raise KeyringError(f"DATA_KEYS names the key {key.id!r} twice.")
            self.keys[key.id] = key
        if not self.keys:
            raise KeyringError("DATA_KEYS holds no key.")
        self.sealing = next(iter(self.keys.values()))

    @classmethod
    def parse(cls, data_keys: str) -> Keyring:
        """Read "id:key,id:key". Raises KeyringError."""
        return cls(Key.parse(part) for part in data_keys.split(",") if part.strip())

    def seal(self, plain: Mapping[str, str], *, bound_to: bytes) -> bytes:
        """Encrypt these values into one that opens only with the same `bound_to` (a row's uid)."""
        key = self.sealing
        nonce = os.urandom(NONCE_BYTES)
        text = json.dumps(dict(plain), separators=(",", ":")).encode("ascii")
        padded = text.ljust(-(-len(text) // BLOCK) * BLOCK)
        sealed = key.aead.encrypt(nonce, padded, key.purpose + bound_to)
        return key.header + nonce + sealed

    def open(self, sealed: bytes, *, bound_to: bytes) -> dict[str, str]:
        """The values sealed for this row. Raises SealBroken, or KeyMissing with the key's id."""
        opened: dict[str, str]
        opened, _end = _JSON.raw_decode(self._decrypt(sealed, bound_to).decode("ascii"))
        return opened

    def open_each(
        self, sealed: Iterable[bytes], bound_to: Iterable[bytes]
    ) -> list[dict[str, str] | None]:
        """What `open` gives for each of many rows, None where it would raise; much quicker."""
        texts = []
        for value, uid in zip(sealed, bound_to, strict=True):
            try:
                texts.append(self._decrypt(value, uid))
            except (SealBroken, KeyMissing):
                texts.append(b"null")
        opened: list[dict[str, str] | None] = json.loads(b"[%b]" % b",".join(texts))
        return opened

    def seal_bytes(self, content: bytes, *, bound_to: bytes) -> bytes:
        """Encrypt a piece of a file as it is, unpadded; opens only with the same `bound_to`."""
        key, nonce = self.sealing, os.urandom(NONCE_BYTES)
        sealed = key.aead.encrypt(nonce, content, key.purpose + bound_to)
        return key.header + nonce + sealed

    def open_bytes(self, sealed: bytes, *, bound_to: bytes) -> bytes:
        """What `seal_bytes` sealed. Raises SealBroken, or KeyMissing with the key's id."""
        return self._decrypt(sealed, bound_to)

    def index(self, purpose: str, text: str) -> bytes:
        """16 bytes, the same for the same words under the current key, that say nothing else.

        Letter case, width and blanks do not count; accents do. `purpose` keeps the
        indexes of different columns apart.
        """
        return _index(self.sealing, purpose, text)

    def indexes(self, purpose: str, text: str) -> list[bytes]:
        """The index under every key, the current one first: to search during a rotation."""
        return [_index(key, purpose, text) for key in self.keys.values()]

    def is_sealed_anew(self, sealed: bytes) -> bool:
        """Whether the key that seals now has sealed this."""
        return sealed.startswith(self.sealing.header)

    def key_id(self, sealed: bytes) -> str:
        """The id of the key this was sealed with, on the ring or not. Raises SealBroken."""
        if len(sealed) < 2 or sealed[0] != VERSION:
            raise SealBroken("Not a sealed value.")
        name = sealed[2 : 2 + sealed[1]].decode("ascii", "replace")
        if not KEY_ID.fullmatch(name):
            raise SealBroken("Not a sealed value.")
        return name

    def _decrypt(self, sealed: bytes, bound_to: bytes) -> bytes:
        key = self._key_of(sealed)
        start = len(key.header)
        middle = start + NONCE_BYTES
        if len(sealed) < middle + TAG_BYTES:
            raise SealBroken("The sealed value is cut short.")
        try:
            return key.aead.decrypt(sealed[start:middle], sealed[middle:], key.purpose + bound_to)
        except InvalidTag:
            # Nothing of the failed decryption is worth showing as its cause.
            raise SealBroken("Tampered with, or sealed for another row.") from None

    def _key_of(self, sealed: bytes) -> Key:
        for key in self.keys.values():
            if sealed.startswith(key.header):
                return key
        raise KeyMissing(self.key_id(sealed))


def init_app(app: Flask) -> Keyring:
    """Read DATA_KEYS now, so that a mistake in it stops the start. Raises KeyringError."""
    keyring = Keyring.parse(app.config["DATA_KEYS"])
    app.extensions["keyring"] = keyring
    return keyring


def current() -> Keyring:
    """The application's key ring, made on first use."""
    return current_of(current_app)


def current_of(app: Flask) -> Keyring:
    """The key ring of this application, outside of its context too."""
    keyring: Keyring | None = app.extensions.get("keyring")
    return keyring or init_app(app)


def normalised(text: str) -> str:
    """The words an index stands for: NFKC, case folded, runs of white space made one blank."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split())


def _decode(key_id: str, text: str) -> bytes:
    try:
        # b64decode skips foreign characters; a key that was damaged must not pass as another.
        if not re.fullmatch(r"[A-Za-z0-9_-]+=*", text):
            raise binascii.Error
        secret = urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except binascii.Error:
        raise KeyringError(f"The key {key_id!r} in DATA_KEYS is not base64url.") from None
    if len(secret) != KEY_BYTES:
        raise KeyringError(
            f"The key {key_id!r} in DATA_KEYS has {len(secret)} bytes; it must have {KEY_BYTES}."
        )
    return secret


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(secret)


def _index(key: Key, purpose: str, text: str) -> bytes:
    message = f"{purpose}\0{normalised(text)}".encode("utf-8", "surrogatepass")
    return hmac.digest(key.index, message, hashlib.sha256)[:INDEX_BYTES]
