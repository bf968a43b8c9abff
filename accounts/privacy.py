"""Private answers: sealed per field (AES-256-GCM), searched over a keyed hash, shown as a mask.

``settings.FIELD_KEYS`` is ``"id:base64key,id:base64key"`` (32 bytes each). The first key seals, the others only open.
The entry with the id ``index`` keys the hashes of ``blind_index``; it never rotates, because a hash cannot be re-keyed
without the plain value. Keys live outside the database.
"""

import base64
import binascii
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

INDEX = "index"
NONCE_BYTES = 12
KEY_BYTES = 32


class CannotOpen(Exception):
    """A sealed value does not open: unknown key id, other field, or changed bytes."""


def parse_keys(text: str) -> dict[str, bytes]:
    """``"a:BASE64,b:BASE64"`` as a dict in the given order; raises ImproperlyConfigured with what is wrong."""
    keys: dict[str, bytes] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, encoded = part.partition(":")
        keys[name.strip()] = _decoded(name, encoded)
    if not any(name != INDEX for name in keys):
        raise ImproperlyConfigured("FIELD_KEYS holds no key; expected id:base64 of 32 bytes")
    return keys


def _decoded(name: str, encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded.strip().replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ImproperlyConfigured(f"FIELD_KEYS: key {name!r} is not base64") from error
    if len(key) != KEY_BYTES or not name.strip():
        raise ImproperlyConfigured(f"FIELD_KEYS: key {name!r} must have an id and {KEY_BYTES} bytes")
    return key


@lru_cache(maxsize=8)
def _parsed(text: str) -> dict[str, bytes]:
    return parse_keys(text)


def _keys() -> dict[str, bytes]:
    value = settings.FIELD_KEYS
    return _parsed(value if isinstance(value, str) else ",".join(value))


def current_key_id() -> str:
    """The id of the key that seals new values."""
    return next(name for name in _keys() if name != INDEX)


def key_id_of(sealed: str) -> str:
    return sealed.partition(":")[0]


def seal(plain: str, *, context: str) -> str:
    """``keyid:base64(nonce + ciphertext)``; ``context`` (model.field) is bound in, so a value cannot be moved elsewhere."""
    name = current_key_id()
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(_keys()[name]).encrypt(nonce, plain.encode(), context.encode())
    return f"{name}:{base64.b64encode(nonce + sealed).decode()}"


def open_sealed(sealed: str, *, context: str) -> str:
    """The plain text; raises CannotOpen."""
    name, _, encoded = sealed.partition(":")
    key = _keys().get(name)
    if key is None or name == INDEX:
        raise CannotOpen(f"no key {name!r} for {context}")
    try:
        raw = base64.b64decode(encoded, validate=True)
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(f"a value of {context} was changed or moved") from error


def blind_index(value: str) -> str:
    """64 hex digits: HMAC-SHA-256 of the value without blanks, in capitals; equal values give equal hashes. "" stays ""."""
    plain = "".join(value.split()).upper()
    if not plain:
        return ""
    return hmac.new(_index_key(), plain.encode(), hashlib.sha256).hexdigest()


def _index_key() -> bytes:
    keys = _keys()
    if INDEX in keys:
        return keys[INDEX]
    oldest = list(keys.values())[-1]
    return hmac.new(oldest, b"blind index", hashlib.sha256).digest()


def mask(value: str, kind: str = "") -> str:
    """What screens show: the last two characters (practice.md §10); of an e-mail the first letter and the domain."""
    if not value:
        return ""
    if kind == "email" and "@" in value:
        local, _, domain = value.partition("@")
        return f"{local[:1]}***@{domain}"
    if kind == "name":
        return value[:1] + "＊" * (len(value) - 1)
    return "*" * max(len(value) - 2, 2) + value[-2:]


class SealedTextField(models.TextField):
    """A text that the database holds sealed. Empty text is stored empty; it cannot be searched, use ``blind_index``."""

    def get_prep_value(self, value):
        plain = super().get_prep_value(value)
        return seal(plain, context=self.context) if plain else plain

    def from_db_value(self, value, expression, connection):
        return open_sealed(value, context=self.context) if value else value

    @property
    def context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise TypeError(f"{self.context} is sealed: search its blind index instead")
        return super().get_lookup(lookup_name)
