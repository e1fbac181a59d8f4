"""Connection strings of the form `KEY=value;KEY=value`, as IBM's and other ODBC drivers take them."""

from __future__ import annotations

import re

from designer.connectors.base import JSON, CheckFailed
from designer.connectors.javascript import text

_PAIR = re.compile(r"\s*([^=;]+?)\s*=\s*(?:\{((?:[^}]|\}\})*)\}|([^;]*))[^;]*(?:;|$)")


def read(value: JSON, *, blames: tuple[str, ...]) -> dict[str, str]:
    """The values by their keys in capitals; of a repeated key the first counts, as it does in ODBC.

    Raises CheckFailed, without quoting it, for what has no key at all.
    """
    found: dict[str, str] = {}
    if isinstance(value, str):
        for key, braced, plain in _PAIR.findall(text(value)):
            found.setdefault(key.upper(), braced.replace("}}", "}") or plain.strip())
    if not found:
        raise CheckFailed("A connection string is written as KEY=value;KEY=value.", blames=blames)
    return found
