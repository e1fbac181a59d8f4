"""Percent-encoding as JavaScript knows it."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

_RESERVED = ";/?:@&=+$,#"
_UNFINISHED = re.compile(r"%(?![0-9A-Fa-f]{2})")
_OF_RESERVED = re.compile("%(" + "|".join(f"{ord(character):02X}" for character in _RESERVED) + ")", re.IGNORECASE)


def decode_component(text: str) -> str:
    """`decodeURIComponent`. Raises ValueError where that fails: over a % that begins no character."""
    if _UNFINISHED.search(text):
        raise ValueError("URI malformed")
    return unquote(text, errors="strict")


def decode(text: str) -> str:
    """`decodeURI`, which leaves what stands for a character with a meaning in URLs. Raises ValueError as the other."""
    return decode_component(_OF_RESERVED.sub(r"%25\1", text))


def encode(text: str) -> str:
    """`encodeURI`, which leaves characters with a meaning in URLs."""
    return quote(text, safe=_RESERVED + "-_.!~*'()", errors="replace")
