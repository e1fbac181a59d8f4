"""How JavaScript reads a JSON value, which decides what a LoopBack connector makes of a setting."""

from __future__ import annotations

import json

from designer.connectors.base import JSON, CheckFailed, Settings


def truthy(value: JSON) -> bool:
    """Whether `if (value)` holds in JavaScript: other than in Python, it does for `{}` and `[]`."""
    return isinstance(value, list | dict) or bool(value)


def text(value: JSON) -> str:
    """`String(value)` for the values that people use as a host, a user or a database; a lone surrogate is
    U+FFFD, as Node sends it."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, bool) or value is None or isinstance(value, list | dict):
        return json.dumps(value)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def first(settings: Settings, *names: str) -> str | None:
    """The name among `names` that wins in `settings.a || settings.b`; None where none is truthy."""
    return next((name for name in names if truthy(settings.get(name))), None)


def port(value: JSON, *, blames: tuple[str, ...] = ("port",)) -> int:
    """A TCP port from a number or its text. Raises CheckFailed for anything else."""
    digits = text(value).strip()
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 0
    if not 0 < number < 65536:
        sentence = f"“{digits[:40]}” is not a port; type a whole number from 1 to 65535."
        raise CheckFailed(sentence, blames=blames)
    return number
