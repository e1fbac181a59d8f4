"""The document without secrets: people leave them in defaults, examples and descriptions of models."""

from __future__ import annotations

import math

from designer.loopback import secrets
from designer.loopback.jsontext import JSON, Pointer


def masked(value: JSON, pointer: Pointer = ()) -> JSON:
    """A part of the document with every secret masked, by the rules for a file; `pointer` is its place.

    An infinity, which a number such as `1e400` is, becomes null, as JSON has it.
    """
    if isinstance(value, dict):
        return {key: masked(each, (*pointer, key)) for key, each in value.items()}
    if isinstance(value, list):
        return [masked(each, (*pointer, index)) for index, each in enumerate(value)]
    if value is None or isinstance(value, bool):
        return value
    if secrets.is_secret(pointer, value):
        return secrets.MASK
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return secrets.mask_words(value) if isinstance(value, str) else value
