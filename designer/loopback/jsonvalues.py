"""JSON values on their way to people: secrets masked, and numbers that can be written."""

from __future__ import annotations

import math
import sys

from designer.loopback import jsontext, secrets
from designer.loopback.jsontext import JSON


def masked(path: str, pointer: tuple[str, ...], value: JSON) -> JSON:
    """A value from a file with the secrets in it masked; `pointer` is its place there."""
    whole = finite(value)
    for key in reversed(pointer):
        whole = {key: whole}
    result = jsontext.read(secrets.mask(path, jsontext.dump(whole)))
    for key in pointer:
        result = result[key]
    return result


def finite(value: JSON) -> JSON:
    """A value without the infinities that `1e400` reads as, and that cannot be written again."""
    if isinstance(value, dict):
        return {key: finite(part) for key, part in value.items()}
    if isinstance(value, list):
        return [finite(part) for part in value]
    return math.copysign(sys.float_info.max, value) if isinstance(value, float) and math.isinf(value) else value
