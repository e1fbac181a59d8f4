"""Sealed fields: what the database and its backups must not give away."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac


def digest(content: bytes) -> str:
    """A keyed digest (HMAC-SHA256, hex): equal for equal contents, and it tells nothing about them."""
    return salted_hmac("loopwright.content", content, algorithm="sha256").hexdigest()


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _current() -> MultiFernet:
    return _fernet(tuple(settings.SEALING_KEYS))


if TYPE_CHECKING:
    _Bytes = models.BinaryField[Any, Any]
else:
    _Bytes = models.BinaryField


class SealedField(_Bytes):
    """Bytes, sealed with the first of SEALING_KEYS and opened with any of them.

    Raises cryptography.fernet.InvalidToken where none of the keys fits: a wrong key is an error, never a value.
    """

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """The sealed bytes for the database."""
        sealed = None if value is None else _current().encrypt(bytes(value))
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, value: Any, _expression: object, _connection: object) -> bytes | None:
        """The opened bytes."""
        return None if value is None else _current().decrypt(bytes(value))
