"""Answers of web servers that are JSON."""

from __future__ import annotations

import json
from typing import Any

from designer.connectors.web import Answer


def members(answer: Answer) -> dict[str, Any]:
    """The body as a JSON object; empty where it is none."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def inner(found: dict[str, Any], name: str) -> dict[str, Any]:
    """The member of that name, where it is an object; else an empty one."""
    value = found.get(name)
    return value if isinstance(value, dict) else {}
